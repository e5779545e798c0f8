"""What the house foresaw, as machines read and answer it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field

from tinhso.dossiers.schemas.texts import OptionalWords, Words
from tinhso.kernel.api import Answer, Asked


class OfferOut(Answer):
    """One offer: why, of which degree, how it stands and what may be answered."""

    uid: UUID
    procedure_code: str
    procedure: str
    cause: str
    level: int
    state: str
    option: str
    expires_on: date | None
    answer_until: datetime | None
    dossier: UUID | None
    draft: UUID | None
    why: list[str]
    done: list[str]
    missing: list[str]
    answers: list[str]


class OfferLineOut(Answer):
    """One offer in a list."""

    uid: UUID
    procedure_code: str
    cause: str
    level: int
    state: str
    expires_on: date | None
    answer_until: datetime | None


class ConfirmOfferIn(Asked):
    """The pledge nobody makes for the person, and another option than the recommended one."""

    pledged: bool = False
    option: Annotated[str, Field(max_length=40)] = ""


class RefuseOfferIn(Asked):
    """Why not, if he wants to say."""

    reason: OptionalWords = ""


class CorrectOfferIn(Asked):
    """What is to be mended."""

    text: Words
