"""Papers signed on the person's own computer: laid out here, signed there, finished here.

Nothing is held while he reads and types his PIN: no transaction, no lock, no thread. What is to be
signed waits in rows for five minutes; an answer uses them up, whatever came of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from cryptography import x509
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.identity.queries import actor_of_account
from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import DomainError
from tinhso.signing.agents.store import (
    AgentNeeded,
    answered,
    refusal_for,
    unanswered,
)
from tinhso.signing.agents.words import OTHER_CERTIFICATE
from tinhso.signing.models import (
    AgentKey,
    AgentPaper,
    AgentTurn,
    Certificate,
    SigningAgent,
    SigningItem,
)
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.agents import STORE
from tinhso.signing.rules import (
    OPEN_TURNS,
    TURN_MINUTES,
    TURNS_KEPT,
    PaperState,
    TurnState,
    UseSource,
    account_of,
)
from tinhso.signing.services.agents import AGENT
from tinhso.signing.services.authority import der
from tinhso.signing.services.confirming import SIGN, use_confirmation
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.queue import commit_signature, own_certificate, require_read
from tinhso.signing.services.signatures import finish_pdf, lay_pdf
from tinhso.signing.tokens.store import DeviceRefused

EMPTY: Final = {"first": b"", "rest": b"", "to_sign": b"", "digest": b""}
LONGEST_MESSAGE: Final = 1000
LONGEST_SAID: Final = 400


class TurnOver(DomainError):
    """What an agent was asked is answered once, in its time, by the computer that was asked."""

    code = "signing.turn_over"


@dataclass(frozen=True)
class AgentAnswer:
    """What an agent gave for one paper: a value, or why it gave none."""

    value: bytes = b""
    trouble: str = ""


def start_agent_turn(*, confirmation_uid: UUID, code: str, actor: Actor) -> AgentTurn:
    """Ask the actor's own computer to sign the papers that he confirmed.

    Each is laid out now; what cannot be signed is told apart and the rest is asked for. Raises
    `AgentNeeded` when his key is elsewhere or no computer of his holds it any more.
    """
    require(actor, SigningPermission.SIGN_ITEM)
    certificate = own_certificate(actor)
    key = _key_of(certificate)
    asked = use_confirmation(
        confirmation_uid=confirmation_uid, code=code, purpose=SIGN, actor=actor
    )
    papers = [
        _laid_out(UUID(text), position, certificate, actor)
        for position, text in enumerate(asked.items, start=1)
    ]
    return _kept(papers, key, certificate, actor)


def _key_of(certificate: Certificate) -> AgentKey:
    if certificate.key_store != STORE:
        raise AgentNeeded(_("Khóa của bạn không nằm trên máy ký; hãy ký ngay trên trang."))
    key = AgentKey.objects.select_related("agent").filter(certificate=certificate).first()
    if key is None or key.agent.ended_at is not None or key.agent.accepted_at is None:
        raise AgentNeeded(
            _("Máy ký giữ khóa của bạn không còn ghép; hãy ghép lại ở “Máy ký của tôi”.")
        )
    return key


def _laid_out(
    item_uid: UUID, position: int, certificate: Certificate, actor: Actor
) -> AgentPaper | None:
    """Lay out one paper; one that is not before the actor any more is left out."""
    rows = SigningItem.objects.waiting_for(actor).select_related("file__blob")
    item = rows.filter(uid=item_uid).first()
    if item is None:
        return None
    paper = AgentPaper(
        position=position,
        item_uid=item.uid,
        file=item.file,
        title=item.title,
        sha256=files.sha256_of(item.file),
    )
    try:
        require_read(item, actor)
        made = lay_pdf(files.open_file(item.file), certificate=certificate)
    except DomainError as refusal:
        _refuse(paper, refusal)
        return paper
    paper.algorithm, paper.to_sign = made.algorithm, made.to_sign
    paper.first, paper.rest = made.laid.first, made.laid.rest
    paper.room, paper.digest = made.laid.room, made.laid.digest
    return paper


@transaction.atomic
def _kept(
    papers: Sequence[AgentPaper | None], key: AgentKey, certificate: Certificate, actor: Actor
) -> AgentTurn:
    now, kept = timezone.now(), [paper for paper in papers if paper is not None]
    is_open = any(paper.state == PaperState.WAITING for paper in kept)
    turn = AgentTurn.objects.create(
        account_uid=account_of(actor),
        key=key,
        certificate=certificate,
        state=TurnState.WAITING if is_open else TurnState.DONE,
        language=translation.get_language() or "vi",
        asked_at=now,
        expires_at=now + timedelta(minutes=TURN_MINUTES),
        ended_at=None if is_open else now,
    )
    for paper in kept:
        paper.turn = turn
    AgentPaper.objects.bulk_create(kept)
    audit.record("signing.agent_asked", actor=actor, target=turn, papers=len(kept))
    return turn


@transaction.atomic
def cancel_agent_turn(*, uid: UUID, actor: Actor) -> AgentTurn:
    """Ask no longer; an answer that comes later is refused."""
    turn = fetch(AgentTurn.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    if turn.state in OPEN_TURNS:
        _end(turn, TurnState.CANCELLED)
        audit.record("signing.agent_cancelled", actor=actor, target=turn)
    return turn


def show_turn(*, agent: SigningAgent) -> AgentTurn | None:
    """Return what an agent is to ask its person now, the oldest first, and note that it does."""
    asked = AgentTurn.objects.open_now().filter(key__agent=agent)
    turn = asked.select_related("key", "certificate").order_by("asked_at", "pk").first()
    if turn is not None and turn.state == TurnState.WAITING:
        AgentTurn.objects.filter(pk=turn.pk, state=TurnState.WAITING).update(state=TurnState.SHOWN)
    return turn


def refuse_turn(*, uid: UUID, agent: SigningAgent, trouble: str, pin: str = "") -> AgentTurn:
    """Take an agent's no to all of it: the person declined, or the device did not open."""
    turn = _claimed(uid, agent, TurnState.REFUSED)
    with translation.override(turn.language):
        said = str(refusal_for(trouble, pin).message)
    turn.said = said[:LONGEST_SAID]
    with transaction.atomic():
        _end(turn, TurnState.REFUSED)
        audit.record("signing.agent_refused", actor=AGENT, target=turn, reason=trouble)
    return turn


def finish_turn(
    *, uid: UUID, agent: SigningAgent, certificate: bytes, answers: Mapping[UUID, AgentAnswer]
) -> AgentTurn:
    """Put the values that an agent gave into their papers, each in a transaction of its own.

    A value that is not of the certificate's key, and a paper that changed meanwhile, are refused;
    the others are signed all the same. The answer is taken once.
    """
    turn = _claimed(uid, agent, TurnState.SIGNING)
    with translation.override(turn.language):
        if certificate != der_of(turn.certificate):
            turn.said = str(refusal_for(OTHER_CERTIFICATE).message)
            _end(turn, TurnState.REFUSED)
            return turn
        actor = actor_of_account(turn.account_uid)
        waiting = turn.papers.filter(state=PaperState.WAITING).select_related("file__blob")
        for paper in waiting.order_by("position"):
            _finish(paper, turn, answers.get(paper.uid), actor)
    _end(turn, TurnState.DONE)
    return turn


def _claimed(uid: UUID, agent: SigningAgent, state: TurnState) -> AgentTurn:
    """Take an open turn of this agent by one statement, so that a second answer finds none."""
    rows = AgentTurn.objects.open_now().filter(key__agent=agent, uid=uid)
    if not AgentTurn.objects.filter(pk__in=rows.values("pk"), state__in=OPEN_TURNS).update(
        state=state
    ):
        raise TurnOver(_("Lượt ký này đã hết hạn, đã bỏ hoặc đã trả lời."))
    return AgentTurn.objects.select_related("key", "certificate").get(uid=uid)


def _finish(paper: AgentPaper, turn: AgentTurn, answer: AgentAnswer | None, actor: Actor) -> None:
    try:
        _sign(paper, turn, _given(answer), actor)
        paper.state = PaperState.SIGNED
    except DomainError as refusal:
        _refuse(paper, refusal)
    paper.save(update_fields=["state", "code", "message"])


def _given(answer: AgentAnswer | None) -> bytes | DeviceRefused:
    if answer is None:
        return unanswered()
    if answer.trouble:
        return refusal_for(answer.trouble)
    return answer.value or unanswered()


def _sign(paper: AgentPaper, turn: AgentTurn, value: bytes | DeviceRefused, actor: Actor) -> None:
    """Sign what was laid out and keep it, if it is still what waits for this person."""
    certificate = turn.certificate
    with key_act(
        source=UseSource.QUEUE,
        actor=actor,
        title=paper.title,
        sha256=paper.sha256,
        item_uid=paper.item_uid,
    ) as used:
        with answered(turn.key.reference, bytes(paper.to_sign), value):
            signed = finish_pdf(files.open_file(paper.file), paper.laid, certificate=certificate)
        rows = SigningItem.objects.waiting_for(actor).select_related("file__blob")
        item = fetch(rows, uid=paper.item_uid)
        item.file = paper.file
        commit_signature(item, signed, certificate, used, actor)


def _refuse(paper: AgentPaper, refusal: DomainError) -> None:
    paper.state, paper.code = PaperState.REFUSED, refusal.code
    paper.message = str(refusal.message)[:LONGEST_MESSAGE]


def _end(turn: AgentTurn, state: TurnState) -> None:
    """Close a turn; what was to be signed is kept no longer."""
    turn.state, turn.ended_at = state, timezone.now()
    turn.save(update_fields=["state", "ended_at", "said"])
    turn.papers.update(**EMPTY)


def forget_turns() -> None:
    """Drop what was asked long ago, and what waits to be signed in turns that ran out."""
    now = timezone.now()
    AgentPaper.objects.filter(turn__expires_at__lt=now).exclude(to_sign=b"").update(**EMPTY)
    AgentTurn.objects.filter(expires_at__lt=now - TURNS_KEPT).delete()


def der_of(certificate: Certificate) -> bytes:
    """Return a certificate as the agent has it."""
    return der(x509.load_pem_x509_certificate(certificate.certificate.encode()))
