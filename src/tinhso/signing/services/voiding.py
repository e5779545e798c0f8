"""The way back from a signature that was lost before the seal: voided, told, signed again."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.numbering import void_number
from tinhso.signing.events import SignatureVoided
from tinhso.signing.kinds import SIGNATURE_LOST
from tinhso.signing.models import SealAct, Signatory, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import ItemState, SealState
from tinhso.signing.services.queue import WrongState, move_item, plug_of, wrong_state
from tinhso.signing.services.signatories import keep_voided, void
from tinhso.signing.services.still_signed import LostSignature, lost_signature

HOUSE = system_actor("signing.voiding")


class StillSigned(DomainError):
    """Nobody takes back a signature that holds."""

    code = "signing.still_signed"


def void_signature(*, item_uid: UUID, actor: Actor) -> SigningItem:
    """Send a signed paper back whose signature was lost before its seal, to be signed again.

    What was signed is kept, marked as void; a number given to it is voided with the reason. Who
    signed and who put it before him are told. `StillSigned` while all its signatures hold. Call it
    outside any transaction.
    """
    rows = SigningItem.objects.visible_to(actor).select_related("signed_file__blob")
    item = fetch(rows, uid=item_uid)
    require(actor, SigningPermission.SEAL_DOCUMENT)
    if item.state != ItemState.SIGNED:
        raise WrongState(wrong_state(item))
    lost = lost_signature(item, asks=True)
    if lost is None:
        raise StillSigned(
            told(
                _("Chữ ký trên “%(title)s” vẫn còn giá trị; hãy cấp số, đóng dấu."),
                title=item.title,
            )
        )
    return _void(item, lost, actor)


@transaction.atomic
def _void(seen: SigningItem, lost: LostSignature, actor: Actor) -> SigningItem:
    rows = SigningItem.objects.select_for_update(of=("self",)).select_related("signed_file__blob")
    item = rows.get(pk=seen.pk)
    act = SealAct.objects.select_for_update(of=("self",)).filter(item=item).first()
    is_sealed = act is not None and act.state == SealState.SEALED
    if item.state != ItemState.SIGNED or item.signed_file is None or is_sealed:
        raise WrongState(wrong_state(item))
    with translation.override("vi"):
        reason = lost.sentence
    sha256, signed = files.sha256_of(item.signed_file), _signed_by(item)
    number = _void_number(act, reason)
    keep_voided(item)
    void(item)
    move_item(item, ItemState.RETURNED)
    item.return_reason, item.decided_at, item.signed_file = reason, timezone.now(), None
    item.save(update_fields=["state", "return_reason", "decided_at", "signed_file"])
    plug_of(item).voided(item, reason)
    audit.record(
        "signing.signature_voided", actor=actor, target=item, sha256=sha256, number_id=number
    )
    publish(
        SignatureVoided(
            item_uid=item.uid, kind=item.kind, reference=item.reference, agency_id=item.agency_id
        )
    )
    own = item.get_absolute_url()
    links = dict.fromkeys(signed, own)
    if item.requested_by:
        links[item.requested_by] = item.link or own
    for account, link in links.items():
        notify(
            account_uid=account,
            kind=SIGNATURE_LOST.code,
            values={"title": item.title},
            link=link,
        )
    return item


def _signed_by(item: SigningItem) -> set[UUID]:
    """Return the accounts before whom the paper lay when it was signed."""
    rows = Signatory.objects.filter(item=item, voided_at=None, signed_at__isnull=False)
    return set(rows.values_list("account_uid", flat=True)) or {item.for_account}


def _void_number(act: SealAct | None, reason: str) -> int | None:
    """Void what the clerk gave the paper: its number, and annexes sealed under it."""
    if act is None or act.state != SealState.NUMBERED:
        return None
    number = act.number_id
    if number is not None:
        void_number(number_id=number, reason=reason, actor=HOUSE)
    act.annexes.all().delete()
    act.number_id, act.number_text, act.state = None, "", SealState.VOIDED
    act.save(update_fields=["number_id", "number_text", "state"])
    return number
