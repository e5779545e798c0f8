"""The outbox: bringing events to handlers outside the publisher's transaction."""

import logging
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import DomainError, NotFound
from tinhso.kernel.events.handlers import Delivery, ReceiverDown, Undeliverable, deliveries
from tinhso.kernel.events.models import OutboxEntry, OutboxState
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.jobs.models import Job, JobState
from tinhso.kernel.jobs.queueing import back_off
from tinhso.kernel.jobs.running import describe
from tinhso.kernel.registry.counting import count_delivery

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)

LONGEST_ROUND_SECONDS = 60


LONGEST_PAUSE_FOR_ALL = timedelta(seconds=60)


class EntryNotParked(DomainError):
    """Only a delivery that stopped can be sent again by hand."""

    code = "events.entry_not_parked"
    title = _("Chỉ gửi lại được bản đã dừng.")


def start_deliveries() -> int:
    """Ask for one job per handler that has something due and none on its way."""
    now = timezone.now()
    due = set(
        _in_turn(OutboxEntry.objects.filter(state=OutboxState.WAITING, due_at__lte=now))
        .order_by()
        .values_list("handler", flat=True)
        .distinct()
    )
    if not due:
        return 0
    under_way = set(
        Job.objects.filter(
            name="events.deliver",
            state__in=[JobState.WAITING, JobState.RUNNING],
            key__in=[_job_key(handler) for handler in due],
        ).values_list("key", flat=True)
    )
    asked = 0
    for handler in sorted(due):
        if _job_key(handler) not in under_way:
            enqueue("events.deliver", key=_job_key(handler), handler=handler)
            asked += 1
    return asked


def deliver(handler: str) -> int:
    """Bring what is due to one handler, oldest first; returns how many arrived.

    Each attempt is committed before the handler is called, so that an event which kills the
    process ends parked like one that fails.
    """
    delivery = deliveries.find(handler)
    if delivery is None:
        _due(handler).update(state=OutboxState.PARKED, error="no such handler in this version")
        return 0
    arrived = 0
    ends_at = monotonic() + LONGEST_ROUND_SECONDS
    while monotonic() < ends_at:
        entry = _claim(delivery)
        if entry is None:
            break
        arrived += _bring(entry, delivery)
    return arrived


def send_again(*, entry_id: int) -> OutboxEntry:
    """Let a parked delivery be tried anew."""
    with transaction.atomic():
        entry = OutboxEntry.objects.select_for_update().filter(pk=entry_id).first()
        if entry is None:
            raise NotFound
        if entry.state != OutboxState.PARKED:
            raise EntryNotParked
        entry.state = OutboxState.WAITING
        entry.attempts = 0
        entry.due_at = timezone.now()
        entry.save(update_fields=["state", "attempts", "due_at"])
    return entry


def hurry(*, entry_id: int) -> OutboxEntry:
    """Let a delivery that pauses before its next try be tried now, or a parked one anew."""
    with transaction.atomic():
        entry = OutboxEntry.objects.select_for_update().filter(pk=entry_id).first()
        if entry is None:
            raise NotFound
        if entry.state == OutboxState.WAITING:
            entry.due_at = timezone.now()
            entry.save(update_fields=["due_at"])
            return entry
    return send_again(entry_id=entry_id)


def left_in_lane(handler: str, lane: str) -> int:
    """Return how many deliveries of a lane have not arrived; the one under way counts."""
    return OutboxEntry.objects.filter(
        handler=handler, lane=lane, state__in=[OutboxState.WAITING, OutboxState.PARKED]
    ).count()


def _job_key(handler: str) -> str:
    return f"events.deliver:{handler}"[:200]


def _due(handler: str) -> "QuerySet[OutboxEntry]":
    return OutboxEntry.objects.filter(
        handler=handler, state=OutboxState.WAITING, due_at__lte=timezone.now()
    )


def _in_turn(rows: "QuerySet[OutboxEntry]") -> "QuerySet[OutboxEntry]":
    """Keep those before which nothing of the same lane is still to arrive."""
    earlier = OutboxEntry.objects.filter(
        ~Q(lane=""),
        handler=OuterRef("handler"),
        lane=OuterRef("lane"),
        state__in=[OutboxState.WAITING, OutboxState.PARKED],
        id__lt=OuterRef("id"),
    )
    return rows.filter(Q(lane="") | ~Exists(earlier))


def _claim(delivery: Delivery) -> OutboxEntry | None:
    """Take the oldest due entry, its attempt counted and its next try put off meanwhile."""
    while True:
        entry = _in_turn(_due(delivery.name)).order_by("due_at", "id").first()
        if entry is None:
            return None
        if entry.attempts >= delivery.max_attempts:
            OutboxEntry.objects.filter(pk=entry.pk, attempts=entry.attempts).update(
                state=OutboxState.PARKED, error=entry.error or "ended without an answer"
            )
            count_delivery(delivery.name, "parked")
            continue
        claimed = OutboxEntry.objects.filter(
            pk=entry.pk, state=OutboxState.WAITING, attempts=entry.attempts
        ).update(
            attempts=F("attempts") + 1,
            due_at=timezone.now() + back_off(entry.attempts + 1) + back_off(5),
        )
        if claimed:
            entry.attempts += 1
            return entry


def _bring(entry: OutboxEntry, delivery: Delivery) -> bool:
    mine = OutboxEntry.objects.filter(
        pk=entry.pk, state=OutboxState.WAITING, attempts=entry.attempts
    )
    try:
        delivery.handle(entry.event.read())
    except Exception as error:  # noqa: BLE001  a fault of one receiver is shown, tried again, parked
        said = describe(error)
        log.warning("delivery failed", extra={"handler": delivery.name, "error": said})
        if isinstance(error, Undeliverable) or entry.attempts >= delivery.max_attempts:
            mine.update(state=OutboxState.PARKED, error=said)
            count_delivery(delivery.name, "parked")
        else:
            count_delivery(delivery.name, "failed")
            mine.update(error=said, due_at=timezone.now() + back_off(entry.attempts))
        if isinstance(error, ReceiverDown):
            _pause(delivery, back_off(entry.attempts))
        return False
    mine.update(state=OutboxState.SENT, sent_at=timezone.now(), error="")
    count_delivery(delivery.name, "sent")
    return True


def _pause(delivery: Delivery, pause: timedelta) -> None:
    """Let what else is due to a silent receiver wait, a minute at most: one asks for all."""
    until = timezone.now() + min(pause, LONGEST_PAUSE_FOR_ALL)
    _due(delivery.name).update(due_at=until)
