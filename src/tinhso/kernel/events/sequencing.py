"""Giving committed events their place in the one order."""

from django.db.models import Max

from tinhso.kernel.db.order import BATCH, sole
from tinhso.kernel.events.models import EventPosition, PendingEvent


def sequence() -> int:
    """Give every committed event a gapless position; returns how many were placed."""
    placed = 0
    while PendingEvent.objects.exists():
        with sole("events.sequence") as mine:
            if not mine:
                break
            pending = list(PendingEvent.objects.order_by("id")[:BATCH])
            last = last_position()
            EventPosition.objects.bulk_create(
                EventPosition(position=last + n, event_id=row.event_id)
                for n, row in enumerate(pending, start=1)
            )
            PendingEvent.objects.filter(pk__in=[row.pk for row in pending]).delete()
        placed += len(pending)
    return placed


def last_position() -> int:
    """Return the place of the newest event in order; 0 when there is none."""
    newest: int | None = EventPosition.objects.aggregate(last=Max("position"))["last"]
    return newest or 0
