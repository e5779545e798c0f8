"""Files that the caller signed by themselves and asked to be kept for him."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Status

from tinhso.kernel import files
from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Answer, Asked, Page, PageQuery, Router
from tinhso.kernel.db.paging import page_of
from tinhso.signing import queries, services
from tinhso.signing.models import OwnFile

router = Router()


class OwnFileOut(Answer):
    """A kept file, and until which day it is kept."""

    uid: UUID
    title: str
    act: str
    format: str
    serial: str
    signed_at: datetime
    kept_until: date
    file: str


class OwnFileIn(Asked):
    """Which file of which batch is to be kept."""

    batch: UUID
    file: UUID


@router.get("/signed-files", response=Page[OwnFileOut])
def list_signed_files(request: HttpRequest, query: Query[PageQuery]) -> Page[OwnFileOut]:
    """List the caller's kept files, the newest first."""
    actor = actor_of(request)
    services.require_batches(actor)
    rows = queries.own_files(actor=actor)
    found = page_of(rows, order=("-signed_at", "-id"), size=query.limit, cursor=query.cursor or "")
    return Page[OwnFileOut](
        items=[_out(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post("/signed-files", response={201: OwnFileOut})
def keep_signed_file(request: HttpRequest, body: OwnFileIn) -> Status[OwnFileOut]:
    """Keep what was signed or sealed of one file of a batch; asked twice, it is kept once."""
    actor = actor_of(request)
    services.require_batches(actor)
    kept = services.keep_own_file(batch_uid=body.batch, file_uid=body.file, actor=actor)
    return Status(201, _out(kept))


@router.delete("/signed-files/{uid}", response={204: None})
def delete_signed_file(request: HttpRequest, uid: UUID) -> Status[None]:
    """Delete a kept file before its day."""
    services.delete_own_file(uid=uid, actor=actor_of(request))
    return Status(204, None)


def _out(row: OwnFile) -> OwnFileOut:
    return OwnFileOut(
        uid=row.uid,
        title=row.title,
        act=row.act,
        format=row.format,
        serial=row.serial,
        signed_at=row.signed_at,
        kept_until=row.kept_until,
        file=files.file_url(row.file),
    )
