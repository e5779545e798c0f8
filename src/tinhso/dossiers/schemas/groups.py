"""What a machine asks and is answered about lists filed at once."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from tinhso.dossiers.rules.fees import MOST_VND
from tinhso.dossiers.schemas.fees import OptionalBasis, PaymentOut
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


class BillOut(Answer):
    """One payment for all that a list owed when it was made."""

    uid: UUID
    reference: str
    amount_vnd: int
    state: str
    method: str
    made_at: datetime
    paid_at: datetime | None
    checkout_url: str
    problem: str


class ShareOut(Answer):
    """What one dossier of a list owes or paid, with the number of its receipt."""

    dossier: UUID
    line: int
    amount_vnd: int
    state: str
    is_payable: bool
    receipt_number: str


class GroupFeesOut(Answer):
    """The money of a list; `bill` is the one that can be paid now."""

    payable_vnd: int
    paid_vnd: int
    settling: bool
    bill: BillOut | None
    vietqr: str
    """The text of the code by which the bill is transferred; empty without one."""
    shares: list[ShareOut]


class DueTogetherOut(Answer):
    """What a desk takes for a list in one act: the sum, and how many wait for the next."""

    total_vnd: int
    dossiers: list[UUID]
    later: int


class CollectTogetherIn(Asked):
    """The sum that was read, how it was paid, the voucher of what was not paid here."""

    total_vnd: Annotated[int, Field(gt=0, le=MOST_VND * 100)]
    method: Literal["cash", "transfer", "post"] = "cash"
    document: OptionalBasis = ""


class TakenTogetherOut(Answer):
    """What a desk took for a list in one act."""

    total_vnd: int
    payments: list[PaymentOut]


class RowPaperIn(Asked):
    """To which row a paper belongs."""

    line: Annotated[int, Field(ge=1, le=1_048_576)]


class RowPaperOut(Answer):
    """One paper of a single row; no line where its name fits none."""

    uid: UUID
    component_key: str
    name: str
    line: int | None


class RowPapersPutOut(Answer):
    """How many went to their rows, which names fit none, and what was not kept, a sentence each."""

    placed: int
    unplaced: list[str]
    refused: list[str]
