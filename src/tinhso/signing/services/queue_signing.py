"""Signing what lies in the queue: many papers by one second factor, each kept by itself."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import DomainError
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.agents.store import ELSEWHERE, AgentNeeded
from tinhso.signing.events import ItemSigned, SignatureRequested
from tinhso.signing.models import Certificate, Signatory, SigningItem
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import ItemState, UseSource
from tinhso.signing.services.comparing import compare_ahead
from tinhso.signing.services.confirming import SIGN, use_confirmation
from tinhso.signing.services.devices import binds_hashes, secret_asked, unlocked
from tinhso.signing.services.key_uses import KeyAct, key_act
from tinhso.signing.services.plans import Plan
from tinhso.signing.services.queue import (
    SIGNED_USE,
    ChangedSinceOpened,
    changed_since,
    move_item,
    own_certificate,
    own_item,
    plug_of,
    require_read,
    usable_certificate,
)
from tinhso.signing.services.signatories import (
    field_for,
    note_signed,
    require_signer,
    require_signer_of,
)
from tinhso.signing.services.signatures import lay_pdf, sign_pdf


@dataclass(frozen=True)
class Outcome:
    """What became of one paper of many: signed, or refused with code and sentence."""

    item_uid: UUID
    signed: bool
    code: str = ""
    message: str = ""


def sign_items(
    *,
    item_uids: Sequence[UUID],
    confirmation_uid: UUID,
    code: str,
    actor: Actor,
    secret: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> list[Outcome]:
    """Sign many papers after one second factor, each in a transaction of its own.

    What was refused is told apart, with its reason; the others are signed all the same. Only
    papers for which the confirmation was asked are signed. `secret` is what the store of the
    person's key asks of him (`secret_asked`); it is used after the code alone, and kept nowhere.
    """
    require_signer(actor)
    if secret_asked(usable_certificate(actor)) is KeySecret.AGENT:
        raise AgentNeeded(str(ELSEWHERE))
    asked = use_confirmation(
        confirmation_uid=confirmation_uid, code=code, purpose=SIGN, actor=actor
    )
    wanted = [uid for uid in dict.fromkeys(item_uids) if str(uid) in asked.items]
    outcomes: list[Outcome] = []
    certificate = usable_certificate(actor)
    plan = _plan_of(wanted, certificate, actor) if binds_hashes(certificate) else None
    with unlocked(certificate, secret, len(wanted), plan):
        for done, uid in enumerate(wanted, start=1):
            try:
                _sign_one(uid, actor)
                outcomes.append(Outcome(uid, signed=True))
            except DomainError as refusal:
                said = str(refusal.message)
                outcomes.append(Outcome(uid, signed=False, code=refusal.code, message=said))
            if progress is not None:
                progress(done, len(wanted))
    return outcomes


def _plan_of(wanted: Sequence[UUID], certificate: Certificate | None, actor: Actor) -> Plan:
    """Lay out what is to be signed, for a service that must know it before; the rest is refused."""
    plan = Plan()
    rows = SigningItem.objects.waiting_for(actor).filter(uid__in=wanted)
    if certificate is None:
        return plan
    for item in rows.select_related("file__blob"):
        content = files.open_file(item.file)
        with suppress(DomainError):
            require_read(item, actor)
            laid = lay_pdf(content, certificate=certificate, field=field_for(item))
            plan.add(content, laid)
    return plan


def _sign_one(item_uid: UUID, actor: Actor) -> SigningItem:
    """Sign outside the transaction, commit only if what was signed is still what is asked."""
    item = fetch(SigningItem.objects.waiting_for(actor).select_related("file__blob"), uid=item_uid)
    require_read(item, actor)
    certificate = own_certificate(actor)
    with key_act(
        source=UseSource.QUEUE,
        actor=actor,
        title=item.title,
        sha256=files.sha256_of(item.file),
        item_uid=item.uid,
    ) as used:
        content = files.open_file(item.file)
        signed = sign_pdf(content, certificate=certificate, field=field_for(item))
        return commit_signature(item, signed, certificate, used, actor)


@transaction.atomic
def commit_signature(
    item: SigningItem, signed: bytes, certificate: Certificate, used: KeyAct, actor: Actor
) -> SigningItem:
    """Keep what was signed, unless the paper has changed meanwhile.

    Where others sign after him the paper goes before the next of them.
    """
    locked = own_item(item.uid, actor)
    require_signer_of(locked, actor)
    if locked.file_id != item.file_id:
        raise ChangedSinceOpened(changed_since(locked))
    require_read(locked, actor)
    move_item(locked, ItemState.SIGNED)
    stored = files.store(
        content=signed,
        name=locked.file.name,
        use=SIGNED_USE,
        actor=actor,
        owner_class=locked.file.owner_class,
    )
    following = note_signed(locked, stored)
    if following is None:
        _finish(locked, stored)
    else:
        _pass_on(locked, stored, following)
    used.keep()
    audit.record(
        "signing.signed",
        actor=actor,
        target=locked,
        sha256=files.sha256_of(stored),
        certificate=certificate.serial,
    )
    return locked


def _finish(item: SigningItem, stored: StoredFile) -> None:
    """Tell the paper's room that everybody has signed."""
    item.signed_file = stored
    item.decided_at = timezone.now()
    item.save(update_fields=["state", "signed_file", "decided_at"])
    plug_of(item).signed(item, stored)
    publish(
        ItemSigned(
            item_uid=item.uid,
            kind=item.kind,
            reference=item.reference,
            agency_id=item.agency_id,
            file_uid=stored.uid,
        )
    )


def _pass_on(item: SigningItem, stored: StoredFile, following: Signatory) -> None:
    """Put what one has signed before the next, who reads it as he would any paper."""
    item.file, item.for_account = stored, following.account_uid
    item.state, item.requested_at = ItemState.WAITING, timezone.now()
    item.postponed_until = None
    item.save(
        update_fields=["file", "for_account", "state", "requested_at", "postponed_until"],
    )
    compare_ahead(item)
    publish(
        SignatureRequested(
            item_uid=item.uid,
            kind=item.kind,
            reference=item.reference,
            for_account=item.for_account,
            agency_id=item.agency_id,
        )
    )
