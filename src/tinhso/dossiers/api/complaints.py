"""Complaints: a person's own, the desk's hand, a leader's answer, what is public."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query

from tinhso.dossiers import queries, services
from tinhso.dossiers.api.applicant import MINE, applicant
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import Complaint
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.complaints import (
    MOST_SHOWN,
    leader_page,
    my_complaints,
    my_page,
    open_question,
    published,
    standing_where,
    to_answer,
)
from tinhso.dossiers.rules.complaints import ComplaintState
from tinhso.dossiers.schemas import complaints as shapes
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.api import Page, Router, anybody, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.organization import queries as organization

router = Router()
OWN = "/mine/complaints/{uuid:uid}"
WORK = "/complaints/{uuid:uid}"


def leader(request: HttpRequest) -> Actor:
    """Return who answers complaints; others are refused."""
    actor = officer(request)
    require(actor, DossierPermission.ANSWER_COMPLAINT)
    return actor


def _fields(row: Complaint, agency: str) -> dict[str, object]:
    return {
        "uid": row.uid,
        "number": row.number,
        "dossier": row.dossier.uid,
        "dossier_number": row.dossier.shown_number,
        "procedure_code": row.dossier.procedure_code,
        "about": row.about,
        "place": row.place,
        "agency": agency,
        "made_at": row.made_at,
        "due_at": row.due_at,
        "state": row.state,
        "outcome": row.outcome if row.state == ComplaintState.ANSWERED else "",
        "ended_at": row.ended_at,
        "answer_number": row.answer_number,
        "version": row.version,
    }


def _whole(row: Complaint, *, is_leader: bool = False) -> shapes.ComplaintOut:
    said = row.state == ComplaintState.ANSWERED or is_leader
    return shapes.ComplaintOut.model_validate(
        {
            **_fields(row, organization.agency(row.agency_id).code),
            "name": row.name,
            "text": row.text,
            "answer": row.answer if said else "",
            "reason": row.reason,
            "question": open_question(row),
            "answer_file": files.file_url(row.answer_file) if row.answer_file else None,
        }
    )


def _lines(rows: list[Complaint]) -> list[shapes.ComplaintLine]:
    infos = organization.agency_infos({row.agency_id for row in rows})
    return [
        shapes.ComplaintLine.model_validate(_fields(row, infos[row.agency_id].code)) for row in rows
    ]


@router.post(MINE + "/complaints", response={201: shapes.ComplaintOut})
@idempotent
def complain(
    request: HttpRequest, uid: UUID, body: shapes.ComplaintIn
) -> tuple[int, shapes.ComplaintOut]:
    """Complain about the handling of one's own dossier."""
    actor = applicant(request)
    queries.my_dossier(uid=uid, actor=actor)
    made = services.complain(
        uid=uid, about=body.about, place=body.place or "", text=body.text, actor=actor
    )
    return 201, _whole(made)


@router.get("/mine/complaints", response=list[shapes.ComplaintLine])
def list_own(request: HttpRequest) -> list[shapes.ComplaintLine]:
    """List what one complained about, the newest first."""
    return _lines(list(my_complaints(actor=applicant(request))[:MOST_SHOWN]))


@router.get(OWN, response=shapes.ComplaintOut)
def read_own(request: HttpRequest, uid: UUID) -> shapes.ComplaintOut:
    """Read one's complaint and its answer."""
    return _whole(my_page(uid=uid, actor=applicant(request)).complaint)


@router.post(OWN + "/withdraw", response=shapes.ComplaintOut)
@idempotent
def withdraw(request: HttpRequest, uid: UUID) -> shapes.ComplaintOut:
    """Take one's complaint back before it is answered."""
    return _whole(services.withdraw_complaint(uid=uid, actor=applicant(request)))


@router.post(OWN + "/add", response=shapes.ComplaintOut)
@idempotent
def add(request: HttpRequest, uid: UUID, body: shapes.ComplaintAddIn) -> shapes.ComplaintOut:
    """Add to one's complaint what its question asks for."""
    return _whole(services.add_to_complaint(uid=uid, text=body.text, actor=applicant(request)))


@router.post(ONE + "/complaints", response={201: shapes.ComplaintLine})
@idempotent
def write_down(
    request: HttpRequest, uid: UUID, body: shapes.ComplaintIn
) -> tuple[int, shapes.ComplaintLine]:
    """Write down at the desk what the dossier's owner complains about."""
    made = services.complain(
        uid=uid,
        about=body.about,
        place=body.place or "",
        text=body.text,
        actor=officer(request),
    )
    return 201, _lines([made])[0]


@router.get("/complaints", response=Page[shapes.ComplaintLine])
def list_complaints(
    request: HttpRequest, query: Query[shapes.ComplaintQuery]
) -> Page[shapes.ComplaintLine]:
    """List the complaints of one's agency and those below, what is due first first."""
    rows = to_answer(actor=leader(request))
    if query.standing:
        rows = rows.filter(standing_where(query.standing, at=timezone.now()))
    found = page_of(rows, order=("due_at", "id"), size=query.limit, cursor=query.cursor or "")
    return Page(
        items=_lines(list(found.rows)),
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get(WORK, response=shapes.ComplaintOut)
def read_complaint(request: HttpRequest, uid: UUID) -> shapes.ComplaintOut:
    """Read a complaint one may answer; that it was read is kept."""
    actor = leader(request)
    page = leader_page(uid=uid, actor=actor)
    services.open_complaint(uid=uid, actor=actor)
    return _whole(page.complaint, is_leader=True)


@router.post(WORK + "/answer", response=shapes.ComplaintOut)
@idempotent
def answer(request: HttpRequest, uid: UUID, body: shapes.ComplaintAnswerIn) -> shapes.ComplaintOut:
    """Write the answer; it goes into one's own queue to be signed."""
    row = services.answer_complaint(uid=uid, actor=leader(request), **body.model_dump())
    return _whole(row, is_leader=True)


@router.post(WORK + "/ask", response=shapes.ComplaintOut)
@idempotent
def ask(request: HttpRequest, uid: UUID, body: shapes.ComplaintAskIn) -> shapes.ComplaintOut:
    """Ask who complained for what is missing; the day of the answer stays."""
    row = services.ask_complainant(uid=uid, actor=leader(request), **body.model_dump())
    return _whole(row, is_leader=True)


@router.post(WORK + "/forward", response=shapes.ComplaintOut)
@idempotent
def forward(
    request: HttpRequest, uid: UUID, body: shapes.ComplaintForwardIn
) -> shapes.ComplaintOut:
    """Hand a complaint on to where it belongs."""
    row = services.forward_complaint(
        uid=uid,
        agency_id=organization.agency_by_uid(str(body.agency)).id,
        reason=body.reason,
        version=body.version,
        actor=leader(request),
    )
    return _whole(row, is_leader=True)


@router.post(WORK + "/refuse", response=shapes.ComplaintOut)
@idempotent
def refuse(request: HttpRequest, uid: UUID, body: shapes.ComplaintRefuseIn) -> shapes.ComplaintOut:
    """Say why a complaint is not looked into."""
    row = services.refuse_complaint(uid=uid, actor=leader(request), **body.model_dump())
    return _whole(row, is_leader=True)


@router.get("/complaints/answers", response=list[shapes.PublicAnswerOut], auth=anybody)
def list_answers(request: HttpRequest) -> list[shapes.PublicAnswerOut]:
    """List the answers that are public, the newest first."""
    return [
        shapes.PublicAnswerOut.model_validate(
            {
                "about": row.about,
                "procedure_code": row.dossier.procedure_code,
                "outcome": row.outcome,
                "text": row.public_text,
                "number": row.answer_number,
                "published_at": row.published_at,
            }
        )
        for row in published()
    ]
