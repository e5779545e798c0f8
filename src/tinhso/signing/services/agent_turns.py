"""Papers signed on the person's own computer: laid out here, signed there, finished here.

Nothing is held while he reads and types his PIN: no transaction, no lock, no thread. What is to be
signed waits in rows for five minutes; an answer uses them up, whatever came of it. What a turn is
about (papers of the queue, a batch) says its `TurnSubject`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

from cryptography import x509
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.identity.queries import actor_of_account
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import DomainError
from tinhso.kernel.registry import Registry
from tinhso.signing.agents.store import AgentNeeded, refusal_for, unanswered
from tinhso.signing.agents.words import OTHER_CERTIFICATE, OUTDATED
from tinhso.signing.models import AgentKey, AgentPaper, AgentTurn, Certificate, SigningAgent
from tinhso.signing.queries.agents import STORE
from tinhso.signing.rules import OPEN_TURNS, TURN_MINUTES, TURNS_KEPT, PaperState, TurnState
from tinhso.signing.services.agents import AGENT
from tinhso.signing.services.authority import der
from tinhso.signing.services.plans import LaidPdf
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


@dataclass(frozen=True)
class Answered:
    """What came of an answer; while the turn is open, there is more to sign by the same PIN."""

    turn: AgentTurn
    papers: tuple[AgentPaper, ...]


class TurnSubject(ABC):
    """What turns of one kind are about."""

    in_portions: ClassVar[bool] = False
    """Whether more follows by the same PIN; its papers then live as long as their portion."""

    def protocol(self, turn: AgentTurn) -> int:
        """Return what an agent must speak to look through what it is to sign."""
        return 1

    @abstractmethod
    def sign(
        self, paper: AgentPaper, turn: AgentTurn, value: bytes | DeviceRefused, actor: Actor
    ) -> None:
        """Put a value into its paper and keep what came of it, if it is still wanted."""

    def refused(self, paper: AgentPaper, refusal: DomainError) -> None:  # noqa: B027  # may do nothing
        """Note elsewhere than in the paper why it was not signed."""

    def more(self, turn: AgentTurn) -> list[AgentPaper]:
        """Lay out what follows by the same PIN."""
        return []

    def ended(self, turn: AgentTurn) -> None:  # noqa: B027  # may do nothing
        """Do what follows from the end of a turn, in its transaction."""


subjects: Registry[TurnSubject] = Registry("subjects of turns")
"""Keyed by `TurnKind`."""


def key_at_agent(certificate: Certificate) -> AgentKey:
    """Return the key of a certificate at a paired computer of its holder's; refuse any other."""
    if certificate.key_store != STORE:
        raise AgentNeeded(_("Khóa của bạn không nằm trên máy ký; hãy ký ngay trên trang."))
    key = AgentKey.objects.select_related("agent").filter(certificate=certificate).first()
    if key is None or key.agent.ended_at is not None or key.agent.accepted_at is None:
        raise AgentNeeded(
            _("Máy ký giữ khóa của bạn không còn ghép; hãy ghép lại ở “Máy ký của tôi”.")
        )
    return key


def put_laid(paper: AgentPaper, made: LaidPdf) -> None:
    """Put into a paper what its agent is to sign, and what will stand around it."""
    paper.algorithm, paper.to_sign = made.algorithm, made.to_sign
    paper.first, paper.rest = made.laid.first, made.laid.rest
    paper.room, paper.digest = made.laid.room, made.laid.digest


@transaction.atomic
def ask_agent(turn: AgentTurn, papers: Sequence[AgentPaper], actor: Actor) -> AgentTurn:
    """Let the computer that holds the key be asked for papers that were laid out."""
    now = timezone.now()
    is_open = any(paper.state == PaperState.WAITING for paper in papers)
    turn.state = TurnState.WAITING if is_open else TurnState.DONE
    turn.language = translation.get_language() or "vi"
    turn.asked_at, turn.expires_at = now, now + timedelta(minutes=TURN_MINUTES)
    turn.ended_at = None if is_open else now
    turn.save(force_insert=True)
    _put(turn, papers)
    audit.record("signing.agent_asked", actor=actor, target=turn, papers=turn.whole)
    if not is_open:
        subjects.get(turn.kind).ended(turn)
    return turn


def _put(turn: AgentTurn, papers: Sequence[AgentPaper]) -> None:
    for paper in papers:
        paper.turn = turn
    AgentPaper.objects.bulk_create(papers)


@transaction.atomic
def cancel_agent_turn(*, uid: UUID, actor: Actor) -> AgentTurn:
    """Ask no longer; an answer that comes later is refused."""
    rows = AgentTurn.objects.visible_to(actor).select_for_update(of=("self",))
    turn = fetch(rows, uid=uid)
    if turn.state in OPEN_TURNS:
        _end(turn, TurnState.CANCELLED)
    elif turn.state == TurnState.SIGNING and subjects.get(turn.kind).in_portions:
        # the portion that is being signed ends as it does; nothing follows it
        turn.state, turn.ended_at = TurnState.CANCELLED, timezone.now()
        turn.save(update_fields=["state", "ended_at"])
    else:
        return turn
    audit.record("signing.agent_cancelled", actor=actor, target=turn)
    return turn


def show_turn(*, agent: SigningAgent, protocol: int) -> AgentTurn | None:
    """Return what an agent is to ask its person now, the oldest first, and note that it does.

    An agent too old to look through it is not asked: the person's page says so.
    """
    asked = AgentTurn.objects.open_now().filter(key__agent=agent)
    rows = asked.select_related("key", "certificate", "batch").order_by("asked_at", "pk")
    turn = rows.first()
    if turn is not None and protocol < subjects.get(turn.kind).protocol(turn):
        refuse_turn(uid=turn.uid, agent=agent, trouble=OUTDATED)
        return None
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
) -> Answered:
    """Put the values that an agent gave into their papers, each in a transaction of its own.

    A value that is not of the certificate's key, and a paper that changed meanwhile, are refused;
    the others are signed all the same. The answer is taken once. What goes on in portions is then
    asked for further, unless the device failed.
    """
    turn = _claimed(uid, agent, TurnState.SIGNING)
    subject = subjects.get(turn.kind)
    with translation.override(turn.language):
        if certificate != der_of(turn.certificate):
            turn.said = str(refusal_for(OTHER_CERTIFICATE).message)
            _end(turn, TurnState.REFUSED)
            return Answered(turn, tuple(turn.papers.order_by("position")))
        actor = actor_of_account(turn.account_uid)
        waiting = turn.papers.filter(state=PaperState.WAITING).select_related("file__blob")
        papers = list(waiting.order_by("position"))
        failures = [_finish(paper, turn, answers.get(paper.uid), actor) for paper in papers]
        state = TurnState.DONE
        if subject.in_portions:
            if failed := next((one for one in failures if one is not None), None):
                turn.said, state = str(failed.message)[:LONGEST_SAID], TurnState.REFUSED
            elif (more := subject.more(turn)) and _ask_further(turn, more):
                return Answered(turn, tuple(papers))
    _end(turn, state)
    return Answered(turn, tuple(papers))


def _claimed(uid: UUID, agent: SigningAgent, state: TurnState) -> AgentTurn:
    """Take an open turn of this agent by one statement, so that a second answer finds none."""
    rows = AgentTurn.objects.open_now().filter(key__agent=agent, uid=uid)
    if not AgentTurn.objects.filter(pk__in=rows.values("pk"), state__in=OPEN_TURNS).update(
        state=state
    ):
        raise TurnOver(_("Lượt ký này đã hết hạn, đã bỏ hoặc đã trả lời."))
    return AgentTurn.objects.select_related("key", "certificate", "batch").get(uid=uid)


def _finish(
    paper: AgentPaper, turn: AgentTurn, answer: AgentAnswer | None, actor: Actor
) -> DeviceRefused | None:
    """Finish one paper; return what the device failed at, if it did."""
    subject = subjects.get(turn.kind)
    try:
        subject.sign(paper, turn, _given(answer), actor)
        paper.state = PaperState.SIGNED
    except DomainError as refusal:
        put_refusal(paper, refusal)
        subject.refused(paper, refusal)
    paper.save(update_fields=["state", "code", "message"])
    given = _given(answer)
    return given if isinstance(given, DeviceRefused) else None


def _given(answer: AgentAnswer | None) -> bytes | DeviceRefused:
    if answer is None:
        return unanswered()
    if answer.trouble:
        return refusal_for(answer.trouble)
    return answer.value or unanswered()


def put_refusal(paper: AgentPaper, refusal: DomainError) -> None:
    """Put into a paper why it is not signed."""
    paper.state, paper.code = PaperState.REFUSED, refusal.code
    paper.message = str(refusal.message)[:LONGEST_MESSAGE]


@transaction.atomic
def _ask_further(turn: AgentTurn, papers: Sequence[AgentPaper]) -> bool:
    """Put the next portion in the place of the one that was signed; not if it was stopped."""
    rows = AgentTurn.objects.select_for_update(of=("self",)).filter(pk=turn.pk)
    if not rows.filter(state=TurnState.SIGNING).exists():
        return False
    turn.papers.all().delete()
    turn.state = TurnState.SHOWN
    turn.expires_at = timezone.now() + timedelta(minutes=TURN_MINUTES)
    turn.save(update_fields=["state", "expires_at"])
    _put(turn, papers)
    return True


@transaction.atomic
def _end(turn: AgentTurn, state: TurnState) -> None:
    """Close a turn; what was to be signed is kept no longer."""
    turn.refresh_from_db(fields=["state"])
    if turn.state != TurnState.CANCELLED:
        turn.state, turn.ended_at = state, timezone.now()
        turn.save(update_fields=["state", "ended_at", "said"])
    subject = subjects.get(turn.kind)
    if subject.in_portions:
        turn.papers.all().delete()
    else:
        turn.papers.update(**EMPTY)
    subject.ended(turn)


def forget_turns() -> None:
    """Drop what was asked long ago, and what waits to be signed in turns that ran out."""
    now = timezone.now()
    over = AgentPaper.objects.filter(turn__expires_at__lt=now)
    over.filter(turn__batch__isnull=False).delete()
    over.exclude(to_sign=b"").update(**EMPTY)
    AgentTurn.objects.filter(expires_at__lt=now - TURNS_KEPT).delete()


def der_of(certificate: Certificate) -> bytes:
    """Return a certificate as the agent has it."""
    return der(x509.load_pem_x509_certificate(certificate.certificate.encode()))
