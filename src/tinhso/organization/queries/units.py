"""Units of agencies and the positions in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from tinhso.kernel.db import fetch
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.db.text import fold
from tinhso.organization.models import (
    Position,
    Unit,
    UnitPeriod,
    UnitPeriodQuerySet,
)
from tinhso.organization.queries.agencies import agencies_at, below_all
from tinhso.organization.rules import UnitKind


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


def unit_name_column(field: str, at: date | None = None) -> Subquery:
    """Return the unit's name on a day beside each row of a list; `field` holds the unit."""
    periods = UnitPeriod.objects.at(at or timezone.localdate())
    return Subquery(periods.filter(unit_id=OuterRef(field)).values("name")[:1])


def units_of(agency_id: int, at: date | None = None) -> UnitPeriodQuerySet:
    """Return the periods of an agency's units on a day, in their order."""
    periods = UnitPeriod.objects.at(at or timezone.localdate())
    return (
        periods.filter(unit__agency_id=agency_id).select_related("unit").order_by("order", "name")
    )


def unit(unit_id: int, at: date | None = None) -> UnitInfo:
    """Return a unit as it was on a day; a closed one as it was last. Raises `NotFound`."""
    return _unit(unit_id, at or timezone.localdate())


@kept("organization")
def _unit(unit_id: int, day: date) -> UnitInfo:
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


def first_unit(agency_id: int, kinds: Iterable[str], at: date | None = None) -> int | None:
    """Return an agency's first unit of the first of these kinds that it has on a day, or None."""
    units = _kinds_of_units(agency_id, at or timezone.localdate())
    return next((unit for kind in kinds for unit, is_of in units if is_of == kind), None)


@kept("organization")
def _kinds_of_units(agency_id: int, day: date) -> tuple[tuple[int, str], ...]:
    return tuple(units_of(agency_id, day).values_list("unit_id", "unit__kind"))


def unit_ids_of(agency_ids: Iterable[int]) -> list[int]:
    """Return the ids of all units of some agencies, closed ones too."""
    return list(Unit.objects.filter(agency_id__in=set(agency_ids)).values_list("pk", flat=True))


def units_under(keys: Iterable[str]) -> list[int]:
    """Return the ids of the units that keys of sight name, alone or with their whole agency.

    `u:` a unit, `o:` the units of an agency, `a:` those of the agencies below it as well; closed
    ones too.
    """
    named: dict[str, set[int]] = {"u": set(), "o": set(), "a": set()}
    for kind, _colon, number in (key.partition(":") for key in keys):
        if kind in named:
            named[kind].add(int(number))
    return sorted(named["u"].union(unit_ids_of(named["o"] | below_all(named["a"]))))


def position_names(position_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of positions."""
    return dict(Position.objects.filter(pk__in=set(position_ids)).values_list("pk", "name"))


def position_id(code: str) -> int | None:
    """Return the id of a position, or None when there is none of that code."""
    return Position.objects.filter(code=code).values_list("pk", flat=True).first()


def positions() -> list[tuple[str, str]]:
    """Return code and name of all positions, the highest first."""
    return list(Position.objects.order_by("rank", "name").values_list("code", "name"))


def units_below(agency_ids: Iterable[int]) -> dict[int, dict[int, list[int]]]:
    """Return, for each agency, the units of it and of each agency below it, in one query."""
    found: dict[int, dict[int, list[int]]] = {}
    rows = Unit.objects.filter(agency__above__above_id__in=set(agency_ids))
    for top, agency_id, unit_id in rows.values_list("agency__above__above_id", "agency_id", "pk"):
        found.setdefault(top, {}).setdefault(agency_id, []).append(unit_id)
    return found


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


def places_named(word: str, at: date | None = None) -> tuple[frozenset[int], frozenset[int]]:
    """Return the agencies and the units whose names hold a word, marks or not."""
    wanted = fold(word)
    found = [
        (agency_id, unit_id)
        for agency_id, unit_id, folded in _folded_places(at or timezone.localdate())
        if wanted in folded
    ]
    agencies = frozenset(agency_id for agency_id, unit_id in found if unit_id is None)
    return agencies, frozenset(unit_id for _agency, unit_id in found if unit_id is not None)


@kept("organization")
def _folded_places(day: date) -> tuple[tuple[int, int | None, str], ...]:
    """Return every agency with its names, and every unit with its own."""
    agencies = agencies_at(day).values_list("agency_id", "folded")
    units = UnitPeriod.objects.at(day).values_list("unit__agency_id", "unit_id", "name")
    return (
        *((pk, None, folded) for pk, folded in agencies),
        *((pk, unit_id, fold(name)) for pk, unit_id, name in units),
    )
