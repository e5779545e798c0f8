"""How a batch goes on: begun, stopped, tried anew, closed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.jobs import enqueue
from tinhso.signing.models import SigningBatch
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import (
    OPEN_TURNS,
    BatchFileState,
    BatchState,
    TurnState,
    may_move_batch,
)


class BatchMoved(DomainError):
    """A batch that is through, or was stopped, takes no more of this."""

    code = "signing.batch_moved"


def start_work(batch: SigningBatch, at: datetime | None = None) -> None:
    """Ask for the job that works the batch off, within the caller's transaction."""
    enqueue("signing.batch", run_at=at, key=f"batch:{batch.uid}", batch_uid=str(batch.uid))


@transaction.atomic
def cancel_batch(*, batch_uid: UUID, actor: Actor) -> SigningBatch:
    """Stop a batch: what is made stays, what waits is not begun."""
    batch = _locked(batch_uid, actor)
    move_batch(batch, BatchState.CANCELLED)
    waiting = batch.files.filter(state=BatchFileState.WAITING)
    waiting.update(state=BatchFileState.CANCELLED)
    batch.turns.filter(state__in=OPEN_TURNS).update(
        state=TurnState.CANCELLED, ended_at=timezone.now()
    )
    finish(batch)
    audit.record("signing.batch_cancelled", actor=actor, target=batch)
    return batch


@transaction.atomic
def retry_batch(*, batch_uid: UUID, actor: Actor) -> SigningBatch:
    """Try anew what failed, while its files are kept; a person's key asks him once more."""
    batch = _locked(batch_uid, actor)
    failed = batch.files.filter(state=BatchFileState.FAILED)
    if batch.is_swept or not failed.exists():
        raise BatchMoved(_("Lô này không còn tệp nào để làm lại."))
    is_persons = batch.account_uid is not None
    move_batch(batch, BatchState.UNCONFIRMED if is_persons else BatchState.RUNNING)
    failed.update(
        state=BatchFileState.WAITING, attempts=0, try_at=None, fault="", said="", done_at=None
    )
    batch.failed_count = 0
    batch.finished_at = batch.swept_after = None
    batch.save(update_fields=["state", "failed_count", "finished_at", "swept_after"])
    audit.record("signing.batch_retried", actor=actor, target=batch)
    if batch.is_at_work:
        start_work(batch)
    return batch


def _locked(batch_uid: UUID, actor: Actor) -> SigningBatch:
    """Return a batch for who asked for it or owns its key; who only sees it may not move it."""
    rows = SigningBatch.objects.visible_to(actor).select_for_update(of=("self",))
    batch = fetch(rows, uid=batch_uid)
    if actor.id not in {batch.asked_by, batch.account_uid}:
        require(actor, SigningPermission.SEAL_DOCUMENT)
    return batch


def move_batch(batch: SigningBatch, to: BatchState) -> None:
    """Move a locked batch; `BatchMoved` where it may not go there."""
    if not may_move_batch(batch.state, to):
        raise BatchMoved(
            told(
                _("Lô đang ở tình trạng “%(state)s” nên chưa làm được việc này."),
                state=Told(batch.get_state_display()),
            )
        )
    batch.state = to


def finish(batch: SigningBatch) -> None:
    """Close a locked batch and say until which day its files are kept."""
    batch.finished_at = timezone.now()
    days: int = settings.TINHSO_BATCH_DAYS
    batch.swept_after = timezone.localdate() + timedelta(days=days)
    batch.save(update_fields=["state", "finished_at", "swept_after"])
