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
)

__all__ = [
    "Field",
    "FiledAt",
    "FilingRoute",
    "HandledIn",
    "ImmutableError",
    "Level",
    "LifeEvent",
    "PageRating",
    "Procedure",
    "ProcedureVersion",
    "ProcedureVersionQuerySet",
    "ResolvingBody",
    "ServiceLevel",
]
