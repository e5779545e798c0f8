"""Models of this room."""

from tinhso.organization.models.agencies import (
    AdminUnit,
    AdminUnitPeriod,
    AdminUnitPeriodQuerySet,
    AdminUnitSuccession,
    Agency,
    AgencyAbove,
    AgencyPeriod,
    AgencyPeriodQuerySet,
    AgencySuccession,
    Period,
    Position,
    Unit,
    UnitPeriod,
    UnitPeriodQuerySet,
    in_force,
)
from tinhso.organization.models.mergers import (
    Merger,
    MergerPart,
    MergerQuerySet,
    MergerUnit,
    UnitSuccession,
)

__all__ = [
    "AdminUnit",
    "AdminUnitPeriod",
    "AdminUnitPeriodQuerySet",
    "AdminUnitSuccession",
    "Agency",
    "AgencyAbove",
    "AgencyPeriod",
    "AgencyPeriodQuerySet",
    "AgencySuccession",
    "Merger",
    "MergerPart",
    "MergerQuerySet",
    "MergerUnit",
    "Period",
    "Position",
    "Unit",
    "UnitPeriod",
    "UnitPeriodQuerySet",
    "UnitSuccession",
    "in_force",
]
