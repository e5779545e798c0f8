"""A dossier and all that hangs on it."""

from tinhso.dossiers.models.annexes import ResultAnnex
from tinhso.dossiers.models.appointments import Appointment, AppointmentQuerySet
from tinhso.dossiers.models.board import BoardCount
from tinhso.dossiers.models.books import IssuedBook, IssuedBookQuerySet
from tinhso.dossiers.models.complaints import (
    ComplainedOf,
    Complaint,
    ComplaintQuerySet,
    ComplaintStep,
)
from tinhso.dossiers.models.conversions import PaperConversion, PaperConversionQuerySet
from tinhso.dossiers.models.council import (
    CouncilCase,
    CouncilQuerySet,
    CouncilSeat,
    CouncilSitting,
    CouncilVote,
)
from tinhso.dossiers.models.dossier import Dossier, DossierQuerySet, DossierSight, of_seen
from tinhso.dossiers.models.drafts import Draft, DraftFile, KeptIntake
from tinhso.dossiers.models.fees import CashShift, Charge, Payment, Refund
from tinhso.dossiers.models.groups import (
    GroupFiling,
    GroupFilingQuerySet,
    GroupPaper,
    GroupRow,
    RowPaper,
)
from tinhso.dossiers.models.joint import JointBill, JointShare
from tinhso.dossiers.models.law import LawRule
from tinhso.dossiers.models.mergers import MergerRecord, MergerRecordLine
from tinhso.dossiers.models.national import (
    MessageKind,
    MessageState,
    NationalField,
    NationalMessage,
    NationalRecord,
    NationalSending,
    SendingState,
)
from tinhso.dossiers.models.papers import Attachment, Incident, Paper, Rating, Result, ResultKind
from tinhso.dossiers.models.parties import IndexedAnswer, Party, PartyKind, PartyRole
from tinhso.dossiers.models.post import Arrival, PostItem, PostList, PostWish
from tinhso.dossiers.models.proactive import OfferQuerySet, ProactiveOffer
from tinhso.dossiers.models.published import ServiceFigures
from tinhso.dossiers.models.queueing import Queue, ServiceCounter, Ticket
from tinhso.dossiers.models.reports import DeskFacts, PeriodReport
from tinhso.dossiers.models.seals import ScanSeal, ScanSealing, ScanSealQuerySet
from tinhso.dossiers.models.settlements import FeeSettlement, FeeSettlementQuerySet
from tinhso.dossiers.models.sittings import Sitting, SittingLine
from tinhso.dossiers.models.statements import (
    BankCall,
    BankStatement,
    CollectionAccount,
    StatementLine,
)
from tinhso.dossiers.models.store import OwnPaper
from tinhso.dossiers.models.tax import TaxNotice, TaxSlip, TaxSlipQuerySet
from tinhso.dossiers.models.trace import (
    DueChange,
    InternalNote,
    Link,
    Message,
    TimelineEntry,
    TrackingGuess,
    Viewing,
)
from tinhso.dossiers.models.unclaimed import UnclaimedResult
from tinhso.dossiers.models.work import (
    Consultation,
    Extension,
    FieldCheck,
    HandOver,
    Obligation,
    StopRequest,
    SupplementRequest,
    UnitDuty,
)

__all__ = [
    "Appointment",
    "AppointmentQuerySet",
    "Arrival",
    "Attachment",
    "BankCall",
    "BankStatement",
    "BoardCount",
    "CashShift",
    "Charge",
    "CollectionAccount",
    "ComplainedOf",
    "Complaint",
    "ComplaintQuerySet",
    "ComplaintStep",
    "Consultation",
    "CouncilCase",
    "CouncilQuerySet",
    "CouncilSeat",
    "CouncilSitting",
    "CouncilVote",
    "DeskFacts",
    "Dossier",
    "DossierQuerySet",
    "DossierSight",
    "Draft",
    "DraftFile",
    "DueChange",
    "Extension",
    "FeeSettlement",
    "FeeSettlementQuerySet",
    "FieldCheck",
    "GroupFiling",
    "GroupFilingQuerySet",
    "GroupPaper",
    "GroupRow",
    "HandOver",
    "Incident",
    "IndexedAnswer",
    "InternalNote",
    "IssuedBook",
    "IssuedBookQuerySet",
    "JointBill",
    "JointShare",
    "KeptIntake",
    "LawRule",
    "Link",
    "MergerRecord",
    "MergerRecordLine",
    "Message",
    "MessageKind",
    "MessageState",
    "NationalField",
    "NationalMessage",
    "NationalRecord",
    "NationalSending",
    "Obligation",
    "OfferQuerySet",
    "OwnPaper",
    "Paper",
    "PaperConversion",
    "PaperConversionQuerySet",
    "Party",
    "PartyKind",
    "PartyRole",
    "Payment",
    "PeriodReport",
    "PostItem",
    "PostList",
    "PostWish",
    "ProactiveOffer",
    "Queue",
    "Rating",
    "Refund",
    "Result",
    "ResultAnnex",
    "ResultKind",
    "RowPaper",
    "ScanSeal",
    "ScanSealQuerySet",
    "ScanSealing",
    "SendingState",
    "ServiceCounter",
    "ServiceFigures",
    "Sitting",
    "SittingLine",
    "StatementLine",
    "StopRequest",
    "SupplementRequest",
    "TaxNotice",
    "TaxSlip",
    "TaxSlipQuerySet",
    "Ticket",
    "TimelineEntry",
    "TrackingGuess",
    "UnclaimedResult",
    "UnitDuty",
    "Viewing",
    "of_seen",
]
