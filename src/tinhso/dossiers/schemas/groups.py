"""What a machine asks and is answered about lists filed at once."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tinhso.dossiers.schemas.texts import Key, Storable
from tinhso.kernel.api import Answer, Asked

CellText = Annotated[str, Field(max_length=5000), Storable]


class GroupIn(Asked):
    """Which procedure, and which agency resolves it."""

    procedure_code: Key
    agency: UUID


class GroupPaperIn(Asked):
    """For which component a paper is, in every dossier."""

    component_key: Key


class GroupRowIn(Asked):
    """Other words for some cells, by the key of their column."""

    texts: Annotated[dict[Annotated[str, Storable], CellText], Field(max_length=200)]


class GroupConfirmIn(Asked):
    """That what all dossiers declare is true."""

    declared: bool


class GroupLine(Answer):
    """One list."""

    uid: UUID
    procedure_code: str
    state: str
    made_at: datetime
    done_at: datetime | None
    total: int
    filed: int


class GroupRowOut(Answer):
    """One row: as it was typed, what is wrong by column, the dossier it became."""

    line: int
    texts: dict[str, str]
    errors: dict[str, str]
    refused: str
    dossier: UUID | None


class GroupOut(GroupLine):
    """One list whole; `columns` are the keys of its spreadsheet."""

    wrong: int
    refused: int
    columns: list[str]
    rows: list[GroupRowOut]
