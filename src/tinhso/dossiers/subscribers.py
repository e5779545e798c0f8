"""What this room does when something happened here or below."""

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from tinhso.dossiers.events import (
    DossierAccepted,
    DossierEvent,
    DossierRated,
    DossierSubmitted,
    ResultIssued,
    ResultReturned,
)
from tinhso.dossiers.models import BoardCount
from tinhso.dossiers.models.board import NOBODY
from tinhso.kernel.calendar.events import DayOffDeclared
from tinhso.kernel.calendar.queries import decision_behind
from tinhso.kernel.events import project, subscribe
from tinhso.kernel.jobs import enqueue


@subscribe(DayOffDeclared)
def move_promises(event: DayOffDeclared) -> None:
    """Let a job move the open promises; the declaration waits for none of them."""
    enqueue(
        "dossiers.move_due_dates",
        key=f"{event.on}:{event.agency_id}:{event.event_id}",
        day=event.on,
        decision=decision_behind(day_id=event.day_id),
        agency_id=event.agency_id,
    )


def clear_board() -> None:
    """Empty the counts, for the projection to be built again."""
    BoardCount.objects.all().delete()


@project(
    "dossiers.board",
    DossierSubmitted,
    DossierAccepted,
    ResultIssued,
    ResultReturned,
    DossierRated,
    reset=clear_board,
)
def count(event: DossierEvent) -> None:
    """Count what happened on a day, in committed order, so that nobody queues for a counter."""
    match event:
        case DossierSubmitted():
            _add(event, "submitted")
        case DossierAccepted():
            _add(event, "received")
        case ResultIssued():
            if event.result_class:
                _add(event, f"done_{event.result_class}", person=event.assignee)
        case ResultReturned():
            _add(event, "returned")
        case DossierRated():
            _add(event, "rated")


def _add(event: DossierEvent, kind: str, *, person: UUID | None = None) -> None:
    row, _made = BoardCount.objects.get_or_create(
        day=timezone.localdate(event.occurred_at),
        agency_id=event.resolving_agency_id,
        unit_id=event.resolving_unit_id,
        procedure_code=event.procedure_code,
        person=person or NOBODY,
        kind=kind,
    )
    BoardCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
