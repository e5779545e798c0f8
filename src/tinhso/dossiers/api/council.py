"""Councils: a dossier put before one, its sitting called, moved, answered, written down."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.queries.council import sitting_page, sittings
from tinhso.dossiers.rules.council import Vote
from tinhso.dossiers.schemas import council as schemas
from tinhso.dossiers.services.council import (
    CouncilCall,
    SeatInput,
    call_council,
    call_off_sitting,
    move_sitting,
    reply_to_sitting,
)
from tinhso.dossiers.services.council_minutes import hold_sitting
from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Page, PageQuery, Router, idempotent
from tinhso.kernel.db.paging import page_of

router = Router()
SITTING = "/councils/{uuid:uid}"


@router.post(ONE + "/council", response={201: schemas.CouncilSittingOut})
@idempotent
def put_before(
    request: HttpRequest, uid: UUID, body: schemas.CouncilIn
) -> tuple[int, schemas.CouncilSittingOut]:
    """Put a dossier before a sitting that is called, or call a new one."""
    actor = officer(request)
    sitting = call_council(
        uid=uid,
        actor=actor,
        question=body.question,
        call=_call(body.call) if body.call is not None else None,
        sitting_uid=body.sitting,
        version=body.version,
    )
    return 201, _shown(sitting.uid, actor)


@router.get("/councils", response=Page[schemas.CouncilLine])
def list_sittings(request: HttpRequest, query: Query[PageQuery]) -> Page[schemas.CouncilLine]:
    """List the sittings one called, leads or is invited to, the latest first."""
    rows = sittings(actor=officer(request))
    found = page_of(rows, order=("-at", "-pk"), size=query.limit, cursor=query.cursor or "")
    return Page(
        items=[
            schemas.CouncilLine(
                uid=row.uid,
                name=row.name,
                at=row.at,
                place=row.place,
                state=row.state,
                number=row.number,
            )
            for row in found.rows
        ],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get(SITTING, response=schemas.CouncilSittingOut)
def show(request: HttpRequest, uid: UUID) -> schemas.CouncilSittingOut:
    """Tell of one sitting: members, agenda, votes."""
    return _shown(uid, officer(request))


@router.post(SITTING + "/reply", response=schemas.CouncilSittingOut)
@idempotent
def reply(request: HttpRequest, uid: UUID, body: schemas.SeatReplyIn) -> schemas.CouncilSittingOut:
    """Say whether one comes."""
    actor = officer(request)
    reply_to_sitting(uid=uid, actor=actor, is_coming=body.is_coming)
    return _shown(uid, actor)


@router.post(SITTING + "/move", response=schemas.CouncilSittingOut)
@idempotent
def move(request: HttpRequest, uid: UUID, body: schemas.MoveSittingIn) -> schemas.CouncilSittingOut:
    """Put a sitting to another time or place."""
    actor = officer(request)
    move_sitting(
        uid=uid,
        actor=actor,
        at=body.at,
        place=body.place,
        reason=body.reason,
        version=body.version,
    )
    return _shown(uid, actor)


@router.post(SITTING + "/call-off", response=schemas.CouncilSittingOut)
@idempotent
def call_off(request: HttpRequest, uid: UUID, body: schemas.CallOffIn) -> schemas.CouncilSittingOut:
    """Call a sitting off."""
    actor = officer(request)
    call_off_sitting(uid=uid, actor=actor, reason=body.reason, version=body.version)
    return _shown(uid, actor)


@router.post(SITTING + "/minutes", response=schemas.CouncilSittingOut)
@idempotent
def minutes(request: HttpRequest, uid: UUID, body: schemas.MinutesIn) -> schemas.CouncilSittingOut:
    """Write down who was there and how each voted; the minutes go to the chair."""
    actor = officer(request)
    hold_sitting(
        uid=uid,
        actor=actor,
        attended=frozenset(body.attended),
        votes={one.case: {seat: str(v) for seat, v in one.votes.items()} for one in body.cases},
        minutes=body.minutes,
        conditions={one.case: one.conditions for one in body.cases},
        version=body.version,
    )
    return _shown(uid, actor)


def _call(body: schemas.NewSittingIn) -> CouncilCall:
    return CouncilCall(
        at=body.at,
        place=body.place,
        chair=body.chair,
        seats=[
            SeatInput(account=seat.account, name=seat.name, title=seat.title) for seat in body.seats
        ],
        name=body.name,
        content=body.content,
    )


def _shown(uid: UUID, actor: Actor) -> schemas.CouncilSittingOut:
    page = sitting_page(uid=uid, actor=actor)
    sitting = page.sitting
    return schemas.CouncilSittingOut(
        uid=sitting.uid,
        name=sitting.name,
        procedure=sitting.procedure_code,
        at=sitting.at,
        place=sitting.place,
        state=sitting.state,
        secretary=sitting.called_by_name,
        held_at=sitting.held_at,
        signed_at=sitting.signed_at,
        number=sitting.number,
        notice_until=sitting.notice_until,
        version=sitting.version,
        seats=[
            schemas.SeatOut(
                uid=seat.uid,
                role=seat.role,
                name=seat.name,
                title=seat.title,
                reply=seat.reply,
                attended=seat.attended,
            )
            for seat in page.seats
        ],
        cases=[
            schemas.CouncilCaseOut(
                uid=line.case.uid,
                dossier=line.dossier.uid,
                number=line.dossier.shown_number,
                owner=line.dossier.owner_masked,
                question=line.case.consultation.question,
                opinion=line.case.opinion,
                conditions=line.case.conditions,
                votes={str(vote): line.count(vote) for vote in Vote},
                is_open=line.is_open,
            )
            for line in page.cases
        ],
    )
