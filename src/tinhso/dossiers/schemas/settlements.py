"""Monthly settlements of fees, as machines read, send and answer them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tinhso.dossiers.rules.settlement import SettlementState
from tinhso.dossiers.schemas.texts import Storable
from tinhso.kernel.api import Answer, Asked


class SettlementSendIn(Asked):
    """The voucher under which the money went there, if it did."""

    document: Annotated[str, Field(max_length=100), Storable] = ""


class SettlementAgreeIn(Asked):
    """Who signed, where the other side is the public post."""

    signed_by: Annotated[str, Field(max_length=200), Storable] = ""


class SettlementDisputeIn(Asked):
    """What is not agreed on."""

    reason: Annotated[str, Field(max_length=1000), Storable] = ""


class SettlementLine(Answer):
    """One settlement: month, sides, sums. Without an `owner` the other side is the post."""

    uid: UUID
    year: int
    month: int
    collector: UUID
    owner: UUID | None
    state: SettlementState
    number: str
    count: int
    by_method: dict[str, int]
    taken_vnd: int
    refunded_vnd: int
    net_vnd: int
    document: str
    sent_at: datetime | None
    answered_at: datetime | None
    reason: str


class SettledReceipt(Answer):
    """One receipt that a settlement counts."""

    payment: UUID
    dossier: UUID
    receipt_number: str
    paid_at: datetime | None
    method: str
    amount_vnd: int


class SettlementOut(SettlementLine):
    """One settlement whole."""

    has_changed: bool
    hidden: int
    receipts: list[SettledReceipt]
