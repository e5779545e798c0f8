"""What the service for outside systems is asked and answers."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import JsonValue

from tinhso.kernel.api import Answer, Asked, PageQuery
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import BatchAct, BatchFileState, BatchState, Format

Level = Literal["", "B-B", "B-T", "B-LT", "B-LTA"]


class KeyOut(Answer):
    """A certificate with whose key the caller may have files signed; `act` says which act.

    `formats` are those in which it signs files: all, wherever the key lies.
    """

    serial: str
    name: str
    role: str
    act: BatchAct
    until: datetime
    waits_for_person: bool
    formats: list[Format]


class GivenOut(Answer):
    """A file that was kept until a batch takes it, a day at most."""

    uid: UUID
    name: str
    size: int
    sha256: str


class BatchIn(Asked):
    """One act over files given before, or time-stamps over digests (SHA-2, hexadecimal).

    With `together` all files go into one ASiC-E container: the result of the first.
    """

    act: BatchAct
    files: list[UUID] = Field(default_factory=list)
    digests: list[str] = Field(default_factory=list)
    format: Format | None = None
    level: Level = ""
    serial: str = Field("", max_length=64)
    title: str = Field("", max_length=200)
    together: bool = False


class BatchForm(Schema):
    """The same, with the files beside it in the form."""

    act: BatchAct
    format: Format | None = None
    level: Level = ""
    serial: str = Field("", max_length=64)
    title: str = Field("", max_length=200)
    together: bool = False


class PicturePlaceIn(Asked):
    """Where the signature's picture stands: page from 1, millimetres from the upper left corner."""

    page: int = Field(ge=1)
    left: float
    top: float
    width: float
    height: float


class PicturePlaceOut(Answer):
    """The same, as it is kept."""

    page: int
    left: float
    top: float
    width: float
    height: float


class PlacesOut(Answer):
    """On how many files of a batch the place was found for certain."""

    found: int


class BatchOut(Answer):
    """How far a batch has come; its files are kept until `kept_until`."""

    uid: UUID
    title: str
    act: str
    format: str
    level: str
    serial: str
    together: bool
    state: str
    total: int
    done: int
    failed: int
    asked_at: datetime
    confirmed_at: datetime | None
    finished_at: datetime | None
    kept_until: date | None
    is_swept: bool


class BatchFileOut(Answer):
    """One file: what became of it; `fault` is a code and `message` its sentence."""

    uid: UUID
    position: int
    name: str
    digest: str
    state: str
    attempts: int
    try_at: datetime | None
    fault: str
    message: str
    verdict: str
    place: PicturePlaceOut | None
    result: str | None


class FindingsOut(BatchFileOut):
    """One file with all that a check of its signatures found."""

    findings: dict[str, JsonValue]


class BatchesQuery(PageQuery):
    """Which batches."""

    state: BatchState | None = None


class BatchFilesQuery(PageQuery):
    """Which files of a batch."""

    state: BatchFileState | None = None


class BatchConfirmationOut(Answer):
    """A second factor was asked for; `asks` is what the key's store asks beside it."""

    uid: UUID
    expires_at: datetime
    asks: KeySecret


class ConfirmIn(Asked):
    """The confirmation, its code, and what the key's store asks."""

    confirmation: UUID
    code: str = Field(max_length=12)
    secret: str = Field("", max_length=64)
