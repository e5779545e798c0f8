"""What happened to requests over personal data: ids and codes, nothing about a person."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DataRequestReceived(Event):
    """Somebody asked for something to be done with his data."""

    request_uid: UUID
    agency_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class DataRequestEnded(Event):
    """A request was fulfilled, refused or taken back."""

    request_uid: UUID
    agency_id: int
    kind: str
    state: str


@dataclass(frozen=True, kw_only=True)
class BreachRecorded(Event):
    """A breach of personal data was written down."""

    breach_uid: UUID
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class BreachReported(Event):
    """The competent body was told of a breach."""

    breach_uid: UUID
    agency_id: int
    late: bool
