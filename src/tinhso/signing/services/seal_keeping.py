"""What a seal is made of and how it is kept, wherever the agency's key is."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor
from tinhso.kernel.events import publish
from tinhso.kernel.jobs import enqueue
from tinhso.signing.events import PaperSealed
from tinhso.signing.models import Certificate, SealAct
from tinhso.signing.pdf.fields import DATE_FIELD, NUMBER_FIELD, fill_fields
from tinhso.signing.rules import CertificateRole, SealState, date_in_words
from tinhso.signing.services.key_uses import KeyAct
from tinhso.signing.services.queue import (
    SIGNED_USE,
    NoCertificate,
    WrongState,
    plug_of,
    wrong_state,
)
from tinhso.signing.services.still_signed import require_still_signed, signers_of


def filled_with_number(act: SealAct) -> bytes:
    """Return the signed paper with its number and date behind it, to be sealed."""
    if act.item.signed_file is None:
        raise WrongState
    signed = files.open_file(act.item.signed_file)
    return fill_fields(signed, {NUMBER_FIELD: act.number_text, DATE_FIELD: date_in_words(act.on)})


def commit_seal(
    act: SealAct, sealed: bytes, certificate: Certificate, used: KeyAct, actor: Actor
) -> SealAct:
    """Keep a sealed paper, once; its room is told within the transaction.

    Refused (`SignatureLost`) when a signature below was lost while the seal was made.
    """
    return _commit(act, sealed, certificate, used, actor, signers_of(act.item))


@transaction.atomic(durable=True)
def _commit(
    act: SealAct,
    sealed: bytes,
    certificate: Certificate,
    used: KeyAct,
    actor: Actor,
    signers: Sequence[Certificate],
) -> SealAct:
    rows = SealAct.objects.select_for_update(of=("self",))
    locked = rows.select_related("item__file", "item__signed_file__blob").get(pk=act.pk)
    if locked.state == SealState.SEALED:
        used.discard()
        return locked
    item = locked.item
    if locked.state == SealState.VOIDED or item.signed_file_id != act.item.signed_file_id:
        raise WrongState(wrong_state(item))
    require_still_signed(item, signers)
    stored = files.store(
        content=sealed,
        name=item.file.name,
        use=SIGNED_USE,
        actor=actor,
        owner_class=item.file.owner_class,
    )
    locked.state = SealState.SEALED
    locked.sealed_file = stored
    locked.sealed_at = timezone.now()
    locked.save(update_fields=["state", "sealed_file", "sealed_at"])
    plug_of(item).sealed(item, stored, locked)
    used.keep()
    audit.record(
        "signing.sealed",
        actor=actor,
        target=locked,
        sha256=files.sha256_of(stored),
        certificate=certificate.serial,
    )
    if settings.TINHSO_KEEP_SIGNED or settings.TINHSO_SIGNING_LEVEL == "B-LTA":
        enqueue("signing.keep", key=f"keep:{stored.uid}", file_uid=str(stored.uid))
    publish(
        PaperSealed(
            act_uid=locked.uid,
            item_uid=item.uid,
            kind=item.kind,
            reference=item.reference,
            agency_id=locked.agency_id,
            number_id=locked.number_id or 0,
            file_uid=stored.uid,
        )
    )
    return locked


def agency_certificate_of(agency_id: int) -> Certificate:
    """Return with what an agency seals now; `NoCertificate` when it has nothing in force."""
    found = Certificate.objects.usable().filter(agency_id=agency_id, role=CertificateRole.AGENCY)
    certificate = found.order_by("-not_before").first()
    if certificate is None:
        raise NoCertificate(_("Cơ quan chưa có chứng thư số còn hiệu lực nên chưa đóng dấu được."))
    return certificate
