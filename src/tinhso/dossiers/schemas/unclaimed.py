"""Results nobody comes for, as machines read them and put them away."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Field

from tinhso.dossiers.schemas.texts import Storable
from tinhso.kernel.api import Answer, Asked, PageQuery


class Standing(StrEnum):
    """Still at the desk, to be put away by now, put away."""

    WAITING = "waiting"
    DUE = "due"
    KEPT = "kept"


class UnclaimedQuery(PageQuery):
    """What narrows the list; empty asks for everything."""

    standing: Standing | None = None


class KeptIn(Asked):
    """Where a result is put: cupboard, shelf, number."""

    place: Annotated[str, Field(min_length=1, max_length=120), Storable]


class UnclaimedLine(Answer):
    """One result, its owner masked; put away from `keep_from` on, `kept_at` once it was."""

    dossier: UUID
    number: str
    procedure: str
    owner: str
    ready_at: datetime
    reminders: int
    reminded_at: datetime | None
    keep_from: date
    kept_at: datetime | None
    place: str
