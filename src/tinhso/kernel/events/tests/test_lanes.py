"""Deliveries of one lane arrive in their order; a receiver that is down is asked once for all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.kernel.events import (
    Event,
    ReceiverDown,
    Undeliverable,
    handlers,
    outbox,
    publish,
    subscribe,
)
from tinhso.kernel.events.models import OutboxEntry, OutboxState

pytestmark = pytest.mark.django_db

HANDLER = "tests.in_lanes"


@dataclass(frozen=True, kw_only=True)
class WagonReady(Event):
    track: int
    number: int


class Track:
    """A receiver whose next answers are told beforehand."""

    def __init__(self) -> None:
        self.faults: list[Exception] = []
        self.asked = 0
        self.got: list[tuple[int, int]] = []

    def take(self, event: WagonReady) -> None:
        self.asked += 1
        if self.faults:
            raise self.faults.pop(0)
        self.got.append((event.track, event.number))


@pytest.fixture
def track() -> Iterator[Track]:
    made = Track()
    subscribe(
        WagonReady,
        after_commit=True,
        name=HANDLER,
        max_attempts=3,
        lane=lambda event: str(event.track),
    )(made.take)
    yield made
    handlers._outside.pop(WagonReady)
    handlers.deliveries._plugs.pop(HANDLER)


def _send(*wagons: tuple[int, int]) -> None:
    for number, wagon in wagons:
        publish(WagonReady(track=number, number=wagon))


def test_what_comes_later_waits_for_the_earlier_of_its_lane_only(track: Track) -> None:
    track.faults = [ConnectionError()]
    _send((1, 1), (1, 2), (2, 1))

    outbox.deliver(HANDLER)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        outbox.deliver(HANDLER)

    assert track.got == [(2, 1), (1, 1), (1, 2)]


def test_a_parked_one_holds_its_lane_until_it_is_sent_again(track: Track) -> None:
    track.faults = [Undeliverable()]
    _send((1, 1), (1, 2))
    outbox.deliver(HANDLER)
    parked = OutboxEntry.objects.get(state=OutboxState.PARKED)
    assert (parked.attempts, parked.error) == (1, "Undeliverable events.undeliverable")
    assert track.got == []
    assert outbox.start_deliveries() == 0

    outbox.send_again(entry_id=parked.pk)
    outbox.deliver(HANDLER)

    assert track.got == [(1, 1), (1, 2)]


def test_a_receiver_that_is_down_is_asked_once_for_all(track: Track) -> None:
    track.faults = [ReceiverDown()]
    _send((1, 1), (2, 1), (3, 1))

    outbox.deliver(HANDLER)

    assert track.asked == 1
    waiting = OutboxEntry.objects.filter(state=OutboxState.WAITING)
    assert waiting.filter(due_at__gt=timezone.now()).count() == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        outbox.deliver(HANDLER)
    assert track.got == [(1, 1), (2, 1), (3, 1)]


def test_the_pause_for_all_is_never_longer_than_a_minute(track: Track) -> None:
    track.faults = [ReceiverDown()]
    _send((1, 1), (2, 1))
    first = OutboxEntry.objects.order_by("id")[0]
    handlers.deliveries._plugs[HANDLER] = handlers.Delivery(
        HANDLER, track.take, 99, lambda event: str(event.track)
    )
    OutboxEntry.objects.filter(pk=first.pk).update(attempts=11)

    outbox.deliver(HANDLER)

    now = timezone.now()
    first.refresh_from_db()
    other = OutboxEntry.objects.exclude(pk=first.pk).get()
    assert first.due_at > now + timedelta(minutes=50)
    assert other.due_at <= now + timedelta(seconds=60)
