"""The agency's seal on signed scans: which wait, sealing them."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from tinhso.dossiers import services
from tinhso.dossiers.api import _shown
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import ScanSeal
from tinhso.dossiers.queries.seals import STANDINGS, scan_seals
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import seals as shapes
from tinhso.dossiers.work_navigation import may_read_scan_seals
from tinhso.identity.services import record_list_reading
from tinhso.kernel.api import Page, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.errors import NotFound

router = Router()


@router.get("/scan-seals", response=Page[shapes.ScanSealLine])
def list_scan_seals(
    request: HttpRequest, query: Query[shapes.ScanSealQuery]
) -> Page[shapes.ScanSealLine]:
    """List the signed scans of what one's agency resolves; that it was read is kept."""
    actor = officer(request)
    if not may_read_scan_seals(actor):
        raise NotFound
    rows = scan_seals(actor=actor)
    if query.standing:
        rows = rows.filter(STANDINGS[query.standing])
    order = ("-signed_at", "-id")
    found = page_of(rows, order=order, size=query.limit, cursor=query.cursor or "")
    record_list_reading(
        actor=actor,
        list_name="dossiers.scan_seals",
        filters={"standing": "1"} if query.standing else {},
        count=len(found.rows),
    )
    return Page(
        items=[_line(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post(ONE + "/attachments/{uuid:attachment_uid}/seal", response=out.AttachmentOut)
@idempotent
def seal_attachment(request: HttpRequest, uid: UUID, attachment_uid: UUID) -> out.AttachmentOut:
    """Seal a signed scan for the resolving agency; while its key is away `sealed_at` is empty."""
    actor = officer(request)
    seal = services.seal_attachment(uid=uid, attachment_uid=attachment_uid, actor=actor)
    seal.refresh_from_db()
    return _shown.attachment_out(seal.attachment)


def _line(row: ScanSeal) -> shapes.ScanSealLine:
    return shapes.ScanSealLine(
        dossier=row.dossier.uid,
        attachment=row.attachment.uid,
        number=row.dossier.shown_number,
        component_key=row.attachment.component_key,
        signed_at=row.signed_at,
        asked_at=row.asked_at,
        sealed_at=row.sealed_at,
    )
