"""What others ask about agencies, units and administrative units; all of it is public.

Answers are for a day: today unless said otherwise, so that a record keeps the names of its time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import fold
from tinhso.organization.models import (
    AdminUnit,
    AdminUnitPeriod,
    AdminUnitPeriodQuerySet,
    AdminUnitSuccession,
    Agency,
    AgencyAbove,
    AgencyPeriod,
    AgencyPeriodQuerySet,
    AgencySuccession,
    Position,
    Unit,
    UnitPeriod,
    UnitPeriodQuerySet,
    in_force,
)
from tinhso.organization.rules import AdminLevel, either_code
from tinhso.organization.rules import UnitKind as UnitKind  # part of the face: callers name kinds


@dataclass(frozen=True, kw_only=True)
class AgencyInfo:
    """An agency as it is on a day."""

    id: int
    uid: str
    name: str
    short_name: str
    code: str
    code_old: str
    level: str
    parent_id: int | None
    address: str
    phone: str
    email: str
    latitude: float | None
    longitude: float | None
    is_demonstration: bool


@dataclass(frozen=True, kw_only=True)
class UnitInfo:
    """A unit as it is on a day."""

    id: int
    uid: str
    agency_id: int
    kind: str
    name: str
    short_name: str
    code: str
    address: str
    phone: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A one-stop desk a person can walk to."""

    unit_id: int
    agency_id: int
    agency_name: str
    name: str
    address: str
    phone: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, kw_only=True)
class AgencyNode:
    """One line of the tree of agencies."""

    agency: AgencyInfo
    depth: int
    children: int


def _agency_info(period: AgencyPeriod) -> AgencyInfo:
    return AgencyInfo(
        id=period.agency_id,
        uid=str(period.agency.uid),
        name=period.name,
        short_name=period.short_name or period.name,
        code=period.code_new,
        code_old=period.code_old,
        level=period.level,
        parent_id=period.parent_id,
        address=period.address,
        phone=period.phone,
        email=period.email,
        latitude=period.latitude,
        longitude=period.longitude,
        is_demonstration=period.agency.is_demonstration,
    )


def _unit_info(period: UnitPeriod) -> UnitInfo:
    return UnitInfo(
        id=period.unit_id,
        uid=str(period.unit.uid),
        agency_id=period.unit.agency_id,
        kind=period.unit.kind,
        name=period.name,
        short_name=period.short_name or period.name,
        code=period.code,
        address=period.address,
        phone=period.phone,
        latitude=period.latitude,
        longitude=period.longitude,
    )


def agencies_at(at: date | None = None) -> AgencyPeriodQuerySet:
    """Return the periods of the agencies of a day, by code."""
    periods = AgencyPeriod.objects.at(at or timezone.localdate())
    return periods.select_related("agency").order_by("code_new")


def agency(agency_id: int, at: date | None = None) -> AgencyInfo:
    """Return an agency as it was on a day; a closed one as it was last. Raises `NotFound`."""
    day = at or timezone.localdate()
    known = AgencyPeriod.objects.filter(agency_id=agency_id).select_related("agency")
    period = known.filter(valid_from__lte=day).order_by("-valid_from").first()
    return _agency_info(period or fetch(known.order_by("valid_from")[:1]))


def agency_by_uid(uid: str, at: date | None = None) -> AgencyInfo:
    """Return an agency by its public key; raises `NotFound`."""
    return agency(fetch(Agency.objects.all(), uid=uid).pk, at)


def agency_by_code(code: str, at: date | None = None) -> AgencyInfo | None:
    """Return the agency that has a code (of either form) on a day, or None when there is none."""
    try:
        wanted = either_code(code)
    except ValueError:
        return None
    period = agencies_at(at).filter(code_new=wanted).first()
    return _agency_info(period) if period else None


def agency_name(agency_id: int, at: date | None = None) -> str:
    """Return what an agency was called on a day."""
    return agency(agency_id, at).name


def agency_names(agency_ids: Iterable[int], at: date | None = None) -> dict[int, str]:
    """Return the names of many agencies in one query; closed ones under their last name."""
    day = at or timezone.localdate()
    periods = AgencyPeriod.objects.filter(agency_id__in=set(agency_ids), valid_from__lte=day)
    return dict(periods.order_by("valid_from").values_list("agency_id", "name"))


def agency_infos(agency_ids: Iterable[int], at: date | None = None) -> dict[int, AgencyInfo]:
    """Return many agencies in one query; closed ones as they were last."""
    day = at or timezone.localdate()
    periods = AgencyPeriod.objects.filter(agency_id__in=set(agency_ids), valid_from__lte=day)
    ordered = periods.select_related("agency").order_by("valid_from")
    return {p.agency_id: _agency_info(p) for p in ordered}


def ancestors_of(agency_id: int) -> list[int]:
    """Return the agencies above one, the nearest first."""
    above = AgencyAbove.objects.filter(agency_id=agency_id, depth__gt=0)
    return list(above.order_by("depth").values_list("above_id", flat=True))


def descendants_of(agency_id: int) -> list[int]:
    """Return the agencies below one, and itself, the nearest first."""
    below = AgencyAbove.objects.filter(above_id=agency_id)
    return list(below.order_by("depth", "agency_id").values_list("agency_id", flat=True))


def sight_keys_for(agency_id: int) -> frozenset[str]:
    """Return the keys an object of this agency carries: its own, and those of all above.

    `o:<id>` is seen by holders in that agency only, `a:<id>` by holders there and above.
    """
    keys = {f"o:{agency_id}", f"a:{agency_id}"}
    return frozenset(keys | {f"a:{above}" for above in ancestors_of(agency_id)})


def units_of(agency_id: int, at: date | None = None) -> UnitPeriodQuerySet:
    """Return the periods of an agency's units on a day, in their order."""
    periods = UnitPeriod.objects.at(at or timezone.localdate())
    return (
        periods.filter(unit__agency_id=agency_id).select_related("unit").order_by("order", "name")
    )


def unit(unit_id: int, at: date | None = None) -> UnitInfo:
    """Return a unit as it was on a day; a closed one as it was last. Raises `NotFound`."""
    day = at or timezone.localdate()
    known = UnitPeriod.objects.filter(unit_id=unit_id).select_related("unit")
    period = known.filter(valid_from__lte=day).order_by("-valid_from").first()
    return _unit_info(period or fetch(known.order_by("valid_from")[:1]))


def last_unit_period(uid: str) -> UnitPeriod:
    """Return the last period of a unit, also one that begins later; raises `NotFound`."""
    found = UnitPeriod.objects.filter(unit__uid=uid).select_related("unit")
    return fetch(found.order_by("-valid_from")[:1])


def unit_name(unit_id: int, at: date | None = None) -> str:
    """Return what a unit was called on a day."""
    return unit(unit_id, at).name


def unit_names(unit_ids: Iterable[int], at: date | None = None) -> dict[int, str]:
    """Return the names of many units in one query."""
    day = at or timezone.localdate()
    periods = UnitPeriod.objects.filter(unit_id__in=set(unit_ids), valid_from__lte=day)
    return dict(periods.order_by("valid_from").values_list("unit_id", "name"))


def unit_for(agency_id: int, kind: UnitKind, at: date | None = None) -> UnitInfo | None:
    """Return an agency's first unit of a kind (its desk, its leadership), or None."""
    period = units_of(agency_id, at).filter(unit__kind=kind).first()
    return _unit_info(period) if period else None


def unit_ids_of(agency_ids: Iterable[int]) -> list[int]:
    """Return the ids of all units of some agencies, closed ones too."""
    return list(Unit.objects.filter(agency_id__in=set(agency_ids)).values_list("pk", flat=True))


def desks(at: date | None = None) -> list[Desk]:
    """Return all one-stop desks of a day with their places, for the map and the choice."""
    day = at or timezone.localdate()
    periods = UnitPeriod.objects.at(day).filter(unit__kind=UnitKind.DESK).select_related("unit")
    names = agency_names([p.unit.agency_id for p in periods], day)
    return [
        Desk(
            unit_id=p.unit_id,
            agency_id=p.unit.agency_id,
            agency_name=names[p.unit.agency_id],
            name=p.name,
            address=p.address,
            phone=p.phone,
            latitude=p.latitude,
            longitude=p.longitude,
        )
        for p in periods.order_by("code", "name")
    ]


def search_agencies(text: str, at: date | None = None) -> AgencyPeriodQuerySet:
    """Return the agencies whose name or code contains every typed word, marks or not."""
    found = agencies_at(at)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def agency_tree(at: date | None = None) -> list[AgencyNode]:
    """Return the agencies of a day as a tree written line by line."""
    infos = [_agency_info(p) for p in agencies_at(at)]
    known = {info.id for info in infos}
    below: dict[int | None, list[AgencyInfo]] = {}
    for info in infos:
        below.setdefault(info.parent_id if info.parent_id in known else None, []).append(info)
    lines: list[AgencyNode] = []

    def walk(parent: int | None, depth: int) -> None:
        for info in below.get(parent, []):
            lines.append(AgencyNode(agency=info, depth=depth, children=len(below.get(info.id, []))))
            walk(info.id, depth + 1)

    walk(None, 0)
    return lines


def successors_of(agency_id: int) -> list[int]:
    """Return the agencies that took over from a closed one."""
    rows = AgencySuccession.objects.filter(predecessor_id=agency_id)
    return list(rows.order_by("kind", "successor_id").values_list("successor_id", flat=True))


def position_names(position_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of positions."""
    return dict(Position.objects.filter(pk__in=set(position_ids)).values_list("pk", "name"))


def position_id(code: str) -> int | None:
    """Return the id of a position, or None when there is none of that code."""
    return Position.objects.filter(code=code).values_list("pk", flat=True).first()


def positions() -> list[tuple[str, str]]:
    """Return code and name of all positions, the highest first."""
    return list(Position.objects.order_by("rank", "name").values_list("code", "name"))


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
    parts = [f"{commune.get_kind_display()} {commune.name}"]
    above: AdminUnit | None = commune.parent
    while above is not None:
        period = AdminUnitPeriod.objects.at(at or timezone.localdate()).filter(unit=above).first()
        if period is None:
            break
        parts.append(f"{period.get_kind_display()} {period.name}")
        above = period.parent
    return ", ".join(parts)


def units_below(agency_ids: Iterable[int]) -> dict[int, dict[int, list[int]]]:
    """Return, for each agency, the units of it and of each agency below it, in one query."""
    found: dict[int, dict[int, list[int]]] = {}
    rows = Unit.objects.filter(agency__above__above_id__in=set(agency_ids))
    for top, agency_id, unit_id in rows.values_list("agency__above__above_id", "agency_id", "pk"):
        found.setdefault(top, {}).setdefault(agency_id, []).append(unit_id)
    return found


def codes_of_commune(code: str, at: date | None = None) -> tuple[str, str] | None:
    """Return the codes of province and commune for a commune's code on a day, or None."""
    commune = (
        admin_units_at(AdminLevel.COMMUNE, at).filter(unit__code=code).select_related("parent")
    ).first()
    if commune is None or commune.parent is None:
        return None
    return commune.parent.code, code


def unit_choices(at: date | None = None) -> list[tuple[int, int | None, str]]:
    """Return (agency, unit, words) for choosing a place: each agency, then its units."""
    day = at or timezone.localdate()
    units: dict[int, list[tuple[int, str]]] = {}
    rows = UnitPeriod.objects.at(day).order_by("order", "name")
    for agency_id, unit_id, name in rows.values_list("unit__agency_id", "unit_id", "name"):
        units.setdefault(agency_id, []).append((unit_id, name))
    lines: list[tuple[int, int | None, str]] = []
    for period in agencies_at(day):
        short = period.short_name or period.name
        lines.append((period.agency_id, None, short))
        lines += [
            (period.agency_id, pk, f"{short}: {name}")
            for pk, name in units.get(period.agency_id, [])
        ]
    return lines


def predecessors_of(agency_id: int) -> list[int]:
    """Return the agencies whose duties one took over."""
    rows = AgencySuccession.objects.filter(successor_id=agency_id)
    return list(rows.order_by("kind", "predecessor_id").values_list("predecessor_id", flat=True))


def agency_history(agency_id: int) -> AgencyPeriodQuerySet:
    """Return every period of an agency, the oldest first."""
    return AgencyPeriod.objects.filter(agency_id=agency_id).order_by("valid_from")


def agency_page(
    *, text: str = "", at: date | None = None, after_code: str = "", limit: int = 50
) -> tuple[list[AgencyInfo], str | None]:
    """Return agencies by code after a code, and the code to go on from."""
    found = search_agencies(text, at) if text else agencies_at(at)
    periods = list(found.filter(code_new__gt=after_code)[: limit + 1])
    following = periods[limit - 1].code_new if len(periods) > limit else None
    return [_agency_info(p) for p in periods[:limit]], following


def parents_of_units(periods: Iterable[AdminUnitPeriod]) -> dict[int, str]:
    """Return the codes of the parents of some administrative units, in one query."""
    wanted = {p.parent_id for p in periods if p.parent_id is not None}
    return dict(AdminUnit.objects.filter(pk__in=wanted).values_list("pk", "code"))
