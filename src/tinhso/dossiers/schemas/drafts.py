"""What a machine is answered of a draft: an application that is not handed in yet."""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from tinhso.kernel.api import Answer


class DraftFileOut(Answer):
    """A paper put to a draft."""

    uid: UUID
    component_key: str
    name: str
    file: str


class DraftLine(Answer):
    """One draft in the caller's list."""

    uid: UUID
    procedure_code: str
    procedure: str
    version: int
    saved_at: datetime


class DraftOut(DraftLine):
    """A draft whole; `errors` says by field what still keeps it from being handed in."""

    step: str
    agency: str
    answers: dict[str, JsonValue]
    files: list[DraftFileOut]
    errors: dict[str, str]
