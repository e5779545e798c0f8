"""The policy by which a browser takes scripts, styles and frames from the house alone."""

from functools import cached_property
from typing import TYPE_CHECKING

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.utils.deprecation import MiddlewareMixin as _Middleware
else:
    _Middleware = CSPMiddleware

_PLACE = "{nonce}"


class PolicyMiddleware(_Middleware):
    """Django-csp's, that puts the policy of the settings together once: only the nonce differs.

    The house has one policy for every address; what a view asks for itself is not looked for.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Add the header, with the nonce where a page used one; none may be made afterwards."""
        nonce = getattr(request, "_csp_nonce", None)
        if nonce is None:
            policy = self._without_nonce
            late = CheckableLazyObject(CSPMiddleware._csp_nonce_post_response)
            request.csp_nonce = late  # type: ignore[attr-defined]  # django-csp's
        else:
            policy = self._with_nonce.replace(_PLACE, nonce)
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault(HEADER, policy)
        return response

    @cached_property
    def _without_nonce(self) -> str:
        policy: str = build_policy()
        return policy

    @cached_property
    def _with_nonce(self) -> str:
        policy: str = build_policy(nonce=_PLACE)
        return policy
