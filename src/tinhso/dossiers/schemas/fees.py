"""What a machine asks and is answered about money."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from tinhso.dossiers.rules.fees import DENOMINATIONS, MOST_VND
from tinhso.dossiers.schemas.texts import Key, OptionalWords, Version, Words
from tinhso.kernel.api import Answer, Asked, PageQuery

Dong = Annotated[int, Field(gt=0, le=MOST_VND)]
Basis = Annotated[Words, Field(max_length=300)]
OptionalBasis = Annotated[OptionalWords, Field(max_length=100)]


class PaymentOut(Answer):
    """One try to pay; `checkout_url` is where the person pays, once the bank has said so."""

    uid: UUID
    method: str
    state: str
    amount_vnd: int
    started_at: datetime
    paid_at: datetime | None
    receipt_number: str
    checkout_url: str
    problem: str


class ChargeOut(Answer):
    """One amount owed, and the exemption that was asked for."""

    uid: UUID
    kind: str
    origin: str
    amount_vnd: int
    state: str
    reference: str
    legal_basis: str
    claim_state: str
    claim_key: str
    claim_answer: str


class FeeOut(Answer):
    """The money of one dossier; an unknown amount is neither free nor owed."""

    is_known: bool
    is_free: bool
    is_payable: bool
    exemptions: list[str]
    charges: list[ChargeOut]
    payments: list[PaymentOut]
    vietqr: str
    """The text of the code by which it is transferred; empty when nothing is to be paid."""


class TaxDutyLineOut(Answer):
    """One kind of money on a tax notice."""

    name: str
    amount_vnd: int


class TaxDutyOut(Answer):
    """What a tax agency's notice asks; it is paid whole."""

    agency: str
    number: str
    pay_by: date
    amounts: list[TaxDutyLineOut]
    is_payable: bool
    charge: ChargeOut
    payments: list[PaymentOut]
    vietqr: str
    """The text of the code by which it is transferred; empty when nothing is to be paid."""


class FeeSetIn(Asked):
    """An amount the catalogue does not know, and the document that sets it."""

    amount_vnd: Dong
    legal_basis: Basis
    kind: Literal["phi", "le_phi"] = "le_phi"
    version: Version | None = None


class CollectIn(Asked):
    """How it was paid, with the voucher of what was not paid here."""

    method: Literal["cash", "transfer", "post"] = "cash"
    document: OptionalBasis = ""
    version: Version | None = None


class ClaimIn(Asked):
    """An exempt group, and the name and number of its proof."""

    key: Annotated[Key, Field(min_length=1)]
    words: Basis


class ExemptionIn(Asked):
    """The answer to a claim; `key` and `words` when it is granted to somebody at the counter."""

    granted: bool
    reason: OptionalWords = ""
    key: Key = ""
    words: OptionalWords = ""
    version: Version | None = None


class RefundIn(Asked):
    """Why, by which law and how money goes back; without an amount, all of it."""

    reason: Basis
    legal_basis: Basis
    method: Literal["cash", "transfer", "online"]
    amount_vnd: Dong | None = None
    document: Annotated[OptionalWords, Field(max_length=64)] = ""
    version: Version | None = None


class RefundOut(Answer):
    """Money on its way back."""

    uid: UUID
    state: str
    method: str
    amount_vnd: int


class DrawerIn(Asked):
    """What lies in the drawer before the first payment."""

    opening_vnd: Annotated[int, Field(ge=0, le=MOST_VND)] = 0


class NotesIn(Asked):
    """How many of one note."""

    note: Annotated[int, Field(json_schema_extra={"enum": list(DENOMINATIONS)})]
    number: Annotated[int, Field(ge=0, le=100_000)]


class CountIn(Asked):
    """What was counted, and why it differs from the books."""

    pieces: list[NotesIn] = Field(default_factory=list, max_length=len(DENOMINATIONS))
    reason: OptionalWords = ""


class DrawerOut(Answer):
    """One drawer."""

    uid: UUID
    opened_at: datetime
    closed_at: datetime | None
    opening_vnd: int
    expected_vnd: int | None
    counted_vnd: int | None
    reason: str
    stand_in: str
    """Who counted it in its officer's place; empty when he did himself."""


class AccountIn(Asked):
    """Into which account the caller's agency collects, from tomorrow on or later."""

    bank_name: Annotated[Words, Field(max_length=120)]
    bank_bin: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    account_number: Annotated[str, Field(pattern=r"^[0-9A-Z]{4,19}$")]
    holder: Annotated[Words, Field(max_length=200)]
    effective_from: date
    provider: Key = ""
    legal_basis: Annotated[OptionalWords, Field(max_length=300)] = ""


class AccountOut(Answer):
    """One account of an agency."""

    uid: UUID
    bank_name: str
    bank_bin: str
    account_number: str
    holder: str
    effective_from: date
    provider: str
    legal_basis: str


class PaymentsQuery(PageQuery):
    """Which payments; `late` are among those that are `waiting` for the treasury."""

    remit: Literal["waiting", "late", "done"] | None = None


class ReceivedOut(PaymentOut):
    """Money received, and where it stands on its way to the treasury."""

    dossier: UUID
    received_by: str
    remit: str
    remit_due_at: datetime | None
    remitted_at: datetime | None
    remit_document: str


class RemittedOut(Answer):
    """Payments as they stand after they went to the treasury."""

    payments: list[ReceivedOut]


class RemitIn(Asked):
    """Payments that went to the treasury under one voucher."""

    payments: list[UUID] = Field(min_length=1, max_length=500)
    document: Annotated[Words, Field(max_length=64)]


class CallsQuery(PageQuery):
    """Which of the money that could not be applied; without `handled`, all of it."""

    handled: bool | None = None


class BankCallOut(Answer):
    """Money a bank told of that fits nothing owed, and what was done with it."""

    uid: UUID
    outcome: str
    kind: str
    amount_vnd: int
    reference: str
    bank_reference: str
    dossier: UUID | None
    occurred_at: datetime | None
    first_at: datetime
    times: int
    handling: str
    handled_at: datetime | None


class StatementIn(Asked):
    """Which day's statement the bank is asked for."""

    day: date


class StatementOut(Answer):
    """One reading of a day's statement."""

    uid: UUID
    day: date
    read_at: datetime | None
    lines: int
    differences: int
    problem: str


class HandlingIn(Asked):
    """What was done about a difference."""

    handling: Words


class DifferenceOut(Answer):
    """One compared line."""

    uid: UUID
    day: date
    outcome: str
    reference: str
    bank_reference: str
    bank_vnd: int | None
    ours_vnd: int | None
    handling: str
