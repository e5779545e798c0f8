"""Results nobody comes for: listed by age, put away with their place."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from tinhso.dossiers import services
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.desk_plugs import works_at_desk
from tinhso.dossiers.models import UnclaimedResult
from tinhso.dossiers.queries.unclaimed import standing_where, unclaimed
from tinhso.dossiers.schemas import unclaimed as shapes
from tinhso.identity.services import record_list_reading
from tinhso.kernel.api import Page, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.errors import NotFound

router = Router()


@router.get("/unclaimed", response=Page[shapes.UnclaimedLine])
def list_unclaimed(
    request: HttpRequest, query: Query[shapes.UnclaimedQuery]
) -> Page[shapes.UnclaimedLine]:
    """List what lies at one's desks, the oldest first; that it was read is kept."""
    actor = officer(request)
    if not works_at_desk(actor):
        raise NotFound
    rows = unclaimed(actor=actor)
    if query.standing:
        rows = rows.filter(standing_where(query.standing))
    found = page_of(rows, order=("ready_at", "id"), size=query.limit, cursor=query.cursor or "")
    record_list_reading(
        actor=actor,
        list_name="dossiers.unclaimed",
        filters={"standing": "1"} if query.standing else {},
        count=len(found.rows),
    )
    return Page(
        items=[_line(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post(ONE + "/keep", response=shapes.UnclaimedLine)
@idempotent
def keep_unclaimed(request: HttpRequest, uid: UUID, body: shapes.KeptIn) -> shapes.UnclaimedLine:
    """Put a result away that lay too long, and say where; it is returned later all the same."""
    row = services.keep_unclaimed(uid=uid, actor=officer(request), place=body.place)
    return _line(row)


def _line(row: UnclaimedResult) -> shapes.UnclaimedLine:
    return shapes.UnclaimedLine(
        dossier=row.dossier.uid,
        number=row.dossier.shown_number,
        procedure=row.dossier.procedure_version.name,
        owner=row.dossier.owner_masked,
        ready_at=row.ready_at,
        reminders=row.reminders,
        reminded_at=row.reminded_at,
        keep_from=row.keep_from,
        kept_at=row.kept_at,
        place=row.place,
    )
