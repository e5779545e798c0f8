"""Lists of officers and one dossier whole."""

from collections.abc import Hashable
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from tinhso.dossiers import queries, services
from tinhso.dossiers.api import _shown
from tinhso.dossiers.models import DossierQuerySet
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries import paged
from tinhso.dossiers.queries.desk import inbox
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import narrowing
from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import Actor, ActorKind, actor_of
from tinhso.kernel.api import Page, Router
from tinhso.kernel.calendar import explain
from tinhso.kernel.errors import NotPermitted

router = Router()
ONE = "/{uuid:uid}"


def officer(request: HttpRequest) -> Actor:
    """Return an official or a system; a citizen reads his own dossiers under `mine`."""
    actor = actor_of(request)
    if actor.kind not in {ActorKind.OFFICIAL, ActorKind.CLIENT} or not any(
        actor.may(permission) for permission in P
    ):
        raise NotPermitted
    return actor


def narrowed(rows: DossierQuerySet, query: narrowing.Filtered) -> DossierQuerySet:
    """Keep what the filters of a list ask for."""
    return paged.narrowed(
        rows,
        text=query.text,
        procedure_code=query.procedure_code,
        state=query.state,
        arrived_from=query.arrived_from,
        arrived_until=query.arrived_until,
    )


def known_by(
    query: narrowing.DeskQuery | narrowing.InboxQuery, name: str, actor: Actor
) -> Hashable:
    """Return all by which a list of somebody is composed; None where words must be looked up."""
    if query.text:
        return None
    filters = (query.view, query.procedure_code, query.state)
    days = (query.arrived_from, query.arrived_until)
    rights = frozenset(actor.permissions.items())
    place = (actor.id, actor.unit_id, actor.agency_id, actor.sight_keys)
    return name, filters, days, rights, place


@router.get("/desk", response=Page[out.DossierLine])
def list_desk(request: HttpRequest, query: Query[narrowing.DeskQuery]) -> Page[out.DossierLine]:
    """List one view of the desk; by names in words, code, identity number or telephone."""
    actor = officer(request)
    order = paged.DESK_ORDER.get(query.view, paged.NEWEST)
    keys = None if query.view in queries.PILES else actor.sight_keys
    return _shown.officers_page(
        lambda: narrowed(queries.desk_list(actor=actor, view=query.view), query),
        query,
        actor=actor,
        list_name="dossiers.desk",
        keys=keys,
        order=order,
        known=known_by(query, "desk", actor),
    )


@router.get("/desk/counts", response=out.CountsOut)
def count_desk(request: HttpRequest) -> out.CountsOut:
    """Count what waits in each view of the desk."""
    return out.CountsOut(views=queries.desk_counts(actor=officer(request)))


@router.get("/inbox", response=Page[out.DossierLine])
def list_inbox(request: HttpRequest, query: Query[narrowing.InboxQuery]) -> Page[out.DossierLine]:
    """List one view of those who resolve, what is due first first."""
    actor = officer(request)
    order = paged.NEWEST if query.view == narrowing.InboxView.ALL else paged.BY_DUE
    return _shown.officers_page(
        lambda: narrowed(inbox(actor=actor, view=query.view), query),
        query,
        actor=actor,
        list_name="dossiers.inbox",
        keys=actor.sight_keys,
        order=order,
        known=known_by(query, "inbox", actor),
    )


@router.get("/inbox/counts", response=out.CountsOut)
def count_inbox(request: HttpRequest) -> out.CountsOut:
    """Count what waits in each view of those who resolve."""
    return out.CountsOut(views=queries.inbox_counts(actor=officer(request)))


@router.get("/by-code/{code}", response=out.DossierLine)
def find_by_code(request: HttpRequest, code: str) -> out.DossierLine:
    """Find the dossier behind a scanned code."""
    actor = officer(request)
    found = queries.dossier_by_code(code=code, actor=actor)
    record_list_reading(actor=actor, list_name="dossiers.by_code", filters={}, count=1)
    return _shown.line(found)


@router.get(ONE, response=out.DossierOut)
def read_dossier(
    request: HttpRequest, uid: UUID, query: Query[narrowing.PurposeQuery]
) -> out.DossierOut:
    """Read one dossier whole; each person in it can read that it was opened, and why."""
    page = services.open_dossier(uid=uid, actor=officer(request), purpose=query.purpose)
    return _shown.dossier_out(page)


@router.get(ONE + "/promise", response=out.PromiseOut)
def read_promise(request: HttpRequest, uid: UUID) -> out.PromiseOut:
    """Tell what accepting the dossier now would promise, and how that is reckoned."""
    dossier = queries.dossier_of(uid=uid, actor=officer(request))
    due = queries.promise_for(dossier=dossier)
    return out.PromiseOut(
        due_at=due.at if due else None, reckoning=explain(due.lines) if due else []
    )
