"""Papers of the queue, signed at the person's own computer."""

from uuid import UUID

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import DomainError
from tinhso.signing.agents.store import answered
from tinhso.signing.models import AgentPaper, AgentTurn, Certificate, SigningItem
from tinhso.signing.rules import TurnKind, UseSource, account_of
from tinhso.signing.services.agent_turns import (
    TurnSubject,
    ask_agent,
    key_at_agent,
    put_laid,
    put_refusal,
    subjects,
)
from tinhso.signing.services.confirming import SIGN, use_confirmation
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.queue import own_certificate, require_read
from tinhso.signing.services.queue_signing import commit_signature
from tinhso.signing.services.signatories import field_for, require_signer
from tinhso.signing.services.signatures import finish_pdf, lay_pdf
from tinhso.signing.tokens.store import DeviceRefused


def start_agent_turn(*, confirmation_uid: UUID, code: str, actor: Actor) -> AgentTurn:
    """Ask the actor's own computer to sign the papers that he confirmed.

    Each is laid out now; what cannot be signed is told apart and the rest is asked for. Raises
    `AgentNeeded` when his key is elsewhere or no computer of his holds it any more.
    """
    require_signer(actor)
    certificate = own_certificate(actor)
    key = key_at_agent(certificate)
    asked = use_confirmation(
        confirmation_uid=confirmation_uid, code=code, purpose=SIGN, actor=actor
    )
    laid = [
        _laid_out(UUID(text), position, certificate, actor)
        for position, text in enumerate(asked.items, start=1)
    ]
    papers = [paper for paper in laid if paper is not None]
    turn = AgentTurn(
        kind=TurnKind.QUEUE,
        account_uid=account_of(actor),
        key=key,
        certificate=certificate,
        whole=len(papers),
    )
    return ask_agent(turn, papers, actor)


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
        content = files.open_file(item.file)
        put_laid(paper, lay_pdf(content, certificate=certificate, field=field_for(item)))
    except DomainError as refusal:
        put_refusal(paper, refusal)
    return paper


class QueueTurn(TurnSubject):
    """Papers that a person read and confirmed."""

    def sign(
        self, paper: AgentPaper, turn: AgentTurn, value: bytes | DeviceRefused, actor: Actor
    ) -> None:
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
                content = files.open_file(paper.file)
                signed = finish_pdf(content, paper.laid, certificate=certificate)
            rows = SigningItem.objects.waiting_for(actor).select_related("file__blob")
            item = fetch(rows, uid=paper.item_uid)
            item.file = paper.file
            commit_signature(item, signed, certificate, used, actor)


subjects.register(TurnKind.QUEUE, QueueTurn())
