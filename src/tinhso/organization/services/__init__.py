"""Every change to agencies and units, and the lists an installation is filled with."""

from tinhso.organization.services.changes import (
    AgencyData,
    AgencyIsClosed,
    UnitData,
    change_agency,
    change_unit,
    close_agency,
    close_unit,
    open_agency,
    open_unit,
    rebuild_tree,
)
from tinhso.organization.services.demonstration import load_demonstration
from tinhso.organization.services.listing import load_admin_units

__all__ = [
    "AgencyData",
    "AgencyIsClosed",
    "UnitData",
    "change_agency",
    "change_unit",
    "close_agency",
    "close_unit",
    "load_admin_units",
    "load_demonstration",
    "open_agency",
    "open_unit",
    "rebuild_tree",
]
