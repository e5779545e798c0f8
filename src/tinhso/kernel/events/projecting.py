"""Projections: following events in committed order, each at its own pace."""

from datetime import timedelta

from django.utils import timezone

from tinhso.kernel.db.order import BATCH, sole
from tinhso.kernel.events.handlers import Projection, projections
from tinhso.kernel.events.models import EventPosition, ProjectionCursor, PublishedEvent
from tinhso.kernel.events.sequencing import last_position
from tinhso.kernel.jobs.running import describe


def follow_projections() -> int:
    """Bring every projection up to the newest position; returns how many events were followed.

    One that fails is stopped at the failing event and tried again after a growing pause, while
    the others go on.
    """
    newest = last_position()
    followed = 0
    cursors = {c.name: c for c in ProjectionCursor.objects.all()}
    now = timezone.now()
    for name, projection in projections:
        cursor = cursors.get(name)
        if cursor is not None and cursor.position >= newest:
            continue
        if cursor is not None and cursor.try_at is not None and cursor.try_at > now:
            continue
        followed += _follow_to(projection, newest)
    return followed


def rebuild(projection: Projection) -> int:
    """Empty a projection's tables and follow every event from the first."""
    with sole(f"projection:{projection.name}", wait=True):
        projection.reset()
        ProjectionCursor.objects.update_or_create(
            name=projection.name,
            defaults={"position": 0, "failures": 0, "error": "", "try_at": None},
        )
    return _follow_to(projection, last_position())


def _follow_to(projection: Projection, newest: int) -> int:
    followed, size = 0, BATCH
    while True:
        try:
            count, position = _follow_batch(projection, size)
        except Exception as error:  # noqa: BLE001  a fault stops this projection and is shown
            if size > 1:
                size = 1  # again one by one, up to the event at fault
                continue
            _stop(projection.name, describe(error))
            return followed
        followed += count
        if position is None or position >= newest:
            return followed


def _follow_batch(projection: Projection, size: int) -> tuple[int, int | None]:
    """Follow up to `size` events in one transaction; returns how many, and the place reached."""
    with sole(f"projection:{projection.name}") as mine:
        if not mine:
            return 0, None
        cursor, _created = ProjectionCursor.objects.select_for_update().get_or_create(
            name=projection.name
        )
        newest = last_position()
        places = list(
            EventPosition.objects.filter(
                position__gt=cursor.position, position__lte=cursor.position + BATCH
            )
            .order_by("position")
            .values_list("position", "event_id")[:size]
        )
        if not places:
            return 0, newest
        rows = PublishedEvent.objects.in_bulk([event_id for _position, event_id in places])
        followed = 0
        for _position, event_id in places:
            row = rows[event_id]
            if row.type in projection.types:
                projection.follow(row.read())
                followed += 1
        cursor.position = places[-1][0]
        cursor.moved_at = timezone.now()
        cursor.failures, cursor.error, cursor.try_at = 0, "", None
        cursor.save()
    return followed, cursor.position


def _stop(name: str, error: str) -> None:
    cursor, _created = ProjectionCursor.objects.get_or_create(name=name)
    cursor.failures += 1
    cursor.error = error
    cursor.try_at = timezone.now() + timedelta(seconds=min(2**cursor.failures, 300))
    cursor.save(update_fields=["failures", "error", "try_at"])
