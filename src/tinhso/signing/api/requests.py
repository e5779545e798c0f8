"""Machine API of requests on certificates: drawn up, signed for, sent, answered, handed over."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Asked, Router
from tinhso.signing import services
from tinhso.signing.models import CertificateProposal, CertificateRequest, CertificateRequestLine
from tinhso.signing.queries import register as registered
from tinhso.signing.queries import requests as asked
from tinhso.signing.rules import ProposalCause, ProposalOutcome
from tinhso.signing.rules_requests import (
    MOST_LINES,
    MOST_RENEWALS,
    Addressee,
    LineState,
    RequestKind,
    RequestState,
)
from tinhso.signing.services.requests import LineValues

router = Router()


class RequestQuery(Schema):
    """Which requests: in a state, of a kind, late ones; older ones after the last that was read."""

    state: RequestState | None = None
    kind: RequestKind | None = None
    late: bool = False
    limit: int = Field(50, ge=1, le=200)
    after: UUID | None = Field(None, description="`uid` of the last row that was read")


class RequestLineOut(Schema):
    """One holder: what is asked, what came of it. Identity and telephone numbers are not given."""

    uid: UUID
    name: str
    title: str
    agency: str
    email: str
    state: LineState
    refusal: str
    certificate: str
    issued: str
    device_due_at: datetime | None
    minute: str


class RequestRowOut(Schema):
    """One request."""

    uid: UUID
    kind: RequestKind
    form: str
    state: RequestState
    agency_id: int
    number: str
    addressee: Addressee
    asked_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    is_late: bool
    answered_at: datetime | None
    holders: int


class CertificateRequestOut(RequestRowOut):
    """One request with its holders and papers."""

    return_reason: str
    reference: str
    file: str
    answer_file: str
    lines: list[RequestLineOut]


class RequestIn(Asked):
    """What is asked for: officials, agencies, names of devices, or certificates."""

    kind: RequestKind
    agency_id: int | None = None
    accounts: list[UUID] = Field(default_factory=list, max_length=MOST_LINES)
    agencies: list[int] = Field(default_factory=list, max_length=MOST_LINES)
    names: list[str] = Field(default_factory=list, max_length=MOST_LINES)
    certificates: list[UUID] = Field(default_factory=list, max_length=MOST_RENEWALS)


class LineIn(Asked):
    """What the form asks of one holder; each kind of request takes its part."""

    name: str = Field("", max_length=200)
    title: str = Field("", max_length=200)
    agency_name: str = Field("", max_length=200)
    email: str = Field("", max_length=200)
    identity_number: str = Field("", max_length=20)
    identity_on: date | None = None
    identity_by: str = Field("", max_length=200)
    phone: str = Field("", max_length=20)
    address: str = Field("", max_length=300)
    tax_code: str = Field("", max_length=32)
    budget_code: str = Field("", max_length=32)
    device_kind: str = Field("", max_length=16)
    receiver: str = Field("", max_length=200)
    reason: str = Field("", max_length=32)
    note: str = Field("", max_length=500)


class HeadIn(Asked):
    """Who signs, and who coordinates."""

    signer: UUID
    contact_name: str = Field("", max_length=200)
    contact_phone: str = Field("", max_length=32)


class SentIn(Asked):
    """The key under which the authority keeps it."""

    reference: str = Field("", max_length=200)


class GrantIn(Asked):
    """What belongs to a yes."""

    years: int = Field(3, ge=1, le=5)
    device_serial: str = Field("", max_length=64)
    serial: str = Field("", max_length=64)


class RefuseLineIn(Asked):
    """Why not."""

    reason: str = Field(max_length=500)


class DeviceIn(Asked):
    """Whether the device came back or was lost, and how."""

    is_lost: bool = False
    note: str = Field("", max_length=500)


class ReceiptOut(Schema):
    """A second factor was asked for; the new key may ask for more."""

    uid: UUID
    expires_at: datetime
    asks: str


class ReceiveIn(Asked):
    """The code, and what the store of the new key asks."""

    confirmation: UUID
    code: str = Field(max_length=12)
    secret: str = Field("", max_length=64)


class ProposalQuery(Schema):
    """Which forms that are due; older ones after the last that was read."""

    waiting: bool = True
    limit: int = Field(50, ge=1, le=200)
    after: UUID | None = None


class ProposalOut(Schema):
    """A certificate for which an agency is to file a form."""

    uid: UUID
    form: str
    cause: ProposalCause
    name: str
    serial: str
    agency_id: int
    raised_at: datetime
    outcome: str


class OutcomeIn(Asked):
    """How a proposal was dealt with."""

    outcome: ProposalOutcome


def _line(line: CertificateRequestLine) -> RequestLineOut:
    return RequestLineOut(
        uid=line.uid,
        name=line.name,
        title=line.title,
        agency=line.agency_name,
        email=line.email,
        state=LineState(line.state),
        refusal=line.refusal,
        certificate=line.certificate.serial if line.certificate else "",
        issued=line.issued.serial if line.issued else "",
        device_due_at=line.device_due_at,
        minute=line.minute_file.get_absolute_url() if line.minute_file else "",
    )


def _row(row: CertificateRequest, holders: int) -> RequestRowOut:
    return RequestRowOut(
        uid=row.uid,
        kind=RequestKind(row.kind),
        form=row.form,
        state=RequestState(row.state),
        agency_id=row.agency_id,
        number=row.number,
        addressee=Addressee(row.addressee),
        asked_at=row.asked_at,
        sent_at=row.sent_at,
        due_at=row.due_at,
        is_late=row.is_late,
        answered_at=row.answered_at,
        holders=holders,
    )


def _whole(request: HttpRequest, uid: UUID) -> CertificateRequestOut:
    page = asked.request_page(uid=uid, actor=actor_of(request))
    row = page.request
    return CertificateRequestOut(
        **_row(row, len(page.lines)).model_dump(),
        return_reason=row.return_reason,
        reference=row.channel_reference,
        file=row.file.get_absolute_url() if row.file else "",
        answer_file=row.answer_file.get_absolute_url() if row.answer_file else "",
        lines=[_line(line) for line in page.lines],
    )


@router.get("/requests", response=list[RequestRowOut])
def list_requests(request: HttpRequest, query: Query[RequestQuery]) -> list[RequestRowOut]:
    """List requests of the caller's agency and those below, the newest first."""
    actor = actor_of(request)
    asked.require_requester(actor)
    rows = asked.requests(actor=actor)
    if query.state:
        rows = rows.filter(state=query.state)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.late:
        rows = rows.late()
    if query.after:
        rows = rows.filter(uid__lt=query.after)
    return [_row(row, vars(row)["holders"]) for row in rows.order_by("-uid")[: query.limit]]


@router.post("/requests", response={201: CertificateRequestOut})
def draft_request(request: HttpRequest, body: RequestIn) -> Status[CertificateRequestOut]:
    """Draw a request up; names and offices come from the house's lists."""
    made = services.requests.draft_request(**body.model_dump(), actor=actor_of(request))
    return Status(201, _whole(request, made.uid))


@router.get("/requests/{uid}", response=CertificateRequestOut)
def read_request(request: HttpRequest, uid: UUID) -> CertificateRequestOut:
    """Read one request with its holders."""
    return _whole(request, uid)


@router.post("/requests/{uid}/sign", response=CertificateRequestOut)
def put_before_head(request: HttpRequest, uid: UUID, body: HeadIn) -> CertificateRequestOut:
    """Print the form and put it into the head's queue."""
    services.requests.put_before_head(uid=uid, **body.model_dump(), actor=actor_of(request))
    return _whole(request, uid)


@router.post("/requests/{uid}/withdraw", response=CertificateRequestOut)
def withdraw_request(request: HttpRequest, uid: UUID) -> CertificateRequestOut:
    """Give a request up before it was signed."""
    services.requests.withdraw(uid=uid, actor=actor_of(request))
    return _whole(request, uid)


@router.post("/requests/{uid}/sent", response=CertificateRequestOut)
def note_sent(request: HttpRequest, uid: UUID, body: SentIn) -> CertificateRequestOut:
    """Note that the clerk carried it himself."""
    services.requests.note_sent(uid=uid, reference=body.reference, actor=actor_of(request))
    return _whole(request, uid)


@router.put("/request-lines/{uid}", response=RequestLineOut)
def complete_line(request: HttpRequest, uid: UUID, body: LineIn) -> RequestLineOut:
    """Write down what the form asks of one holder."""
    line = services.requests.complete_line(
        uid=uid, values=LineValues(**body.model_dump()), actor=actor_of(request)
    )
    return _line(line)


@router.delete("/request-lines/{uid}", response=CertificateRequestOut)
def drop_line(request: HttpRequest, uid: UUID) -> CertificateRequestOut:
    """Take a holder off the list."""
    left = services.requests.drop_line(uid=uid, actor=actor_of(request))
    return _whole(request, left.uid)


@router.post("/request-lines/{uid}/grant", response=RequestLineOut)
def grant_line(request: HttpRequest, uid: UUID, body: GrantIn) -> RequestLineOut:
    """Answer yes for one certificate."""
    return _line(
        services.requests.grant_line(uid=uid, **body.model_dump(), actor=actor_of(request))
    )


@router.post("/request-lines/{uid}/refuse", response=RequestLineOut)
def refuse_line(request: HttpRequest, uid: UUID, body: RefuseLineIn) -> RequestLineOut:
    """Answer no for one certificate."""
    return _line(
        services.requests.refuse_line(uid=uid, reason=body.reason, actor=actor_of(request))
    )


@router.post("/request-lines/{uid}/hand-over", response=RequestLineOut)
def hand_over(request: HttpRequest, uid: UUID) -> RequestLineOut:
    """Record that an agency received its certificate."""
    return _line(services.requests.hand_over(line_uid=uid, actor=actor_of(request)))


@router.post("/request-lines/{uid}/device", response=RequestLineOut)
def return_device(request: HttpRequest, uid: UUID, body: DeviceIn) -> RequestLineOut:
    """Record that the device of a revoked certificate came back or was lost."""
    return _line(
        services.requests.return_device(line_uid=uid, **body.model_dump(), actor=actor_of(request))
    )


@router.post("/request-lines/{uid}/receipt", response={201: ReceiptOut})
def start_receipt(request: HttpRequest, uid: UUID) -> Status[ReceiptOut]:
    """Ask for the second factor with which the caller signs that he received his certificate."""
    actor = actor_of(request)
    waiting = services.requests.start_receipt(line_uid=uid, actor=actor)
    line = asked.line_to_receive(uid=uid, actor=actor)
    services.begin_secret(line.issued)
    asks = services.secret_asked(line.issued)
    return Status(201, ReceiptOut(uid=waiting.uid, expires_at=waiting.expires_at, asks=str(asks)))


@router.post("/request-lines/{uid}/receive", response=RequestLineOut)
def receive_certificate(request: HttpRequest, uid: UUID, body: ReceiveIn) -> RequestLineOut:
    """Sign, with the new key, that it was received."""
    line = services.requests.receive_certificate(
        line_uid=uid,
        confirmation_uid=body.confirmation,
        code=body.code,
        secret=body.secret,
        actor=actor_of(request),
    )
    return _line(line)


def _proposal(row: CertificateProposal) -> ProposalOut:
    return ProposalOut(
        uid=row.uid,
        form=row.form,
        cause=ProposalCause(row.cause),
        name=row.certificate.name,
        serial=row.certificate.serial,
        agency_id=row.agency_id,
        raised_at=row.raised_at,
        outcome=row.outcome,
    )


@router.get("/proposals", response=list[ProposalOut])
def list_proposals(request: HttpRequest, query: Query[ProposalQuery]) -> list[ProposalOut]:
    """List forms that are due at the caller's agency and those below, the newest first."""
    actor = actor_of(request)
    registered.require_proposer(actor)
    rows = registered.proposals(actor=actor)
    if query.waiting:
        rows = rows.waiting()
    if query.after:
        rows = rows.filter(uid__lt=query.after)
    return [_proposal(row) for row in rows.order_by("-uid")[: query.limit]]


@router.post("/proposals/{uid}/request", response={201: CertificateRequestOut})
def request_of_proposal(request: HttpRequest, uid: UUID) -> Status[CertificateRequestOut]:
    """Turn a form that is due into a filled-in request."""
    made = services.requests.request_of_proposal(uid=uid, actor=actor_of(request))
    return Status(201, _whole(request, made.uid))


@router.post("/proposals/{uid}/close", response=ProposalOut)
def close_proposal(request: HttpRequest, uid: UUID, body: OutcomeIn) -> ProposalOut:
    """Note that the form was filed outside this house, or that none is due."""
    row = services.close_proposal(uid=uid, outcome=body.outcome, actor=actor_of(request))
    return _proposal(row)
