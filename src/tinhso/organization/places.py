"""Provinces and communes of today, for the address fields of every form."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from tinhso.kernel.db.keeping import kept
from tinhso.kernel.eforms import Place
from tinhso.organization.queries import admin_units_at, called
from tinhso.organization.rules import AdminLevel


class PlacesOfToday:
    """Reads the official list as it stands on the day of asking."""

    def provinces(self) -> Sequence[Place]:
        """Return all provinces, by name."""
        return _places(AdminLevel.PROVINCE, "", timezone.localdate())

    def communes(self, province_code: str) -> Sequence[Place]:
        """Return the communes, wards and zones of a province, by name."""
        return _places(AdminLevel.COMMUNE, province_code, timezone.localdate())


@kept("organization", most=128)
def _places(level: AdminLevel, parent_code: str, day: date) -> tuple[Place, ...]:
    """Read a list once for as long as it stands: a form asks for it at each of its addresses."""
    periods = admin_units_at(level, day, parent_code=parent_code)
    return tuple(Place(code=period.unit.code, name=called(period)) for period in periods)
