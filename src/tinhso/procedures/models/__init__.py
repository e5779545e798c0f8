"""What this room keeps: procedures, their versions, where one files, what readers said."""

from tinhso.procedures.models.catalogue import (
    Field,
    FiledAt,
    FilingRoute,
    HandledIn,
    ImmutableError,
    Level,
    LifeEvent,
    PageRating,
    Procedure,
    ProcedureVersion,
    ProcedureVersionQuerySet,
    ResolvingBody,
    ServiceLevel,
    in_force_where,
)
from tinhso.procedures.models.drafts import (
    CHANGES_CONTENT,
    DraftAct,
    DraftChange,
    DraftOrigin,
    DraftState,
    ProcedureDraft,
    ProcedureDraftQuerySet,
)
from tinhso.procedures.models.pauses import ServicePause

__all__ = [
    "CHANGES_CONTENT",
    "DraftAct",
    "DraftChange",
    "DraftOrigin",
    "DraftState",
    "Field",
    "FiledAt",
    "FilingRoute",
    "HandledIn",
    "ImmutableError",
    "Level",
    "LifeEvent",
    "PageRating",
    "Procedure",
    "ProcedureDraft",
    "ProcedureDraftQuerySet",
    "ProcedureVersion",
    "ProcedureVersionQuerySet",
    "ResolvingBody",
    "ServiceLevel",
    "ServicePause",
    "in_force_where",
]
