"""What leaves the house goes by the outbox: at least once, with pauses, parked in the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.kernel.errors import NotFound
from tinhso.kernel.events import Event, handlers, outbox, publish, subscribe
from tinhso.kernel.events.models import OutboxEntry, OutboxState
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.jobs.testing import run_waiting_jobs

pytestmark = pytest.mark.django_db

HANDLER = "tests.receiver"


@dataclass(frozen=True, kw_only=True)
class ParcelReady(Event):
    parcel_id: int


class Receiver:
    """A receiver that can be told to fail, and remembers what reached it."""

    def __init__(self) -> None:
        self.failures = 0
        self.got: list[ParcelReady] = []

    def take(self, event: ParcelReady) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("Nguyễn Văn A did not answer")
        self.got.append(event)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    subscribe(ParcelReady, after_commit=True, name=HANDLER, max_attempts=3)(made.take)
    yield made
    handlers._outside.pop(ParcelReady)
    handlers.deliveries._plugs.pop(HANDLER)


def test_an_event_reaches_its_receiver_by_a_job(receiver: Receiver) -> None:
    row = publish(ParcelReady(parcel_id=1))

    asked = outbox.start_deliveries()
    run_waiting_jobs("events.deliver")

    assert asked == 1
    assert receiver.got == [ParcelReady(parcel_id=1)]
    assert receiver.got[0].event_id == row.pk
    entry = OutboxEntry.objects.get()
    assert (entry.state, entry.attempts) == (OutboxState.SENT, 1)


def test_one_job_is_asked_for_however_often_one_looks(receiver: Receiver) -> None:
    publish(ParcelReady(parcel_id=1))

    outbox.start_deliveries()
    outbox.start_deliveries()

    assert Job.objects.filter(name="events.deliver").count() == 1


def test_nothing_due_asks_for_nothing(receiver: Receiver) -> None:
    assert outbox.start_deliveries() == 0

    assert not Job.objects.exists()


def test_a_failed_delivery_waits_and_is_tried_again(receiver: Receiver) -> None:
    receiver.failures = 1
    publish(ParcelReady(parcel_id=1))

    outbox.deliver(HANDLER)

    entry = OutboxEntry.objects.get()
    assert (entry.state, entry.attempts) == (OutboxState.WAITING, 1)
    assert entry.due_at > timezone.now()
    with time_machine.travel(entry.due_at + timedelta(seconds=1), tick=False):
        outbox.deliver(HANDLER)
    assert receiver.got == [ParcelReady(parcel_id=1)]


def test_the_kept_error_says_what_and_where_but_not_its_message(receiver: Receiver) -> None:
    receiver.failures = 1
    publish(ParcelReady(parcel_id=1))

    outbox.deliver(HANDLER)

    error = OutboxEntry.objects.get().error
    assert error.startswith("ConnectionError kernel/events/tests/test_outbox.py:")
    assert "Nguyễn" not in error


def test_a_delivery_that_never_works_is_parked_and_can_be_sent_again(receiver: Receiver) -> None:
    receiver.failures = 3
    publish(ParcelReady(parcel_id=1))
    for hours in (0, 2, 4, 6):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
            outbox.deliver(HANDLER)
    entry = OutboxEntry.objects.get()
    assert (entry.state, entry.attempts) == (OutboxState.PARKED, 3)

    outbox.send_again(entry_id=entry.pk)
    outbox.deliver(HANDLER)

    assert receiver.got == [ParcelReady(parcel_id=1)]


def test_an_event_that_kills_its_process_ends_parked(receiver: Receiver) -> None:
    publish(ParcelReady(parcel_id=1))
    OutboxEntry.objects.update(attempts=3)  # three attempts were counted and none came back

    outbox.deliver(HANDLER)

    entry = OutboxEntry.objects.get()
    assert (entry.state, entry.error) == (OutboxState.PARKED, "ended without an answer")
    assert receiver.got == []


def test_one_failing_receiver_does_not_hold_up_what_comes_after(receiver: Receiver) -> None:
    receiver.failures = 1
    publish(ParcelReady(parcel_id=1))
    publish(ParcelReady(parcel_id=2))

    outbox.deliver(HANDLER)

    assert receiver.got == [ParcelReady(parcel_id=2)]


def test_only_a_parked_delivery_is_sent_again(receiver: Receiver) -> None:
    publish(ParcelReady(parcel_id=1))
    entry = OutboxEntry.objects.get()

    with pytest.raises(outbox.EntryNotParked):
        outbox.send_again(entry_id=entry.pk)
    with pytest.raises(NotFound):
        outbox.send_again(entry_id=entry.pk + 1)

    entry.refresh_from_db()
    assert entry.attempts == 0
