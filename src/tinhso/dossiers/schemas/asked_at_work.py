"""What a machine sends for those who resolve."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Field

from tinhso.dossiers.models import ResultKind
from tinhso.dossiers.schemas.texts import (
    Key,
    Line,
    OptionalWords,
    Version,
    Words,
)
from tinhso.kernel.api import Asked


class AssignIn(Asked):
    """Who is to work on it."""

    assignee: UUID
    note: OptionalWords = ""
    version: Version | None = None


class VersionIn(Asked):
    """The version the caller has read; left out, whatever stands is taken."""

    version: Version | None = None


class AppraiseIn(Asked):
    """What was looked at and found."""

    text: OptionalWords = ""
    items: dict[Key, bool] = Field(default_factory=dict, max_length=60)
    version: Version | None = None


class ConsultedIn(Asked):
    """One agency to be asked, and how many working hours it has."""

    agency: UUID
    question: Words
    hours: int = Field(24, ge=1, le=2000)


class ConsultIn(Asked):
    """The agencies that are asked at once."""

    parties: list[ConsultedIn] = Field(min_length=1, max_length=30)
    version: Version | None = None


class Opinion(StrEnum):
    """What a consulted agency thinks."""

    AGREE = "agree"
    DISAGREE = "disagree"
    CONDITIONS = "conditions"


class OpinionIn(Asked):
    """A consulted agency's answer."""

    opinion: Opinion
    answer: OptionalWords = ""


class FieldCheckIn(Asked):
    """When and where the visit is."""

    at: datetime
    place: Annotated[str, Field(min_length=1, max_length=300)]
    people: Annotated[str, Field(max_length=300)] = ""
    content: OptionalWords = ""
    version: Version | None = None


class Outcome(StrEnum):
    """What a visit came to."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_DONE = "not_done"


class FindingsIn(Asked):
    """What was found on site."""

    outcome: Outcome
    findings: Words


class DraftResultIn(Asked):
    """What the result says over what the dossier says itself; a refusal wants a reason."""

    kind: ResultKind = ResultKind.GRANT
    result_key: Key = ""
    data: dict[Key, OptionalWords] = Field(default_factory=dict, max_length=100)
    version: Version | None = None


class ForSigningIn(Asked):
    """Who is to sign."""

    signer: UUID
    version: Version | None = None


class AnnexIn(Asked):
    """What a file beside the draft of a result is called."""

    title: Line
    version: Version | None = None


class ExtendIn(Asked):
    """The new day and why the old one cannot be kept."""

    due_at: datetime
    reason: Words
    version: Version | None = None


class LinkIn(Asked):
    """The other dossier and why they belong together."""

    other: UUID
    reason: Line = ""


class DocumentIn(Asked):
    """The paper that names the money owed, or proves that it was paid."""

    document: Annotated[Line, Field(min_length=1)]


class ProofIn(Asked):
    """The number of a voucher; left out, it is the one the applicant sent."""

    document: Line = ""


class DutyIn(Asked):
    """Which unit of an agency resolves a procedure, a field, or all the rest."""

    agency: Key
    """Its code."""
    unit: UUID
    procedure_code: Key = ""
    field_key: Key = ""
