"""Laying the pages of a paper over those that its signer had before his eyes."""

import hashlib
from typing import Final
from uuid import UUID

from django.utils import timezone

from tinhso.kernel.db import fetch
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import preview_of
from tinhso.kernel.jobs import enqueue
from tinhso.signing.models import Comparison, Opening, SigningItem
from tinhso.signing.pdf.differences import Place, aligned, changed_places

MOST_PAGES: Final = 60
"""So many pages of each file are laid over each other; of longer ones the page says so."""
AT_ONCE: Final = 8
"""So many pages, of both files together, while the reader waits; more are done by a job."""
NO_SIZE: Final = (0, 0)
NO_PLACES: Final[list[Place]] = []


def compare(*, before: StoredFile, after: StoredFile) -> Comparison:
    """Return where the pictures of two files differ, found once."""
    known = Comparison.objects.filter(before=before, after=after).first()
    if known is not None:
        return known
    old, new = _pictures(before), _pictures(after)
    pages: list[dict[str, object]] = []
    for was, now in aligned([_digest(one) for one in old], [_digest(one) for one in new]):
        size, places = NO_SIZE, NO_PLACES
        if was and now:
            size, places = changed_places(old[was - 1], new[now - 1])
            if not places:
                continue
        pages.append(
            {
                "was": was,
                "now": now,
                "size": size,
                "places": [(one.left, one.top, one.width, one.height) for one in places],
            }
        )
    made, _is_new = Comparison.objects.get_or_create(
        before=before,
        after=after,
        defaults={
            "pages": pages,
            "is_cut": max(before.pages or 0, after.pages or 0) > MOST_PAGES,
            "compared_at": timezone.now(),
        },
    )
    return made


def compare_soon(*, before: StoredFile, after: StoredFile) -> None:
    """Compare here and now what is short; ask for a job for what is long."""
    if (before.pages or 0) + (after.pages or 0) <= AT_ONCE:
        compare(before=before, after=after)
        return
    enqueue(
        "signing.compare",
        key=f"compare:{before.uid}:{after.uid}",
        before_uid=str(before.uid),
        after_uid=str(after.uid),
    )


def compare_ahead(item: SigningItem) -> None:
    """Ask for the comparison of a paper that comes back changed, before its signer opens it."""
    seen = Opening.objects.filter(item=item, account_uid=item.for_account)
    last = seen.exclude(file=item.file).order_by("-opened_at", "-pk").first()
    if last is not None and last.file.can_preview and item.file.can_preview:
        enqueue(
            "signing.compare",
            key=f"compare:{last.file.uid}:{item.file.uid}",
            before_uid=str(last.file.uid),
            after_uid=str(item.file.uid),
        )


def compare_files(*, before_uid: UUID, after_uid: UUID) -> Comparison:
    """Compare two files named by their keys; for the job."""
    rows = StoredFile.objects.with_blob()
    return compare(before=fetch(rows, uid=before_uid), after=fetch(rows, uid=after_uid))


def _pictures(stored: StoredFile) -> list[bytes]:
    count = min(stored.pages or 1, MOST_PAGES)
    return [preview_of(stored, page) for page in range(1, count + 1)]


def _digest(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()
