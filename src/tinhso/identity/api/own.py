"""Machine API of one's own account."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from tinhso.identity.queries import access_page, acts_for, own_sessions
from tinhso.identity.services import end_session
from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router
from tinhso.organization import queries as organization

router = Router()


class RepresentedOut(Schema):
    """Somebody the caller may act for."""

    uid: UUID
    name: str
    kind: str
    state: str


class PlaceOut(Schema):
    """An agency or a unit."""

    uid: UUID
    name: str


class MeOut(Schema):
    """Who the caller is to this house; an official with the place of his main post."""

    kind: str
    uid: UUID | None
    name: str
    agency: PlaceOut | None
    unit: PlaceOut | None
    permissions: list[str]
    acts_for: list[RepresentedOut]


class SessionOut(Schema):
    """One signed-in browser."""

    uid: UUID
    device: str
    address: str | None
    way: str
    begun_at: datetime
    seen_at: datetime


class LookedAtOut(Schema):
    """What was looked at, where the caller may see it."""

    number: str
    title: str
    url: str


class AccessOut(Schema):
    """One look at the caller's data; `object` is null where he may not see what it was."""

    at: datetime
    what: str
    actor_name: str
    agency: str
    purpose: str
    kind: str
    object: LookedAtOut | None


class AccessPage(Schema):
    """One page of looks, the newest first; follow `next` until it is null."""

    items: list[AccessOut]
    next: int | None


class AccessQuery(Schema):
    """From where, and how much."""

    cursor: int | None = Field(None, ge=1, le=2**62)
    limit: int = Field(50, ge=1, le=200)


@router.get("/me", response=MeOut, summary="Who I am")
def me(request: HttpRequest) -> dict[str, object]:
    """Say who calls, with his permissions and whom he may act for."""
    actor = actor_of(request)
    rows = acts_for(actor=actor) if actor.person_id is not None else []
    return {
        "kind": actor.kind.value,
        "uid": actor.id,
        "name": actor.name,
        "agency": organization.agency(actor.agency_id) if actor.agency_id else None,
        "unit": organization.unit(actor.unit_id) if actor.unit_id else None,
        "permissions": sorted(actor.permissions),
        "acts_for": [
            {
                "uid": row.represented.uid,
                "name": row.represented.name,
                "kind": row.kind,
                "state": row.state,
            }
            for row in rows
        ],
    }


@router.get("/me/sessions", response=list[SessionOut], summary="My signed-in browsers")
def sessions(request: HttpRequest) -> object:
    """List the caller's sessions."""
    return list(own_sessions(actor=actor_of(request)))


@router.delete("/me/sessions/{uuid:uid}", response={204: None}, summary="Sign a browser out")
def session_end(request: HttpRequest, uid: UUID) -> Status[None]:
    """End one of the caller's sessions."""
    end_session(uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.get("/me/accesses", response=AccessPage, summary="Who looked at my data")
def accesses(request: HttpRequest, query: Query[AccessQuery]) -> dict[str, object]:
    """List who looked at the caller's data, when and why."""
    items, following = access_page(actor=actor_of(request), before=query.cursor, limit=query.limit)
    return {"items": items, "next": following}
