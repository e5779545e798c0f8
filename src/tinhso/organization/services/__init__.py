"""Every change to agencies and units, and the lists an installation is filled with."""

from tinhso.organization.services.carrying import MergerNotDue, carry_out, sweep, switch
from tinhso.organization.services.changes import (
    AgencyData,
    AgencyIsClosed,
    UnitData,
    change_agency,
    change_unit,
    close_agency,
    close_unit,
    open_agencies,
    open_agency,
    open_unit,
    rebuild_tree,
)
from tinhso.organization.services.checking import MergerData, offered_units, unsound
from tinhso.organization.services.demonstration import load_demonstration
from tinhso.organization.services.demonstration_hours import set_own_hours
from tinhso.organization.services.dividing import UnitPlace, divide_units
from tinhso.organization.services.listing import load_admin_units
from tinhso.organization.services.planning import (
    MergerChanged,
    MergerStandsElsewhere,
    change_merger,
    confirm_merger,
    plan_merger,
    wrote_it,
)
from tinhso.organization.services.undoing import WorkWentOn, undo_merger
from tinhso.organization.services.withdrawing import cancel_merger, take_merger_back

__all__ = [
    "AgencyData",
    "AgencyIsClosed",
    "MergerChanged",
    "MergerData",
    "MergerNotDue",
    "MergerStandsElsewhere",
    "UnitData",
    "UnitPlace",
    "WorkWentOn",
    "cancel_merger",
    "carry_out",
    "change_agency",
    "change_merger",
    "change_unit",
    "close_agency",
    "close_unit",
    "confirm_merger",
    "divide_units",
    "load_admin_units",
    "load_demonstration",
    "offered_units",
    "open_agencies",
    "open_agency",
    "open_unit",
    "plan_merger",
    "rebuild_tree",
    "set_own_hours",
    "sweep",
    "switch",
    "take_merger_back",
    "undo_merger",
    "unsound",
    "wrote_it",
]
