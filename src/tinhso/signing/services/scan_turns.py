"""Scans signed at the officer's own computer, all that wait by one PIN there."""

from uuid import UUID

from tinhso.identity.queries import actor_of_account
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import DomainError, NotFound
from tinhso.signing.agents.store import answered
from tinhso.signing.models import AgentPaper, AgentTurn, Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import ScanSource, WaitingScan
from tinhso.signing.rules import TurnKind, UseSource, account_of
from tinhso.signing.services.agent_turns import (
    TurnSubject,
    ask_agent,
    key_at_agent,
    put_laid,
    put_refusal,
    subjects,
)
from tinhso.signing.services.confirming import use_confirmation
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.queue import own_certificate
from tinhso.signing.services.scan_acts import SCANS, lay_scan, scans_confirmed, waiting_scans
from tinhso.signing.services.signatures import finish_pdf
from tinhso.signing.tokens.store import DeviceRefused


def start_scans_turn(*, confirmation_uid: UUID, code: str, actor: Actor) -> AgentTurn:
    """Ask the officer's own computer to sign the scans that he confirmed.

    A scan that takes no signature is told apart and the rest is asked for. Raises `AgentNeeded`
    when his key is elsewhere or no computer of his holds it any more.
    """
    require(actor, SigningPermission.SIGN_SCAN)
    certificate = own_certificate(actor)
    key = key_at_agent(certificate)
    asked = use_confirmation(
        confirmation_uid=confirmation_uid, code=code, purpose=SCANS, actor=actor
    )
    papers = [
        _laid_out(source, scan, position, certificate, actor)
        for position, (source, scan) in enumerate(scans_confirmed(asked, actor), start=1)
    ]
    turn = AgentTurn(
        kind=TurnKind.SCAN,
        account_uid=account_of(actor),
        key=key,
        certificate=certificate,
        whole=len(papers),
    )
    return ask_agent(turn, papers, actor)


def _laid_out(
    source: ScanSource, scan: WaitingScan, position: int, certificate: Certificate, actor: Actor
) -> AgentPaper:
    paper = AgentPaper(position=position, item_uid=scan.uid, file=scan.file, title=scan.title)
    paper.sha256 = files.sha256_of(scan.file)
    try:
        paper.file = source.prepared(scan, actor).file
        paper.sha256 = files.sha256_of(paper.file)
        put_laid(paper, lay_scan(files.open_file(paper.file), certificate, name=scan.title))
    except DomainError as refusal:
        put_refusal(paper, refusal)
        source.refused(scan.uid, paper.message, actor)
    return paper


class ScanTurn(TurnSubject):
    """Scans that wait for the officer who made them."""

    def sign(
        self, paper: AgentPaper, turn: AgentTurn, value: bytes | DeviceRefused, actor: Actor
    ) -> None:
        """Keep a scan with its signature, if it is still what waits for this officer."""
        require(actor, SigningPermission.SIGN_SCAN)
        source, scan = _found(paper, actor)
        with key_act(
            source=UseSource.SHIFT,
            actor=actor,
            title=paper.title,
            sha256=paper.sha256,
            item_uid=paper.item_uid,
        ):
            with answered(turn.key.reference, bytes(paper.to_sign), value):
                content = files.open_file(paper.file)
                signed = finish_pdf(content, paper.laid, certificate=turn.certificate)
            source.signed(scan.uid, signed, actor, of=scan.file)

    def refused(self, paper: AgentPaper, refusal: DomainError) -> None:
        """Note with the scan why it goes on waiting."""
        actor = actor_of_account(paper.turn.account_uid)
        for source, scan in waiting_scans(actor=actor):
            if scan.uid == paper.item_uid:
                source.refused(scan.uid, str(refusal.message), actor)


def _found(paper: AgentPaper, actor: Actor) -> tuple[ScanSource, WaitingScan]:
    """Return the scan of a paper, unless it was changed, signed or taken away meanwhile."""
    for source, scan in waiting_scans(actor=actor):
        if scan.uid == paper.item_uid and scan.file.pk == paper.file_id:
            return source, scan
    raise NotFound


subjects.register(TurnKind.SCAN, ScanTurn())
