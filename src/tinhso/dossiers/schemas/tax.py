"""What a tax agency is asked and answers, as machines send and read it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field

from tinhso.dossiers.schemas.texts import Line, Storable, Version, Words
from tinhso.kernel.api import Answer, Asked


class AskTaxIn(Asked):
    """To which unit of which tax agency, whether a land-use fee is in it, what is to be told."""

    agency: Line
    unit: UUID
    has_land_use_fee: bool
    content: Words
    version: Version | None = None


class TaxReasonIn(Asked):
    """Why a slip is taken back, sent back, or nothing is owed."""

    reason: Words


class TaxNoticeIn(Asked):
    """A notice; `amounts` is a JSON object of whole đồng by kind, as the slip names the kinds."""

    number: Annotated[str, Field(min_length=1, max_length=100), Storable]
    issued_on: date
    pay_by: date
    amounts: Annotated[str, Field(max_length=2000), Storable]


class TaxReplacementIn(TaxNoticeIn):
    """A notice in the place of a wrong one."""

    reason: Line


class TaxLaterIn(Asked):
    """Another time for the notice, and the reason the letter names."""

    due_at: datetime
    reason: Words


class TaxProofIn(Asked):
    """The number of the voucher by which somebody paid."""

    number: Line


class TaxKindOut(Answer):
    """One kind of money, and how much of it."""

    key: str
    name: str
    amount: int | None = None


class TaxNoticeOut(Answer):
    """A notice as it was given; `replaced` no longer holds."""

    uid: UUID
    number: str
    issued_on: date
    pay_by: date
    amounts: list[TaxKindOut]
    total: int
    notice_file: str
    voucher_file: str
    replaced: bool
    reason: str
    sent_at: datetime


class TaxSlipLine(Answer):
    """One slip of a tax officer's list."""

    uid: UUID
    dossier: str
    procedure_code: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    is_late: bool
    outcome: str


class TaxFactOut(Answer):
    """One fact of the dossier that the procedure shows to a tax agency."""

    key: str
    label: str
    text: str


class TaxSlipOut(TaxSlipLine):
    """A slip with what it needs of the dossier and how it was answered."""

    content: str
    has_land_use_fee: bool
    hours: int
    kinds: list[TaxKindOut]
    facts: list[TaxFactOut]
    papers: list[str]
    reason: str
    answered_at: datetime | None
    apologised_at: datetime | None
    notices: list[TaxNoticeOut]
