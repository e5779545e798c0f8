"""The policy of content: put together once, the same as django-csp's own for every answer."""

from typing import cast

import pytest
from csp.constants import HEADER
from csp.exceptions import CSPNonceError
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tinhso.kernel.web.policy import PolicyMiddleware


def nonce_of(request: HttpRequest) -> str:
    return str(request.csp_nonce)  # type: ignore[attr-defined]  # django-csp's


def asked(request: HttpRequest, *, with_nonce: bool) -> HttpResponse:
    middleware = PolicyMiddleware(lambda r: HttpResponse(nonce_of(r) if with_nonce else ""))
    return cast(HttpResponse, middleware(request))


def test_an_answer_carries_the_policy_of_the_settings() -> None:
    answer = asked(RequestFactory().get("/"), with_nonce=False)

    assert answer.headers[HEADER] == build_policy()
    assert "default-src 'self'" in answer.headers[HEADER]


def test_a_page_that_takes_a_nonce_has_it_in_its_policy_and_no_other_page_has() -> None:
    first = asked(RequestFactory().get("/"), with_nonce=True)
    second = asked(RequestFactory().get("/"), with_nonce=True)

    assert first.content != second.content
    for answer in (first, second):
        assert answer.headers[HEADER] == build_policy(nonce=answer.content.decode())


def test_no_nonce_is_given_after_the_policy_was_written() -> None:
    request = RequestFactory().get("/")
    asked(request, with_nonce=False)

    with pytest.raises(CSPNonceError):
        nonce_of(request)


def test_an_answer_with_a_policy_of_its_own_keeps_it() -> None:
    own = PolicyMiddleware(lambda _request: HttpResponse(headers={HEADER: "sandbox"}))

    answer = cast(HttpResponse, own(RequestFactory().get("/")))

    assert answer.headers[HEADER] == "sandbox"
