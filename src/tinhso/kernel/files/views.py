"""Serve files and their pictures, each time after the permission check."""

from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from tinhso.kernel.actors import actor_of
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files import services
from tinhso.kernel.files.models import StoredFile

SHOWN_IN_PAGE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})


@require_safe
def file_view(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Serve the bytes; `?tai-ve` offers them as a download."""
    with transaction.atomic():
        stored = fetch(StoredFile.objects.with_blob(), uid=uid)
        services.permit_opening(stored, actor=actor_of(request))
    response = StreamingHttpResponse(services.read_chunks(stored), content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    show = stored.content_type in SHOWN_IN_PAGE and "tai-ve" not in request.GET
    response["Content-Disposition"] = disposition(stored.name, inline=show)
    return _guarded(response)


@require_safe
def preview_view(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Serve a picture of one page."""
    page = request.GET.get("trang", "1")
    if not page.isascii() or not page.isdigit() or len(page) > 5:
        raise NotFound
    with transaction.atomic():
        stored = fetch(StoredFile.objects.with_blob(), uid=uid)
        services.permit_opening(stored, actor=actor_of(request))
    drawn = services.preview_of(stored, int(page))
    response = HttpResponse(drawn, content_type="image/webp")
    response["Content-Disposition"] = "inline"
    return _guarded(response)


def disposition(name: str, *, inline: bool) -> str:
    """Return the header that names a file, with every Vietnamese mark kept (RFC 6266, 5987)."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or "tep"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    """Let nothing in a file act on this site, and no cache keep it for another reader."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
    )
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
