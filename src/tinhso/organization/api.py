"""Machine API of agencies and administrative units; it is public."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router, anybody
from tinhso.organization import services
from tinhso.organization.models import Merger, MergerStep
from tinhso.organization.queries import (
    AgencyInfo,
    admin_units_at,
    agency_by_uid,
    agency_page,
    merger_of,
    mergers,
    parents_of_units,
    preview_of,
    steps_of,
)
from tinhso.organization.rules import AdminLevel, MergerKind

router = Router()


class AgencyOut(Schema):
    """An agency on a day."""

    uid: str
    name: str
    short_name: str
    code: str
    code_old: str
    level: str
    address: str
    phone: str
    email: str
    latitude: float | None
    longitude: float | None
    is_demonstration: bool


class AgencyPage(Schema):
    """One page of agencies; follow `next` until it is null."""

    items: list[AgencyOut]
    next: str | None


class AgencyQuery(Schema):
    """Which agencies, and on which day."""

    q: str = Field("", max_length=100)
    at: date | None = None
    cursor: str = Field("", max_length=35)
    limit: int = Field(50, ge=1, le=200)


class AdminUnitOut(Schema):
    """A province, district or commune on a day."""

    code: str
    name: str
    kind: str
    parent_code: str | None


class AdminUnitQuery(Schema):
    """Which list, of which day."""

    level: AdminLevel = AdminLevel.COMMUNE
    at: date | None = None
    parent: str = Field("", max_length=5)


@router.get("/agencies", response=AgencyPage, auth=anybody, summary="Agencies of a day")
def agencies(request: HttpRequest, query: Query[AgencyQuery]) -> dict[str, object]:
    """List agencies by code."""
    found, following = agency_page(
        text=query.q, at=query.at, after_code=query.cursor, limit=query.limit
    )
    return {"items": found, "next": following}


@router.get("/agencies/{uuid:uid}", response=AgencyOut, auth=anybody, summary="One agency")
def one_agency(request: HttpRequest, uid: str, at: date | None = None) -> AgencyInfo:
    """Show one agency as it was on a day."""
    return agency_by_uid(str(uid), at)


@router.get(
    "/admin-units", response=list[AdminUnitOut], auth=anybody, summary="Administrative units"
)
def admin_units(request: HttpRequest, query: Query[AdminUnitQuery]) -> list[dict[str, object]]:
    """List the provinces, districts or communes of a day below a parent; 34 to 200 rows.

    Without a parent only provinces are listed: take a province first, then its communes.
    """
    level = query.level if query.parent else AdminLevel.PROVINCE
    periods = list(admin_units_at(level, query.at, parent_code=query.parent))
    parents = parents_of_units(periods)
    return [
        {
            "code": p.unit.code,
            "name": p.name,
            "kind": p.kind,
            "parent_code": parents.get(p.parent_id or 0),
        }
        for p in periods
    ]


class MergerIn(Schema):
    """A merger to plan; agencies by their public keys."""

    kind: MergerKind
    in_force_on: date
    basis_number: str = Field(max_length=80)
    basis_on: date
    basis_issuer: str = Field(max_length=200)
    agencies: list[UUID] = Field(min_length=1, max_length=50)
    receiving: list[UUID] = Field([], max_length=50)
    new_name: str = Field("", max_length=250)
    new_short_name: str = Field("", max_length=120)
    new_code: str = Field("", max_length=35)
    new_address: str = Field("", max_length=300)
    new_phone: str = Field("", max_length=30)


class VersionQuery(Schema):
    """The version of the plan as it was read; an older one is refused."""

    version: int = Field(ge=0, le=2147483647)


class MergerOut(Schema):
    """A merger and how far it is."""

    uid: UUID
    kind: str
    state: str
    in_force_on: date
    basis: str
    new_name: str
    new_code: str
    version: int


class TakeBackIn(Schema):
    """Why a confirmed plan is corrected."""

    reason: str = Field(min_length=1, max_length=500)


class MergerStepOut(Schema):
    """One thing done with a plan; `changes` are triples of what, before, now."""

    what: str
    at: datetime
    by_name: str
    reason: str
    changes: list[list[str]]


class EffectOut(Schema):
    """One line of what a merger would move."""

    room: str
    label: str
    count: int
    note: str
    is_warning: bool


@router.get("/mergers", response=list[MergerOut], summary="Mergers of agencies, the newest 100")
def list_mergers(request: HttpRequest) -> list[Merger]:
    """List what is planned and done, for who plans, confirms or keeps the list of agencies."""
    return list(mergers(actor=actor_of(request))[:100])


@router.post("/mergers", response=MergerOut, summary="Plan a merger of agencies")
def plan_merger(request: HttpRequest, body: MergerIn) -> Merger:
    """Write a plan down as a draft; nothing changes until a second person confirms it."""
    values = body.dict(exclude={"agencies", "receiving"})
    data = services.MergerData(
        **values,
        agency_ids=[agency_by_uid(str(uid)).id for uid in body.agencies],
        receiving_ids=[agency_by_uid(str(uid)).id for uid in body.receiving],
    )
    return services.plan_merger(data=data, actor=actor_of(request))


@router.get("/mergers/{uuid:uid}", response=MergerOut, summary="One merger")
def one_merger(request: HttpRequest, uid: UUID) -> Merger:
    """Show how far a merger is."""
    return merger_of(uid=uid, actor=actor_of(request))


@router.get(
    "/mergers/{uuid:uid}/preview", response=list[EffectOut], summary="What a merger would move"
)
def preview_merger(request: HttpRequest, uid: UUID) -> list[dict[str, object]]:
    """Say what each room would move, without moving it."""
    found = merger_of(uid=uid, actor=actor_of(request))
    return [
        {
            "room": str(view.title),
            "label": str(line.label),
            "count": line.count,
            "note": str(line.note),
            "is_warning": line.is_warning,
        }
        for view in preview_of(found)
        for _number, line in view.shown
    ]


@router.post("/mergers/{uuid:uid}/confirm", response=MergerOut, summary="Confirm a merger")
def confirm_merger(request: HttpRequest, uid: UUID, query: Query[VersionQuery]) -> Merger:
    """Confirm a plan as the second person; it is carried out on its day."""
    return services.confirm_merger(uid=uid, actor=actor_of(request), version=query.version)


@router.post(
    "/mergers/{uuid:uid}/take-back", response=MergerOut, summary="Take a confirmed plan back"
)
def take_merger_back(
    request: HttpRequest, uid: UUID, query: Query[VersionQuery], body: TakeBackIn
) -> Merger:
    """Make a confirmed plan a draft again, to be corrected and confirmed anew."""
    return services.take_merger_back(
        uid=uid, reason=body.reason, actor=actor_of(request), version=query.version
    )


@router.get(
    "/mergers/{uuid:uid}/history", response=list[MergerStepOut], summary="What was done with a plan"
)
def merger_history(request: HttpRequest, uid: UUID) -> list[MergerStep]:
    """Say who planned, changed, confirmed and took back, and what said something else before."""
    return steps_of(merger_of(uid=uid, actor=actor_of(request)))


@router.post("/mergers/{uuid:uid}/cancel", response=MergerOut, summary="Cancel a merger")
def cancel_merger(request: HttpRequest, uid: UUID, query: Query[VersionQuery]) -> Merger:
    """Set a plan aside before its day."""
    return services.cancel_merger(uid=uid, actor=actor_of(request), version=query.version)


@router.post("/mergers/{uuid:uid}/undo", response=MergerOut, summary="Take a merger back")
def undo_merger(request: HttpRequest, uid: UUID, query: Query[VersionQuery]) -> Merger:
    """Put everything back while nothing was done since."""
    return services.undo_merger(uid=uid, actor=actor_of(request), version=query.version)
