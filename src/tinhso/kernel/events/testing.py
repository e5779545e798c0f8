"""For tests: look at what was published, and let listeners hear it at once."""

from typing import TypeVar, cast

from tinhso.kernel.events.base import Event
from tinhso.kernel.events.handlers import deliveries
from tinhso.kernel.events.models import PublishedEvent
from tinhso.kernel.events.outbox import deliver
from tinhso.kernel.events.projecting import follow_projections
from tinhso.kernel.events.sequencing import sequence

E = TypeVar("E", bound=Event)


def published(event: type[E]) -> list[E]:
    """Return the events of one type, oldest first."""
    rows = PublishedEvent.objects.filter(type=event.type).order_by("id")
    return [cast(E, row.read()) for row in rows]


def deliver_all() -> int:
    """Bring everything due in the outbox to its handlers; returns how many arrived."""
    return sum(deliver(name) for name, _delivery in deliveries)


def follow_all() -> int:
    """Place every event and let every projection follow; returns how many were followed."""
    sequence()
    return follow_projections()
