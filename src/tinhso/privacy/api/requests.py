"""Machine API of requests over personal data: one's own, and those an agency answers."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Field, Query

from tinhso.identity.services import prove_identity, record_access
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api import Answer, Asked, Page, PageQuery, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.errors import NotPermitted
from tinhso.privacy import queries, services
from tinhso.privacy.models import DataRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.rules import CORRECTABLE, RequestState
from tinhso.privacy.web import person_of, served

router = Router()


class DataRequestOut(Answer):
    """One request with its two clocks."""

    uid: UUID
    number: str
    kind: str
    state: str
    channel: str
    wish: str
    received_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None
    answer: str
    basis: str
    due_at: datetime
    extended_at: datetime | None
    ended_at: datetime | None
    copy_state: str | None


class AskIn(Asked):
    """What is asked of which agency (its row number, as in `/privacy/agencies`)."""

    kind: str = Field(max_length=10)
    agency: int = Field(ge=1, le=2**62)
    wish: str = Field(max_length=4000)


class EnterIn(Asked):
    """What somebody asked at the desk or by post, and how it was made sure who he is."""

    number_kind: str = Field(max_length=10)
    number: str = Field(max_length=30)
    kind: str = Field(max_length=10)
    wish: str = Field(max_length=4000)
    channel: str = Field(max_length=8)
    identity_check: str = Field(max_length=10)
    received_at: datetime | None = None


class AcceptRequestIn(Asked):
    """The answer that it will be done."""

    answer: str = Field(max_length=4000)
    with_others: bool = False


class RefuseRequestIn(Asked):
    """The answer that it will not be done, with reasons."""

    answer: str = Field(max_length=4000)
    basis: str = Field(max_length=250)


class WhyIn(Asked):
    """A reason."""

    reason: str = Field(max_length=250)


class CorrectIn(Asked):
    """Right values by field, and what proves them."""

    values: dict[str, str] = Field(max_length=len(CORRECTABLE))
    proof: str = Field(max_length=250)


class PasswordIn(Asked):
    """The password, once more, before one's data leaves the house."""

    password: str = Field(max_length=256)


class AskedAgencyOut(Answer):
    """An agency that has somebody who answers for personal data."""

    id: int
    name: str


class RequestsQuery(PageQuery):
    """Which requests, and how much."""

    state: RequestState | None = None


def _officer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not (actor.may(P.HANDLE_REQUESTS) or actor.may(P.ENTER_REQUESTS)):
        raise NotPermitted
    return actor


def _out(row: DataRequest) -> DataRequestOut:
    copy = getattr(row, "copy", None)
    return DataRequestOut(
        uid=row.uid,
        number=row.number,
        kind=row.kind,
        state=row.state,
        channel=row.channel,
        wish=row.wish,
        received_at=row.received_at,
        answer_due_at=row.answer_due_at,
        answered_at=row.answered_at,
        answer=row.answer,
        basis=row.basis,
        due_at=row.due_at,
        extended_at=row.extended_at,
        ended_at=row.ended_at,
        copy_state=copy.state if copy is not None else None,
    )


@router.get("/agencies", response=list[AskedAgencyOut], summary="Agencies that answer")
def list_agencies(request: HttpRequest) -> list[AskedAgencyOut]:
    """List the agencies a request can be sent to."""
    person_of(request)
    return [AskedAgencyOut(id=pk, name=name) for pk, name in queries.agencies_that_answer()]


@router.get("/mine", response=list[DataRequestOut], summary="My requests")
def list_mine(request: HttpRequest) -> list[DataRequestOut]:
    """List what the caller asked, the newest first, at most fifty."""
    return [_out(row) for row in queries.own_requests(actor=person_of(request))[:50]]


@router.post("/mine", response={201: DataRequestOut}, summary="Ask")
@idempotent
def ask(request: HttpRequest, body: AskIn) -> tuple[int, DataRequestOut]:
    """Ask for something to be done with one's own data."""
    actor = person_of(request)
    made = services.ask(kind=body.kind, wish=body.wish, agency_id=body.agency, actor=actor)
    return 201, _out(made)


@router.get("/mine/{uuid:uid}", response=DataRequestOut, summary="One request of mine")
def read_mine(request: HttpRequest, uid: UUID) -> DataRequestOut:
    """Read one of one's own requests."""
    return _out(queries.own_request(uid=uid, actor=person_of(request)))


@router.post("/mine/{uuid:uid}/take-back", response=DataRequestOut, summary="Take it back")
def take_back(request: HttpRequest, uid: UUID) -> DataRequestOut:
    """Take one's own request back."""
    return _out(services.take_back_request(uid=uid, actor=person_of(request)))


@router.post("/mine/{uuid:uid}/copy", summary="Download the copy of my data")
def download_mine(request: HttpRequest, uid: UUID, body: PasswordIn) -> HttpResponseBase:
    """Give the signed PDF once the password proved who calls."""
    actor = person_of(request)
    queries.own_request(uid=uid, actor=actor)
    prove_identity(password=body.password, actor=actor)
    return served(services.open_own_copy(uid=uid, actor=actor))


@router.get("/requests", response=Page[DataRequestOut], summary="Requests of my agency")
def list_requests(request: HttpRequest, query: Query[RequestsQuery]) -> Page[DataRequestOut]:
    """List what the caller's agency answers, the newest first."""
    rows = queries.data_requests(actor=_officer(request)).select_related("copy")
    if query.state is not None:
        rows = rows.filter(state=query.state)
    found = page_of(rows, order=("-id",), size=query.limit, cursor=query.cursor or "")
    return Page(
        items=[_out(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post("/requests", response={201: DataRequestOut}, summary="Write a request down")
@idempotent
def enter(request: HttpRequest, body: EnterIn) -> tuple[int, DataRequestOut]:
    """Write down what somebody asked at the desk or by post."""
    return 201, _out(services.enter_request(actor=_officer(request), **body.model_dump()))


@router.get("/requests/{uuid:uid}", response=DataRequestOut, summary="One request")
def read_request(request: HttpRequest, uid: UUID) -> DataRequestOut:
    """Read one request of the caller's agency; its person can read that it was opened."""
    actor = _officer(request)
    row = queries.data_request(uid=uid, actor=actor)
    record_access(
        actor=actor,
        person_ids=[row.person_id],
        object_kind="privacy.request",
        object_uid=str(row.uid),
        purpose="Xử lý yêu cầu về dữ liệu cá nhân của chính người đó",
    )
    return _out(row)


@router.post("/requests/{uuid:uid}/accept", response=DataRequestOut, summary="It will be done")
def accept(request: HttpRequest, uid: UUID, body: AcceptRequestIn) -> DataRequestOut:
    """Answer that it will be done."""
    return _out(
        services.accept_request(
            uid=uid, answer=body.answer, with_others=body.with_others, actor=_officer(request)
        )
    )


@router.post("/requests/{uuid:uid}/refuse", response=DataRequestOut, summary="It will not be done")
def refuse(request: HttpRequest, uid: UUID, body: RefuseRequestIn) -> DataRequestOut:
    """Answer that it will not be done, why, and by which law."""
    return _out(
        services.refuse_request(
            uid=uid, answer=body.answer, basis=body.basis, actor=_officer(request)
        )
    )


@router.post("/requests/{uuid:uid}/extend", response=DataRequestOut, summary="Take more time, once")
def extend(request: HttpRequest, uid: UUID, body: WhyIn) -> DataRequestOut:
    """Take more time, once."""
    return _out(services.extend_request(uid=uid, reason=body.reason, actor=_officer(request)))


@router.post("/requests/{uuid:uid}/make-copy", response=DataRequestOut, summary="Make the copy")
def make_copy(request: HttpRequest, uid: UUID) -> DataRequestOut:
    """Have the copy made by a job."""
    return _out(services.make_copy_for(uid=uid, actor=_officer(request)).request)


@router.post("/requests/{uuid:uid}/correct", response=DataRequestOut, summary="Correct")
def correct(request: HttpRequest, uid: UUID, body: CorrectIn) -> DataRequestOut:
    """Write what is right over what was wrong."""
    return _out(
        services.correct_data(
            uid=uid, values=body.values, proof=body.proof, actor=_officer(request)
        )
    )


@router.post("/requests/{uuid:uid}/restrict", response=DataRequestOut, summary="Restrict the use")
def restrict(request: HttpRequest, uid: UUID, body: WhyIn) -> DataRequestOut:
    """Let the data be used no more but as the law obliges."""
    done = services.restrict_use(uid=uid, reason=body.reason, actor=_officer(request))
    return _out(done.request)


@router.post("/requests/{uuid:uid}/lift", response=DataRequestOut, summary="Lift the restriction")
def lift(request: HttpRequest, uid: UUID, body: WhyIn) -> DataRequestOut:
    """Let restricted data be used again."""
    done = services.lift_restriction(uid=uid, reason=body.reason, actor=_officer(request))
    return _out(done.request)


@router.post("/requests/{uuid:uid}/delete", response=DataRequestOut, summary="Delete what may go")
def delete(request: HttpRequest, uid: UUID) -> DataRequestOut:
    """Destroy what no law obliges the house to keep, with proof."""
    return _out(services.delete_data(uid=uid, actor=_officer(request)))


@router.get("/requests/{uuid:uid}/copy", summary="The copy, to hand over")
def hand_over(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give the copy of who asked at the desk or by post."""
    return served(services.open_copy(uid=uid, actor=_officer(request)))
