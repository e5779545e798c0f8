"""For tests: look at what was published, and let listeners hear it at once."""

from typing import TypeVar, cast

from django.utils import timezone

from tinhso.kernel.events.base import Event
from tinhso.kernel.events.handlers import deliveries
from tinhso.kernel.events.models import OutboxEntry, OutboxState, PublishedEvent
from tinhso.kernel.events.outbox import deliver
from tinhso.kernel.events.projecting import follow_projections
from tinhso.kernel.events.sequencing import sequence

E = TypeVar("E", bound=Event)


def published(event: type[E]) -> list[E]:
    """Return the events of one type, oldest first."""
    rows = PublishedEvent.objects.filter(type=event.type).order_by("id")
    return [cast(E, row.read()) for row in rows]


def deliver_all() -> int:
    """Bring everything due in the outbox to its handlers; returns how many arrived.

    Each handler has its turn once, in the order of their names; what one publishes reaches those
    after it. Of thirty a test has something for one or two: only these are asked.
    """
    arrived, due = 0, _handlers_due()
    for name, _delivery in deliveries:
        if name in due:
            arrived += deliver(name)
            due = _handlers_due()
    return arrived


def follow_all() -> int:
    """Place every event and let every projection follow; returns how many were followed."""
    sequence()
    return follow_projections()


def _handlers_due() -> set[str]:
    waiting = OutboxEntry.objects.filter(state=OutboxState.WAITING, due_at__lte=timezone.now())
    return set(waiting.order_by().values_list("handler", flat=True))
