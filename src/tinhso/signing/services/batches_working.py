"""Working a batch off: each file made outside any transaction and kept in one of its own.

Whatever dies in between leaves that file waiting, and the job's next attempt takes it up; what
is made is kept once, however many workers made it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyhanko.sign.timestamps import TimestampRequestError

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import DomainError
from tinhso.kernel.events import publish
from tinhso.kernel.files.checks import Checked
from tinhso.kernel.files.virus import ScannerAway
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.notifications.services import notify
from tinhso.signing.checking.report import Verdict
from tinhso.signing.events import BatchFinished
from tinhso.signing.formats.stamping import stamp_by
from tinhso.signing.kinds import BATCH_DONE
from tinhso.signing.models import BatchFile, Certificate, KeyGrant, SigningBatch
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import (
    DIGESTS,
    PORTION,
    TRIES,
    BatchAct,
    BatchFileState,
    BatchState,
    CertificateRole,
    Format,
    UseSource,
    try_again_in,
)
from tinhso.signing.services.asked_stamps import StampRefused
from tinhso.signing.services.batches import MADE_USE, KeyNotGranted, plain_name, type_of
from tinhso.signing.services.batches_moving import finish, move_batch
from tinhso.signing.services.batches_placing import look_of
from tinhso.signing.services.clock import ClockNotTrusted
from tinhso.signing.services.copies import NotSignedBelow
from tinhso.signing.services.devices import secret_asked
from tinhso.signing.services.extending import extend
from tinhso.signing.services.key_uses import KeyAct, key_act
from tinhso.signing.services.signatures import CertificateUnusable, evidence_of, seal_pdf
from tinhso.signing.services.signing_files import Given, sign_file, sign_files
from tinhso.signing.services.verification import verify, verify_pdf

STAMP_TYPE: Final = "application/vnd.etsi.timestamp-token"
Say = Callable[[int, int], None]


class StampUnavailable(DomainError):
    """The time-stamp service did not answer, or not as it should."""

    code = "signing.stamp_unavailable"
    status = 503
    title = gettext_lazy("Dịch vụ dấu thời gian chưa trả lời; hệ thống sẽ thử lại.")


PASSING: Final = (StampUnavailable, StampRefused, ScannerAway, ClockNotTrusted)
"""What may be over in a minute: the file is tried again before it counts as failed."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came of one file."""

    name: str = ""
    content: bytes = b""
    media_type: str = ""
    verdict: str = ""
    findings: str = ""


def work_off(*, batch_uid: UUID, say: Say | None = None, by_holder: bool = False) -> SigningBatch:
    """Do the next portion of a batch's files; what is left then is asked for as a job anew.

    A key that asks its holder signs within his own act alone (`by_holder`); what is left then
    waits for him again.
    """
    batch = SigningBatch.objects.select_related("certificate").get(uid=batch_uid)
    due = due_files(batch).order_by("position").values_list("pk", flat=True)
    actor = _worker(batch)
    is_here = batch.is_at_work and (by_holder or not _asks_holder(batch))
    with translation.override(batch.language):
        if is_here and batch.is_together:
            _do_together(batch, actor)
        for pk in list(due[:PORTION]) if is_here and not batch.is_together else ():
            _do_one(batch, BatchFile.objects.select_related("source__blob").get(pk=pk), actor)
            if say is not None:
                batch.refresh_from_db(fields=["done_count", "failed_count"])
                say(batch.handled_count, batch.row_count)
    return go_on(batch)


def _asks_holder(batch: SigningBatch) -> bool:
    """Tell whether the key asks its holder each time: a PIN, a code, at his own computer."""
    return secret_asked(batch.certificate) is not KeySecret.NOTHING


def due_files(batch: SigningBatch) -> QuerySet[BatchFile]:
    """Return the files whose turn it is now, those that wait for another try left out."""
    now = Q(try_at=None) | Q(try_at__lte=timezone.now())
    return BatchFile.objects.filter(now, batch=batch, state=BatchFileState.WAITING)


def _worker(batch: SigningBatch) -> Actor:
    """Return who works for the asker: his rights were looked at when he asked."""
    return Actor(
        kind=ActorKind.SYSTEM,
        id=batch.account_uid or batch.asked_by,
        name="signing.batch",
        sight_keys=frozenset({"system:signing.batch"}),
    )


def _do_one(batch: SigningBatch, row: BatchFile, actor: Actor) -> None:
    if row.state != BatchFileState.WAITING:
        return
    with key_act(
        source=UseSource.BATCH,
        actor=actor,
        title=row.name,
        sha256=row.digest,
        batch_uid=batch.uid,
    ) as used:
        try:
            made = _made(batch, row, actor)
        except DomainError as refusal:
            refuse_file(row, refusal)
        else:
            keep_made(row, made, used, actor)


def files_together(batch: SigningBatch) -> tuple[list[BatchFile], list[Given]]:
    """Return the files that wait for their one container; none while they rest for another try."""
    waiting = batch.files.filter(state=BatchFileState.WAITING).select_related("source__blob")
    rows = list(waiting.order_by("position")) if due_files(batch).exists() else []
    given = [
        Given(name=row.name, content=files.open_file(row.source))
        for row in rows
        if row.source is not None
    ]
    return rows, given


def _do_together(batch: SigningBatch, actor: Actor) -> None:
    """Put all files of a batch into one container under one signature, all of them or none."""
    rows, given = files_together(batch)
    if not given:
        return
    with key_act(
        source=UseSource.BATCH,
        actor=actor,
        title=batch.title,
        sha256=rows[0].digest,
        batch_uid=batch.uid,
    ) as used:
        try:
            with saying_unstamped():
                (made,) = sign_files(
                    files=given,
                    certificate=key_of(batch),
                    form=Format(batch.format),
                    level=batch.level,
                )
        except DomainError as refusal:
            for row in rows:
                refuse_file(row, refusal)
        else:
            content = Made(name=made.name, content=made.content, media_type=made.media_type)
            keep_together(rows, content, used, actor)


def _made(batch: SigningBatch, row: BatchFile, actor: Actor) -> Made:
    content = files.open_file(row.source) if row.source is not None else b""
    with saying_unstamped():
        match batch.act:
            case BatchAct.SIGN:
                return _signed(batch, row, content)
            case BatchAct.SEAL:
                return _sealed(batch, row, content)
            case BatchAct.STAMP:
                return _stamped(row)
            case BatchAct.VERIFY:
                return _verified(content)
            case _:
                raised = extend(content=content, level=batch.level, actor=actor)
                return Made(name=row.name, content=raised, media_type=type_of(raised))


@contextmanager
def saying_unstamped() -> Iterator[None]:
    """Tell a time-stamp service that is away from a file that takes no signature."""
    try:
        yield
    except (TimestampRequestError, OSError) as fault:
        raise StampUnavailable from fault


def _signed(batch: SigningBatch, row: BatchFile, content: bytes) -> Made:
    made = sign_file(
        file=Given(name=row.name, content=content),
        certificate=key_of(batch),
        form=Format(batch.format),
        level=batch.level,
        seen=look_of(row, key_of(batch)),
    )
    return Made(name=made.name, content=made.content, media_type=made.media_type)


def _sealed(batch: SigningBatch, row: BatchFile, content: bytes) -> Made:
    """Seal a PDF over the valid signature of a person of the agency, and over nothing else."""
    require_signed_below(batch, content)
    sealed = seal_pdf(content, certificate=key_of(batch))
    return Made(name=row.name, content=sealed, media_type="application/pdf")


def require_signed_below(batch: SigningBatch, content: bytes) -> None:
    """Refuse a PDF without the valid signature of a person of the agency that seals it."""
    report = verify_pdf(content)
    signers = Certificate.objects.filter(
        serial__in={found.serial for found in report.signatures},
        role=CertificateRole.PERSON,
        agency_id=batch.agency_id,
    )
    if report.verdict is not Verdict.VALID or not signers.exists():
        raise NotSignedBelow(
            _("Tệp chưa có chữ ký số hợp lệ của người thuộc cơ quan nên chưa đóng dấu được.")
        )


def _stamped(row: BatchFile) -> Made:
    stamper = evidence_of("B-T").time_stamper
    if stamper is None:
        raise StampUnavailable
    token = stamp_by(stamper, bytes.fromhex(row.digest), DIGESTS[len(row.digest)])
    return Made(name=f"{row.name}.tst", content=token, media_type=STAMP_TYPE)


def _verified(content: bytes) -> Made:
    report = verify(content)
    return Made(
        verdict=report.verdict, findings=json.dumps(asdict(report), default=_plain, sort_keys=True)
    )


def _plain(value: object) -> str:
    return str(value)


def key_of(batch: SigningBatch) -> Certificate:
    """Return the key as it stands now: revoked or taken back since, it signs no more."""
    if batch.certificate is None:
        raise CertificateUnusable
    found = Certificate.objects.get(pk=batch.certificate.pk)
    is_granted = KeyGrant.objects.filter(
        certificate=found, client_uid=batch.asked_by, withdrawn_at=None
    )
    if batch.system_name and batch.account_uid is None and not is_granted.exists():
        raise KeyNotGranted(_("Hệ thống không còn được dùng khóa này."))
    return found


def keep_made(row: BatchFile, made: Made, used: KeyAct, actor: Actor) -> None:
    """Keep what was made, unless another worker was quicker or the batch was stopped."""
    keep_together([row], made, used, actor)


@transaction.atomic
def keep_together(rows: Sequence[BatchFile], made: Made, used: KeyAct, actor: Actor) -> None:
    """Keep what was made of several files at once, or of one: the first bears it."""
    found = BatchFile.objects.select_for_update(of=("self",)).order_by("position")
    locked = list(found.filter(pk__in=[row.pk for row in rows]))
    if any(one.state != BatchFileState.WAITING for one in locked):
        used.discard()
        return
    if made.content:
        locked[0].result = files.store(
            content=Checked(made.content, plain_name(made.name), made.media_type),
            name=made.name,
            use=MADE_USE,
            actor=actor,
        )
    for one in locked:
        one.state = BatchFileState.DONE
        one.verdict, one.findings = made.verdict, made.findings
        one.done_at, one.try_at, one.fault, one.said = timezone.now(), None, "", ""
        one.attempts += 1
        one.save()
        audit.record("signing.batch_file_done", actor=actor, target=one)
    SigningBatch.objects.filter(pk=locked[0].batch_id).update(
        done_count=F("done_count") + len(locked)
    )
    used.keep()


@transaction.atomic
def refuse_file(row: BatchFile, refusal: DomainError) -> None:
    """Write down why a file could not be done; what may pass is tried again later."""
    locked = BatchFile.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.state != BatchFileState.WAITING:
        return
    locked.attempts += 1
    locked.fault, locked.said = refusal.code, str(refusal.message)
    if isinstance(refusal, PASSING) and locked.attempts < TRIES:
        locked.try_at = timezone.now() + try_again_in(locked.attempts)
    else:
        locked.state, locked.done_at = BatchFileState.FAILED, timezone.now()
        SigningBatch.objects.filter(pk=row.batch_id).update(failed_count=F("failed_count") + 1)
    locked.save()


@transaction.atomic
def go_on(batch: SigningBatch) -> SigningBatch:
    """Close a batch that is through; else ask for the next portion, or for its person again."""
    locked = SigningBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state not in {BatchState.RUNNING, BatchState.UNCONFIRMED}:
        return locked
    waiting = locked.files.filter(state=BatchFileState.WAITING)
    if waiting.exists() and not locked.is_at_work:
        return locked
    if waiting.exists() and _asks_holder(locked):
        return _wait_for_holder(locked)
    if waiting.exists():
        now = timezone.now()
        is_due = due_files(locked).exists()
        next_at = now if is_due else waiting.aggregate(first=Min("try_at"))["first"]
        key, uid = f"batch:{locked.uid}", str(locked.uid)
        enqueue("signing.batch", run_at=next_at, key=key, batch_uid=uid)
        return locked
    return _close(locked)


def _wait_for_holder(batch: SigningBatch) -> SigningBatch:
    """Let the rest wait for the holder of the key, once the computer he was asked at is over."""
    asked = batch.turns.order_by("-pk").first()
    if asked is not None and not asked.is_over:
        key, uid = f"batch:{batch.uid}", str(batch.uid)
        enqueue("signing.batch", run_at=asked.over_at, key=key, batch_uid=uid)
        return batch
    move_batch(batch, BatchState.UNCONFIRMED)
    batch.save(update_fields=["state"])
    return batch


def _close(locked: SigningBatch) -> SigningBatch:
    move_batch(locked, BatchState.DONE)
    finish(locked)
    publish(
        BatchFinished(
            batch_uid=locked.uid,
            act=locked.act,
            done=locked.done_count,
            failed=locked.failed_count,
        )
    )
    if not locked.system_name:
        notify(
            account_uid=locked.asked_by,
            kind=BATCH_DONE.code,
            values={
                "done": str(locked.done_count),
                "failed": str(locked.failed_count),
                "until": locked.swept_after or timezone.localdate(),
            },
            link=locked.get_absolute_url(),
            key=f"{locked.uid}:{locked.done_count}:{locked.failed_count}",
        )
    return locked
