"""What happened to dossiers: ids, codes and times, nothing about a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DossierEvent(Event):
    """What every event of a dossier says, so that boards and messages need no look-up."""

    dossier_id: int
    dossier_uid: UUID
    procedure_code: str
    receiving_agency_id: int
    resolving_agency_id: int
    receiving_unit_id: int
    resolving_unit_id: int
    assignee: UUID | None = None
    state: str
    by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DossierSubmitted(DossierEvent):
    """A dossier arrived and got the number of its submission."""

    channel: str
    service_level: str
    arrived_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContentChanged(DossierEvent):
    """The applicant changed what he had filed (118/2025 Art. 21)."""


@dataclass(frozen=True, kw_only=True)
class SupplementAsked(DossierEvent):
    """The applicant was asked, once, to complete the dossier."""

    request_uid: UUID
    before_acceptance: bool


@dataclass(frozen=True, kw_only=True)
class SupplementAnswered(DossierEvent):
    """The dossier is complete; the time starts again."""

    request_uid: UUID
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class IntakeRefused(DossierEvent):
    """The desk did not take the dossier in."""


@dataclass(frozen=True, kw_only=True)
class DossierAccepted(DossierEvent):
    """The dossier has its code and its promised time."""

    code: str
    accepted_at: datetime
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class DossierMoved(DossierEvent):
    """A step of the work was done; `act` is its code in the table of moves."""

    act: str
    old_state: str


@dataclass(frozen=True, kw_only=True)
class DueDateMoved(DossierEvent):
    """The promised time changed."""

    ground: str
    old_due_at: datetime | None
    new_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ResultDrafted(DossierEvent):
    """There is a draft of the result."""

    result_uid: UUID


@dataclass(frozen=True, kw_only=True)
class ResultIssued(DossierEvent):
    """The result is numbered and sealed: the clock ends."""

    result_uid: UUID
    kind: str
    result_class: str
    accepted_at: datetime
    due_at: datetime
    is_part: bool = False
    """Whether other agencies' parts of the same request are handed over with it."""
    is_again: bool | None = None
    """Whether it stands in for a wrong one: the dossier was finished before. None: not told yet."""


@dataclass(frozen=True, kw_only=True)
class ResultReturned(DossierEvent):
    """The applicant has the result."""

    result_uid: UUID
    delivery: str
    result_class: str


@dataclass(frozen=True, kw_only=True)
class DossierStopped(DossierEvent):
    """The work stopped at the applicant's wish (118/2025 Art. 21)."""


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(DossierEvent):
    """The applicant took the dossier back before it was accepted."""


@dataclass(frozen=True, kw_only=True)
class DossierClosed(DossierEvent):
    """The supplement never came (118/2025 Art. 19(5))."""


@dataclass(frozen=True, kw_only=True)
class ResultCorrected(DossierEvent):
    """A wrong result is being corrected (118/2025 Art. 23(1))."""

    result_uid: UUID


@dataclass(frozen=True, kw_only=True)
class DossierRated(DossierEvent):
    """The applicant answered the nine questions."""

    average_hundredths: int | None


@dataclass(frozen=True, kw_only=True)
class MessageSent(DossierEvent):
    """The applicant or the desk wrote."""

    message_uid: UUID
    from_applicant: bool


@dataclass(frozen=True, kw_only=True)
class ReminderDue(DossierEvent):
    """Somebody must be reminded: `what` is the code of the reminder."""

    what: str
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FeeCharged(DossierEvent):
    """An amount is owed, or the amount owed changed."""

    charge_uid: UUID
    amount_vnd: int
    origin: str


@dataclass(frozen=True, kw_only=True)
class FeeClaimDecided(DossierEvent):
    """The desk answered who asked to be exempt."""

    charge_uid: UUID
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class FeePaid(DossierEvent):
    """A fee was paid, once, and has its receipt.

    `with_list`: together with others of one list; who handed the list in hears of all at once.
    `is_duty`: what a tax agency's notice asked, and no fee of the procedure.
    """

    charge_uid: UUID
    payment_uid: UUID
    amount_vnd: int
    method: str
    paid_at: datetime
    with_list: bool = False
    is_duty: bool = False


@dataclass(frozen=True, kw_only=True)
class FeeRefunded(DossierEvent):
    """A fee was given back."""

    charge_uid: UUID
    payment_uid: UUID
    amount_vnd: int
    method: str


@dataclass(frozen=True, kw_only=True)
class PartsReady(DossierEvent):
    """Every agency has done its part of a linked request: the results can be handed over."""


@dataclass(frozen=True, kw_only=True)
class DossierHandedToSuccessor(DossierEvent):
    """A merger of agencies handed the open dossier to the one that goes on."""

    act: UUID


@dataclass(frozen=True, kw_only=True)
class DossiersBroughtIn(Event):
    """Dossiers of an old system came in; what boards count of them, so that it is counted once.

    A line: day, agency, unit, procedure, what, whose, how many, parted by bars.
    """

    run: UUID
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceForeseen(Event):
    """The house foresaw what a person needs and reminded, prepared or did it."""

    offer_id: int
    procedure_code: str
    level: int


@dataclass(frozen=True, kw_only=True)
class ProgressNoted(Event):
    """A step stands on a dossier's timeline that the national portal is to be told of."""

    dossier_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class NationalMessageArrived(Event):
    """A message of the national portal lies here; `number` is the portal's own for the dossier."""

    message_uid: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class LawRuleChanged(Event):
    """A version of a dated rule was published, or taken back before its day (`is_withdrawn`)."""

    rule_uid: UUID
    code: str
    effective_from: str
    amount: int
    unit: str
    is_withdrawn: bool = False
    pattern: str = ""
