"""Puts the API together: problem details for every refusal, OpenAPI 3.1, limits."""

import json
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from tinhso.kernel.api.answers import JsonRenderer
from tinhso.kernel.api.security import signed_in
from tinhso.kernel.api.throttling import PerCaller, read_rate
from tinhso.kernel.audit import record_refused_request
from tinhso.kernel.errors import DomainError, Invalid, NotFound, SignInNeeded
from tinhso.kernel.errors.problems import PROBLEM_TYPE, Problem, problem_of

E = TypeVar("E", bound=Exception)


def _answer(problem: Problem) -> HttpResponse:
    return HttpResponse(
        json.dumps(problem, ensure_ascii=False),
        status=problem["status"],
        content_type=PROBLEM_TYPE,
    )


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    record_refused_request(error, request)
    return _answer(problem_of(error))


def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _refused(request, SignInNeeded())


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(problem_of(NotFound()))


def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, str] = {}
    for fault in error.errors:
        where = ".".join(str(part) for part in fault["loc"][1:]) or str(fault["loc"][0])
        fields[where] = str(fault["msg"])
    return _answer(problem_of(Invalid(_("Có trường chưa đúng dạng."), fields=fields)))


def _too_fast(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = _answer(
        Problem(
            type="urn:tinhso:problem:kernel.too_many_requests",
            title=_("Gọi quá nhanh"),
            status=429,
            detail=_("Bạn gọi quá nhiều lần; hãy chờ một lát rồi gọi lại."),
            code="kernel.too_many_requests",
        )
    )
    response["Retry-After"] = str(int(error.wait or 1) + 1)
    return response


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    title = _("Thiếu mã chống giả mạo yêu cầu") if str(error) == "CSRF" else _("Chưa làm được")
    return _answer(
        Problem(
            type="about:blank",
            title=title,
            status=error.status_code,
            detail=str(error),
            code=f"http.{error.status_code}",
        )
    )


def _answer_by(
    api: NinjaAPI, kind: type[E], handler: Callable[[HttpRequest, E], HttpResponse]
) -> None:
    api.add_exception_handler(kind, handler)  # type: ignore[arg-type]  # asks for the class too


def build_api() -> NinjaAPI:
    """Return the API of the house, without rooms yet."""
    read_rate(settings.TINHSO_API_RATE)
    api = NinjaAPI(
        title="Tỉnh Số",
        version="1",
        description="One province, one API: the same services as the pages.",
        docs_url=None,
        auth=signed_in,
        renderer=JsonRenderer(),
        throttle=[PerCaller()],
        urls_namespace="api",
    )
    _answer_by(api, DomainError, _refused)
    _answer_by(api, AuthenticationError, _not_signed_in)
    _answer_by(api, Http404, _missing)
    _answer_by(api, ValidationError, _malformed)
    _answer_by(api, Throttled, _too_fast)
    _answer_by(api, HttpError, _http_error)
    return api
