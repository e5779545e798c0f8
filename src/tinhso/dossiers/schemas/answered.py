"""What a machine is answered."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue

from tinhso.kernel.api import Answer


class DossierLine(Answer):
    """One dossier in a list; its owner is masked for officers."""

    uid: UUID
    number: str
    procedure_code: str
    procedure: str
    owner: str
    state: str
    national_state: int
    arrived_at: datetime
    answer_due_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    is_late: bool
    correction_due_at: datetime | None
    assignee_name: str
    step: str
    step_due_at: datetime | None
    version: int


class TimelineOut(Answer):
    """One line of what happened or is to come (`past`, `now`, `next`)."""

    title: str
    state: str
    at: datetime | None
    by: str


class FileOut(Answer):
    """A file's name and the address it is fetched from."""

    name: str
    file: str


class AttachmentOut(Answer):
    """One paper of a dossier."""

    uid: UUID
    component_key: str
    name: str
    file: str | None
    is_original_shown: bool
    checked_as: str
    signed_at: datetime | None
    sealed_at: datetime | None


class ResultOut(Answer):
    """A sealed result."""

    uid: UUID
    kind: str
    number: str
    sealed_at: datetime | None
    is_valid: bool
    corrects: UUID | None


class AnnexOut(Answer):
    """A file that goes with a result, as it is served now; signed once the result is sealed."""

    uid: UUID
    title: str
    file: str
    is_sealed: bool


class MessageOut(Answer):
    """One message between applicant and officers."""

    uid: UUID
    from_applicant: bool
    text: str
    by_name: str
    at: datetime


class SupplementItemOut(Answer):
    """One thing that was asked for."""

    text: str
    component_key: str
    field_key: str


class SupplementOut(Answer):
    """What the applicant was asked to complete."""

    uid: UUID
    items: list[SupplementItemOut]
    note: str
    asked_at: datetime
    notice_due_at: datetime | None
    """Until when the law gives to say what is missing; empty before acceptance."""
    close_at: datetime | None
    answered_at: datetime | None


class FieldCheckOut(Answer):
    """A visit on site."""

    uid: UUID
    at: datetime
    place: str
    people: str
    content: str
    reply: str
    wished_at: datetime | None
    outcome: str


class ContactOut(Answer):
    """Whom to call."""

    name: str
    unit: str
    phone: str


class PartOut(Answer):
    """One agency's part of a linked request."""

    key: str
    name: str
    agency: str
    hours: int
    after: list[str]
    due_at: datetime | None
    finished_at: datetime | None
    standing: str
    was_late: bool
    uid: UUID | None
    """Where it is read; null while it has not begun, and for whoever does not see it."""


class MineOut(DossierLine):
    """One of the caller's own dossiers with all that he may do there."""

    resolving_agency: str
    accepted_by_name: str
    contact: ContactOut
    reckoning: list[str]
    timeline: list[TimelineOut]
    supplement: SupplementOut | None
    field_check: FieldCheckOut | None
    results: list[ResultOut]
    messages: list[MessageOut]
    moves: list[str]
    waits_for_stop: bool
    """Whether the desk has not answered the wish to stop yet."""
    stop_refusal: str
    """Why the desk could not stop the work, while it goes on."""
    may_rate: bool
    parts: list[PartOut]
    """Empty unless several agencies have a part of it."""


class PartyOut(Answer):
    """A person of a dossier as those who work on it read it; the number stays masked."""

    role: str
    kind: str
    name: str
    identity_masked: str
    phone: str
    address: str
    proof: str


class ConsultationOut(Answer):
    """One agency that was asked."""

    uid: UUID
    agency: str
    question: str
    due_at: datetime
    opinion: str
    answer: str
    answered_at: datetime | None
    silent_at: datetime | None


class NoteOut(Answer):
    """What colleagues wrote; the applicant never reads it."""

    kind: str
    text: str
    by_name: str
    at: datetime


class LinkOut(Answer):
    """A dossier that belongs to this one."""

    uid: UUID
    number: str
    reason: str


class ArrivalOut(Answer):
    """Who brought a dossier to the desk in its owner's stead, and under which number."""

    kind: str
    carrier: str
    tracking: str


class DossierOut(DossierLine):
    """One dossier as officers read it, identity numbers masked; opening it is recorded."""

    channel: str
    intake_place: str
    arrival: ArrivalOut | None
    """Who brought it, where the post or a hired service did."""
    receiving_agency: str
    resolving_agency: str
    support_agency: str
    """Who helped to file; empty when nobody did."""
    monitoring_unit: str
    """The competent agency's own desk, when another took the dossier in; else empty."""
    answers: dict[str, JsonValue]
    parties: list[PartyOut]
    attachments: list[AttachmentOut]
    supplements: list[SupplementOut]
    consultations: list[ConsultationOut]
    field_checks: list[FieldCheckOut]
    results: list[ResultOut]
    to_mend: str
    """What is wrong with the result in whose place a right one is made; empty otherwise."""
    messages: list[MessageOut]
    notes: list[NoteOut]
    links: list[LinkOut]
    hidden_links: int
    """How many more belong to it that the caller does not see."""
    timeline: list[TimelineOut]
    moves: list[str]
    parts: list[PartOut]
    """Empty unless several agencies have a part of it."""


class CardOut(Answer):
    """What an ID card's QR says; it is not signed: a convenience, never a proof."""

    name: str
    number: str
    old_number: str
    birth: str
    sex: str
    address: str
    doubts: list[str]
    answers: dict[str, JsonValue]
    """The answers it fills in the form of the procedure that was named."""


class PromiseOut(Answer):
    """What accepting now would promise, and how it is reckoned."""

    due_at: datetime | None
    reckoning: list[str]


class DraftedOut(Answer):
    """A draft of the result."""

    uid: UUID
    kind: str
    draft_version: int
    file: str


class MadeOut(Answer):
    """What was made."""

    uid: UUID


class CountOut(Answer):
    """How many it was."""

    count: int


class CountsOut(Answer):
    """How many wait in each view, at most 1,000 of each."""

    views: dict[str, int]


class RatingOut(Answer):
    """The mean of what was answered."""

    average: Decimal | None


class TrackingOut(Answer):
    """How far a dossier is; nothing else."""

    code: str
    percent: int
    is_over: bool
    parts: list[int]
    """Of a linked request: how complete each agency's part is, in per cent."""


class TogetherOut(Answer):
    """The dossiers whose results were handed over with one signature."""

    dossiers: list[DossierLine]


class PaperOut(Answer):
    """An official form of a dossier; `title` is its number and name in its set of forms."""

    uid: UUID
    form: str
    form_set: str
    title: str
    issue: int
    number: str
    signed_at: datetime | None
    """When the officer it names signed it; null while he has not."""


class BookOut(Answer):
    """A book of a desk that was issued: its days, its number, whether it is signed."""

    uid: UUID
    start: date
    end: date
    form_set: str
    number: str
    made_at: datetime
    made_by_name: str
    signed_at: datetime | None


class AnswersOut(Answer):
    """What the applicant typed, numbers in full; reading it is recorded with the purpose."""

    answers: dict[str, JsonValue]


class NumberOut(Answer):
    """A full identity number, after it was written down who reads it and why."""

    identity_number: str


class DutyOut(Answer):
    """Which unit of an agency resolves a procedure, a field, or all the rest."""

    id: int
    agency: str
    unit: str
    procedure_code: str
    field_key: str
