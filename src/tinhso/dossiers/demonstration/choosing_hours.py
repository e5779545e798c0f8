"""Appointments of the demonstration: kept, missed, given up, moved, still to come."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from tinhso.dossiers.demonstration.cast import Office, gather
from tinhso.dossiers.demonstration.growing import without_waiting_for_the_disk
from tinhso.dossiers.demonstration.lives import BIRTH, PERMIT
from tinhso.dossiers.models import Appointment
from tinhso.dossiers.queries.appointments import days_for, queue_for, slots
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.services import waiting
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.clock import clock_set_to

DAYS_BACK: Final = 7


def choose_hours(say: Callable[[str], None]) -> None:
    """Let the citizens choose hours at both desks, some of them in the last days; once."""
    if Appointment.objects.exists():
        return
    cast = gather()
    people = [one.actor for one in cast.applicants if one.actor is not None]
    company = next((one.actor for one in cast.companies if one.actor is not None), None)
    with without_waiting_for_the_disk():
        for office, citizen in zip(cast.offices, people, strict=False):
            _past(office, citizen)
            _to_come(office, citizen)
        if company is not None:
            _book(cast.offices[0], company, PERMIT, after=3)
    say(f"{Appointment.objects.count()} lịch hẹn")


def _past(office: Office, citizen: Actor) -> None:
    """One hour was kept, the next was missed, a third given up."""
    now = timezone.now()
    for kept in (True, False):
        with clock_set_to(now - timedelta(days=DAYS_BACK)) as clock:
            made = _book(office, citizen, BIRTH, after=1)
            if made is None:
                return
            clock.move_to(made.starts_at - timedelta(minutes=5))
            if kept:
                waiting.arrive(
                    agency_id=office.agency_id,
                    code=made.code,
                    source=TicketSource.KIOSK,
                    actor=system_actor("dossiers.demonstration"),
                )
            clock.move_to(_evening(office, timezone.localdate(made.starts_at)))
            waiting.miss_appointments(until=timezone.localdate())
            waiting.close_tickets(at=timezone.now(), actor=system_actor("dossiers.close_tickets"))
    given_up = _book(office, citizen, PERMIT, after=2)
    if given_up is not None:
        waiting.cancel_appointment(uid=given_up.uid, actor=citizen)


def _to_come(office: Office, citizen: Actor) -> None:
    _book(office, citizen, PERMIT, after=1)
    moved = _book(office, citizen, BIRTH, after=2)
    queue = queue_for(agency_id=office.agency_id, procedure_code=BIRTH)
    if moved is None or queue is None:
        return
    now = timezone.now()
    day = days_for(agency_id=office.agency_id, at=now)[3]
    free = slots(queue=queue, day=day, at=now)
    if free:
        waiting.move_appointment(uid=moved.uid, starts_at=free[-1].at, actor=citizen)


def _book(office: Office, citizen: Actor, code: str, *, after: int) -> Appointment | None:
    """Take the first free hour of the working day that is so many days ahead."""
    now = timezone.now()
    queue = queue_for(agency_id=office.agency_id, procedure_code=code)
    days = [d for d in days_for(agency_id=office.agency_id, at=now) if d > timezone.localdate()]
    if queue is None or len(days) < after:
        return None
    free = slots(queue=queue, day=days[after - 1], at=now)
    if not free:
        return None
    return waiting.book(
        agency_id=office.agency_id,
        procedure_code=code,
        starts_at=free[0].at,
        actor=citizen,
    )


def _evening(office: Office, day: date) -> datetime:
    """Return an hour after the desk closed."""
    return calendar_for(office.agency_id).closing(day) + timedelta(hours=1)
