"""What is asked of files kept for long."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.models import KeptFile, ReceivedFile

NIGHTS: Final = timedelta(days=3)
"""After so many nights a renewal that is due should have been made."""


def kept_copy(*, source: StoredFile) -> StoredFile | None:
    """Return the copy of a signed file whose evidence is renewed; the caller may open the file."""
    kept = KeptFile.objects.filter(source=source).select_related("copy__blob").first()
    return kept.copy if kept is not None else None


def received(*, file_uid: UUID) -> ReceivedFile:
    """Return what a file was worth when it was received; the caller may open the file."""
    return fetch(ReceivedFile.objects.select_related("file__blob"), file__uid=file_uid)


def received_with(*, stored: StoredFile, actor: Actor) -> ReceivedFile:
    """Return what was kept with a file that a clerk of one's agencies kept."""
    return fetch(ReceivedFile.objects.visible_to(actor), file=stored)


def source_of_copy(*, stored: StoredFile) -> StoredFile:
    """Return the file that a kept copy begins with, for who may open that one."""
    return fetch(KeptFile.objects.select_related("source__blob"), copy=stored).source


def renewals_left_behind() -> dict[str, str | int]:
    """Return how many kept files wait in vain for a renewal, and when the first of them ends."""
    now = timezone.now()
    waits = Q(renew_at__lte=now - NIGHTS) | (Q(renew_at__lte=now) & ~Q(trouble=""))
    found = KeptFile.objects.filter(waits).aggregate(count=Count("pk"), ends=Min("ends_at"))
    if not found["count"]:
        return {}
    return {"count": found["count"], "ends": f"{timezone.localtime(found['ends']):%d/%m/%Y}"}
