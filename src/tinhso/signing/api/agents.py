"""A person's own computers and what they are asked to sign, for programs of his."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema, Status

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Asked, Router
from tinhso.signing import queries, services
from tinhso.signing.models import AgentTurn, SigningAgent
from tinhso.signing.rules import PaperState

router = Router()


class OwnAgentOut(Schema):
    """A computer of the caller's own; `code` stands until it was typed there."""

    uid: UUID
    name: str
    code: str
    check: str
    joined_at: datetime | None
    accepted_at: datetime | None
    seen_at: datetime | None
    is_near: bool


class TurnIn(Asked):
    """The confirmation whose papers are to be signed, with its code."""

    confirmation: UUID
    code: str = Field(max_length=12)


class TurnPaperOut(Schema):
    """What became of one paper."""

    item: UUID
    title: str
    state: str
    code: str
    message: str


class TurnOut(Schema):
    """How far it has come; nothing more comes once it `is_over`."""

    uid: UUID
    state: str
    is_over: bool
    said: str
    expires_at: datetime
    papers: list[TurnPaperOut]


@router.get("/agents", response=list[OwnAgentOut])
def list_agents(request: HttpRequest) -> list[OwnAgentOut]:
    """List the caller's own computers."""
    return [_agent_out(agent) for agent in queries.own_agents(actor=actor_of(request))]


@router.post("/agents", response={201: OwnAgentOut})
def offer_pairing(request: HttpRequest) -> Status[OwnAgentOut]:
    """Get a code to type at one more computer."""
    return Status(201, _agent_out(services.offer_pairing(actor=actor_of(request))))


@router.post("/agents/{uid}/accept", response=OwnAgentOut)
def accept_agent(request: HttpRequest, uid: UUID) -> OwnAgentOut:
    """Say that the computer with this check number is one's own."""
    return _agent_out(services.accept_agent(uid=uid, actor=actor_of(request)))


@router.post("/agents/{uid}/unpair", response={204: None})
def unpair_agent(request: HttpRequest, uid: UUID) -> Status[None]:
    """Let a computer in no longer."""
    services.unpair_agent(uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.post("/agent-turns", response={201: TurnOut})
def start_turn(request: HttpRequest, body: TurnIn) -> Status[TurnOut]:
    """Ask the caller's own computer to sign what he confirmed (`asks` said `agent`)."""
    turn = services.start_agent_turn(
        confirmation_uid=body.confirmation, code=body.code, actor=actor_of(request)
    )
    return Status(201, turn_out(turn))


@router.get("/agent-turns/{uid}", response=TurnOut)
def read_turn(request: HttpRequest, uid: UUID) -> TurnOut:
    """Tell how far it has come."""
    return turn_out(queries.agent_turn(uid=uid, actor=actor_of(request)))


@router.post("/agent-turns/{uid}/cancel", response=TurnOut)
def cancel_turn(request: HttpRequest, uid: UUID) -> TurnOut:
    """Ask no longer."""
    return turn_out(services.cancel_agent_turn(uid=uid, actor=actor_of(request)))


def _agent_out(agent: SigningAgent) -> OwnAgentOut:
    return OwnAgentOut(
        uid=agent.uid,
        name=agent.name,
        code=agent.code,
        check=agent.check_number,
        joined_at=agent.joined_at,
        accepted_at=agent.accepted_at,
        seen_at=agent.seen_at,
        is_near=agent.is_near,
    )


def turn_out(turn: AgentTurn) -> TurnOut:
    """Return how far a turn has come."""
    return TurnOut(
        uid=turn.uid,
        state=turn.state,
        is_over=turn.is_over,
        said=turn.said,
        expires_at=turn.expires_at,
        papers=[
            TurnPaperOut(
                item=paper.item_uid,
                title=paper.title,
                state=PaperState(paper.state),
                code=paper.code,
                message=paper.message,
            )
            for paper in turn.papers.order_by("position")
        ],
    )
