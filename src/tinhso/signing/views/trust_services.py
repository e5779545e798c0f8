"""The trust services by HTTP, for machines; and how they stand, for who runs the house."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tinhso.kernel.actors import actor_of, require
from tinhso.signing import services
from tinhso.signing.own_device import SAID, authority_keys, device_trouble
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.resting import silence_of
from tinhso.signing.services.trust_services import (
    answer_status,
    answer_time,
    published,
    status_asked,
)
from tinhso.signing.wording import CLOCK_TROUBLES

TYPES: Final = {"cer": "application/pkix-cert", "crl": "application/pkix-crl"}
PUBLISHED: Final = ("goc.cer", "cap.cer", "dau-thoi-gian.cer", "goc.crl", "cap.crl")


@require_safe
def published_view(request: HttpRequest, name: str) -> HttpResponse:
    """Give out a certificate or revocation list of the authority."""
    content = published(name=name)
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])


@csrf_exempt
@require_POST
@never_cache
def ocsp_view(request: HttpRequest) -> HttpResponse:
    """Answer whether a certificate is revoked (RFC 6960)."""
    return _status_told(request, request.body)


@require_safe
@never_cache
def ocsp_asked_view(request: HttpRequest, asked: str) -> HttpResponse:
    """Answer the same to readers who put their question into the address, as Windows does."""
    return _status_told(request, status_asked(asked))


def _status_told(request: HttpRequest, asked: bytes) -> HttpResponse:
    told = answer_status(asked=asked, address=request.META.get("REMOTE_ADDR", ""))
    return HttpResponse(told, content_type="application/ocsp-response")


@csrf_exempt
@require_POST
@never_cache
def tsa_view(request: HttpRequest) -> HttpResponse:
    """Stamp a digest with the time (RFC 3161)."""
    told = answer_time(asked=request.body, address=request.META.get("REMOTE_ADDR", ""))
    return HttpResponse(told, content_type="application/timestamp-reply")


@never_cache
@require_safe
def standing_view(request: HttpRequest) -> HttpResponse:
    """Show whether the clock is trusted, and where the services answer."""
    require(actor_of(request), SigningPermission.MANAGE_CERTIFICATES)
    clock, found = services.clock_standing(), device_trouble()
    files = [reverse("signing:published", args=[name]) for name in PUBLISHED]
    context = {
        "clock": clock,
        "trouble": CLOCK_TROUBLES[clock.trouble] if clock.trouble else "",
        "asked": settings.TINHSO_TSA_URL,
        "silence": silence_of(settings.TINHSO_TSA_URL) if settings.TINHSO_TSA_URL else None,
        "allowed": settings.TINHSO_REVOCATION_URLS,
        "most": settings.TINHSO_CLOCK_MOST_SECONDS,
        "address": settings.TINHSO_TRUST_ADDRESS,
        "keys": authority_keys(),
        "device_trouble": SAID[found] % {"token": settings.TINHSO_PKCS11_TOKEN} if found else "",
        "files": [(url, request.build_absolute_uri(url)) for url in files],
        "ocsp": request.build_absolute_uri(reverse("signing:ocsp")),
        "tsa": request.build_absolute_uri(reverse("signing:tsa")),
    }
    return render(request, "signing/trust_services.html", context)
