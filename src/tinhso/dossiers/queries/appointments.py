"""Which hours are free at a desk, and which a person has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from tinhso.dossiers.models import Appointment, AppointmentQuerySet, Queue
from tinhso.dossiers.rules.appointments import (
    DAYS_AHEAD,
    SOONEST,
    AppointmentState,
    slot_minutes,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.calendar.worktime import to_moment
from tinhso.kernel.db.text import alphabetical
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One hour that can be chosen, and for how many more."""

    at: datetime
    free: int


def agencies_with_hours() -> list[tuple[str, str]]:
    """Return code and name of every agency where one can choose an hour."""
    queues = Queue.objects.filter(is_open=True, slot_capacity__gt=0)
    infos = organization.agency_infos(set(queues.values_list("agency_id", flat=True)))
    return sorted(
        ((one.code, one.name) for one in infos.values()), key=lambda pair: alphabetical(pair[1])
    )


def queue_for(*, agency_id: int, procedure_code: str) -> Queue | None:
    """Return the queue with hours that a procedure belongs to: of its field, else of any field."""
    version = (
        procedures.versions_in_force(on=timezone.localdate())
        .filter(procedure__code=procedure_code)
        .first()
    )
    if version is None:
        return None
    queues = list(Queue.objects.filter(agency_id=agency_id, is_open=True, slot_capacity__gt=0))
    field = version.procedure.field.key
    fitting = [one for one in queues if field in one.field_keys]
    return next(iter([*fitting, *(one for one in queues if not one.field_keys)]), None)


def days_for(*, agency_id: int, at: datetime) -> list[date]:
    """Return the working days that can be chosen from now."""
    calendar, today = calendar_for(agency_id), timezone.localdate(at)
    days = (today + timedelta(days=n) for n in range(DAYS_AHEAD + 1))
    return [day for day in days if calendar.is_working_day(day)]


def slots(*, queue: Queue, day: date, at: datetime) -> list[Slot]:
    """Return the hours of a day with room left, which are not too soon."""
    if day not in days_for(agency_id=queue.agency_id, at=at):
        return []
    minutes = slot_minutes(calendar_for(queue.agency_id).sessions(day))
    taken = _taken(queue, [day])
    return [
        Slot(at=moment, free=queue.slot_capacity - taken.get(moment, 0))
        for moment in (to_moment(day, minute) for minute in minutes)
        if moment >= at + SOONEST and taken.get(moment, 0) < queue.slot_capacity
    ]


def _taken(queue: Queue, days: Sequence[date]) -> dict[datetime, int]:
    rows = Appointment.objects.filter(queue=queue, day__in=days).exclude(
        state=AppointmentState.CANCELLED
    )
    return dict(rows.order_by().values_list("starts_at").annotate(n=Count("pk")))


def appointments_of(*, actor: Actor) -> AppointmentQuerySet:
    """Return a person's appointments, the next first among those to come."""
    return Appointment.objects.visible_to(actor).select_related("queue").order_by("-starts_at")
