"""Machine API of agencies and administrative units; it is public."""

from datetime import date

from django.http import HttpRequest
from ninja import Field, Query, Schema

from tinhso.kernel.api import Router, anybody
from tinhso.organization.queries import (
    AgencyInfo,
    admin_units_at,
    agency_by_uid,
    agency_page,
    parents_of_units,
)
from tinhso.organization.rules import AdminLevel

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
