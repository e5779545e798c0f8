"""The leader's queue: put before him, opened, signed, returned, put off."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.events import ItemReturned, SignatureRequested
from tinhso.signing.models import Certificate, Opening, SigningItem
from tinhso.signing.registry import Signable, signable
from tinhso.signing.rules import CertificateRole, ItemState, account_of, may_move
from tinhso.signing.services.comparing import compare_ahead
from tinhso.signing.services.signatories import (
    Cosigner,
    begin_again,
    put_in_order,
    require_signer_of,
    void,
)

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
    before: Sequence[Cosigner] = (),
    capacity: str = "",
) -> SigningItem:
    """Put a paper into somebody's queue; one that was returned goes back in with the new file.

    The caller has asked for the permission of his own act. `kind` names the plug in `signable`
    that is told what becomes of it. Those of `before` sign one after another ahead of
    `for_account`, who signs last, as `capacity`; the plug is told when he has.
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
    put_in_order(item, before, last=for_account, capacity=capacity)
    item.attachments.set(attachments)
    compare_ahead(item)
    audit.record("signing.requested", actor=actor, target=item, kind=kind, reference=reference)
    publish(
        SignatureRequested(
            item_uid=item.uid,
            kind=kind,
            reference=reference,
            for_account=item.for_account,
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
    move_item(item, ItemState.WAITING)
    item.file = file
    begin_again(item)
    item.save(update_fields=["file", "state", "for_account"])
    compare_ahead(item)
    audit.record("signing.file_replaced", actor=actor, target=item)
    return item


@transaction.atomic
def withdraw_request(*, item_uid: UUID, actor: Actor) -> SigningItem:
    """Take a paper out of the queue again; the room that put it there calls this."""
    item = fetch(SigningItem.objects.select_for_update(of=("self",)), uid=item_uid)
    move_item(item, ItemState.WITHDRAWN)
    void(item)
    item.decided_at = timezone.now()
    item.save(update_fields=["state", "decided_at"])
    audit.record("signing.withdrawn", actor=actor, target=item)
    return item


@transaction.atomic
def open_item(*, item_uid: UUID, actor: Actor) -> SigningItem:
    """Keep that the one who is to sign had this exact content before his eyes."""
    item = own_item(item_uid, actor)
    if item.state in {ItemState.SIGNED, ItemState.RETURNED, ItemState.WITHDRAWN}:
        return item
    last = last_opening(item, actor)
    if last is None or last.file_id != item.file_id:
        Opening.objects.create(
            item=item, account_uid=account_of(actor), file_id=item.file_id, opened_at=timezone.now()
        )
        audit.record("signing.opened", actor=actor, target=item)
    if item.state == ItemState.WAITING:
        move_item(item, ItemState.OPENED)
        item.save(update_fields=["state"])
    return item


def last_opening(item: SigningItem, actor: Actor) -> Opening | None:
    """Return when this person last opened the paper and what it was then."""
    mine = Opening.objects.filter(item=item, account_uid=account_of(actor))
    return mine.select_related("file__blob").order_by("-opened_at", "-pk").first()


def require_read(item: SigningItem, actor: Actor) -> None:
    """Refuse unless the actor had this very content before his eyes."""
    opened = last_opening(item, actor)
    if opened is None:
        raise NotOpened(told(_("Hãy mở xem “%(title)s” trước khi ký."), title=item.title))
    if opened.file_id != item.file_id:
        raise ChangedSinceOpened(changed_since(item))


def changed_since(item: SigningItem) -> str:
    """Say that a paper is not what was read."""
    return _("“%(title)s” đã đổi sau khi bạn mở; hãy xem chỗ đổi rồi ký.") % {"title": item.title}


@transaction.atomic
def return_for_rework(*, item_uid: UUID, reason: str, actor: Actor) -> SigningItem:
    """Send a paper back to whoever wrote it, with the reason; who signed before him did not."""
    item = own_item(item_uid, actor)
    require_signer_of(item, actor)
    if item.state == ItemState.SIGNED:
        raise WrongState(wrong_state(item))
    if not reason.strip():
        raise Invalid(
            _("Hãy viết lý do trả lại."),
            fields={"reason": _("Hãy viết lý do để người soạn biết cần sửa gì.")},
        )
    move_item(item, ItemState.RETURNED)
    void(item)
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
    item = own_item(item_uid, actor)
    require_signer_of(item, actor)
    move_item(item, ItemState.POSTPONED)
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


def own_item(item_uid: UUID, actor: Actor) -> SigningItem:
    """Return, locked, a paper that lies before the actor himself."""
    rows = SigningItem.objects.visible_to(actor).select_for_update(of=("self",))
    item = fetch(rows.select_related("file__blob"), uid=item_uid)
    if item.for_account not in {actor.id, actor.delegated_by}:
        raise NotFound
    return item


def move_item(item: SigningItem, to: ItemState) -> None:
    """Move a paper on; `WrongState` where it may not go there."""
    if not may_move(item.state, to):
        raise WrongState(wrong_state(item))
    item.state = to


def wrong_state(item: SigningItem) -> str:
    """Say that a paper stands where this cannot be done."""
    return told(
        _("“%(title)s” đang ở tình trạng “%(state)s” nên chưa làm được việc này."),
        title=item.title,
        state=Told(item.get_state_display()),
    )


def plug_of(item: SigningItem) -> Signable:
    """Return what the paper's room does with it."""
    plug = signable.find(item.kind)
    if plug is None:
        raise Conflict(_("Loại văn bản này không còn được dùng."))
    return plug
