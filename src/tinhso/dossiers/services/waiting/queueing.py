"""Calling people to the counters: a ticket is taken, called, handed on, ended."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import Dossier, Queue, ServiceCounter, Ticket
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.queueing import (
    any_open,
    called_at,
    counter_of,
    counters_of_queue,
    may_serve,
    next_for,
)
from tinhso.dossiers.rules.queueing import (
    MOVES,
    STANDING,
    TicketPriority,
    TicketSource,
    TicketState,
    ticket_text,
)
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.errors.sentences import Told, told

MOST_BY_PHONE: Final = 10
WITHIN: Final = timedelta(hours=1)
CALLING: Final = "/lam-viec/mot-cua/goi-so/"


class QueueClosed(DomainError):
    """Nobody serves this queue at this hour."""

    code = "dossiers.queue_closed"
    title = gettext_lazy("Hàng chờ này đang đóng")


class TooManyTickets(DomainError):
    """One address took more tickets than people can stand around one telephone."""

    code = "dossiers.too_many_tickets"
    status = 429
    title = gettext_lazy("Từ nơi này đã lấy nhiều số. Hãy lấy số ở máy tại quầy.")


class NoCounter(DomainError):
    """Who calls people sits at a counter."""

    code = "dossiers.no_counter"
    title = gettext_lazy("Bạn chưa ngồi quầy nào")
    mend_url = CALLING
    mend_label = gettext_lazy("Chọn quầy")


class TicketMoved(DomainError):
    """A ticket that somebody else has called or ended meanwhile."""

    code = "dossiers.ticket_moved"
    title = gettext_lazy("Số này không còn ở đây")
    mend_url = CALLING
    mend_label = gettext_lazy("Xem hàng chờ")


class CounterTaken(DomainError):
    """Somebody else sits at the counter today."""

    code = "dossiers.counter_taken"
    title = gettext_lazy("Quầy đã có người ngồi")
    mend_url = CALLING
    mend_label = gettext_lazy("Chọn quầy khác")


@one_act()
def take_ticket(
    *,
    token: UUID,
    queue_uid: UUID,
    actor: Actor,
    source: TicketSource,
    priority: str = "",
    address: str = "",
) -> Ticket:
    """Give the next number of a queue for today; the same token gives the same ticket.

    Anybody may take one, and it names nobody. The queue's row is locked, so numbers have no gap.
    """
    queue = fetch(Queue.objects.filter(is_open=True).select_for_update(of=("self",)), uid=queue_uid)
    known = Ticket.objects.filter(token=token).first()
    if known is not None:
        return known
    now = timezone.now()
    if not any_open(counters_of_queue(queue), at=now):
        raise QueueClosed(_("Hãy quay lại trong giờ làm việc của quầy."))
    if priority and priority not in TicketPriority.values:
        raise Invalid(fields={"priority": _("Hãy chọn một diện ưu tiên.")})
    hashed = _allowed(address, now) if source == TicketSource.PHONE else ""

    day = timezone.localdate(now)
    given = Ticket.objects.filter(given_in=queue, day=day).aggregate(last=Max("number"))
    number = (given["last"] or 0) + 1
    ticket = Ticket.objects.create(
        token=token,
        agency_id=queue.agency_id,
        queue=queue,
        given_in=queue,
        day=day,
        number=number,
        text=ticket_text(queue.letter, number),
        source=source,
        priority=priority,
        taken_at=now,
        address_hash=hashed,
    )
    record("dossiers.ticket_taken", actor=actor, target=ticket, number=ticket.text, source=source)
    return ticket


def _allowed(address: str, now: datetime) -> str:
    """Return the address as its keyed hash, unless it took too many tickets within the hour."""
    hashed = keyed_hash(address, purpose="dossiers.ticket")
    taken = Ticket.objects.filter(address_hash=hashed, taken_at__gt=now - WITHIN)
    if taken.count() >= MOST_BY_PHONE:
        raise TooManyTickets
    return hashed


# --- sitting at a counter


@one_act()
def sit_at(*, counter_uid: UUID, actor: Actor) -> ServiceCounter:
    """Sit at a free counter for today; whoever sat elsewhere leaves that place."""
    counter = fetch(ServiceCounter.objects.visible_to(actor).filter(is_open=True), uid=counter_uid)
    _permit(actor, counter.unit_id)
    of_unit = ServiceCounter.objects.filter(Q(agency_id=counter.agency_id) | Q(staffed_by=actor.id))
    rows = {row.pk: row for row in of_unit.select_for_update(of=("self",)).order_by("pk")}
    counter = rows[counter.pk]
    today = timezone.localdate()
    taken = counter.staffed_by is not None and counter.staffed_on == today
    if taken and counter.staffed_by != actor.id:
        raise CounterTaken(told(_("%(name)s đang ngồi quầy này."), name=counter.staffed_by_name))
    for row in rows.values():
        if row.staffed_by == actor.id and row.pk != counter.pk:
            _leave(row)
    counter.staffed_by, counter.staffed_by_name = actor.id, actor.name
    counter.staffed_on = today
    counter.save(update_fields=["staffed_by", "staffed_by_name", "staffed_on"])
    record("dossiers.counter_taken", actor=actor, target=counter, number=counter.number)
    return counter


@one_act()
def leave_counter(*, actor: Actor) -> None:
    """Leave the counter; whoever stands there has been served."""
    counter = _my_counter(actor)
    _end(counter, TicketState.DONE, actor=actor)
    _leave(counter)
    record("dossiers.counter_left", actor=actor, target=counter, number=counter.number)


def _leave(counter: ServiceCounter) -> None:
    counter.staffed_by, counter.staffed_by_name, counter.staffed_on = None, "", None
    counter.save(update_fields=["staffed_by", "staffed_by_name", "staffed_on"])


# --- calling


@one_act()
def call_next(*, actor: Actor) -> Ticket | None:
    """End whom the counter serves and call the next; None when nobody waits.

    Two counters that call at the same moment lock two different tickets.
    """
    counter = _my_counter(actor)
    _end(counter, TicketState.DONE, actor=actor)
    waiting = next_for(counter, at=timezone.now())
    ticket = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if ticket is None:
        return None
    return _call(ticket, counter, actor=actor)


@one_act()
def call_again(*, actor: Actor) -> Ticket:
    """Call once more whom the counter waits for."""
    counter = _my_counter(actor)
    return _call(_called(counter), counter, actor=actor, again=True)


@one_act()
def call_skipped(*, uid: UUID, actor: Actor) -> Ticket:
    """Call somebody who was not there before; whom the counter serves is ended."""
    counter = _my_counter(actor)
    ticket = fetch(
        Ticket.objects.visible_to(actor)
        .filter(day=timezone.localdate())
        .select_for_update(of=("self",)),
        uid=uid,
    )
    _check(ticket, TicketState.CALLED)
    _end(counter, TicketState.DONE, actor=actor)
    return _call(ticket, counter, actor=actor)


@one_act()
def skip_ticket(*, actor: Actor) -> Ticket:
    """Put aside who was called and is not there; he can be called later."""
    return _ended(_my_counter(actor), TicketState.SKIPPED, actor=actor)


@one_act()
def finish_ticket(*, actor: Actor) -> Ticket:
    """Say that the person at the counter has been served."""
    return _ended(_my_counter(actor), TicketState.DONE, actor=actor)


@one_act()
def hand_ticket_on(*, queue_uid: UUID, actor: Actor) -> Ticket:
    """Send the person to another queue of the desk, with his number and the time he came."""
    counter = _my_counter(actor)
    ticket = _called(counter)
    queue = fetch(Queue.objects.filter(agency_id=counter.agency_id, is_open=True), uid=queue_uid)
    if queue.pk == ticket.queue_id:
        raise Invalid(fields={"queue": _("Số này đang ở hàng chờ đó.")})
    ticket.queue, ticket.state, ticket.counter = queue, TicketState.WAITING, None
    ticket.save(update_fields=["queue", "state", "counter"])
    record("dossiers.ticket_handed_on", actor=actor, target=ticket, queue=queue.letter)
    return ticket


@one_act()
def join_dossier(*, dossier: Dossier, actor: Actor) -> None:
    """Keep with which ticket a dossier came, when the one who took it in serves one."""
    if not actor.is_official:
        return
    mine = tuple(counter.pk for counter in read(ServiceCounter, staffed_by=actor.id))
    called = (TicketState.CALLED.value,)
    served = read(Ticket, counter=mine, day=timezone.localdate(), state=called) if mine else []
    for ticket in served[:1]:
        ticket.dossiers.add(dossier)
        record("dossiers.ticket_joined", actor=actor, target=ticket, dossier=str(dossier.uid))


@one_act()
def close_tickets(*, at: datetime, actor: Actor) -> int:
    """End the day: who was not called is closed, the counters are left; returns how many."""
    until = timezone.localdate(at)
    standing = Ticket.objects.filter(Q(day__lte=until), state__in=STANDING)
    count = 0
    for ticket in standing.select_for_update(of=("self",)).order_by("pk"):
        done = ticket.state == TicketState.CALLED
        ticket.state = TicketState.DONE if done else TicketState.CLOSED
        ticket.ended_at = at
        ticket.save(update_fields=["state", "ended_at"])
        count += 1
    Ticket.objects.filter(day__lte=until).exclude(address_hash="").update(address_hash="")
    ServiceCounter.objects.filter(staffed_on__lte=until).update(
        staffed_by=None, staffed_by_name="", staffed_on=None
    )
    record("dossiers.tickets_closed", actor=actor, count=count, day=until.isoformat())
    return count


# --- the same everywhere


def _permit(actor: Actor, unit_id: int) -> None:
    if not may_serve(actor, unit_id):
        require(actor, P.RECEIVE, unit_id=unit_id)


def _my_counter(actor: Actor) -> ServiceCounter:
    mine = counter_of(actor=actor, at=timezone.now())
    if mine is None:
        raise NoCounter(_("Hãy chọn quầy bạn ngồi trước khi gọi số."))
    _permit(actor, mine.unit_id)
    return fetch(
        ServiceCounter.objects.filter(staffed_by=actor.id).select_for_update(of=("self",)),
        pk=mine.pk,
    )


def _called(counter: ServiceCounter) -> Ticket:
    ticket = Ticket.objects.filter(counter=counter, state=TicketState.CALLED)
    found = ticket.select_for_update(of=("self",)).first()
    if found is None:
        raise TicketMoved(_("Quầy chưa gọi số nào."))
    return found


def _check(ticket: Ticket, state: TicketState) -> None:
    if state not in MOVES[ticket.state]:
        raise TicketMoved(
            told(
                _("Số %(number)s: %(state)s."),
                number=ticket.text,
                state=Told(ticket.get_state_display()),
            )
        )


def _call(ticket: Ticket, counter: ServiceCounter, *, actor: Actor, again: bool = False) -> Ticket:
    if not again:
        _check(ticket, TicketState.CALLED)
    now = timezone.now()
    ticket.state, ticket.counter, ticket.served_by = TicketState.CALLED, counter, actor.id
    ticket.called_at, ticket.last_called_at = ticket.called_at or now, now
    ticket.ended_at = None
    ticket.calls += 1
    ticket.save(
        update_fields=[
            *("state", "counter", "served_by"),
            *("called_at", "last_called_at", "ended_at", "calls"),
        ]
    )
    record(
        "dossiers.ticket_called",
        actor=actor,
        target=ticket,
        number=ticket.text,
        counter=counter.number,
        calls=ticket.calls,
    )
    return ticket


def _ended(counter: ServiceCounter, state: TicketState, *, actor: Actor) -> Ticket:
    ticket = _called(counter)
    _check(ticket, state)
    ticket.state, ticket.ended_at = state, timezone.now()
    ticket.save(update_fields=["state", "ended_at"])
    record(
        "dossiers.ticket_ended", actor=actor, target=ticket, number=ticket.text, state=state.value
    )
    return ticket


def _end(counter: ServiceCounter, state: TicketState, *, actor: Actor) -> None:
    """End whom the counter serves, if it serves anybody."""
    if called_at(counter) is not None:
        _ended(counter, state, actor=actor)
