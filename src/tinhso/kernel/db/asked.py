"""What makes two requests the same: where they go and all they carry."""

import hashlib
import json
from collections.abc import Collection, Iterator

from django.http import HttpRequest


def fingerprint(request: HttpRequest, *, without: Collection[str] = ()) -> str:
    """Return what makes two requests the same; a form's boundary differs each time it is sent.

    `without` names the fields of a form that say nothing about what is asked.
    """
    asked = hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode())
    is_read = without or request.content_type == "multipart/form-data"
    for part in _parts_of(request, without) if is_read else [request.body]:
        asked.update(part)
    return asked.hexdigest()


def _parts_of(request: HttpRequest, without: Collection[str]) -> Iterator[bytes]:
    names = sorted(name for name in request.POST if name not in without)
    yield json.dumps([(name, request.POST.getlist(name)) for name in names]).encode()
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            yield f"\n{name}\n{upload.name}\n".encode()
            yield from upload.chunks()
            upload.seek(0)
