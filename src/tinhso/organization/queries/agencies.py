"""Agencies: who they are, whom they stand above, where they became others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from tinhso.kernel.db import fetch
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.db.text import fold
from tinhso.organization.models import (
    AdminUnitPeriod,
    Agency,
    AgencyAbove,
    AgencyPeriod,
    AgencyPeriodQuerySet,
    AgencySuccession,
    UnitPeriod,
)
from tinhso.organization.queries.admin_units import called
from tinhso.organization.rules import AdminLevel, AgencyLevel, UnitKind, either_code

NOT_A_CENTRE: Final = frozenset({AgencyLevel.CENTRAL, AgencyLevel.PROVINCE})
"""Tiers below whose agencies no branches stand."""


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


def agencies_at(at: date | None = None) -> AgencyPeriodQuerySet:
    """Return the periods of the agencies of a day, by code."""
    periods = AgencyPeriod.objects.at(at or timezone.localdate())
    return periods.select_related("agency").order_by("code_new")


def agency_periods() -> AgencyPeriodQuerySet:
    """Return the periods of all agencies, those that ended too, by code."""
    return AgencyPeriod.objects.select_related("agency").order_by("code_new")


def agency(agency_id: int, at: date | None = None) -> AgencyInfo:
    """Return an agency as it was on a day; a closed one as it was last. Raises `NotFound`."""
    return _agency(agency_id, at or timezone.localdate())


@kept("organization")
def _agency(agency_id: int, day: date) -> AgencyInfo:
    known = AgencyPeriod.objects.filter(agency_id=agency_id).select_related("agency")
    period = known.filter(valid_from__lte=day).order_by("-valid_from").first()
    return _agency_info(period or fetch(known.order_by("valid_from")[:1]))


def agency_by_uid(uid: str, at: date | None = None) -> AgencyInfo:
    """Return an agency by its public key; raises `NotFound`."""
    return agency(_agency_id(uid), at)


@kept("organization")
def _agency_id(uid: str) -> int:
    return fetch(Agency.objects.all(), uid=uid).pk


def agency_by_code(code: str, at: date | None = None) -> AgencyInfo | None:
    """Return the agency that has a code (of either form) on a day, or None when there is none."""
    try:
        wanted = either_code(code)
    except ValueError:
        return None
    period = agencies_at(at).filter(code_new=wanted).first()
    return _agency_info(period) if period else None


@dataclass(frozen=True, kw_only=True)
class CodeChange:
    """An agency that bears another code from a day on."""

    agency_id: int
    name: str
    on: date
    old: str
    new: str


def codes_beginning(*, start: date, end: date) -> list[CodeChange]:
    """Return the agencies that change their code in these days; one that opens changes none."""
    periods = AgencyPeriod.objects.filter(valid_from__gte=start, valid_from__lte=end)
    before = AgencyPeriod.objects.filter(
        agency_id=OuterRef("agency_id"), valid_from__lt=OuterRef("valid_from")
    )
    known = periods.annotate(old=Subquery(before.order_by("-valid_from").values("code_new")[:1]))
    rows = known.order_by("valid_from", "code_new")
    return [
        CodeChange(agency_id=agency_id, name=name, on=on, old=old, new=new)
        for agency_id, name, on, old, new in rows.values_list(
            "agency_id", "name", "valid_from", "old", "code_new"
        )
        if old and old != new
    ]


def last_bearer(code: str) -> int | None:
    """Return the agency that had a code last, whether it is open or not."""
    try:
        wanted = either_code(code)
    except ValueError:
        return None
    rows = AgencyPeriod.objects.filter(code_new=wanted).order_by("-valid_from", "-pk")
    return rows.values_list("agency_id", flat=True).first()


def agency_name(agency_id: int, at: date | None = None) -> str:
    """Return what an agency was called on a day."""
    return agency(agency_id, at).name


def agency_names(agency_ids: Iterable[int], at: date | None = None) -> dict[int, str]:
    """Return the names of many agencies in one query; closed ones under their last name."""
    day = at or timezone.localdate()
    periods = AgencyPeriod.objects.filter(agency_id__in=set(agency_ids), valid_from__lte=day)
    return dict(periods.order_by("valid_from").values_list("agency_id", "name"))


def renamed_between(since: date, until: date) -> dict[int, date]:
    """Return the agencies that have borne another name than before since a day within these."""
    begun = AgencyPeriod.objects.filter(valid_from__gte=since, valid_from__lte=until)
    found: dict[int, date] = {}
    for period in begun.order_by("valid_from", "pk"):
        before = AgencyPeriod.objects.filter(
            agency_id=period.agency_id, valid_from__lt=period.valid_from
        )
        name = before.order_by("-valid_from").values_list("name", flat=True).first()
        if name is not None and name != period.name:
            found[period.agency_id] = period.valid_from
    return found


def agency_infos(agency_ids: Iterable[int], at: date | None = None) -> dict[int, AgencyInfo]:
    """Return many agencies in one query; closed ones as they were last."""
    day = at or timezone.localdate()
    periods = AgencyPeriod.objects.filter(agency_id__in=set(agency_ids), valid_from__lte=day)
    ordered = periods.select_related("agency").order_by("valid_from")
    return {p.agency_id: _agency_info(p) for p in ordered}


def agency_name_column(field: str, at: date | None = None) -> Subquery:
    """Return the agency's name on a day beside each row of a list; `field` holds the agency."""
    return Subquery(agencies_at(at).filter(agency_id=OuterRef(field)).values("name")[:1])


def last_agency_name_column(field: str) -> Subquery:
    """Return the agency's name beside each row of a list, a closed one's as it was last."""
    known = AgencyPeriod.objects.filter(
        agency_id=OuterRef(field), valid_from__lte=timezone.localdate()
    )
    return Subquery(known.order_by("-valid_from").values("name")[:1])


def ancestors_of(agency_id: int) -> list[int]:
    """Return the agencies above one, the nearest first."""
    return list(_ancestors(agency_id))


@kept("organization")
def _ancestors(agency_id: int) -> tuple[int, ...]:
    above = AgencyAbove.objects.filter(agency_id=agency_id, depth__gt=0)
    return tuple(above.order_by("depth").values_list("above_id", flat=True))


def province_of(agency_id: int) -> str:
    """Return `Tỉnh Cao Bằng` for the province in which an agency is today, or an empty text."""
    day = timezone.localdate()
    whose = [agency_id, *ancestors_of(agency_id)]
    units = dict(
        AgencyPeriod.objects.at(day)
        .filter(agency_id__in=whose, admin_unit__isnull=False)
        .values_list("agency_id", "admin_unit_id")
    )
    at = next((units[one] for one in whose if one in units), None)
    while at is not None:
        period = AdminUnitPeriod.objects.at(day).filter(unit_id=at).select_related("unit").first()
        if period is None:
            break
        if period.unit.level == AdminLevel.PROVINCE:
            return called(period)
        at = period.parent_id
    return ""


def descendants_of(agency_id: int) -> list[int]:
    """Return the agencies below one, and itself, the nearest first."""
    below = AgencyAbove.objects.filter(above_id=agency_id)
    return list(below.order_by("depth", "agency_id").values_list("agency_id", flat=True))


def below_all(agency_ids: Iterable[int]) -> set[int]:
    """Return some agencies and all that stand below any of them."""
    below = AgencyAbove.objects.filter(above_id__in=set(agency_ids))
    return set(below.values_list("agency_id", flat=True))


@kept("organization")
def sight_keys_for(agency_id: int) -> frozenset[str]:
    """Return the keys an object of this agency carries: its own, and those of all above.

    `o:<id>` is seen by holders in that agency only, `a:<id>` by holders there and above.
    """
    keys = {f"o:{agency_id}", f"a:{agency_id}"}
    return frozenset(keys | {f"a:{above}" for above in ancestors_of(agency_id)})


def lead_keys_for(agency_id: int) -> frozenset[str]:
    """Return the keys of those who lead: of an agency and of each one above it."""
    return frozenset(f"a:{above}" for above in (agency_id, *ancestors_of(agency_id)))


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


def desk_branches(at: date | None = None) -> dict[int, list[int]]:
    """Return the branches and points of each centre of a day, by its desk.

    They are the further desks of its agency and those of agencies below it. What stands below the
    province itself are centres of their own (118/2025 Art. 7).
    """
    first: dict[int, int] = {}
    agencies = {one.unit_id: one.agency_id for one in desks(at)}
    for unit_id, agency_id in agencies.items():
        first.setdefault(agency_id, unit_id)
    periods = agencies_at(at).values_list("agency_id", "parent_id", "level")
    above = {agency_id: parent_id for agency_id, parent_id, _level in periods}
    whole = {agency_id for agency_id, _parent, level in periods if level in NOT_A_CENTRE}
    found: dict[int, list[int]] = {}
    for unit_id, agency_id in agencies.items():
        centre: int | None = first[agency_id]
        if centre == unit_id:
            higher = above.get(agency_id)
            while higher is not None and (higher not in first or higher in whole):
                higher = above.get(higher)
            centre = None if higher is None else first[higher]
        if centre is not None:
            found.setdefault(centre, []).append(unit_id)
    return found


def centre_desk(agency_id: int, at: date | None = None) -> int | None:
    """Return the desk unit of the centre of public services directly below an agency, if any.

    It takes in for the departments, which have no desk of their own (118/2025 Art. 13).
    """
    return _centre_desk(agency_id, at or timezone.localdate())


@kept("organization")
def _centre_desk(agency_id: int, day: date) -> int | None:
    centres = agencies_at(day).filter(parent_id=agency_id, level=AgencyLevel.DEPARTMENT)
    found = UnitPeriod.objects.at(day).filter(
        unit__kind=UnitKind.DESK, unit__agency_id__in=centres.values("agency_id")
    )
    return found.order_by("code").values_list("unit_id", flat=True).first()


def search_agencies(text: str, at: date | None = None) -> AgencyPeriodQuerySet:
    """Return the agencies whose name or code contains every typed word, marks or not."""
    found = agencies_at(at)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def agencies_once_called(text: str) -> set[int]:
    """Return the agencies, closed ones too, whose name or code of any time has every word."""
    found = AgencyPeriod.objects.all()
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return set(found.values_list("agency_id", flat=True))


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


def ended_on(agency_id: int) -> date | None:
    """Return the day from which an agency is no more; None for one that goes on."""
    last = AgencyPeriod.objects.filter(agency_id=agency_id).order_by("-valid_from").first()
    return last.valid_to if last is not None else None


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
