"""The leader's queue: put before him, opened, signed, returned, put off."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.agents.store import ELSEWHERE, AgentNeeded
from tinhso.signing.events import ItemReturned, ItemSigned, SignatureRequested
from tinhso.signing.models import Certificate, Opening, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret, Signable, signable
from tinhso.signing.rules import CertificateRole, ItemState, UseSource, account_of, may_move
from tinhso.signing.services.comparing import compare_ahead
from tinhso.signing.services.confirming import (
    SIGN,
    use_confirmation,
)
from tinhso.signing.services.devices import binds_hashes, secret_asked, unlocked
from tinhso.signing.services.key_uses import KeyAct, key_act
from tinhso.signing.services.plans import Plan
from tinhso.signing.services.signatures import lay_pdf, sign_pdf

SIGNED_USE = "signing.signed"


class NotOpened(DomainError):
    """A leader signs only what he has had before his eyes."""

    code = "signing.not_opened"


class ChangedSinceOpened(DomainError):
    """The paper was changed after the leader read it; he reads it again before he signs."""

    code = "signing.changed_since_opened"


class WrongState(DomainError):
    """The paper has gone on meanwhile."""

    code = "signing.wrong_state"


class NoCertificate(DomainError):
    """Nobody signs without a certificate in force."""

    code = "signing.no_certificate"
    mend_url = "/tai-khoan/chu-ky-so/"
    mend_label = gettext_lazy("Chữ ký số của tôi")


@dataclass(frozen=True)
class Outcome:
    """What became of one paper of many: signed, or refused with code and sentence."""

    item_uid: UUID
    signed: bool
    code: str = ""
    message: str = ""


@transaction.atomic
def request_signature(
    *,
    kind: str,
    reference: str,
    file: StoredFile,
    title: str,
    for_account: UUID,
    agency_id: int,
    actor: Actor,
    unit_id: int | None = None,
    due_at: datetime | None = None,
    drafted_by: str = "",
    checked_by: str = "",
    detail: str = "",
    link: str = "",
    attachments: Sequence[StoredFile] = (),
) -> SigningItem:
    """Put a paper into somebody's queue; one that was returned goes back in with the new file.

    The caller has asked for the permission of his own act. `kind` names the plug in `signable`
    that is told what becomes of it.
    """
    signable.get(kind)
    rows = SigningItem.objects.select_for_update(of=("self",))
    item = rows.filter(kind=kind, reference=reference, state=ItemState.RETURNED).first()
    values = {
        "title": nfc(title),
        "detail": detail,
        "file": file,
        "for_account": for_account,
        "agency_id": agency_id,
        "unit_id": unit_id,
        "drafted_by": drafted_by,
        "checked_by": checked_by,
        "link": link,
        "requested_by": actor.id,
        "requested_at": timezone.now(),
        "due_at": due_at,
        "state": ItemState.WAITING,
        "return_reason": "",
        "decided_at": None,
        "postponed_until": None,
    }
    if item is None:
        item = SigningItem(kind=kind, reference=reference, **values)
    else:
        for name, value in values.items():
            setattr(item, name, value)
    item.save()
    item.attachments.set(attachments)
    compare_ahead(item)
    audit.record("signing.requested", actor=actor, target=item, kind=kind, reference=reference)
    publish(
        SignatureRequested(
            item_uid=item.uid,
            kind=kind,
            reference=reference,
            for_account=for_account,
            agency_id=agency_id,
        )
    )
    return item


@transaction.atomic
def replace_file(*, item_uid: UUID, file: StoredFile, actor: Actor) -> SigningItem:
    """Put changed content before the leader; he must open it again before he signs.

    The caller (the room that wrote the paper) has asked for the permission of his own act.
    """
    item = fetch(SigningItem.objects.select_for_update(of=("self",)), uid=item_uid)
    _move(item, ItemState.WAITING)
    item.file = file
    item.save(update_fields=["file", "state"])
    compare_ahead(item)
    audit.record("signing.file_replaced", actor=actor, target=item)
    return item


@transaction.atomic
def withdraw_request(*, item_uid: UUID, actor: Actor) -> SigningItem:
    """Take a paper out of the queue again; the room that put it there calls this."""
    item = fetch(SigningItem.objects.select_for_update(of=("self",)), uid=item_uid)
    _move(item, ItemState.WITHDRAWN)
    item.decided_at = timezone.now()
    item.save(update_fields=["state", "decided_at"])
    audit.record("signing.withdrawn", actor=actor, target=item)
    return item


@transaction.atomic
def open_item(*, item_uid: UUID, actor: Actor) -> SigningItem:
    """Keep that the one who is to sign had this exact content before his eyes."""
    item = _mine(item_uid, actor)
    if item.state in {ItemState.SIGNED, ItemState.RETURNED, ItemState.WITHDRAWN}:
        return item
    last = last_opening(item, actor)
    if last is None or last.file_id != item.file_id:
        Opening.objects.create(
            item=item, account_uid=account_of(actor), file_id=item.file_id, opened_at=timezone.now()
        )
        audit.record("signing.opened", actor=actor, target=item)
    if item.state == ItemState.WAITING:
        _move(item, ItemState.OPENED)
        item.save(update_fields=["state"])
    return item


def last_opening(item: SigningItem, actor: Actor) -> Opening | None:
    """Return when this person last opened the paper and what it was then."""
    mine = Opening.objects.filter(item=item, account_uid=account_of(actor))
    return mine.select_related("file__blob").order_by("-opened_at", "-pk").first()


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
    require(actor, SigningPermission.SIGN_ITEM)
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
            plan.add(content, lay_pdf(content, certificate=certificate))
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
        signed = sign_pdf(files.open_file(item.file), certificate=certificate)
        return commit_signature(item, signed, certificate, used, actor)


@transaction.atomic
def commit_signature(
    item: SigningItem, signed: bytes, certificate: Certificate, used: KeyAct, actor: Actor
) -> SigningItem:
    """Keep what was signed, unless the paper has changed meanwhile."""
    locked = _mine(item.uid, actor)
    require(actor, SigningPermission.SIGN_ITEM)
    if locked.file_id != item.file_id:
        raise ChangedSinceOpened(_changed(locked))
    require_read(locked, actor)
    _move(locked, ItemState.SIGNED)
    stored = files.store(
        content=signed,
        name=locked.file.name,
        use=SIGNED_USE,
        actor=actor,
        owner_class=locked.file.owner_class,
    )
    locked.signed_file = stored
    locked.decided_at = timezone.now()
    locked.save(update_fields=["state", "signed_file", "decided_at"])
    plug_of(locked).signed(locked, stored)
    used.keep()
    audit.record(
        "signing.signed",
        actor=actor,
        target=locked,
        sha256=files.sha256_of(stored),
        certificate=certificate.serial,
    )
    publish(
        ItemSigned(
            item_uid=locked.uid,
            kind=locked.kind,
            reference=locked.reference,
            agency_id=locked.agency_id,
            file_uid=stored.uid,
        )
    )
    return locked


def require_read(item: SigningItem, actor: Actor) -> None:
    """Refuse unless the actor had this very content before his eyes."""
    opened = last_opening(item, actor)
    if opened is None:
        raise NotOpened(_("Hãy mở xem “%(title)s” trước khi ký.") % {"title": item.title})
    if opened.file_id != item.file_id:
        raise ChangedSinceOpened(_changed(item))


def _changed(item: SigningItem) -> str:
    return _("“%(title)s” đã đổi sau khi bạn mở; hãy xem chỗ đổi rồi ký.") % {"title": item.title}


@transaction.atomic
def return_for_rework(*, item_uid: UUID, reason: str, actor: Actor) -> SigningItem:
    """Send a paper back to whoever wrote it, with the reason."""
    item = _mine(item_uid, actor)
    require(actor, SigningPermission.SIGN_ITEM)
    if not reason.strip():
        raise Invalid(
            _("Hãy viết lý do trả lại."),
            fields={"reason": _("Hãy viết lý do để người soạn biết cần sửa gì.")},
        )
    _move(item, ItemState.RETURNED)
    item.return_reason = nfc(reason)
    item.decided_at = timezone.now()
    item.save(update_fields=["state", "return_reason", "decided_at"])
    plug_of(item).returned(item, item.return_reason)
    audit.record("signing.returned", actor=actor, target=item)
    publish(
        ItemReturned(
            item_uid=item.uid, kind=item.kind, reference=item.reference, agency_id=item.agency_id
        )
    )
    return item


@transaction.atomic
def postpone(*, item_uid: UUID, actor: Actor, until: datetime | None = None) -> SigningItem:
    """Put a paper off; it stays in the queue, behind the others."""
    item = _mine(item_uid, actor)
    require(actor, SigningPermission.SIGN_ITEM)
    _move(item, ItemState.POSTPONED)
    item.postponed_until = until
    item.save(update_fields=["state", "postponed_until"])
    audit.record("signing.postponed", actor=actor, target=item)
    return item


def usable_certificate(actor: Actor) -> Certificate | None:
    """Return a person's certificate in force, the newest; nothing when he has none."""
    own = Certificate.objects.usable().filter(
        account_uid=account_of(actor), role=CertificateRole.PERSON, account_uid__isnull=False
    )
    return own.order_by("-not_before").first()


def own_certificate(actor: Actor) -> Certificate:
    """Return with what a person signs now; `NoCertificate` when he has nothing in force."""
    certificate = usable_certificate(actor)
    if certificate is None:
        raise NoCertificate(_("Bạn chưa có chứng thư số còn hiệu lực; hãy đề nghị cấp chứng thư."))
    return certificate


def _mine(item_uid: UUID, actor: Actor) -> SigningItem:
    rows = SigningItem.objects.visible_to(actor).select_for_update(of=("self",))
    item = fetch(rows.select_related("file__blob"), uid=item_uid)
    if item.for_account not in {actor.id, actor.delegated_by}:
        raise NotFound
    return item


def _move(item: SigningItem, to: ItemState) -> None:
    if not may_move(item.state, to):
        raise WrongState(
            _("“%(title)s” đang ở tình trạng “%(state)s” nên chưa làm được việc này.")
            % {"title": item.title, "state": item.get_state_display()}
        )
    item.state = to


def plug_of(item: SigningItem) -> Signable:
    """Return what the paper's room does with it."""
    plug = signable.find(item.kind)
    if plug is None:
        raise Conflict(_("Loại văn bản này không còn được dùng."))
    return plug
