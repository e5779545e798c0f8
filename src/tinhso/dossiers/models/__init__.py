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
from tinhso.dossiers.models.papers import Attachment, Incident, Paper, Rating, Result, ResultKind
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
    "BoardCount",
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
    "Rating",
    "Result",
    "ResultKind",
    "StopRequest",
    "SupplementRequest",
    "TimelineEntry",
    "TrackingGuess",
    "UnitDuty",
    "Viewing",
]
