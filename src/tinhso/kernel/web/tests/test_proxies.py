"""The caller behind a proxy is known by his own address; nobody else chooses his."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from tinhso.kernel.web.proxies import ProxyMiddleware


def _seen(settings: Settings, *, caller: str, forwarded: str, proto: str = "https") -> HttpRequest:
    """Return the request as the house sees it."""
    settings.TINHSO_PROXIES = ["10.0.0.0/24", "127.0.0.1"]
    request = RequestFactory().get(
        "/",
        REMOTE_ADDR=caller,
        headers={"X-Forwarded-For": forwarded, "X-Forwarded-Proto": proto},
    )
    ProxyMiddleware(lambda _request: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("caller", "forwarded", "address"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.7", "198.51.100.1, 203.0.113.9, 10.0.0.8", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("203.0.113.50", "198.51.100.1", "203.0.113.50"),
    ],
)
def test_the_address_is_what_a_known_proxy_says(
    settings: Settings, caller: str, forwarded: str, address: str
) -> None:
    request = _seen(settings, caller=caller, forwarded=forwarded)

    assert request.META["REMOTE_ADDR"] == address


def test_only_a_known_proxy_says_that_a_reader_came_over_tls(settings: Settings) -> None:
    told = _seen(settings, caller="127.0.0.1", forwarded="203.0.113.9")
    claimed = _seen(settings, caller="203.0.113.9", forwarded="")
    plain = _seen(settings, caller="127.0.0.1", forwarded="203.0.113.9", proto="http")

    assert told.is_secure()
    assert not claimed.is_secure()
    assert not plain.is_secure()
