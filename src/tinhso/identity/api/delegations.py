"""Machine API of delegations: find an official, hand permissions on, list, end."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema, Status

from tinhso.identity.models import Delegation
from tinhso.identity.queries.delegations import delegation, delegations
from tinhso.identity.queries.officials import officials_found
from tinhso.identity.services import delegate, end_delegation
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api import Answer, Asked, Page, PageQuery, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.errors import NotFound

router = Router()


class OfficialOut(Answer):
    """One official as a choice."""

    uid: UUID
    name: str
    login: str
    place: str


class OfficialQuery(Schema):
    """Parts of a name, a login, a unit or an agency."""

    q: str = Field(min_length=1, max_length=100)


class DelegationOut(Answer):
    """What one official handed on to another; `phase` says where it stands now."""

    uid: UUID
    giver: UUID
    giver_name: str
    taker: UUID
    taker_name: str
    permissions: list[str]
    reason: str
    valid_from: datetime
    valid_to: datetime
    ended_at: datetime | None
    phase: Literal["running", "coming", "past"]


class DelegationsQuery(PageQuery):
    """Which delegations, and how much."""

    phase: Literal["running", "coming", "past"] | None = None
    side: Literal["given", "taken"] | None = None


class DelegationIn(Asked):
    """To whom, what, from when (now, if left out) until when, and why."""

    taker: UUID
    permissions: list[str] = Field(max_length=200)
    valid_from: datetime | None = None
    valid_to: datetime
    reason: str = Field(max_length=250)


def _official(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_official:
        raise NotFound
    return actor


def _shown(row: Delegation) -> DelegationOut:
    return DelegationOut(
        uid=row.uid,
        giver=row.giver.uid,
        giver_name=row.giver.name,
        taker=row.taker.uid,
        taker_name=row.taker.name,
        permissions=row.permissions,
        reason=row.reason,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        ended_at=row.ended_at,
        phase=getattr(row, "phase", "past"),
    )


@router.get("/officials", response=list[OfficialOut], summary="Find an official")
def officials(request: HttpRequest, query: Query[OfficialQuery]) -> list[OfficialOut]:
    """Return at most ten officials whose name, login, unit or agency holds every word."""
    _official(request)
    return [
        OfficialOut(uid=one.uid, name=one.name, login=one.login, place=one.place)
        for one in officials_found(query.q).lines
    ]


@router.get("/delegations", response=Page[DelegationOut], summary="Delegations I am part of")
def list_delegations(request: HttpRequest, query: Query[DelegationsQuery]) -> Page[DelegationOut]:
    """List what the caller may see, the last made first."""
    asked = {"phase": query.phase, "side": query.side}
    narrowed = {name: value for name, value in asked.items() if value is not None}
    rows = delegations(actor=_official(request)).filter(**narrowed)
    found = page_of(rows, order=("-id",), size=query.limit, cursor=query.cursor or "")
    return Page(
        items=[_shown(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post("/delegations", response={201: DelegationOut}, summary="Hand permissions on")
@idempotent
def make_delegation(request: HttpRequest, body: DelegationIn) -> tuple[int, DelegationOut]:
    """Let another official use some of the caller's permissions for a time."""
    actor = _official(request)
    row = delegate(
        giver_uid=actor.id or "",
        taker_uid=body.taker,
        permissions=body.permissions,
        valid_from=body.valid_from or timezone.now(),
        valid_to=body.valid_to,
        reason=body.reason,
        actor=actor,
    )
    return 201, _shown(delegation(uid=str(row.uid), actor=actor))


@router.get("/delegations/{uuid:uid}", response=DelegationOut, summary="One delegation")
def one_delegation(request: HttpRequest, uid: UUID) -> DelegationOut:
    """Show one delegation the caller may see."""
    return _shown(delegation(uid=str(uid), actor=_official(request)))


@router.delete("/delegations/{uuid:uid}", response={204: None}, summary="End a delegation")
def stop_delegation(request: HttpRequest, uid: UUID) -> Status[None]:
    """End a delegation now, or call it off before it begins."""
    end_delegation(uid=uid, actor=_official(request))
    return Status(204, None)
