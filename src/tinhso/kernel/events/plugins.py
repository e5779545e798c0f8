"""What events plug into the running of the house."""

from collections.abc import Iterator

from django.db.models import Count, Max

from tinhso.kernel.events.models import (
    EventPosition,
    OutboxEntry,
    OutboxState,
    PendingEvent,
    ProjectionCursor,
)
from tinhso.kernel.registry.operations import Finding, doctors, metrics, verifications


def _gapless() -> Iterator[Finding]:
    places = EventPosition.objects.aggregate(count=Count("position"), last=Max("position"))
    if places["count"] != (places["last"] or 0):
        yield Finding(
            "events.gap",
            f"the order of events has gaps: {places['count']} places up to {places['last']}",
        )


def _stopped() -> Iterator[Finding]:
    parked = OutboxEntry.objects.filter(state=OutboxState.PARKED).count()
    if parked:
        yield Finding("events.parked", f"{parked} deliveries of the outbox are parked", False)
    for cursor in ProjectionCursor.objects.filter(failures__gt=0):
        yield Finding(
            "events.projection",
            f"projection {cursor.name} has failed {cursor.failures} times after position"
            f" {cursor.position}: {cursor.error}",
            False,
        )


def _gauges() -> Iterator[tuple[str, str, float]]:
    yield "tinhso_events_pending", "Events without a place yet", PendingEvent.objects.count()
    for state in (OutboxState.WAITING, OutboxState.PARKED):
        count = OutboxEntry.objects.filter(state=state).count()
        yield f"tinhso_outbox_{state}", f"Deliveries of the outbox: {state}", count


verifications.register("events", _gapless)
doctors.register("events", _stopped)
metrics.register("events", _gauges)
