"""Sittings of councils, as machines send and read them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field

from tinhso.dossiers.rules.council import Vote
from tinhso.dossiers.schemas.texts import Line, OptionalWords, Storable, Version, Words
from tinhso.kernel.api import Answer, Asked

Place = Annotated[str, Field(min_length=1, max_length=300), Storable]


class SeatIn(Asked):
    """A member: an official by his account, anybody else by name and title."""

    account: UUID | None = None
    name: Annotated[str, Field(max_length=200), Storable] = ""
    title: Annotated[str, Field(max_length=200), Storable] = ""


class NewSittingIn(Asked):
    """A sitting to be called."""

    at: datetime
    place: Place
    chair: UUID
    seats: list[SeatIn] = Field(min_length=1, max_length=40)
    name: Annotated[str, Field(max_length=200), Storable] = ""
    content: OptionalWords = ""


class CouncilIn(Asked):
    """What is put before a council: on the agenda of `sitting`, or of the new one in `call`."""

    question: Words
    sitting: UUID | None = None
    call: NewSittingIn | None = None
    version: Version | None = None


class MoveSittingIn(Asked):
    """Another time or place, and why."""

    at: datetime
    place: Place
    reason: Line
    version: Version | None = None


class CallOffIn(Asked):
    """Why a sitting is called off."""

    reason: Line
    version: Version | None = None


class SeatReplyIn(Asked):
    """Whether an invited member comes."""

    is_coming: bool


class CaseVotesIn(Asked):
    """How members voted on one dossier, by the uid of their seats."""

    case: UUID
    votes: dict[UUID, Vote] = Field(max_length=50)
    conditions: OptionalWords = ""


class MinutesIn(Asked):
    """Who was there, how each voted, what was said."""

    attended: list[UUID] = Field(max_length=50)
    cases: list[CaseVotesIn] = Field(max_length=60)
    minutes: Annotated[str, Field(min_length=1, max_length=10000), Storable]
    version: Version | None = None


class SeatOut(Answer):
    """One member."""

    uid: UUID
    role: str
    name: str
    title: str
    reply: str
    attended: bool | None


class CouncilCaseOut(Answer):
    """One dossier on the agenda; `opinion` is agree, disagree, conditions, or empty so far."""

    uid: UUID
    dossier: UUID
    number: str
    owner: str
    question: str
    opinion: str
    conditions: str
    votes: dict[str, int]
    is_open: bool


class CouncilLine(Answer):
    """A sitting in a list."""

    uid: UUID
    name: str
    at: datetime
    place: str
    state: str
    number: str


class CouncilSittingOut(Answer):
    """A sitting; `state` is called, held, decided or called_off."""

    uid: UUID
    name: str
    procedure: str
    at: datetime
    place: str
    state: str
    secretary: str
    held_at: datetime | None
    signed_at: datetime | None
    number: str
    notice_until: date | None
    version: int
    seats: list[SeatOut]
    cases: list[CouncilCaseOut]
