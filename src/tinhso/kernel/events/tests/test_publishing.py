"""Events are kept, heard in the transaction, and lost with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from tinhso.kernel.events import Event, handlers, publish, subscribe
from tinhso.kernel.events.base import PersonalData
from tinhso.kernel.events.models import EventPosition, OutboxEntry, PendingEvent, PublishedEvent
from tinhso.kernel.events.sequencing import sequence
from tinhso.kernel.events.testing import published

pytestmark = pytest.mark.django_db


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    lamp_id: int
    colour: Colour
    lit_at: datetime
    lit_on: date
    owner: UUID | None
    price: Decimal
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LampBroken(Event):
    lamp_code: str


@pytest.fixture(autouse=True)
def _forget_handlers() -> Iterator[None]:
    yield
    handlers._inside.pop(LampBroken, None)
    for name in handlers._outside.pop(LampBroken, []):
        handlers.deliveries._plugs.pop(name)


def lit(lamp_id: int = 7) -> LampLit:
    return LampLit(
        lamp_id=lamp_id,
        colour=Colour.RED,
        lit_at=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
        lit_on=date(2026, 2, 3),
        owner=uuid4(),
        price=Decimal("1.50"),
        codes=("H14.1", "H14.2"),
    )


def test_an_event_is_read_as_it_was_published() -> None:
    event = lit()

    publish(event)

    row = PublishedEvent.objects.get()
    assert row.type == "events.LampLit"
    assert row.read() == event
    assert (row.read().event_id, row.read().occurred_at) == (event.event_id, event.occurred_at)


def test_the_payload_is_canonical_text() -> None:
    publish(LampBroken(lamp_code="Đ-1"))

    assert PublishedEvent.objects.get().payload == '{"lamp_code":"Đ-1"}'


def test_free_text_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(PersonalData):
        publish(LampBroken(lamp_code="Nguyễn Văn A"))

    assert not PublishedEvent.objects.exists()
    assert not PendingEvent.objects.exists()


def test_an_event_goes_with_its_transaction() -> None:
    with transaction.atomic():
        publish(LampBroken(lamp_code="a"))
        transaction.set_rollback(True)

    assert not PublishedEvent.objects.exists()


def test_a_subscriber_hears_within_the_transaction() -> None:
    heard: list[Event] = []
    subscribe(LampBroken)(heard.append)

    publish(LampBroken(lamp_code="a"))

    assert heard == [LampBroken(lamp_code="a")]


def test_a_handler_outside_gets_a_row_in_the_outbox() -> None:
    subscribe(LampBroken, after_commit=True, name="tests.portal")(lambda event: None)

    row = publish(LampBroken(lamp_code="a"))

    entry = OutboxEntry.objects.get()
    assert (entry.event_id, entry.handler, entry.state) == (row.pk, "tests.portal", "waiting")


def test_positions_are_gapless_in_the_order_of_publishing() -> None:
    rows = [publish(lit(n)) for n in range(5)]

    placed = sequence()

    assert placed == 5
    places = list(EventPosition.objects.order_by("position").values_list("position", "event_id"))
    assert places == [(n, row.pk) for n, row in enumerate(rows, start=1)]
    assert not PendingEvent.objects.exists()
    assert sequence() == 0


def test_what_was_published_can_be_asked_for() -> None:
    publish(lit(1))
    publish(LampBroken(lamp_code="a"))
    publish(lit(2))

    assert [event.lamp_id for event in published(LampLit)] == [1, 2]


def test_a_handler_is_sent_only_what_concerns_it() -> None:
    def note(event: LampBroken) -> None:
        """Keep nothing: what stands in the outbox tells."""

    subscribe(
        LampBroken,
        after_commit=True,
        name="tests.of_one_lamp",
        concerns=lambda event: event.lamp_code == "L7",
    )(note)

    published_rows = [publish(LampBroken(lamp_code=code)) for code in ("L6", "L7", "L8")]

    assert OutboxEntry.objects.get().event_id == published_rows[1].pk
