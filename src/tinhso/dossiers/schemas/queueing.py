"""What a machine asks and is answered about queues, counters and tickets."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from tinhso.dossiers.rules.queueing import ReceiptWidth, TicketPriority
from tinhso.dossiers.schemas.texts import Key, Line, Storable
from tinhso.kernel.api import Answer


def of_day(at: time) -> time:
    """Refuse an hour with a zone: a counter keeps the hours of its place."""
    if at.tzinfo is not None:
        raise ValueError("has a time zone; give the local hour")
    return at


Hour = Annotated[time, AfterValidator(of_day)]


class TicketIn(Schema):
    """For which queue, of which priority; the same token gives the same ticket."""

    token: UUID
    queue: UUID
    priority: TicketPriority | None = None


class TicketOut(Answer):
    """One place in a queue; it names nobody."""

    uid: UUID
    number: str
    place: str
    queue: UUID
    queue_name: str
    state: str
    priority: str
    taken_at: datetime
    called_at: datetime | None
    counter: int | None
    ahead: int
    minutes: int | None


class QueueOut(Answer):
    """One queue as it stands."""

    uid: UUID
    letter: str
    name: str
    detail: str
    fields: list[str]
    is_open: bool
    slot_capacity: int
    is_served: bool
    waiting: int
    minutes: int | None


class CounterOut(Answer):
    """One counter of a desk."""

    uid: UUID
    number: int
    queues: list[UUID]
    is_priority: bool
    is_open: bool
    opens_at: time | None
    closes_at: time | None
    on_days_off: bool
    receipt_width: ReceiptWidth
    """On which paper it prints what people take home."""


class CallingOut(Answer):
    """The officer's counter: whom it serves, how many wait, who was not there, what is free."""

    counter: CounterOut | None
    ticket: TicketOut | None
    waiting: int
    skipped: list[UUID]
    free: list[CounterOut]


class DisplayLine(Answer):
    """One number at its counter."""

    number: str
    place: str
    counter: int
    called_at: datetime


class DisplayOut(Answer):
    """What hangs above the counters."""

    called: list[DisplayLine]
    next: list[str]


class HandOnIn(Schema):
    """To which queue the person at the counter goes."""

    queue: UUID


class QueueIn(Schema):
    """One queue of the caller's desk."""

    letter: Annotated[str, Field(min_length=1, max_length=2), Storable]
    name: Annotated[str, Field(min_length=1, max_length=120), Storable]
    detail: Line = ""
    fields: Annotated[list[Key], Field(max_length=100)] = []
    is_open: bool = True
    slot_capacity: Annotated[int, Field(ge=0, le=100)] = 0


class CounterIn(Schema):
    """One counter of the caller's desk; without hours it keeps those of its agency."""

    number: Annotated[int, Field(ge=1, le=999)]
    queues: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    is_priority: bool = False
    is_open: bool = True
    opens_at: Hour | None = None
    closes_at: Hour | None = None
    on_days_off: bool = False
    receipt_width: ReceiptWidth = ReceiptWidth.A5


class HourOut(Answer):
    """How one hour of the day went; times in seconds."""

    hour: int
    taken: int
    served: int
    skipped: int
    closed: int
    waited_seconds: float | None
    longest_seconds: float | None
    each_seconds: float | None


class SlotsQuery(Schema):
    """For which procedure on which day."""

    procedure_code: Key
    day: date


class SlotOut(Answer):
    """One hour with room left."""

    at: datetime
    free: int


class AppointmentIn(Schema):
    """Which hour at which desk, for what."""

    agency: Key
    procedure_code: Key
    starts_at: AwareDatetime


class AppointmentMoveIn(Schema):
    """Another hour of the same queue."""

    starts_at: AwareDatetime


class AppointmentOut(Answer):
    """One hour a person chose; the code is typed at the ticket machine."""

    uid: UUID
    agency: str
    procedure_code: str
    starts_at: datetime
    code: str
    state: str
    moved_for_day_off: bool


class ArriveIn(Schema):
    """The six digits of the appointment."""

    code: Annotated[str, Field(min_length=6, max_length=6, pattern="^[0-9]+$")]
