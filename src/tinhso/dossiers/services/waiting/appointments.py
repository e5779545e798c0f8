"""Choosing an hour at a desk, moving it, giving it up, and coming."""

from datetime import date, datetime
from secrets import randbelow
from typing import Final
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import Appointment, Queue, Ticket
from tinhso.dossiers.queries.appointments import days_for, queue_for, slots
from tinhso.dossiers.rules.appointments import LATE, MOST_OPEN, AppointmentState, slot_minutes
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.services.waiting.queueing import take_ticket
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.calendar.worktime import to_moment
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import DomainError, Invalid, NotFound, SignInNeeded
from tinhso.kernel.notifications.services import notify
from tinhso.organization import queries as organization

LINK: Final = "/lich-hen/"
CODES: Final = 1_000_000


class SlotTaken(DomainError):
    """Somebody else took the last place of the hour."""

    code = "dossiers.slot_taken"
    title = gettext_lazy("Giờ này không còn chỗ")
    mend_url = LINK
    mend_label = gettext_lazy("Chọn giờ khác")


class AppointmentOver(DomainError):
    """Only an appointment to come can be moved or given up."""

    code = "dossiers.appointment_over"
    title = gettext_lazy("Lịch hẹn này đã qua hoặc đã hủy")
    mend_url = LINK
    mend_label = gettext_lazy("Xem lịch hẹn")


@one_act()
def book(*, agency_id: int, procedure_code: str, starts_at: datetime, actor: Actor) -> Appointment:
    """Choose a free hour; the row of the queue is locked, so nobody takes the same last place."""
    if actor.person_id is None:
        raise SignInNeeded(_("Hãy đăng nhập bằng tài khoản cá nhân hoặc tổ chức để đặt hẹn."))
    found = queue_for(agency_id=agency_id, procedure_code=procedure_code)
    if found is None:
        raise Invalid(fields={"procedure": _("Nơi này chưa nhận đặt hẹn cho thủ tục này.")})
    queue = Queue.objects.select_for_update(of=("self",)).get(pk=found.pk)
    own = Appointment.objects.visible_to(actor).filter(state=AppointmentState.BOOKED)
    if own.count() >= MOST_OPEN:
        raise Invalid(fields={"starts_at": _("Bạn đã có ba lịch hẹn; hãy hủy bớt trước.")})
    _free(queue, starts_at)

    day = timezone.localdate(starts_at)
    appointment = Appointment.objects.create(
        agency_id=agency_id,
        queue=queue,
        person_id=actor.person_id,
        procedure_code=procedure_code,
        starts_at=starts_at,
        day=day,
        code=_new_code(agency_id, day),
        made_at=timezone.now(),
    )
    record("dossiers.appointment_booked", actor=actor, target=appointment, queue=queue.letter)
    return appointment


@one_act()
def move_appointment(*, uid: UUID, starts_at: datetime, actor: Actor) -> Appointment:
    """Take another free hour of the same queue."""
    appointment = _open(uid, actor)
    queue = Queue.objects.select_for_update(of=("self",)).get(pk=appointment.queue_id)
    _free(queue, starts_at)
    _put(appointment, starts_at)
    appointment.save(update_fields=["starts_at", "day", "code"])
    record("dossiers.appointment_moved", actor=actor, target=appointment)
    return appointment


@one_act()
def cancel_appointment(*, uid: UUID, actor: Actor) -> Appointment:
    """Give an hour up; somebody else can take it."""
    appointment = _open(uid, actor)
    appointment.state = AppointmentState.CANCELLED
    appointment.save(update_fields=["state"])
    record("dossiers.appointment_cancelled", actor=actor, target=appointment)
    return appointment


@one_act()
def arrive(
    *, agency_id: int, code: str, source: TicketSource, actor: Actor, address: str = ""
) -> Ticket:
    """Turn the appointment of today into a ticket; a second time gives the same ticket.

    From its hour on it is called before the others, unless its holder came too late for that.
    """
    today = timezone.localdate()
    rows = Appointment.objects.filter(agency_id=agency_id, day=today, code=code.strip())
    appointment = rows.select_for_update(of=("self",)).first()
    if appointment is None:
        raise NotFound
    if appointment.ticket is not None:
        return appointment.ticket
    if appointment.state != AppointmentState.BOOKED:
        raise AppointmentOver
    ticket = take_ticket(
        token=uuid4(),
        queue_uid=appointment.queue.uid,
        actor=actor,
        source=source,
        address=address,
    )
    if timezone.now() <= appointment.starts_at + LATE:
        ticket.appointment_at = appointment.starts_at
        ticket.save(update_fields=["appointment_at"])
    appointment.ticket, appointment.state = ticket, AppointmentState.ARRIVED
    appointment.save(update_fields=["ticket", "state"])
    record("dossiers.appointment_kept", actor=actor, target=appointment, number=ticket.text)
    return ticket


# --- what the house does by itself


@one_act()
def remind_appointments(*, on: date) -> int:
    """Remind everybody who is to come on a day; a second time reminds nobody again."""
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, day=on)
    count = 0
    for appointment in rows:
        count += len(_tell(appointment, "appointment_reminder", key=f"{appointment.starts_at}"))
    return count


@one_act()
def miss_appointments(*, until: date) -> int:
    """Say of those who did not come that they did not."""
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, day__lte=until)
    return rows.update(state=AppointmentState.MISSED)


@one_act()
def move_for_day_off(*, day: date, agency_id: int | None) -> int:
    """Move who was to come on a day that is off now to the next day with room, and tell him.

    The same hour is kept where it is free, else the first free one; where there is none within the
    days one can choose, the appointment is cancelled and he is told that.
    """
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, day=day)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    actor = system_actor("dossiers.appointments")
    count = 0
    for appointment in rows.select_for_update(of=("self",)).order_by("starts_at", "pk"):
        if day in days_for(agency_id=appointment.agency_id, at=timezone.now()):
            continue
        queue = Queue.objects.select_for_update(of=("self",)).get(pk=appointment.queue_id)
        before, at = appointment.starts_at, _next_free(queue, appointment)
        if at is None:
            appointment.state = AppointmentState.CANCELLED
        else:
            _put(appointment, at)
        appointment.moved_for_day_off = True
        appointment.save()
        what = "appointment_off" if at is None else "appointment_moved"
        _tell(appointment, what, key=f"{before}")
        record(f"dossiers.{what}", actor=actor, target=appointment)
        count += 1
    return count


@one_act()
def hand_on_for_merger(*, appointment_id: int, basis: str, is_back: bool = False) -> None:
    """Tell whoever made an appointment that it is at another agency now, once.

    An hour at which that agency does not work is called off; taken back, it always stands.
    """
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, pk=appointment_id)
    appointment = rows.select_for_update(of=("self",)).first()
    if appointment is None:
        return
    actor = system_actor("organization.merger")
    if not is_back and not _works_then(appointment):
        appointment.state = AppointmentState.CANCELLED
        appointment.save(update_fields=["state"])
        _tell(appointment, "appointment_merged", key="", basis=basis)
        record("dossiers.appointment_merged", actor=actor, target=appointment)
        return
    place = organization.agency(appointment.agency_id).address
    if _tell(
        appointment,
        "appointment_handed_on",
        key=f"{appointment.agency_id}",
        basis=basis,
        address=place or organization.agency_name(appointment.agency_id),
    ):
        record("dossiers.appointment_handed_on", actor=actor, target=appointment)


def _works_then(appointment: Appointment) -> bool:
    """Tell whether an appointment's agency receives people at its hour."""
    minutes = slot_minutes(calendar_for(appointment.agency_id).sessions(appointment.day))
    return appointment.starts_at in {to_moment(appointment.day, minute) for minute in minutes}


def _next_free(queue: Queue, appointment: Appointment) -> datetime | None:
    now = timezone.now()
    hour = timezone.localtime(appointment.starts_at).time()
    for day in days_for(agency_id=queue.agency_id, at=now):
        if day <= appointment.day:
            continue
        free = [one.at for one in slots(queue=queue, day=day, at=now)]
        same = [at for at in free if timezone.localtime(at).time() == hour]
        if free:
            return (same or free)[0]
    return None


# --- the same everywhere


def _open(uid: UUID, actor: Actor) -> Appointment:
    appointment = fetch(
        Appointment.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid
    )
    if appointment.state != AppointmentState.BOOKED or appointment.starts_at < timezone.now():
        raise AppointmentOver
    return appointment


def _free(queue: Queue, starts_at: datetime) -> None:
    day = timezone.localdate(starts_at)
    if starts_at not in {one.at for one in slots(queue=queue, day=day, at=timezone.now())}:
        raise SlotTaken(_("Hãy chọn một giờ khác."))


def _put(appointment: Appointment, starts_at: datetime) -> None:
    day = timezone.localdate(starts_at)
    if day != appointment.day:
        appointment.code = _new_code(appointment.agency_id, day)
    appointment.starts_at, appointment.day = starts_at, day


def _new_code(agency_id: int, day: date) -> str:
    """Return six digits that no other appointment of the day has; the queue's row is locked."""
    known = set(
        Appointment.objects.filter(agency_id=agency_id, day=day).values_list("code", flat=True)
    )
    while (code := f"{randbelow(CODES):06d}") in known:
        pass
    return code


def _tell(appointment: Appointment, kind: str, *, key: str, **more: str) -> list[object]:
    told = notify(
        kind=f"dossiers.{kind}",
        values={
            "at": appointment.starts_at,
            "agency": organization.agency_name(appointment.agency_id),
            "code": appointment.code,
            **more,
        },
        person_id=appointment.person_id,
        link=LINK,
        key=f"{kind}:{appointment.uid}:{key}",
    )
    return list(told)
