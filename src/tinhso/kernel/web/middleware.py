"""What happens around every request: language, refusals as pages or problems, safe headers."""

import os
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tinhso.kernel import audit
from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.problems import PROBLEM_TYPE, problem_of
from tinhso.kernel.registry.counting import count_request
from tinhso.kernel.web.errors import asks_json, is_api, plain_page, refusal_page

GetResponse = Callable[[HttpRequest], HttpResponse]

MAINTENANCE_FILE = "maintenance"


class CountingMiddleware:
    """Count each answer and how long it took, for `/metrics`; static files stand before it."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand in the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then count by the route's template; an address nobody has counts as none."""
        began = perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        count_request(
            method=request.method or "",
            route=(match.route or "/") if match else "",
            status=response.status_code,
            seconds=perf_counter() - began,
        )
        return response


class StorableMiddleware:
    """No address holds the character that no text of a database may hold (NUL).

    PostgreSQL refuses it with an error of its own, wherever it is asked for; SQLite does not.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Stand in the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave it out of what is asked; nothing has it in its own address. Raises `Http404`."""
        if "\x00" in request.path_info:
            raise Http404
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked:
            request.META["QUERY_STRING"] = asked.replace("%00", "")
        return self.get_response(request)


class LanguageMiddleware:
    """Vietnamese unless the reader asked for another language; machines ask by header."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand in the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        language = self._language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if is_api(request):
            patch_vary_headers(response, ("Accept-Language",))
        return response

    @staticmethod
    def _language_of(request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in known:
            return chosen
        if is_api(request):
            asked = request.headers.get("Accept-Language", "")[:2].lower()
            return asked if asked in known else settings.LANGUAGE_CODE
        return settings.LANGUAGE_CODE


class MaintenanceMiddleware:
    """While the file `maintenance` lies in the house's data folder, say so and do nothing.

    `tinhso upgrade` and `tinhso maintenance on` put it there; nothing behind this is touched, no
    database, no session.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Stand in the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 503 to all but static files while the house rests."""
        if not os.path.exists(f"{settings.TINHSO_HOME}/{MAINTENANCE_FILE}"):
            return self.get_response(request)
        response = plain_page(request, 503)
        response["Retry-After"] = "120"
        return response


class DomainErrorMiddleware:
    """Turn a refusal into a page, a partial for htmx or problem JSON, and record it."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand in the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a domain error; everything else rises.

        The act's transaction is rolled back by now, so the record of the refusal stands alone.
        """
        if isinstance(error, Http404):
            return None
        if not isinstance(error, DomainError):
            return None
        audit.record_refused_request(error, request)
        if is_api(request) or asks_json(request):
            return JsonResponse(problem_of(error), status=error.status, content_type=PROBLEM_TYPE)
        return refusal_page(request, error)


class SafeHeadersMiddleware:
    """Headers that browsers obey: no sniffing, no other site's powers, no shared caches."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand in the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that the answer does not set itself."""
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault(
            "Permissions-Policy",
            "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()",
        )
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in headers:
            signed_in = actor_of(request).is_signed_in
            headers["Cache-Control"] = "private, no-store" if signed_in else "private, no-cache"
        return response
