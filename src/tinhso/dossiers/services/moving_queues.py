"""Queues, counters, tickets and appointments of a desk that ends go on at the successor's desk.

A queue goes on in one of the same name or fields, else in a new one; a counter in a new one.
Nobody loses his place or hour: tickets that wait and appointments go along.
"""

from datetime import date
from secrets import randbelow
from string import ascii_uppercase
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from tinhso.dossiers.models import Appointment, Queue, ServiceCounter, Ticket
from tinhso.dossiers.rules.appointments import AppointmentState
from tinhso.dossiers.rules.queueing import TicketState
from tinhso.dossiers.services.waiting.appointments import CODES
from tinhso.kernel.db.repointing import (
    forget_heirs,
    heirs,
    moved_rows,
    note_heir,
    point_back,
    repoint,
)
from tinhso.kernel.db.rewriting import made, made_rows, rewrite, write_back
from tinhso.kernel.db.text import fold
from tinhso.kernel.registry.mergers import Merging
from tinhso.organization import queries as organization

MOST_AT_ONCE: Final = 32767


def ending_queues(merging: Merging) -> "QuerySet[Queue]":
    """Return the queues in use at the desks that end."""
    rows = Queue.objects.filter(unit__in=list(merging.units), is_open=True)
    return rows.order_by("agency", "letter", "pk")


def ending_counters(merging: Merging) -> "QuerySet[ServiceCounter]":
    """Return the counters in use at the desks that end."""
    rows = ServiceCounter.objects.filter(unit__in=list(merging.units), is_open=True)
    return rows.order_by("agency", "number", "pk")


def waiting_tickets(merging: Merging) -> "QuerySet[Ticket]":
    """Return the tickets of today that nobody has called yet at the desks that end."""
    return Ticket.objects.filter(
        queue__unit__in=list(merging.units),
        day=timezone.localdate(),
        state=TicketState.WAITING,
    ).order_by("taken_at", "pk")


def coming_appointments(merging: Merging) -> "QuerySet[Appointment]":
    """Return the hours chosen at the desks that end, from the day of the merger on."""
    rows = Appointment.objects.filter(
        queue__unit__in=list(merging.units),
        state=AppointmentState.BOOKED,
        day__gte=max(merging.on, timezone.localdate()),
    )
    return rows.order_by("starts_at", "pk")


def carry_queues_on(merging: Merging) -> None:
    """Let each queue and counter go on; a second call takes what came behind the first."""
    places = merging.moved_units
    for queue in ending_queues(merging).select_for_update(of=("self",)):
        heir = _heir_of(queue, *places[queue.unit_id], merging)
        note_heir(queue, heir, act=merging.uid, on=merging.on)
        rewrite(queue, "is_open", False, act=merging.uid)
    known = heirs(Queue, act=merging.uid)
    for counter in ending_counters(merging).select_for_update(of=("self",)):
        _carry_counter_on(counter, *places[counter.unit_id], known, merging)
    _carry_people_on(known, merging)


def took_since(merging: Merging) -> bool:
    """Tell whether somebody has taken a number, an hour or a place at what the merger made."""
    queues, counters = (
        made_rows(Queue, act=merging.uid),
        made_rows(ServiceCounter, act=merging.uid),
    )
    moved = moved_rows(Appointment, act=merging.uid).values("row")
    return (
        Ticket.objects.filter(given_in__in=queues).exists()
        or Ticket.objects.filter(counter__in=counters).exists()
        or Appointment.objects.filter(queue__in=queues).exclude(pk__in=moved).exists()
    )


def moved_appointments(merging: Merging) -> "QuerySet[Appointment]":
    """Return the appointments that the merger took along, whatever became of them."""
    moved = moved_rows(Appointment, act=merging.uid).filter(field="queue_id").values("row")
    return Appointment.objects.filter(pk__in=moved).order_by("starts_at", "pk")


def carry_queues_back(merging: Merging) -> None:
    """Let people, queues and counters be where they were."""
    for model in (Ticket, Appointment):
        point_back(model, act=merging.uid)
    write_back(Ticket, act=merging.uid)
    write_back(Appointment, act=merging.uid)
    write_back(ServiceCounter, act=merging.uid)
    write_back(Queue, act=merging.uid)
    forget_heirs(Queue, act=merging.uid)


def _heir_of(queue: Queue, agency_id: int, unit_id: int, merging: Merging) -> Queue:
    """Return the queue that goes on after one: that of the same name or fields, or a new one."""
    there = list(Queue.objects.filter(agency_id=agency_id).order_by("letter", "pk"))
    for other in there:
        if not other.is_open or other.pk == queue.pk:
            continue
        is_same = fold(other.name) == fold(queue.name)
        if is_same or (queue.field_keys and set(queue.field_keys) == set(other.field_keys)):
            _join(other, queue, merging)
            return other
    heir = Queue.objects.create(
        agency_id=agency_id,
        unit_id=unit_id,
        letter=free_letter(queue.letter, {one.letter for one in there}),
        name=queue.name,
        detail=queue.detail,
        field_keys=queue.field_keys,
        slot_capacity=queue.slot_capacity,
    )
    made(heir, act=merging.uid)
    return heir


def _join(heir: Queue, queue: Queue, merging: Merging) -> None:
    """Let a queue serve also the fields and hours of one that ends, whose counters come along."""
    both = bool(heir.field_keys) and bool(queue.field_keys)
    fields = sorted({*heir.field_keys, *queue.field_keys}) if both else []
    room = min(heir.slot_capacity + queue.slot_capacity, MOST_AT_ONCE)
    rewrite(heir, "field_keys", fields, act=merging.uid)
    rewrite(heir, "slot_capacity", room, act=merging.uid)


def free_letter(wanted: str, taken: set[str]) -> str:
    """Return the letter of a queue, or the first that no other queue of the agency has."""
    pairs = (a + b for a in ascii_uppercase for b in ascii_uppercase)
    offered: tuple[str, ...] = (wanted, *ascii_uppercase, *pairs)
    return next(letter for letter in offered if letter not in taken)


def _carry_counter_on(
    counter: ServiceCounter,
    agency_id: int,
    unit_id: int,
    known: dict[int, int],
    merging: Merging,
) -> None:
    taken = set(ServiceCounter.objects.filter(unit_id=unit_id).values_list("number", flat=True))
    number = counter.number if counter.number not in taken else max(taken) + 1
    heir = ServiceCounter.objects.create(
        agency_id=agency_id,
        unit_id=unit_id,
        number=number,
        is_priority=counter.is_priority,
        receipt_width=counter.receipt_width,
        opens_at=counter.opens_at,
        closes_at=counter.closes_at,
        on_days_off=counter.on_days_off,
    )
    own = counter.queues.values_list("pk", flat=True)
    heir.queues.set({known[pk] for pk in own if pk in known})
    made(heir, act=merging.uid)
    rewrite(counter, "is_open", False, act=merging.uid)


def _carry_people_on(known: dict[int, int], merging: Merging) -> None:
    """Point waiting tickets and appointments to come at the queues that go on."""
    agencies = dict(Queue.objects.filter(pk__in=known.values()).values_list("pk", "agency_id"))
    before = dict(Queue.objects.filter(pk__in=known).values_list("pk", "agency_id"))
    act, on = merging.uid, merging.on
    for old, new in known.items():
        moves = {before[old]: agencies[new]}
        tickets = waiting_tickets(merging).filter(queue_id=old).order_by()
        for ticket in tickets.filter(place=""):
            rewrite(ticket, "place", _place_of(before[old]), act=merging.uid)
        repoint(tickets, "agency_id", moves, act=act, on=on)
        repoint(tickets, "queue_id", {old: new}, act=act, on=on)
        hours = coming_appointments(merging).filter(queue_id=old).order_by()
        for appointment in hours:
            _keep_code_apart(appointment, agencies[new], merging)
        repoint(hours, "agency_id", moves, act=act, on=on)
        repoint(hours, "queue_id", {old: new}, act=act, on=on)


def _place_of(agency_id: int) -> str:
    """Return the desk that stands on a strip."""
    return organization.agency_name(agency_id)[:120]


def _keep_code_apart(appointment: Appointment, agency_id: int, merging: Merging) -> None:
    """Give another code where the successor has the same on that day; six digits tell one."""
    taken = _codes({agency_id, appointment.agency_id} - {None}, appointment.day)
    if agency_id == appointment.agency_id or appointment.code not in _codes(
        {agency_id}, appointment.day
    ):
        return
    while (code := f"{randbelow(CODES):06d}") in taken:
        pass
    rewrite(appointment, "code", code, act=merging.uid)


def _codes(agency_ids: set[int], day: date) -> set[str]:
    rows = Appointment.objects.filter(agency_id__in=agency_ids, day=day)
    return set(rows.values_list("code", flat=True))
