"""Scans of the desk where officers sign all that waits for them in one act."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Attachment
from tinhso.dossiers.queries.scans import count_unsigned, title_of_scan, unsigned_scans
from tinhso.dossiers.services import scans
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.registry import WaitingScan, scan_sources


class DeskScans:
    """What officers scanned into dossiers."""

    def waiting(self, actor: Actor, limit: int) -> Sequence[WaitingScan]:
        """Return the scans that the officer put to dossiers and has not signed."""
        rows = unsigned_scans(actor=actor)[:limit]
        return [shown for row in rows if (shown := _shown(row))]

    def count(self, actor: Actor, most: int) -> int:
        """Return how many there are."""
        return count_unsigned(actor=actor, most=most)

    def prepared(self, scan: WaitingScan, actor: Actor) -> WaitingScan:
        """Return the scan as a PDF, which takes the place of a picture.

        `Invalid` for an electronic original under an agency's seal, which then waits no longer.
        """
        row = fetch(unsigned_scans(actor=actor), uid=scan.uid)
        if scans.is_sealed(row):
            scans.keep_as_original(row, actor=actor)
            raise Invalid(_("Tệp đã có dấu của cơ quan, là bản gốc điện tử: không phải ký."))
        return _shown(scans.prepare_scan(row, actor=actor)) or scan

    def signed(self, uid: UUID, content: bytes, actor: Actor, *, of: StoredFile) -> None:
        """Keep the signed scan; the agency's seal is asked for where the house may."""
        row = fetch(unsigned_scans(actor=actor), uid=uid)
        scans.keep_signed(row, content, actor=actor, of=of)

    def refused(self, uid: UUID, why: str, actor: Actor) -> None:
        """Keep with the scan why it waits still."""
        scans.note_trouble(unsigned_scans(actor=actor), uid=uid, why=why)


def _shown(row: Attachment) -> WaitingScan | None:
    if row.file is None:
        return None
    return WaitingScan(
        uid=row.uid,
        title=title_of_scan(row),
        file=row.file,
        trouble=row.scan_trouble,
    )


def register() -> None:
    """Put them in."""
    scan_sources.register("dossiers", DeskScans())
