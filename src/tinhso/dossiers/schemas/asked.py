"""What a machine sends."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Field
from pydantic import Base64Bytes

from tinhso.dossiers.models import PartyKind, PartyRole
from tinhso.dossiers.rules.arrival import ArrivalWay
from tinhso.dossiers.schemas.texts import (
    AnswersIn,
    Key,
    Line,
    OptionalWords,
    Storable,
    Version,
    Words,
)
from tinhso.kernel.api import Asked

FeeWords = Annotated[str, Field(max_length=100), Storable]
Score = Annotated[int, Field(ge=1, le=5)]


class DraftStartIn(Asked):
    """Which procedure, for whom and where; without `for_whom` for the caller himself."""

    procedure_code: Key
    for_whom: UUID | None = None
    agency: UUID


class DraftSaveIn(Asked):
    """What is filled in so far, right or wrong; `version` is the one that was read."""

    version: Version
    answers: AnswersIn
    step: Key = ""


class DraftFileIn(Asked):
    """For which component a paper is; a file, or one of the two that are here already."""

    component_key: Key
    reused_attachment: UUID | None = None
    reused_result: UUID | None = None


class SubmitIn(Asked):
    """How the result is wanted."""

    electronic_only: bool = False
    support_agency: UUID | None = None
    """The agency whose desk helped to file."""


class AnswersChangedIn(Asked):
    """All answers of the form, mended."""

    answers: AnswersIn
    version: Version | None = None


class SupplementAnswerIn(Asked):
    """What was asked for: one key for each file that is sent, mended answers as a JSON object."""

    component_keys: list[Key] = Field(default_factory=list, max_length=30)
    answers: str = Field("", max_length=200_000)
    version: Version | None = None


class ReasonIn(Asked):
    """Why; saying it is one's own choice."""

    reason: OptionalWords = ""


class SpanIn(Asked):
    """Between two days, both counted."""

    start: date
    end: date


class TextIn(Asked):
    """A message or a note."""

    text: Words


class FieldCheckReplyIn(Asked):
    """Whether the applicant will be there, or when he could."""

    confirmed: bool
    wished_at: datetime | None = None


class RatingIn(Asked):
    """The nine questions, each from 1 to 5; those that do not fit are left out."""

    scores: dict[Key, Score] = Field(min_length=1, max_length=9)
    comment: OptionalWords = ""


class TrackIn(Asked):
    """The code on the receipt and one thing only the applicant knows."""

    code: Key
    second_item: Annotated[str, Field(max_length=32)]


class RatingByCodeIn(RatingIn):
    """The nine questions, with the code on the receipt and one thing only the applicant knows."""

    code: Key
    second_item: Annotated[str, Field(max_length=32)]


class PartyIn(Asked):
    """A person or organisation of a dossier taken in at the desk."""

    role: PartyRole = PartyRole.OWNER
    name: Annotated[Line, Field(min_length=1)]
    kind: PartyKind = PartyKind.CITIZEN
    identity_number: Key = ""
    phone: Annotated[str, Field(max_length=32)] = ""
    email: Line = ""
    address: Line = ""
    birth: Annotated[str, Field(max_length=32)] = ""
    proof: Line = ""


class ShownPaperIn(Asked):
    """A paper seen at the counter; its scan follows by `attachments`."""

    component_key: Key
    is_original_shown: bool = True


class Check(StrEnum):
    """What a check at intake found."""

    OK = "ok"
    PROBLEM = "problem"
    NO_DATA = "no_data"
    NOT_DONE = "not_done"


class ChecksIn(Asked):
    """The three checks at intake (310/2026)."""

    data: Check = Check.NOT_DONE
    signatures: Check = Check.NOT_DONE
    components: Check = Check.NOT_DONE


class CardIn(Asked):
    """The text of an ID card's QR as a scanner types it; with a procedure, its answers as well."""

    text: Annotated[str, Field(max_length=600)]
    separator: Annotated[str, Field(min_length=1, max_length=1)] = "|"
    procedure_code: Annotated[str, Field(max_length=16)] = ""


class ArrivalIn(Asked):
    """How it reached the desk: the post with its number, a hired service with its name."""

    way: ArrivalWay = ArrivalWay.DESK
    carrier: Annotated[str, Field(max_length=120), Storable] = ""
    tracking: Annotated[str, Field(max_length=40), Storable] = ""


class TakeInIn(Asked):
    """What reached the counter, in one call; `token` makes it happen once."""

    token: UUID
    procedure_code: Key
    resolving_agency: UUID
    support_agency: UUID | None = None
    answers: AnswersIn
    parties: list[PartyIn] = Field(min_length=1, max_length=4)
    papers: list[ShownPaperIn] = Field(default_factory=list, max_length=60)
    checks: ChecksIn = Field(default_factory=ChecksIn)
    arrival: ArrivalIn = Field(default_factory=ArrivalIn)
    has_paper: bool = True
    electronic_only: bool = False
    is_priority: bool = False
    copies: int = Field(1, ge=1, le=99)
    together_with: UUID | None = None
    """A dossier the same person handed in today; both then stand on one receipt."""
    part_order: dict[Key, Annotated[int, Field(ge=1, le=30)]] = Field(
        default_factory=dict, max_length=30
    )
    """Of a linked request, at which turn each part begins; others as early as they can."""


class AcceptIn(Asked):
    """The checks, and whether a paper dossier follows."""

    checks: ChecksIn = Field(default_factory=ChecksIn)
    has_paper: bool = False
    version: Version | None = None


class PrepaymentIn(Asked):
    """A fee to be paid before acceptance; `note`, how much and where, is read by the applicant."""

    note: FeeWords = ""


class PrepaidIn(Asked):
    """The number of the paper that proves a fee was paid."""

    document: Annotated[FeeWords, Field(min_length=1)]


class RefuseIn(Asked):
    """Reasons from the procedure's own list, or in words."""

    reasons: list[Key] = Field(default_factory=list, max_length=30)
    note: OptionalWords = ""
    version: Version | None = None


class SupplementItemIn(Asked):
    """One thing to bring or mend."""

    text: Words
    component_key: Key = ""
    field_key: Key = ""


class SupplementIn(Asked):
    """Everything that is missing, at once."""

    items: list[SupplementItemIn] = Field(min_length=1, max_length=60)
    reasons: list[Key] = Field(default_factory=list, max_length=30)
    note: OptionalWords = ""
    override_reason: OptionalWords = ""
    version: Version | None = None


class StopDecisionIn(Asked):
    """Whether the work stops at the applicant's wish; when not, why."""

    granted: bool
    reason: OptionalWords = ""
    version: Version | None = None


class StopProof(StrEnum):
    """What proved who asks at the desk for the work to stop."""

    ID_CARD = "id_card"
    VNEID = "vneid"
    PASSPORT = "passport"
    LETTER = "letter"


class StopWishIn(Asked):
    """Why somebody at the counter, or in a signed letter, wants the work to stop."""

    reason: Words
    shown: StopProof
    version: Version | None = None


class Shown(StrEnum):
    """What was shown at the desk by who came for a result."""

    ID_CARD = "id_card"
    VNEID = "vneid"
    PASSPORT = "passport"
    AUTHORISATION = "authorisation"
    RECEIPT = "receipt"


class ReturnIn(Asked):
    """Who came for the result, what he showed, and his signature as a picture in base64."""

    received_by: Line
    identity_checked: bool
    identity_shown: Shown | None = None
    signature: Annotated[Base64Bytes, Field(max_length=400_000)] | None = None
    version: Version | None = None


class ReturnTogetherIn(Asked):
    """Several results of one person, who came for them, his one signature in base64."""

    dossiers: list[UUID] = Field(min_length=1, max_length=50)
    received_by: Line
    identity_checked: bool
    identity_shown: Shown | None = None
    signature: Annotated[Base64Bytes, Field(max_length=400_000)] | None = None


class FaultIn(Asked):
    """What is wrong in a result."""

    fault: Words
    version: Version | None = None


class RemindIn(Asked):
    """Whose holders are reminded."""

    dossiers: list[UUID] = Field(min_length=1, max_length=200)


class MendIn(Asked):
    """How a person is really written; what is left out stays."""

    name: Annotated[Line, Field(min_length=1)] | None = None
    phone: Annotated[str, Field(max_length=32), Storable] | None = None
    email: Line | None = None
    address: Line | None = None


class PurposeIn(Asked):
    """Why a full number must be read."""

    purpose: Annotated[Line, Field(min_length=1)]


class Loss(StrEnum):
    """What became of a paper."""

    LOST = "lost"
    DAMAGED = "damaged"


class IncidentIn(Asked):
    """What happened to a paper dossier, with whom, and what is done about it."""

    kind: Loss
    happened_with: Annotated[Line, Field(min_length=1)]
    account: Words
    remedy: OptionalWords = ""
