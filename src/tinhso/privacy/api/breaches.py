"""Machine API of breaches of personal data."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query

from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.api import Answer, Asked, Page, PageQuery, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.privacy.breach_rules import MOST_PEOPLE, BreachState
from tinhso.privacy.models import Breach
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.breaches import breach_of, breaches
from tinhso.privacy.services import breaches as services

router = Router()
ONE = "/breaches/{uuid:uid}"


class BreachOut(Answer):
    """One breach with its 72 hours."""

    uid: UUID
    number: str
    state: str
    found_at: datetime
    happened_at: datetime | None
    place: str
    act: str
    data_kinds: list[str]
    people: str
    people_count: int
    consequences: str
    measures: str
    contact_name: str
    contact_reach: str
    due_at: datetime
    reported_at: datetime | None
    report_document: str
    late_reason: str
    public_notice: str


class BreachIn(Asked):
    """What Decree 356/2025 Art. 28 wants said."""

    found_at: datetime
    happened_at: datetime | None = None
    place: str = Field(max_length=250)
    act: str = Field(max_length=4000)
    data_kinds: list[str] = Field(max_length=20)
    people: str = Field(max_length=250)
    people_count: int = Field(ge=0, le=MOST_PEOPLE)
    consequences: str = Field("", max_length=4000)
    measures: str = Field("", max_length=4000)
    contact_name: str = Field(max_length=200)
    contact_reach: str = Field(max_length=200)


class ReportIn(Asked):
    """That the competent body was told."""

    way: str = Field(max_length=8)
    document: str = Field(max_length=120)
    reported_at: datetime | None = None
    late_reason: str = Field("", max_length=4000)


class NumbersIn(Asked):
    """Numbers of those concerned, one a line."""

    numbers: str = Field(max_length=20_000)


class NoticeIn(Asked):
    """How the public was told."""

    words: str = Field(max_length=4000)


class AddedOut(Answer):
    """How many were added, and which numbers nobody has."""

    added: int
    unknown: list[str]


class ToldOut(Answer):
    """How many were told now."""

    told: int


class BreachesQuery(PageQuery):
    """Which breaches, and how much."""

    state: BreachState | None = None


def _out(row: Breach) -> BreachOut:
    return BreachOut.model_validate(row, from_attributes=True)


@router.get("/breaches", response=Page[BreachOut], summary="Breaches of my agency")
def list_breaches(request: HttpRequest, query: Query[BreachesQuery]) -> Page[BreachOut]:
    """List the breaches of the caller's agency, the last recorded first."""
    actor = actor_of(request)
    require(actor, P.HANDLE_BREACHES)
    rows = breaches(actor=actor)
    if query.state is not None:
        rows = rows.filter(state=query.state)
    found = page_of(rows, order=("-id",), size=query.limit, cursor=query.cursor or "")
    return Page(
        items=[_out(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post("/breaches", response={201: BreachOut}, summary="Record a breach")
@idempotent
def record(request: HttpRequest, body: BreachIn) -> tuple[int, BreachOut]:
    """Write a breach down."""
    data = services.BreachData(**body.model_dump())
    return 201, _out(services.record_breach(data=data, actor=actor_of(request)))


@router.get(ONE, response=BreachOut, summary="One breach")
def read(request: HttpRequest, uid: UUID) -> BreachOut:
    """Read one breach."""
    return _out(breach_of(uid=uid, actor=actor_of(request)))


@router.put(ONE, response=BreachOut, summary="Say more of a breach")
def change(request: HttpRequest, uid: UUID, body: BreachIn) -> BreachOut:
    """Say more of a breach as more is known."""
    data = services.BreachData(**body.model_dump())
    return _out(services.change_breach(uid=uid, data=data, actor=actor_of(request)))


@router.post(ONE + "/report", response=BreachOut, summary="It was reported")
def report(request: HttpRequest, uid: UUID, body: ReportIn) -> BreachOut:
    """Keep that the competent body was told."""
    return _out(services.report_breach(uid=uid, actor=actor_of(request), **body.model_dump()))


@router.post(ONE + "/concerned", response=AddedOut, summary="Name those concerned")
def concerned(request: HttpRequest, uid: UUID, body: NumbersIn) -> AddedOut:
    """Name those concerned by their numbers."""
    added, unknown = services.add_concerned(uid=uid, numbers=body.numbers, actor=actor_of(request))
    return AddedOut(added=added, unknown=unknown)


@router.post(ONE + "/tell", response=ToldOut, summary="Tell those concerned")
def tell(request: HttpRequest, uid: UUID) -> ToldOut:
    """Tell those concerned who were not told yet."""
    return ToldOut(told=services.tell_concerned(uid=uid, actor=actor_of(request)))


@router.post(ONE + "/public-notice", response=BreachOut, summary="The public was told")
def public_notice(request: HttpRequest, uid: UUID, body: NoticeIn) -> BreachOut:
    """Keep how the public was told."""
    actor = actor_of(request)
    return _out(services.keep_public_notice(uid=uid, words=body.words, actor=actor))


@router.post(ONE + "/close", response=BreachOut, summary="Close a breach")
def close(request: HttpRequest, uid: UUID) -> BreachOut:
    """Close a breach that was reported."""
    return _out(services.close_breach(uid=uid, actor=actor_of(request)))


@router.get(ONE + "/notice.pdf", summary="The notice to print")
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the notice to the competent body as a PDF."""
    content = services.breach_pdf(uid=uid, actor=actor_of(request))
    return HttpResponse(content, content_type="application/pdf")
