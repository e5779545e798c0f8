"""Machine API of requests of competent bodies."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Field, File, Form, Query
from ninja.files import UploadedFile

from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.api import Answer, Asked, Page, PageQuery, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.files import checks
from tinhso.kernel.files.registry import file_uses
from tinhso.organization import queries as organization
from tinhso.privacy.authority_rules import AskedKind, AskedState
from tinhso.privacy.models import AuthorityRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.authorities import authority_request, authority_requests
from tinhso.privacy.queries.late_authorities import late_authorities
from tinhso.privacy.services import authorities as services
from tinhso.privacy.web import served

router = Router()
ONE = "/authorities/{uuid:uid}"


class AuthorityOut(Answer):
    """One request of a competent body with its hours."""

    uid: UUID
    number: str
    kind: str
    is_urgent: bool
    body: str
    body_person: str
    paper_number: str
    paper_on: date
    basis: str
    subject: str
    dossier_number: str
    is_silent: bool
    silent_until: date | None
    silent_basis: str
    silence_ended_by: str
    received_at: datetime
    due_at: datetime
    state: str
    answered_at: datetime | None
    answer: str
    late_reason: str
    told_at: datetime | None


class AuthorityIn(Asked):
    """What the paper of the body says."""

    kind: AskedKind
    is_urgent: bool = False
    received_at: datetime
    body: str = Field(max_length=200)
    body_person: str = Field("", max_length=200)
    paper_number: str = Field(max_length=80)
    paper_on: date
    basis: str = Field(max_length=250)
    subject: str = Field(max_length=4000)
    person_number: str = Field("", max_length=20)
    dossier_number: str = Field("", max_length=64)
    is_silent: bool = False
    silent_until: date | None = None
    silent_basis: str = Field("", max_length=250)


class AuthorityAnswerIn(Asked):
    """What was given or taken down, or why it is refused."""

    answer: str = Field(max_length=4000)
    late_reason: str = Field("", max_length=4000)


class SilenceEndIn(Asked):
    """By which paper the person may be told; a last day of silence, or at once."""

    paper: str = Field(max_length=250)
    last_day: date | None = None


class AuthorityGrantIn(Asked):
    """To whom what was given is handed, and for how many hours it opens."""

    receiver: str = Field(max_length=200)
    hours: int = Field(24, ge=1, le=168)


class AuthorityGrantOut(Answer):
    """Until when what was given opens."""

    receiver: str
    until: datetime


class AuthoritiesQuery(PageQuery):
    """Which requests, and how much."""

    state: AskedState | None = None


class LateAuthorityOut(Answer):
    """One request that ran out of time, as a leader reads it: never about whom."""

    number: str
    agency: str
    kind: str
    is_urgent: bool
    received_at: datetime
    due_at: datetime
    state: str
    answered_at: datetime | None
    officer: str


def _out(row: AuthorityRequest) -> AuthorityOut:
    return AuthorityOut.model_validate(row, from_attributes=True)


@router.get("/authorities", response=Page[AuthorityOut], summary="Requests of competent bodies")
def list_authorities(request: HttpRequest, query: Query[AuthoritiesQuery]) -> Page[AuthorityOut]:
    """List the requests to the caller's agency, the last recorded first."""
    actor = actor_of(request)
    require(actor, P.HANDLE_AUTHORITIES)
    rows = authority_requests(actor=actor)
    if query.state is not None:
        rows = rows.filter(state=query.state)
    found = page_of(rows, order=("-id",), size=query.limit, cursor=query.cursor or "")
    return Page(
        items=[_out(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get(
    "/authorities/late", response=Page[LateAuthorityOut], summary="Requests past their time"
)
def list_late(request: HttpRequest, query: Query[AuthoritiesQuery]) -> Page[LateAuthorityOut]:
    """List what is or was late in the leader's agency and those below it, the last due first."""
    actor = actor_of(request)
    require(actor, P.OVERSEE_AUTHORITIES)
    rows = late_authorities(actor=actor)
    if query.state is not None:
        rows = rows.filter(state=query.state)
    found = page_of(rows, order=("-due_at", "-id"), size=query.limit, cursor=query.cursor or "")
    names = organization.agency_names({row.agency_id for row in found.rows})
    return Page(
        items=[
            LateAuthorityOut(
                number=row.number,
                agency=names.get(row.agency_id, ""),
                kind=row.kind,
                is_urgent=row.is_urgent,
                received_at=row.received_at,
                due_at=row.due_at,
                state=row.state,
                answered_at=row.answered_at,
                officer=row.officer_name or row.recorded_by_name,
            )
            for row in found.rows
        ],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post("/authorities", response={201: AuthorityOut}, summary="Record a request")
@idempotent
def enter(request: HttpRequest, body: AuthorityIn) -> tuple[int, AuthorityOut]:
    """Write a request of a competent body down."""
    data = services.AuthorityData(**body.model_dump())
    made = services.enter_authority_request(data=data, actor=actor_of(request))
    return 201, _out(made)


@router.get(ONE, response=AuthorityOut, summary="One request of a competent body")
def read_one(request: HttpRequest, uid: UUID) -> AuthorityOut:
    """Read one request."""
    return _out(authority_request(uid=uid, actor=actor_of(request)))


@router.post(ONE + "/answer", response=AuthorityOut, summary="It was done")
def answer(request: HttpRequest, uid: UUID, body: AuthorityAnswerIn) -> AuthorityOut:
    """Keep what was given or taken down, where no file was given."""
    return _out(services.answer_authority(uid=uid, actor=actor_of(request), **body.model_dump()))


@router.post(ONE + "/answer-file", response=AuthorityOut, summary="It was given as a file")
def answer_with_file(
    request: HttpRequest, uid: UUID, body: Form[AuthorityAnswerIn], file: File[UploadedFile]
) -> AuthorityOut:
    """Keep what was given with its file, which opens by a grant only."""
    actor = actor_of(request)
    require(actor, P.HANDLE_AUTHORITIES)
    use = file_uses.get(services.AUTHORITY_USE)
    given = checks.check(file.read(use.max_bytes + 1), file.name or "", use)
    return _out(services.answer_authority(uid=uid, actor=actor, file=given, **body.model_dump()))


@router.post(ONE + "/refuse", response=AuthorityOut, summary="It is refused")
def refuse(request: HttpRequest, uid: UUID, body: AuthorityAnswerIn) -> AuthorityOut:
    """Answer that it is not done, and why."""
    return _out(services.refuse_authority(uid=uid, actor=actor_of(request), **body.model_dump()))


@router.post(ONE + "/end-silence", response=AuthorityOut, summary="The person may be told")
def end_silence(request: HttpRequest, uid: UUID, body: SilenceEndIn) -> AuthorityOut:
    """Say by which paper the law forbids it no longer."""
    return _out(services.end_silence(uid=uid, actor=actor_of(request), **body.model_dump()))


@router.post(ONE + "/grants", response={201: AuthorityGrantOut}, summary="Open what was given")
@idempotent
def grant(request: HttpRequest, uid: UUID, body: AuthorityGrantIn) -> tuple[int, AuthorityGrantOut]:
    """Open what was given for some hours, to hand it over."""
    made = services.grant_given(uid=uid, actor=actor_of(request), **body.model_dump())
    return 201, AuthorityGrantOut(receiver=made.receiver, until=made.until)


@router.get(ONE + "/file", summary="What was given")
def given_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give the file while the caller's hours for it run; the look is kept."""
    return served(services.open_given(uid=uid, actor=actor_of(request)))
