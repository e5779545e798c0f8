"""Who waits at a desk, who comes next, how long it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import (
    Avg,
    Case,
    Count,
    F,
    Max,
    Q,
    QuerySet,
    SmallIntegerField,
    Value,
    When,
)
from django.db.models.functions import ExtractHour
from django.utils import timezone

from tinhso.dossiers.models import Queue, ServiceCounter, Ticket
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.queueing import (
    FEWEST_TO_JUDGE,
    TicketState,
    is_open_at,
    minutes_to_wait,
    puts_priority_first,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import alphabetical
from tinhso.organization import queries as organization

CALLED_SHOWN = 6
"""So many of the last called numbers stand on the display."""


@dataclass(frozen=True, kw_only=True)
class QueueNow:
    """One queue as it stands: how many wait, about how long, and whether anybody serves it."""

    queue: Queue
    waiting: int
    counters: int
    minutes: int | None
    is_served: bool
    hours: str


@dataclass(frozen=True, kw_only=True)
class TicketNow:
    """One ticket as its holder sees it."""

    ticket: Ticket
    queue: Queue
    agency_name: str
    ahead: int
    minutes: int | None

    @property
    def waits(self) -> bool:
        """Whether its number has not been called yet."""
        return self.ticket.state == TicketState.WAITING

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.ticket.state in (TicketState.DONE, TicketState.CLOSED)


@dataclass(frozen=True, kw_only=True)
class CounterNow:
    """What an officer needs to call people: his counter, whom he serves, who waits."""

    counter: ServiceCounter | None
    ticket: Ticket | None
    queues: list[Queue]
    waiting: dict[int, int]
    skipped: list[Ticket]
    free: list[ServiceCounter]

    @property
    def waiting_here(self) -> int:
        """How many wait for this counter; for any of the agency while none is taken."""
        return sum(self.waiting.values())

    @property
    def others(self) -> list[Queue]:
        """The queues the called ticket may be handed on to."""
        return [one for one in self.queues if self.ticket and one.pk != self.ticket.queue_id]


@dataclass(frozen=True, kw_only=True)
class HourRow:
    """How one hour of the day went, over the days of a period."""

    hour: int
    taken: int
    served: int
    skipped: int
    closed: int
    waited: timedelta | None
    longest: timedelta | None
    each: timedelta | None


# --- the public's questions


def agencies_with_queues() -> list[tuple[str, str]]:
    """Return code and name of every agency where one can take a ticket."""
    ids = set(Queue.objects.filter(is_open=True).values_list("agency_id", flat=True))
    infos = organization.agency_infos(ids)
    return sorted(
        ((one.code, one.name) for one in infos.values()), key=lambda pair: alphabetical(pair[1])
    )


def queues_now(*, agency_id: int, at: datetime) -> list[QueueNow]:
    """Return the queues of a desk with who waits in each, in the order of their letters."""
    queues = list(Queue.objects.filter(agency_id=agency_id, is_open=True))
    day = timezone.localdate(at)
    waiting = _waiting_by_queue(agency_id, day)
    counters = _counters_by_queue(agency_id)
    each = _minutes_each(agency_id, day)
    found = []
    for queue in queues:
        of_queue = counters.get(queue.pk, [])
        staffed = sum(one.staffed_on == day for one in of_queue)
        found.append(
            QueueNow(
                queue=queue,
                waiting=waiting.get(queue.pk, 0),
                counters=staffed,
                minutes=minutes_to_wait(
                    ahead=waiting.get(queue.pk, 0),
                    counters=staffed,
                    minutes_each=each.get(queue.pk),
                ),
                is_served=any_open(of_queue, at=at),
                hours=hours_of(of_queue),
            )
        )
    return found


def any_open(counters: Iterable[ServiceCounter], *, at: datetime) -> bool:
    """Tell whether one of these counters serves at this moment."""
    return any(
        is_open_at(
            timezone.localtime(at),
            opens_at=one.opens_at,
            closes_at=one.closes_at,
            on_days_off=one.on_days_off,
            is_working_day=calendar_for(one.agency_id).is_working_day(timezone.localdate(at)),
            is_working_hour=calendar_for(one.agency_id).is_working_time(at),
        )
        for one in counters
    )


def counters_of_queue(queue: Queue) -> list[ServiceCounter]:
    """Return the counters in use that take a queue."""
    return list(queue.counters.filter(is_open=True))


def hours_of(counters: Iterable[ServiceCounter]) -> str:
    """Return when these counters are open, where they have hours of their own."""
    own = [(one.opens_at, one.closes_at) for one in counters if one.opens_at and one.closes_at]
    if not own:
        return ""
    return f"{min(o for o, _c in own):%H:%M} – {max(c for _o, c in own):%H:%M}"


def ticket_now(*, uid: UUID) -> TicketNow:
    """Return a ticket as its holder sees it; who knows its address holds it."""
    ticket = fetch(Ticket.objects.select_related("queue", "counter"), uid=uid)
    ahead = ahead_of(ticket)
    each = _minutes_each(ticket.agency_id, ticket.day)
    staffed = ticket.queue.counters.filter(is_open=True, staffed_on=ticket.day).count()
    return TicketNow(
        ticket=ticket,
        queue=ticket.queue,
        agency_name=organization.agency_name(ticket.agency_id),
        ahead=ahead,
        minutes=minutes_to_wait(
            ahead=ahead, counters=staffed, minutes_each=each.get(ticket.queue_id)
        ),
    )


def ahead_of(ticket: Ticket) -> int:
    """Return how many of its queue are called before a waiting ticket."""
    if ticket.state != TicketState.WAITING:
        return 0
    rows = Ticket.objects.filter(
        queue_id=ticket.queue_id, day=ticket.day, state=TicketState.WAITING
    )
    earlier = Q(taken_at__lt=ticket.taken_at) | Q(taken_at=ticket.taken_at, pk__lt=ticket.pk)
    expected = Q(appointment_at__isnull=False, appointment_at__lte=timezone.now())
    if ticket.appointment_at is not None and ticket.appointment_at <= timezone.now():
        return rows.filter(earlier & expected).count()
    if ticket.priority:
        return rows.filter(expected | (earlier & ~Q(priority=""))).count()
    return rows.filter(expected | earlier | ~Q(priority="")).count()


@dataclass(frozen=True, kw_only=True)
class Display:
    """What hangs above the counters: the last called numbers and who comes next."""

    agency_name: str
    called: list[Ticket]
    next: list[Ticket]


def display_of(*, agency_id: int, at: datetime) -> Display:
    """Return the numbers at the counters, the last called first, and those to be called next."""
    of_day = Ticket.objects.filter(agency_id=agency_id, day=timezone.localdate(at))
    called = of_day.filter(state=TicketState.CALLED).select_related("counter")
    waiting = of_day.filter(state=TicketState.WAITING).order_by("taken_at", "pk")
    return Display(
        agency_name=organization.agency_name(agency_id),
        called=list(called.order_by("-last_called_at", "-pk")[:CALLED_SHOWN]),
        next=list(waiting[: 2 * CALLED_SHOWN]),
    )


# --- the officer's


def counter_of(*, actor: Actor, at: datetime) -> ServiceCounter | None:
    """Return the counter the officer sits at today, or None."""
    return (
        ServiceCounter.objects.visible_to(actor)
        .filter(staffed_by=actor.id, staffed_on=timezone.localdate(at), is_open=True)
        .first()
    )


def called_at(counter: ServiceCounter) -> Ticket | None:
    """Return whom a counter serves now."""
    standing = Ticket.objects.filter(counter=counter, state=TicketState.CALLED)
    return standing.select_related("queue").first()


def counter_now(*, actor: Actor, at: datetime) -> CounterNow:
    """Return all an officer needs to call people; five questions at most."""
    day = timezone.localdate(at)
    counters = list(ServiceCounter.objects.visible_to(actor).filter(is_open=True))
    mine = next(
        (one for one in counters if one.staffed_by == actor.id and one.staffed_on == day), None
    )
    may_sit = [one for one in counters if may_serve(actor, one.unit_id)]
    if mine is None:
        free = [one for one in may_sit if one.staffed_by is None or one.staffed_on != day]
        waiting = _waiting_by_queue(free[0].agency_id, day) if free else {}
        return CounterNow(
            counter=None, ticket=None, queues=[], waiting=waiting, skipped=[], free=free
        )
    queues = list(Queue.objects.filter(agency_id=mine.agency_id, is_open=True))
    own = set(mine.queues.values_list("pk", flat=True))
    counts = _waiting_by_queue(mine.agency_id, day)
    skipped = Ticket.objects.filter(
        agency_id=mine.agency_id, day=day, state=TicketState.SKIPPED, queue_id__in=own
    )
    return CounterNow(
        counter=mine,
        ticket=called_at(mine),
        queues=queues,
        waiting={pk: n for pk, n in counts.items() if pk in own},
        skipped=list(skipped.order_by("-ended_at")[:CALLED_SHOWN]),
        free=[],
    )


def may_serve(actor: Actor, unit_id: int) -> bool:
    """Tell whether the officer receives or returns in this unit."""
    return actor.may(P.RECEIVE, unit_id=unit_id) or actor.may(P.RETURN_RESULT, unit_id=unit_id)


def next_for(counter: ServiceCounter, *, at: datetime) -> QuerySet[Ticket]:
    """Return who waits for a counter, in the order in which it calls them.

    Who has an appointment comes before all others from its hour on, and like others before it.
    """
    day = timezone.localdate(at)
    others = ServiceCounter.objects.filter(
        unit_id=counter.unit_id, is_open=True, is_priority=True, staffed_on=day
    ).exclude(pk=counter.pk)
    first = puts_priority_first(
        is_priority_counter=counter.is_priority, others_are_priority=others.exists()
    )
    rows = Ticket.objects.filter(
        queue_id__in=list(counter.queues.values_list("pk", flat=True)),
        day=day,
        state=TicketState.WAITING,
    )
    ranks = [When(appointment_at__lte=at, then=Value(0))]
    if first:
        ranks.append(When(~Q(priority=""), then=Value(1)))
    rank = Case(*ranks, default=Value(2), output_field=SmallIntegerField())
    return rows.annotate(rank=rank).order_by("rank", "taken_at", "pk")


# --- the leader's


def tickets(*, actor: Actor) -> QuerySet[Ticket]:
    """Return the tickets of the actor's agency, each with the hour in which it was taken."""
    return (
        Ticket.objects.visible_to(actor)
        .select_related("queue", "counter")
        .annotate(hour=ExtractHour("taken_at"))
    )


def hours(*, actor: Actor, start: date, end: date) -> list[HourRow]:
    """Return how each hour of the day went from one day to another, both with it."""
    waited = F("called_at") - F("taken_at")
    each = F("ended_at") - F("called_at")
    done = Q(state=TicketState.DONE)
    rows = (
        Ticket.objects.visible_to(actor)
        .filter(day__range=(start, end))
        .annotate(hour=ExtractHour("taken_at"))
        .order_by("hour")
        .values("hour")
        .annotate(
            taken=Count("pk"),
            served=Count("pk", filter=done),
            skipped=Count("pk", filter=Q(state=TicketState.SKIPPED)),
            closed=Count("pk", filter=Q(state=TicketState.CLOSED)),
            waited=Avg(waited, filter=Q(called_at__isnull=False)),
            longest=Max(waited, filter=Q(called_at__isnull=False)),
            each=Avg(each, filter=done),
        )
    )
    return [HourRow(**row) for row in rows]


# --- sums


def _waiting_by_queue(agency_id: int, day: date) -> dict[int, int]:
    rows = Ticket.objects.filter(agency_id=agency_id, day=day, state=TicketState.WAITING)
    return dict(rows.order_by().values_list("queue_id").annotate(n=Count("pk")))


def _counters_by_queue(agency_id: int) -> dict[int, list[ServiceCounter]]:
    found: dict[int, list[ServiceCounter]] = {}
    rows = ServiceCounter.objects.filter(agency_id=agency_id, is_open=True)
    for counter in rows.prefetch_related("queues"):
        for queue in counter.queues.all():
            found.setdefault(queue.pk, []).append(counter)
    return found


def _minutes_each(agency_id: int, day: date) -> dict[int, float]:
    """Return how long one person took today in each queue, where enough were served to tell."""
    rows = Ticket.objects.filter(agency_id=agency_id, day=day, state=TicketState.DONE)
    sums = (
        rows.order_by()
        .values("queue_id")
        .annotate(n=Count("pk"), each=Avg(F("ended_at") - F("called_at")))
    )
    return {
        row["queue_id"]: row["each"].total_seconds() / 60
        for row in sums
        if row["n"] >= FEWEST_TO_JUDGE
    }
