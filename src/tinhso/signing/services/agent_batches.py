"""Batches signed at the owner's own computer: one PIN there, portion after portion.

His computer keeps his device open for as long as it goes on. A portion that was signed is kept;
when the computer, the device or the network goes away, the rest waits for him again, and nothing
is signed twice.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from django.db.models import Max
from django.utils import translation

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import DomainError
from tinhso.kernel.files.rules import MIB
from tinhso.signing.agents.store import AgentNeeded, answered
from tinhso.signing.agents.words import PROTOCOL
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
    Format,
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
    files_together,
    go_on,
    keep_together,
    key_of,
    refuse_file,
    require_signed_below,
    saying_unstamped,
)
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.plans import LaidPdf
from tinhso.signing.services.signatures import CertificateUnusable, lay_seal
from tinhso.signing.services.signing_files import Given, finish_files, lay_files
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
    if batch.is_together:
        return _together(batch)
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


def _together(batch: SigningBatch) -> list[AgentPaper]:
    """Lay out the one container of a batch, or tell in every row why there is none."""
    rows, given = files_together(batch)
    if not given:
        return []
    with translation.override(batch.language):
        try:
            laid = lay_files(given, key_of(batch), form=Format(batch.format), level=batch.level)
        except DomainError as refusal:
            _refuse_all(rows, refusal)
            return []
    sha256 = hashlib.sha256(laid.laid.first).hexdigest()
    return [_paper(rows[0], laid, title=batch.title, sha256=sha256)]


def _paper(row: BatchFile, laid: LaidPdf, *, title: str, sha256: str) -> AgentPaper:
    if row.source is None:
        raise CertificateUnusable
    paper = AgentPaper(
        position=row.position, item_uid=row.uid, file=row.source, title=title, sha256=sha256
    )
    put_laid(paper, laid)
    return paper


def _refuse_all(rows: Sequence[BatchFile], refusal: DomainError) -> None:
    for row in rows:
        refuse_file(row, refusal)


def _laid_out(row: BatchFile, certificate: Certificate, batch: SigningBatch) -> AgentPaper:
    """Lay out one file; one that takes no signature is refused in its row and raised."""
    if row.source is None:
        raise CertificateUnusable
    try:
        laid = _laid(batch, row, files.open_file(row.source), certificate)
    except DomainError as refusal:
        refuse_file(row, refusal)
        raise
    return _paper(row, laid, title=row.name, sha256=row.digest)


def _laid(batch: SigningBatch, row: BatchFile, content: bytes, certificate: Certificate) -> LaidPdf:
    if batch.act == BatchAct.SEAL:
        require_signed_below(batch, content)
        return lay_seal(content, certificate, level=batch.level, name=row.name)
    file, seen = Given(name=row.name, content=content), look_of(row, certificate)
    form = Format(batch.format)
    return lay_files([file], certificate, form=form, level=batch.level, seen=seen)


class BatchTurn(TurnSubject):
    """Files of a batch, whose owner confirmed all of them."""

    in_portions = True

    def protocol(self, turn: AgentTurn) -> int:
        """Return that of PDF alone, or of files of other kinds."""
        return 1 if form_of(turn.batch) is Format.PADES else PROTOCOL

    def sign(
        self, paper: AgentPaper, turn: AgentTurn, value: bytes | DeviceRefused, actor: Actor
    ) -> None:
        """Keep a file with its signature, unless the batch was stopped or another was quicker."""
        batch, row = _subject(paper, turn)
        rows, given = [row], [Given(name=row.name, content=files.open_file(paper.file))]
        if batch.is_together:
            rows, given = files_together(batch)
        if not given:
            raise AgentNeeded
        with key_act(
            source=UseSource.BATCH,
            actor=actor,
            title=paper.title,
            sha256=row.digest,
            batch_uid=batch.uid,
        ) as used:
            with answered(turn.key.reference, bytes(paper.to_sign), value), saying_unstamped():
                signed = finish_files(
                    given,
                    paper.laid,
                    bytes(paper.to_sign),
                    certificate=key_of(batch),
                    form=form_of(batch),
                    level=batch.level,
                )
            made = Made(name=signed.name, content=signed.content, media_type=signed.media_type)
            keep_together(rows, made, used, actor)

    def refused(self, paper: AgentPaper, refusal: DomainError) -> None:
        """Tell why in the file's row; where the device failed the file goes on waiting."""
        if isinstance(refusal, DeviceRefused | AgentNeeded):
            return
        row = BatchFile.objects.select_related("batch").get(uid=paper.item_uid)
        _refuse_all(files_together(row.batch)[0] if row.batch.is_together else [row], refusal)

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


def form_of(batch: SigningBatch | None) -> Format:
    """Return in which format what a turn is about is signed: a batch's own, else PDF."""
    is_chosen = batch is not None and batch.act == BatchAct.SIGN
    return Format(batch.format) if batch is not None and is_chosen else Format.PADES


def _subject(paper: AgentPaper, turn: AgentTurn) -> tuple[SigningBatch, BatchFile]:
    if turn.batch is None:
        raise AgentNeeded
    return turn.batch, BatchFile.objects.get(uid=paper.item_uid)


subjects.register(TurnKind.BATCH, BatchTurn())
