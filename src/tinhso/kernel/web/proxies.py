"""Behind a proxy: who really calls, and whether over TLS."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network


class ProxyMiddleware:
    """Take caller and scheme from the proxy's headers, when and only when a known proxy calls.

    `TINHSO_PROXIES` names the proxies. Anybody else's `X-Forwarded-For` is what a stranger says
    of himself: it would let him guess passwords and codes under ever new addresses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Read the list of proxies once."""
        self.get_response = get_response
        self.proxies: list[Network] = [ip_network(p) for p in settings.TINHSO_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with the caller's own address."""
        if self.proxies and self._is_proxy(request.META.get("REMOTE_ADDR", "")):
            hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
            strangers = [hop for hop in hops if _is_address(hop) and not self._is_proxy(hop)]
            if strangers:
                request.META["REMOTE_ADDR"] = strangers[-1]
            if request.headers.get("X-Forwarded-Proto") == "https":
                request.META["wsgi.url_scheme"] = "https"
                request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined]  # WSGI's
        return self.get_response(request)

    def _is_proxy(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in net for net in self.proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
