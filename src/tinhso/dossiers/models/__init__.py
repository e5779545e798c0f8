"""A dossier and all that hangs on it."""

from tinhso.dossiers.models.board import BoardCount
from tinhso.dossiers.models.dossier import (
    Dossier,
    DossierQuerySet,
    DossierSight,
    Draft,
    DraftFile,
    IndexedAnswer,
    Party,
    PartyKind,
    PartyRole,
)
from tinhso.dossiers.models.fees import CashShift, Charge, Payment, Refund
from tinhso.dossiers.models.papers import Attachment, Incident, Paper, Rating, Result, ResultKind
from tinhso.dossiers.models.statements import (
    BankCall,
    BankStatement,
    CollectionAccount,
    StatementLine,
)
from tinhso.dossiers.models.trace import (
    DueChange,
    InternalNote,
    Link,
    Message,
    TimelineEntry,
    TrackingGuess,
    Viewing,
)
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
    "Attachment",
    "BankCall",
    "BankStatement",
    "BoardCount",
    "CashShift",
    "Charge",
    "CollectionAccount",
    "Consultation",
    "Dossier",
    "DossierQuerySet",
    "DossierSight",
    "Draft",
    "DraftFile",
    "DueChange",
    "Extension",
    "FieldCheck",
    "HandOver",
    "Incident",
    "IndexedAnswer",
    "InternalNote",
    "Link",
    "Message",
    "Obligation",
    "Paper",
    "Party",
    "PartyKind",
    "PartyRole",
    "Payment",
    "Rating",
    "Refund",
    "Result",
    "ResultKind",
    "StatementLine",
    "StopRequest",
    "SupplementRequest",
    "TimelineEntry",
    "TrackingGuess",
    "UnitDuty",
    "Viewing",
]
