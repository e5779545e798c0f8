"""The second factor of a batch: asked of the owner of the key, once for all its files."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import DomainError, Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.signing.models import Confirmation, SigningBatch
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import PORTION, TURN_MINUTES, BatchState
from tinhso.signing.services.agent_batches import ask_for_batch, form_of, require_agent
from tinhso.signing.services.batches_moving import move_batch, start_work
from tinhso.signing.services.batches_placing import look_of
from tinhso.signing.services.batches_working import due_files, files_together, key_of, work_off
from tinhso.signing.services.confirming import ask_for, use_confirmation
from tinhso.signing.services.devices import binds_hashes, secret_asked, unlocked
from tinhso.signing.services.plans import Plan
from tinhso.signing.services.signing_files import Given, lay_files

BATCH: Final = "batch"
"""The purpose of a confirmation that is for a batch."""


def start_batch_confirmation(*, batch_uid: UUID, actor: Actor) -> Confirmation:
    """Ask the owner of the key for the one second factor with which a batch is signed."""
    batch = fetch(SigningBatch.objects.waiting_for(actor), uid=batch_uid)
    secret = secret_asked(batch.certificate)
    if secret is KeySecret.AGENT:
        require_agent(batch)
    elif secret is not KeySecret.NOTHING and batch.row_count > PORTION:
        raise Invalid(
            told(_("Khóa hỏi bạn mỗi lần ký thì mỗi lô nhiều nhất %(most)s tệp."), most=PORTION)
        )
    return ask_for(actor, BATCH, [str(batch.uid)], "")


def confirm_batch(
    *, batch_uid: UUID, confirmation_uid: UUID, code: str, actor: Actor, secret: str = ""
) -> SigningBatch:
    """Let a batch begin, by the owner of the key alone.

    `secret` is what the key's store asks of him; such a key is open within this act only, so its
    files are signed here and now. A key at his own computer is asked for there.
    """
    batch = fetch(
        SigningBatch.objects.waiting_for(actor).select_related("certificate"), uid=batch_uid
    )
    if secret_asked(batch.certificate) is KeySecret.AGENT:
        require_agent(batch)
    asked = use_confirmation(
        confirmation_uid=confirmation_uid, code=code, purpose=BATCH, actor=actor
    )
    if asked.items != [str(batch.uid)]:
        raise NotFound
    secret_kind = secret_asked(batch.certificate)
    if secret_kind is KeySecret.NOTHING:
        return _begin(batch_uid, actor, work_at=timezone.now())
    if secret_kind is KeySecret.AGENT:
        over_at = timezone.now() + timedelta(minutes=TURN_MINUTES)
        return ask_for_batch(_begin(batch_uid, actor, work_at=over_at), actor)
    plan = _plan_of(batch) if binds_hashes(batch.certificate) else None
    over_at = timezone.now() + timedelta(minutes=TURN_MINUTES)
    with unlocked(batch.certificate, secret, due_files(batch).count(), plan):
        begun = _begin(batch_uid, actor, work_at=over_at)
        work_off(batch_uid=begun.uid, by_holder=True)
    begun.refresh_from_db()
    return begun


def _plan_of(batch: SigningBatch) -> Plan:
    """Lay the files out, for a service that must know before what it signs; the rest is refused."""
    plan = Plan()
    certificate = key_of(batch)
    form = form_of(batch)
    if batch.is_together:
        _rows, given = files_together(batch)
        with suppress(DomainError):
            laid = lay_files(given, certificate, form=form, level=batch.level)
            plan.add(given[0].content, laid)
        return plan
    for row in due_files(batch).select_related("source__blob").order_by("position"):
        if row.source is not None:
            content = files.open_file(row.source)
            with suppress(DomainError):
                file = Given(name=row.name, content=content)
                seen = look_of(row, certificate)
                laid = lay_files([file], certificate, form=form, level=batch.level, seen=seen)
                plan.add(content, laid)
    return plan


@transaction.atomic
def _begin(batch_uid: UUID, actor: Actor, *, work_at: datetime) -> SigningBatch:
    rows = SigningBatch.objects.waiting_for(actor).select_for_update(of=("self",))
    batch = fetch(rows, uid=batch_uid)
    move_batch(batch, BatchState.RUNNING)
    batch.confirmed_at = timezone.now()
    batch.save(update_fields=["state", "confirmed_at"])
    audit.record("signing.batch_confirmed", actor=actor, target=batch)
    start_work(batch, work_at)
    return batch
