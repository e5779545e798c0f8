"""Batches signed at the owner's own computer: one PIN there, portion after portion.

His computer keeps his device open for as long as it goes on. A portion that was signed is kept;
when the computer, the device or the network goes away, the rest waits for him again, and nothing
is signed twice.
"""

from contextlib import suppress
from typing import Final

from django.db.models import Max
from django.utils import translation

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import DomainError
from tinhso.kernel.files.rules import MIB
from tinhso.signing.agents.store import AgentNeeded, answered
from tinhso.signing.models import (
    AgentKey,
    AgentPaper,
    AgentTurn,
    BatchFile,
    Certificate,
    SigningBatch,
)
from tinhso.signing.rules import (
    AGENT_PORTION,
    BatchAct,
    BatchState,
    TurnKind,
    UseSource,
    account_of,
)
from tinhso.signing.services.agent_turns import (
    TurnSubject,
    ask_agent,
    key_at_agent,
    put_laid,
    subjects,
)
from tinhso.signing.services.batches_placing import look_of
from tinhso.signing.services.batches_working import (
    Made,
    due_files,
    go_on,
    keep_made,
    key_of,
    refuse_file,
    require_signed_below,
    saying_unstamped,
)
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.plans import LaidPdf
from tinhso.signing.services.signatures import CertificateUnusable, finish_pdf, lay_seal
from tinhso.signing.services.signing_files import Given, lay_file
from tinhso.signing.tokens.store import DeviceRefused

PORTION_BYTES: Final = 64 * MIB


def require_agent(batch: SigningBatch) -> AgentKey:
    """Return the key of a batch at its owner's paired computer; refuse when it is away for good."""
    if batch.certificate is None:
        raise CertificateUnusable
    return key_at_agent(batch.certificate)


def ask_for_batch(batch: SigningBatch, actor: Actor) -> SigningBatch:
    """Ask the owner's computer for the first portion of a batch that he confirmed."""
    key = require_agent(batch)
    turn = AgentTurn(
        kind=TurnKind.BATCH,
        account_uid=account_of(actor),
        key=key,
        certificate=batch.certificate,
        batch=batch,
        whole=due_files(batch).count(),
    )
    ask_agent(turn, _portion(batch, behind=0), actor)
    batch.refresh_from_db()
    return batch


def _portion(batch: SigningBatch, *, behind: int) -> list[AgentPaper]:
    """Lay out the next files; what takes no signature is told in its row, and the next is taken."""
    papers, weight = list[AgentPaper](), 0
    due = due_files(batch).filter(position__gt=behind).order_by("position")
    certificate = key_of(batch)
    with translation.override(batch.language):
        for pk in list(due.values_list("pk", flat=True)):
            if len(papers) >= AGENT_PORTION or weight >= PORTION_BYTES:
                break
            row = BatchFile.objects.select_related("source__blob").get(pk=pk)
            with suppress(DomainError):
                paper = _laid_out(row, certificate, batch)
                papers.append(paper)
                weight += paper.file.size
    return papers


def _laid_out(row: BatchFile, certificate: Certificate, batch: SigningBatch) -> AgentPaper:
    """Lay out one file; one that takes no signature is refused in its row and raised."""
    if row.source is None:
        raise CertificateUnusable
    paper = AgentPaper(
        position=row.position,
        item_uid=row.uid,
        file=row.source,
        title=row.name,
        sha256=row.digest,
    )
    try:
        put_laid(paper, _laid(batch, row, files.open_file(row.source), certificate))
    except DomainError as refusal:
        refuse_file(row, refusal)
        raise
    return paper


def _laid(batch: SigningBatch, row: BatchFile, content: bytes, certificate: Certificate) -> LaidPdf:
    if batch.act == BatchAct.SEAL:
        require_signed_below(batch, content)
        return lay_seal(content, certificate, level=batch.level, name=row.name)
    file, seen = Given(name=row.name, content=content), look_of(row, certificate)
    return lay_file(file, certificate, level=batch.level, seen=seen)


class BatchTurn(TurnSubject):
    """Files of a batch, whose owner confirmed all of them."""

    in_portions = True

    def sign(
        self, paper: AgentPaper, turn: AgentTurn, value: bytes | DeviceRefused, actor: Actor
    ) -> None:
        """Keep a file with its signature, unless the batch was stopped or another was quicker."""
        batch, row = _subject(paper, turn)
        with key_act(
            source=UseSource.BATCH,
            actor=actor,
            title=row.name,
            sha256=row.digest,
            batch_uid=batch.uid,
        ) as used:
            with answered(turn.key.reference, bytes(paper.to_sign), value), saying_unstamped():
                signed = finish_pdf(
                    files.open_file(paper.file),
                    paper.laid,
                    certificate=key_of(batch),
                    level=batch.level,
                )
            made = Made(name=row.name, content=signed, media_type="application/pdf")
            keep_made(row, made, used, actor)

    def refused(self, paper: AgentPaper, refusal: DomainError) -> None:
        """Tell why in the file's row; where the device failed the file goes on waiting."""
        if not isinstance(refusal, DeviceRefused | AgentNeeded):
            refuse_file(BatchFile.objects.get(uid=paper.item_uid), refusal)

    def more(self, turn: AgentTurn) -> list[AgentPaper]:
        """Lay out the files behind those that were signed, while the batch goes on."""
        batch = SigningBatch.objects.select_related("certificate").get(turns=turn)
        if batch.state != BatchState.RUNNING:
            return []
        last: int = turn.papers.aggregate(last=Max("position"))["last"] or 0
        return _portion(batch, behind=last)

    def ended(self, turn: AgentTurn) -> None:
        """Close the batch, or let the rest wait for its owner again."""
        if turn.batch is not None:
            go_on(turn.batch)


def _subject(paper: AgentPaper, turn: AgentTurn) -> tuple[SigningBatch, BatchFile]:
    if turn.batch is None:
        raise AgentNeeded
    return turn.batch, BatchFile.objects.get(uid=paper.item_uid)


subjects.register(TurnKind.BATCH, BatchTurn())
