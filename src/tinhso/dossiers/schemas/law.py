"""Dated rules of the house, as machines read, draft and publish them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tinhso.dossiers.rules.house_rules import Origin, RuleState
from tinhso.dossiers.schemas.texts import Key, Storable, Version
from tinhso.kernel.api import Answer, Asked


class LawRuleIn(Asked):
    """What a rule says from a coming day on: `amount` of `unit`, or an answer named by `unit`.

    How the numbers of a register look: `unit` is "pattern", and `pattern` has words in braces.
    """

    code: Key
    effective_from: date
    amount: Annotated[int, Field(ge=0, le=9999)] = 0
    unit: Key
    legal_basis: Annotated[str, Field(max_length=300), Storable]
    origin: Origin = Origin.CENTRAL
    is_verified: bool = True
    pattern: Annotated[str, Field(max_length=120), Storable] = ""


class LawRuleChangeIn(LawRuleIn):
    """A draft written anew, and the version last read."""

    version: Version


class LawRuleVersionIn(Asked):
    """The version of the draft last read."""

    version: Version


class LawRuleWithdrawIn(Asked):
    """Why a version is taken back."""

    reason: Annotated[str, Field(max_length=300), Storable]


class LawRuleOut(Answer):
    """One version of a rule."""

    uid: UUID
    code: str
    name: str
    effective_from: date
    amount: int
    unit: str
    pattern: str
    said: str
    legal_basis: str
    origin: Origin
    is_verified: bool
    is_shipped: bool
    state: RuleState
    version: int
    written_by_name: str
    decided_by_name: str
    decided_at: datetime | None
    end_reason: str


class ReportMonthOut(Answer):
    """The first and the last day of a month of reports."""

    start: date
    end: date


class LawRuleEffectOut(LawRuleOut):
    """One version, with what was said before its day and what is under way on both sides."""

    before: str
    before_basis: str
    replaced_on: date | None
    open_before: int
    open_since: int
    own_terms: int
    numbers_given: int
    next_number: str
    report_months: list[ReportMonthOut]
