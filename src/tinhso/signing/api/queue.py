"""Machine API of the queue: papers that wait, one second factor for many, number and seal."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api import Asked, Router
from tinhso.signing import queries, services
from tinhso.signing.models import SigningItem
from tinhso.signing.queries.queue import CAP
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import MOST_AT_ONCE

router = Router()


class ItemOut(Schema):
    """One paper that waits for the caller's signature."""

    uid: UUID
    kind: str
    title: str
    state: str
    drafted_by: str
    checked_by: str
    requested_at: datetime
    due_at: datetime | None
    link: str
    """Where the paper was made; empty where the caller may not go there."""

    file: str


class SigningQueueOut(Schema):
    """What waits, what is due first on top; `count` stops at 1,000."""

    items: list[ItemOut]
    count: int


class QueueQuery(Schema):
    """How much of the queue, and which papers of it.

    `late` keeps what is past its day or what is not, `read` what can be signed as it was read or
    what is still to be opened; `q` are words of the name or of who prepared and checked it.
    """

    limit: int = Field(50, ge=1, le=200)
    kind: str = Field("", max_length=64)
    drafted_by: str = Field("", max_length=200)
    late: bool | None = None
    read: bool | None = None
    q: str = Field("", max_length=200)


class LineOut(Schema):
    """One paragraph; `was` is what stood there when the caller last read it."""

    text: str
    changed: bool
    was: str


class SignatoryOut(Schema):
    """One of several who sign a paper in their order; a void signature no longer counts."""

    position: int
    name: str
    capacity: str
    signed_at: datetime | None
    is_next: bool
    is_void: bool


class ReadingOut(Schema):
    """A paper's text with what changed since the caller last opened it.

    `changed_pages` are pages whose pictures differ, not yet known while `is_comparing`.
    `signatories` is empty where one person alone signs.
    """

    item: ItemOut
    lines: list[LineOut]
    changes: int
    changed_pages: list[int]
    is_comparing: bool
    is_read: bool
    signatories: list[SignatoryOut]


class ReturnedIn(Asked):
    """Why a paper goes back."""

    reason: str = Field(max_length=2000)


class UntilIn(Asked):
    """Until when a paper is put off."""

    until: datetime | None = None


class ConfirmationIn(Asked):
    """Which papers are to be signed with one second factor."""

    items: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ConfirmationOut(Schema):
    """A second factor was asked for; the code went to the signer's phone.

    `asks` is what his key's store asks beside it: nothing, `pin`,
    `code`: that of the remote signing service, or `agent`: his own computer signs, by
    `POST /agent-turns`.
    """

    uid: UUID
    items: list[UUID]
    expires_at: datetime
    asks: KeySecret = KeySecret.NOTHING


class CodeIn(Asked):
    """The code from the phone."""

    code: str = Field(max_length=12)


class SignIn(CodeIn):
    """The code, and what the store of the signer's key asks of him (`asks`)."""

    secret: str = Field("", max_length=64)


class OutcomeOut(Schema):
    """What became of one paper."""

    item: UUID
    signed: bool
    code: str
    message: str


class SealOut(Schema):
    """The clerk's act on a paper."""

    item: UUID
    number: str
    state: str
    file: str | None
    turn: UUID | None
    """What the clerk's own computer is asked (`agent-turns/{uid}`), where the seal's key is."""


class ShiftOut(Schema):
    """The hours in which scans are signed after one second factor."""

    opened_at: datetime
    ends_at: datetime


def _item_out(item: SigningItem, actor: Actor) -> ItemOut:
    return ItemOut(
        uid=item.uid,
        kind=item.kind,
        title=item.title,
        state=item.state,
        drafted_by=item.drafted_by,
        checked_by=item.checked_by,
        requested_at=item.requested_at,
        due_at=item.due_at,
        link=queries.origin_of(item=item, actor=actor).url,
        file=item.file.get_absolute_url(),
    )


@router.get("/items", response=SigningQueueOut)
def list_items(request: HttpRequest, query: Query[QueueQuery]) -> SigningQueueOut:
    """List what waits for the caller's signature, or the papers of it that are asked for."""
    actor = actor_of(request)
    services.require_signer(actor)
    rows = queries.narrowed_queue(
        actor=actor,
        kind=query.kind,
        drafted_by=query.drafted_by,
        is_late=query.late,
        is_read=query.read,
        words=query.q,
    )
    return SigningQueueOut(
        items=[_item_out(row, actor) for row in rows[: query.limit]], count=rows[:CAP].count()
    )


@router.get("/items/{uid}", response=ReadingOut)
def read_item(request: HttpRequest, uid: UUID) -> ReadingOut:
    """Read one paper; open it by `POST …/open` once it was shown whole."""
    actor = actor_of(request)
    item, reading = services.read_item(item_uid=uid, actor=actor)
    return ReadingOut(
        item=_item_out(item, actor),
        lines=[
            LineOut(text=line.text, changed=line.changed, was=line.was)
            for line in reading.paragraphs
        ],
        changes=reading.changes,
        changed_pages=[page.now for page in reading.pages if page.now],
        is_comparing=reading.is_comparing,
        is_read=reading.is_read,
        signatories=[SignatoryOut(**vars(one)) for one in queries.signatories_of(item=item)],
    )


@router.post("/items/{uid}/open", response=ItemOut)
def open_item(request: HttpRequest, uid: UUID) -> ItemOut:
    """Say that the paper's present content was shown to the signer."""
    actor = actor_of(request)
    return _item_out(services.open_item(item_uid=uid, actor=actor), actor)


@router.post("/items/{uid}/return", response=ItemOut)
def return_item(request: HttpRequest, uid: UUID, body: ReturnedIn) -> ItemOut:
    """Send a paper back with a reason."""
    actor = actor_of(request)
    item = services.return_for_rework(item_uid=uid, reason=body.reason, actor=actor)
    return _item_out(item, actor)


@router.post("/items/{uid}/postpone", response=ItemOut)
def postpone_item(request: HttpRequest, uid: UUID, body: UntilIn) -> ItemOut:
    """Put a paper off."""
    actor = actor_of(request)
    item = services.postpone(item_uid=uid, until=body.until, actor=actor)
    return _item_out(item, actor)


@router.post("/items/{uid}/seal", response=SealOut)
def seal_item(request: HttpRequest, uid: UUID) -> SealOut:
    """Number and seal a signed paper; asked twice, it is done once."""
    act = services.number_and_seal(item_uid=uid, actor=actor_of(request))
    file = act.sealed_file.get_absolute_url() if act.sealed_file else None
    turn = queries.seal_turn(item_uid=uid) if file is None else None
    return SealOut(
        item=uid,
        number=act.number_text,
        state=act.state,
        file=file,
        turn=turn.uid if turn is not None else None,
    )


@router.post("/items/{uid}/void", response=ItemOut)
def void_item(request: HttpRequest, uid: UUID) -> ItemOut:
    """Send back a signed paper whose signature was lost before its seal, to be signed again."""
    actor = actor_of(request)
    return _item_out(services.void_signature(item_uid=uid, actor=actor), actor)


@router.post("/confirmations", response={201: ConfirmationOut})
def ask_confirmation(request: HttpRequest, body: ConfirmationIn) -> Status[ConfirmationOut]:
    """Ask for the one second factor with which these papers are signed."""
    asked = services.start_confirmation(item_uids=body.items, actor=actor_of(request))
    certificate = queries.certificate_of(account_uid=asked.account_uid)
    services.begin_secret(certificate)
    made = ConfirmationOut(
        uid=asked.uid,
        items=[UUID(text) for text in asked.items],
        expires_at=asked.expires_at,
        asks=services.secret_asked(certificate),
    )
    return Status(201, made)


@router.post("/confirmations/{uid}/sign", response=list[OutcomeOut])
def sign(request: HttpRequest, uid: UUID, body: SignIn) -> list[OutcomeOut]:
    """Sign the papers of a confirmation; each is told apart."""
    actor = actor_of(request)
    asked = queries.open_confirmation(uid=uid, actor=actor)
    outcomes = services.sign_items(
        item_uids=[UUID(text) for text in asked.items],
        confirmation_uid=uid,
        code=body.code,
        secret=body.secret,
        actor=actor,
    )
    return [outcome_out(one) for one in outcomes]


def outcome_out(one: services.Outcome) -> OutcomeOut:
    """Return what became of one paper."""
    return OutcomeOut(item=one.item_uid, signed=one.signed, code=one.code, message=one.message)


@router.post("/shift", response={201: ConfirmationOut})
def ask_shift(request: HttpRequest) -> Status[ConfirmationOut]:
    """Ask for the one second factor of a shift in which scans are signed."""
    asked = services.start_shift_confirmation(actor=actor_of(request))
    return Status(201, ConfirmationOut(uid=asked.uid, items=[], expires_at=asked.expires_at))


@router.post("/shift/{uid}/open", response=ShiftOut)
def open_shift(request: HttpRequest, uid: UUID, body: CodeIn) -> ShiftOut:
    """Open the shift with the code; scans are then signed without further questions."""
    shift = services.open_signing_shift(
        confirmation_uid=uid, code=body.code, actor=actor_of(request)
    )
    return ShiftOut(opened_at=shift.opened_at, ends_at=shift.ends_at)
