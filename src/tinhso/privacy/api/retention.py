"""Machine API of keeping and destroying."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Answer, Asked, Router, idempotent
from tinhso.privacy.models import DestructionAct
from tinhso.privacy.queries import retention as queries
from tinhso.privacy.services import retention as services

router = Router()
ONE = "/destructions/{uuid:uid}"


class KeptKindOut(Answer):
    """One kind: how long it is kept, how much has run out, how much will in a year."""

    kind: str
    title: str
    months: int
    basis: str
    is_verified: bool
    is_set: bool
    is_automatic: bool
    least_months: int
    now: int
    in_a_year: int
    gone: int


class RuleIn(Asked):
    """How long a kind is kept, from when, by which law."""

    kind: str = Field(max_length=40)
    months: int = Field(ge=1, le=1200)
    basis: str = Field(max_length=250)
    is_verified: bool = False
    valid_from: date


class KindIn(Asked):
    """Of which kind what has run out is to be destroyed."""

    kind: str = Field(max_length=40)


class HoldIn(Asked):
    """Which record is kept whatever its age, and why."""

    reference: str = Field(max_length=64)
    reason: str = Field(max_length=250)


class ActOut(Answer):
    """One decision to destroy."""

    uid: UUID
    number: str
    kind: str
    state: str
    basis: str
    before: datetime
    proposed_by_name: str
    confirmed_by_name: str
    finished_at: datetime | None


class ProofOut(Answer):
    """What is left of one destroyed record: how it was called, when it went, hashes."""

    label: str
    kind: str
    ended_at: datetime
    at: datetime
    act: UUID
    basis: str
    hashes: list[str]


def _out(act: DestructionAct) -> ActOut:
    return ActOut.model_validate(act, from_attributes=True)


@router.get("/retention", response=list[KeptKindOut], summary="What is kept how long")
def list_kinds(request: HttpRequest) -> list[KeptKindOut]:
    """List each kind with what of the caller's agency has run out."""
    actor = actor_of(request)
    queries.permit_retention(actor)
    return [
        KeptKindOut(
            kind=one.kind,
            title=str(one.title),
            months=one.rule.months,
            basis=one.rule.basis,
            is_verified=one.rule.is_verified,
            is_set=one.is_set,
            is_automatic=one.is_automatic,
            least_months=one.least_months,
            now=one.now,
            in_a_year=one.in_a_year,
            gone=one.gone,
        )
        for one in queries.kept_kinds(actor=actor)
    ]


@router.post("/retention", response={204: None}, summary="Set a term")
def set_term(request: HttpRequest, body: RuleIn) -> tuple[int, None]:
    """Say how long a kind of record is kept from a day on."""
    services.set_retention(actor=actor_of(request), **body.model_dump())
    return 204, None


@router.get("/destructions", response=list[ActOut], summary="Decisions to destroy")
def list_acts(request: HttpRequest) -> list[ActOut]:
    """List the last hundred decisions of the caller's agency."""
    actor = actor_of(request)
    queries.permit_retention(actor)
    return [_out(act) for act in queries.acts(actor=actor)[:100]]


@router.get("/destructions/proofs", response=list[ProofOut], summary="What was destroyed")
def list_proofs(request: HttpRequest) -> list[ProofOut]:
    """List the last two hundred destroyed records of the caller's agency with their proof."""
    actor = actor_of(request)
    queries.permit_retention(actor)
    return [
        ProofOut(
            label=one.label,
            kind=one.act.kind,
            ended_at=one.ended_at,
            at=one.at,
            act=one.act.uid,
            basis=one.act.basis,
            hashes=one.hashes,
        )
        for one in queries.proved(actor=actor).order_by("-at")[:200]
        if one.at is not None
    ]


@router.post("/destructions", response={201: ActOut}, summary="Propose")
@idempotent
def propose(request: HttpRequest, body: KindIn) -> tuple[int, ActOut]:
    """Put down what has run out for a second person to decide on."""
    return 201, _out(services.propose_destruction(kind=body.kind, actor=actor_of(request)))


@router.get(ONE, response=ActOut, summary="One decision")
def read_act(request: HttpRequest, uid: UUID) -> ActOut:
    """Read one decision."""
    return _out(queries.act_of(uid=uid, actor=actor_of(request)))


@router.post(ONE + "/hold", response=ActOut, summary="Keep one record")
def hold_record(request: HttpRequest, uid: UUID, body: HoldIn) -> ActOut:
    """Keep one record of the list, whatever its age."""
    actor = actor_of(request)
    services.hold(act_uid=uid, reference=body.reference, reason=body.reason, actor=actor)
    return _out(queries.act_of(uid=uid, actor=actor))


@router.post(ONE + "/confirm", response=ActOut, summary="Decide as the second person")
def confirm(request: HttpRequest, uid: UUID) -> ActOut:
    """Decide that the list is destroyed; a job carries it out."""
    return _out(services.confirm_destruction(uid=uid, actor=actor_of(request)))


@router.post(ONE + "/cancel", response=ActOut, summary="Drop a proposal")
def cancel(request: HttpRequest, uid: UUID) -> ActOut:
    """Drop a proposal before it is decided."""
    return _out(services.cancel_destruction(uid=uid, actor=actor_of(request)))
