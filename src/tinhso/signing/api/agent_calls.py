"""What an agent on a person's computer calls: join, show its keys, ask what to sign, answer.

It calls with the token of its pairing, which opens nothing else. The protocol is told in
`docs/reference/signing-agent.md`.
"""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status
from ninja.security.base import AuthBase
from pydantic import Base64Bytes

from tinhso.identity.queries import actor_of_account
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.api import Asked, Router, anybody
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.web.brand import current_brand
from tinhso.signing import queries, services
from tinhso.signing.agents.words import POLL_SECONDS
from tinhso.signing.models import AgentKey, AgentPaper, AgentTurn, SigningAgent
from tinhso.signing.rules import MOST_AT_ONCE, OPEN_TURNS, Format, PaperState
from tinhso.signing.services.adopting import MOST_ABOVE

router = Router()
LONGEST_VALUE: Final = 2048
LONGEST_CERTIFICATE: Final = 16_384


class _AgentOnly(AuthBase):
    """Take the token of a pairing: it stands for a computer, and opens nothing but this."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the computer as a party of its own, so that its calls are counted apart."""
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        agent = queries.agent_of_token(token.strip())
        if agent is None:
            return None
        services.note_seen(agent)
        actor = Actor(kind=ActorKind.CLIENT, id=agent.uid, name=agent.name)
        request.actor, request.agent = actor, agent  # type: ignore[attr-defined]  # read below
        return actor


agent_only = _AgentOnly()


def _agent(request: HttpRequest) -> SigningAgent:
    agent: SigningAgent = request.agent  # type: ignore[attr-defined]  # set by `agent_only`
    return agent


def _accepted(request: HttpRequest) -> SigningAgent:
    """Return the agent of a computer that its person has accepted."""
    agent = _agent(request)
    if agent.accepted_at is None:
        raise NotPermitted
    return agent


class JoinIn(Asked):
    """The code that the page shows, and what the computer is called."""

    code: str = Field(max_length=40)
    name: str = Field(max_length=200)


class JoinOut(Schema):
    """The token to keep. Page and agent show the same `check`; the person compares them."""

    token: str
    check: str
    installation: str


class AgentOut(Schema):
    """How the pairing stands: whose it is, and how often to ask."""

    installation: str
    person: str
    name: str
    accepted: bool
    poll_seconds: int


class KeyIn(Asked):
    """A key on a device, proved by a request that it signed (PKCS#10, PEM).

    `certificates` (DER, base64) are those that the device holds: the key's own, then those above.
    """

    request: str = Field(max_length=16_384)
    device: str = Field(max_length=64)
    place: str = Field(max_length=64)
    certificates: list[Annotated[Base64Bytes, Field(max_length=LONGEST_CERTIFICATE)]] = Field(
        [], max_length=MOST_ABOVE + 1
    )


class AgentKeyOut(Schema):
    """A key and, once it is issued, its certificate (DER, base64)."""

    uid: UUID
    device: str
    place: str
    fingerprint: str
    declined: bool
    certificate: str


class AskedPaperOut(Schema):
    """One paper: what the person reads, and what the key is to sign.

    Of a container `manifest` (XML, base64) is the list of its files with the digest of each: what
    the signature is over. Of a signature in XML `properties` (XML, base64) are those it signs.
    """

    uid: UUID
    title: str
    sha256: str
    format: str
    manifest: str
    properties: str
    algorithm: str
    to_sign: str


class AskedTurnOut(Schema):
    """What the person is to agree to, and with which key.

    `title` is that of a batch. Its papers come in portions, `whole` in all at most by one PIN.
    """

    uid: UUID
    kind: str
    title: str
    whole: int
    expires_at: datetime
    device: str
    place: str
    certificate: str
    papers: list[AskedPaperOut]


class NextOut(Schema):
    """What waits for this computer: nothing, or one turn."""

    turn: AskedTurnOut | None


class RefusalIn(Asked):
    """Why all of it stays unsigned: the device's own word, `declined` or `doubted`."""

    trouble: str = Field(max_length=32)
    pin: str = Field("", max_length=16)


class ValueIn(Asked):
    """The value for one paper (base64), or why there is none."""

    paper: UUID
    value: Annotated[Base64Bytes, Field(max_length=LONGEST_VALUE)] = b""
    trouble: str = Field("", max_length=32)


class ValuesIn(Asked):
    """All values of a turn, with the certificate whose key gave them (DER, base64)."""

    certificate: Annotated[Base64Bytes, Field(max_length=LONGEST_CERTIFICATE)]
    values: list[ValueIn] = Field(max_length=MOST_AT_ONCE)


class PaperResultOut(Schema):
    """What became of one paper."""

    paper: UUID
    signed: bool
    message: str


class AgentResultOut(Schema):
    """What became of a turn, to be told to the person; where `more` stands, `GET /next` goes on."""

    state: str
    said: str
    more: bool
    papers: list[PaperResultOut]


@router.post("/join", response={201: JoinOut}, auth=anybody)
def join(request: HttpRequest, body: JoinIn) -> Status[JoinOut]:
    """Let a computer in by the code that its person typed there."""
    joined = services.join_agent(
        code=body.code, name=body.name, address=request.META.get("REMOTE_ADDR", "")
    )
    made = JoinOut(
        token=joined.token, check=joined.agent.check_number, installation=_installation()
    )
    return Status(201, made)


@router.get("/state", response=AgentOut, auth=agent_only)
def state(request: HttpRequest) -> AgentOut:
    """Tell how the pairing stands."""
    agent = _agent(request)
    return AgentOut(
        installation=_installation(),
        person=actor_of_account(agent.account_uid).name,
        name=agent.name,
        accepted=agent.accepted_at is not None,
        poll_seconds=POLL_SECONDS,
    )


@router.post("/leave", response={204: None}, auth=agent_only)
def leave(request: HttpRequest) -> Status[None]:
    """End the pairing; the token is worth nothing afterwards."""
    services.leave(agent=_agent(request))
    return Status(204, None)


@router.post("/keys", response={201: AgentKeyOut}, auth=agent_only)
def offer_key(request: HttpRequest, body: KeyIn) -> Status[AgentKeyOut]:
    """Show a key that lies on a device of this person, so that a certificate can be issued."""
    key = services.offer_key(
        agent=_accepted(request),
        request=body.request,
        device=body.device,
        place=body.place,
        certificates=body.certificates,
    )
    return Status(201, _key_out(key))


@router.get("/keys", response=list[AgentKeyOut], auth=agent_only)
def list_keys(request: HttpRequest) -> list[AgentKeyOut]:
    """List the keys that this computer holds."""
    return [_key_out(key) for key in queries.keys_of_agent(agent=_accepted(request))]


@router.get("/next", response=NextOut, auth=agent_only)
def next_turn(request: HttpRequest, protocol: Annotated[int, Query(ge=1, le=99)] = 1) -> NextOut:
    """Return what the person is to be asked now, for an agent that speaks `protocol`."""
    turn = services.show_turn(agent=_accepted(request), protocol=protocol)
    return NextOut(turn=None if turn is None else _turn_out(turn))


@router.post("/turns/{uid}/refuse", response=AgentResultOut, auth=agent_only)
def refuse(request: HttpRequest, uid: UUID, body: RefusalIn) -> AgentResultOut:
    """Say that nothing is signed, and why."""
    turn = services.refuse_turn(
        uid=uid, agent=_accepted(request), trouble=body.trouble, pin=body.pin
    )
    return _result_out(turn, turn.papers.order_by("position"))


@router.post("/turns/{uid}/values", response=AgentResultOut, auth=agent_only)
def answer(request: HttpRequest, uid: UUID, body: ValuesIn) -> AgentResultOut:
    """Give the values; each is checked with the certificate before it goes into its paper."""
    done = services.finish_turn(
        uid=uid,
        agent=_accepted(request),
        certificate=body.certificate,
        answers={
            one.paper: services.AgentAnswer(value=one.value, trouble=one.trouble)
            for one in body.values
        },
    )
    return _result_out(done.turn, done.papers)


def _installation() -> str:
    brand = current_brand()
    return f"{brand.service}, {brand.province}"


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _key_out(key: AgentKey) -> AgentKeyOut:
    return AgentKeyOut(
        uid=key.uid,
        device=key.device,
        place=key.place,
        fingerprint=key.fingerprint,
        declined=key.declined_at is not None,
        certificate=_text(services.der_of(key.certificate)) if key.certificate else "",
    )


def _turn_out(turn: AgentTurn) -> AskedTurnOut:
    waiting = turn.papers.filter(state=PaperState.WAITING).order_by("position")
    form = services.form_of(turn.batch)
    is_container = form is Format.ASIC_E
    return AskedTurnOut(
        uid=turn.uid,
        kind=turn.kind,
        title=turn.batch.title if turn.batch is not None else "",
        whole=turn.whole,
        expires_at=turn.expires_at,
        device=turn.key.device,
        place=turn.key.place,
        certificate=_text(services.der_of(turn.certificate)),
        papers=[
            AskedPaperOut(
                uid=paper.uid,
                title=paper.title,
                sha256=paper.sha256,
                format=form.value,
                manifest=_text(bytes(paper.first)) if is_container else "",
                properties=_text(services.properties_laid(form, bytes(paper.first))),
                algorithm=paper.algorithm,
                to_sign=_text(bytes(paper.to_sign)),
            )
            for paper in waiting
        ],
    )


def _result_out(turn: AgentTurn, papers: Iterable[AgentPaper]) -> AgentResultOut:
    return AgentResultOut(
        state=turn.state,
        said=turn.said,
        more=turn.state in OPEN_TURNS,
        papers=[
            PaperResultOut(
                paper=paper.uid, signed=paper.state == PaperState.SIGNED, message=paper.message
            )
            for paper in papers
        ],
    )
