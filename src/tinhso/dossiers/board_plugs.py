"""What follows the events in committed order: the counts of the board, the kept signed papers."""

from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.events import (
    DossierAccepted,
    DossierEvent,
    DossierRated,
    DossiersBroughtIn,
    DossierSubmitted,
    ResultIssued,
    ResultReturned,
    SupplementAnswered,
)
from tinhso.dossiers.models import BoardCount, Result
from tinhso.dossiers.models.board import NOBODY
from tinhso.dossiers.services.signed_files import receive_signed
from tinhso.kernel.events import project


def empty_nothing() -> None:
    """Leave what was kept: it is kept once, however often the events are followed."""


def keep_signed_files(event: DossierAccepted | SupplementAnswered) -> None:
    """Have signed papers checked and kept behind the back of whoever takes the dossier in."""
    receive_signed(dossier_id=event.dossier_id)


def clear_board() -> None:
    """Empty the counts, for the projection to be built again."""
    BoardCount.objects.all().delete()


def count(event: DossierEvent | DossiersBroughtIn) -> None:
    """Count what happened on a day, in committed order, so that nobody queues for a counter."""
    match event:
        case DossiersBroughtIn():
            for line in event.lines:
                day, agency, unit, procedure, kind, who, many = line.split("|")
                _put(
                    day=date.fromisoformat(day),
                    agency_id=int(agency),
                    unit_id=int(unit),
                    procedure_code=procedure,
                    kind=kind,
                    person=UUID(who),
                    many=int(many),
                )
        case DossierSubmitted():
            _add(event, "submitted")
        case DossierAccepted():
            _add(event, "received")
        case ResultIssued():
            if event.result_class and not _stands_in(event):
                _add(event, f"done_{event.result_class}", person=event.assignee)
        case ResultReturned():
            _add(event, "returned")
        case DossierRated():
            _add(event, "rated")


def _stands_in(event: ResultIssued) -> bool:
    """Tell whether a result stands in for a wrong one; events of old do not say it themselves."""
    if event.is_again is not None:
        return event.is_again
    return Result.objects.filter(uid=event.result_uid, corrects__isnull=False).exists()


def _add(event: DossierEvent, kind: str, *, person: UUID | None = None) -> None:
    _put(
        day=timezone.localdate(event.occurred_at),
        agency_id=event.resolving_agency_id,
        unit_id=event.resolving_unit_id,
        procedure_code=event.procedure_code,
        person=person or NOBODY,
        kind=kind,
    )


def _put(
    *,
    day: date,
    agency_id: int,
    unit_id: int,
    procedure_code: str,
    kind: str,
    person: UUID,
    many: int = 1,
) -> None:
    row, _made = BoardCount.objects.get_or_create(
        day=day,
        agency_id=agency_id,
        unit_id=unit_id,
        procedure_code=procedure_code,
        person=person,
        kind=kind,
    )
    BoardCount.objects.filter(pk=row.pk).update(count=F("count") + many)


def register() -> None:
    """Plug in."""
    project(
        "dossiers.signed_files",
        DossierAccepted,
        SupplementAnswered,
        reset=empty_nothing,
        title=_("Giấy tờ có chữ ký số của hồ sơ"),
    )(keep_signed_files)
    project(
        "dossiers.board",
        DossierSubmitted,
        DossierAccepted,
        ResultIssued,
        ResultReturned,
        DossierRated,
        DossiersBroughtIn,
        reset=clear_board,
        title=_("Bảng điều hành một cửa"),
    )(count)
