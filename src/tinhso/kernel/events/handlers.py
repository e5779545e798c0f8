"""Publishing, and who listens: in the transaction, by the outbox, or by position."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.functional import Promise

from tinhso.kernel.db.acting import write_last
from tinhso.kernel.db.writing import fresh
from tinhso.kernel.errors import DomainError
from tinhso.kernel.events.base import Event, payload_of
from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.kernel.events.models import PublishedEvent

E = TypeVar("E", bound=Event)
Handler = Callable[[Any], object]


class Undeliverable(DomainError):
    """The receiver will not take this one, however often it is sent: a person must mend it."""

    code = "events.undeliverable"


class ReceiverDown(DomainError):
    """The receiver does not answer at all; asking it for others now would only wait again."""

    code = "events.receiver_down"


@dataclass(frozen=True)
class Delivery:
    """A handler outside the transaction: its stable name and how often it is tried."""

    name: str
    handle: Handler
    max_attempts: int
    lane: Callable[[Any], str] | None = None
    title: str | Promise = ""
    """What operators call it: what is told to whom."""
    concerns: Callable[[Any], bool] | None = None
    """Tells which of the events are its business; nothing: each."""


@dataclass(frozen=True)
class Projection:
    """A read model that follows events in committed order."""

    name: str
    types: frozenset[str]
    follow: Handler
    reset: Callable[[], object]
    title: str | Promise = ""


deliveries: Registry[Delivery] = Registry("outbox")
projections: Registry[Projection] = Registry("projections")
_inside: dict[type[Event], list[Handler]] = defaultdict(list)
_outside: dict[type[Event], list[str]] = defaultdict(list)


def delivery_title(name: str) -> str:
    """Return what operators call a handler; its name where this version knows it no more."""
    known = deliveries.find(name)
    return str(known.title) if known is not None and known.title else name


def projection_title(name: str) -> str:
    """Return what operators call a read model; its name where this version knows it no more."""
    known = projections.find(name)
    return str(known.title) if known is not None and known.title else name


def subscribe(
    event: type[E],
    *,
    after_commit: bool = False,
    name: str = "",
    title: str | Promise = "",
    max_attempts: int = 8,
    lane: Callable[[E], str] | None = None,
    concerns: Callable[[E], bool] | None = None,
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler; by default it shares the publisher's transaction.

    Inside, it writes only rows keyed by the changed record and raises nothing to say no. With
    `after_commit` it is called by the outbox after the commit: at least once, so keyed by
    `event.event_id`, with growing pauses, parked after `max_attempts`. `name` is the handler's name
    in the outbox (default: where it stands in the code); keep it when the function moves. `title`
    is what operators read there.

    Events for which `lane` gives the same text reach the handler one after the other, in the order
    of their publishing: a later one waits until the earlier one has arrived, parked or not. An
    event that does not concern it (`concerns`) is not written into the outbox for it. The handler
    may raise `Undeliverable` (nothing but a person can mend it: parked at once) and
    `ReceiverDown` (nobody answers there: what else is due to this handler waits a while too).
    """

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        if not after_commit:
            _inside[event].append(handler)
            return handler
        place = f"{handler.__module__}.{handler.__qualname__}".removeprefix("tinhso.")
        called = name or f"{place}.{event.__name__}"
        deliveries.register(called, Delivery(called, handler, max_attempts, lane, title, concerns))
        _outside[event].append(called)
        return handler

    return register


def project(
    name: str, *events: type[Event], reset: Callable[[], object], title: str | Promise = ""
) -> Callable[[Handler], Handler]:
    """Register a projection: sums, counters and boards that follow within five seconds.

    It is called for each event of these types in committed order, exactly once as far as the
    database goes, since its place moves in the same transaction. `reset` empties its tables for
    `rebuild_projection`. A fault stops only this projection, at that event.
    """

    def register(handler: Handler) -> Handler:
        types = frozenset(event.type for event in events)
        projections.register(name, Projection(name, types, handler, reset, title))
        return handler

    return register


def publish(event: Event) -> "PublishedEvent":
    """Tell everybody who subscribed; call it inside the act's transaction, last.

    Raises `PersonalData` when a field holds text that is no code.
    """
    from tinhso.kernel.events.models import OutboxEntry, PendingEvent, PublishedEvent

    row = fresh(
        PublishedEvent,
        id=event.event_id,
        type=event.type,
        payload=payload_of(event),
        occurred_at=event.occurred_at,
    )
    letters = []
    for handler_name in _outside.get(type(event), ()):
        delivery = deliveries.get(handler_name)
        if delivery.concerns is not None and not delivery.concerns(event):
            continue
        lane = delivery.lane
        letters.append(
            fresh(
                OutboxEntry,
                event_id=row.pk,
                handler=handler_name,
                lane=lane(event) if lane is not None else "",
                due_at=event.occurred_at,
            )
        )
    handlers = _inside.get(type(event), ())
    if not handlers:
        write_last(row, fresh(PendingEvent, event_id=row.id), *letters)
        return row
    with transaction.atomic(savepoint=False):
        write_last(row, fresh(PendingEvent, event_id=row.id), *letters)
        for handler in handlers:
            handler(event)
    return row


def rebuild_projection(name: str) -> int:
    """Empty a projection and follow every event anew; returns how many were followed.

    Works in batches, so the house goes on meanwhile. KeyError when there is no such projection.
    """
    from tinhso.kernel.events.projecting import rebuild

    return rebuild(projections.get(name))
