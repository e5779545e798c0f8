"""Administrative units with their dates, predecessors and successors."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F
from django.utils import timezone

from tinhso.kernel.db import fetch
from tinhso.organization.models import (
    AdminUnit,
    AdminUnitPeriod,
    AdminUnitPeriodQuerySet,
    AdminUnitSuccession,
    in_force,
)
from tinhso.organization.rules import AdminKind, AdminLevel
from tinhso.organization.rules import UnitKind as UnitKind  # part of the face: callers name kinds


def admin_units_at(
    level: AdminLevel, at: date | None = None, *, parent_code: str = ""
) -> AdminUnitPeriodQuerySet:
    """Return provinces, districts or communes of a day, by name; below one parent if given."""
    day = at or timezone.localdate()
    periods = AdminUnitPeriod.objects.at(day).filter(unit__level=level).select_related("unit")
    if parent_code:
        periods = periods.filter(parent__code=parent_code)
    return periods.order_by("folded", "unit__code")


def admin_unit(level: AdminLevel, code: str, at: date | None = None) -> AdminUnitPeriod | None:
    """Return what a code meant on a day, or None; a code alone says nothing (24, 44)."""
    return admin_units_at(level, at).filter(unit__code=code).first()


def called(period: AdminUnitPeriod) -> str:
    """Return a name as people write it: a city under the centre is a city."""
    city = period.kind == AdminKind.CENTRAL_CITY
    kind = AdminKind.CITY.label if city else period.get_kind_display()
    return f"{kind} {period.name}"


def admin_unit_successors(unit_id: int) -> list[AdminUnitPeriod]:
    """Return what an administrative unit became, as first named; itself when it goes on."""
    following = AdminUnitSuccession.objects.filter(predecessor_id=unit_id)
    ids = list(following.values_list("successor_id", flat=True)) or [unit_id]
    periods = AdminUnitPeriod.objects.filter(unit_id__in=ids).filter(in_force(timezone.localdate()))
    return list(periods.select_related("unit", "parent").order_by("unit__code"))


def admin_unit_predecessors(unit_id: int) -> list[AdminUnitPeriod]:
    """Return what went into an administrative unit, as last named."""
    rows = AdminUnitSuccession.objects.filter(successor_id=unit_id)
    periods = AdminUnitPeriod.objects.filter(
        unit_id__in=rows.values("predecessor_id"), valid_to=F("unit__successors__happened_on")
    )
    return list(periods.select_related("unit").distinct().order_by("unit__code"))


def admin_unit_by_id(unit_id: int) -> AdminUnit:
    """Return one administrative unit; raises `NotFound`."""
    return fetch(AdminUnit.objects.all(), pk=unit_id)


def full_commune_name(code: str, at: date | None = None) -> str:
    """Return `Xã Đông Khê, Tỉnh Cao Bằng` for a commune's code on a day, or an empty text."""
    commune = admin_unit(AdminLevel.COMMUNE, code, at)
    if commune is None:
        return ""
    parts = [called(commune)]
    above: AdminUnit | None = commune.parent
    while above is not None:
        period = AdminUnitPeriod.objects.at(at or timezone.localdate()).filter(unit=above).first()
        if period is None:
            break
        parts.append(called(period))
        above = period.parent
    return ", ".join(parts)


def codes_of_commune(code: str, at: date | None = None) -> tuple[str, str] | None:
    """Return the codes of province and commune for a commune's code on a day, or None."""
    commune = (
        admin_units_at(AdminLevel.COMMUNE, at).filter(unit__code=code).select_related("parent")
    ).first()
    if commune is None or commune.parent is None:
        return None
    return commune.parent.code, code


def parents_of_units(periods: Iterable[AdminUnitPeriod]) -> dict[int, str]:
    """Return the codes of the parents of some administrative units, in one query."""
    wanted = {p.parent_id for p in periods if p.parent_id is not None}
    return dict(AdminUnit.objects.filter(pk__in=wanted).values_list("pk", "code"))
