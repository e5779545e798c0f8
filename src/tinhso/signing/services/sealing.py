"""Number and seal: one act to the clerk, two transactions.

The number is committed first; the agency's signature is made outside any transaction; the sealed
state is committed after it. Whatever dies in between leaves a numbered, unsealed paper that is
shown to the clerk and that a job seals.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.db import fetch
from tinhso.kernel.events import publish
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.numbering import give_number
from tinhso.signing.events import PaperNumbered, PaperSealed
from tinhso.signing.models import Certificate, SealAct, SigningItem
from tinhso.signing.pdf.fields import DATE_FIELD, NUMBER_FIELD, fill_fields
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import (
    RETRY_SEAL_AFTER,
    CertificateRole,
    ItemState,
    SealState,
    UseSource,
    date_in_words,
)
from tinhso.signing.services.clock import require_clock
from tinhso.signing.services.key_uses import KeyAct, key_act
from tinhso.signing.services.queue import SIGNED_USE, NoCertificate, WrongState, plug_of
from tinhso.signing.services.signatures import seal_pdf


def number_and_seal(
    *,
    item_uid: UUID,
    actor: Actor,
    register: str | None = None,
    format: str | None = None,
    values: dict[str, str] | None = None,
    on: date | None = None,
) -> SealAct:
    """Give a signed paper its number and date and put the agency's signature on it.

    Call it outside any transaction. Pressed twice, it is done once. When the seal cannot be made
    now, the number stands, the paper is shown as waiting for its seal, and a job tries again.
    Without `register` the paper's own room says how it is numbered.
    """
    act = _give_number(item_uid, register, actor, format, values, on)
    return seal(act_uid=act.uid, actor=actor)


@transaction.atomic(durable=True)
def _give_number(
    item_uid: UUID,
    register: str | None,
    actor: Actor,
    format: str | None,
    values: dict[str, str] | None,
    on: date | None,
) -> SealAct:
    rows = SigningItem.objects.visible_to(actor).select_for_update(of=("self",))
    item = fetch(rows, uid=item_uid)
    require(actor, SigningPermission.SEAL_DOCUMENT)
    if item.state != ItemState.SIGNED:
        raise WrongState(
            _("“%(title)s” chưa có chữ ký của người có thẩm quyền nên chưa cấp số, đóng dấu được.")
            % {"title": item.title}
        )
    known = SealAct.objects.filter(item=item).first()
    if known is not None:
        return known
    agency_certificate_of(item.agency_id)
    require_clock(settings.TINHSO_SIGNING_LEVEL)
    plug = plug_of(item)
    if register is None:
        numbering = plug.numbering(item)
        register, format, values = numbering.register, numbering.format, numbering.values
    day = on or timezone.localdate()
    act = SealAct.objects.create(
        item=item,
        agency_id=item.agency_id,
        on=day,
        numbered_by=actor.id,
        numbered_at=timezone.now(),
    )
    audit.record("signing.numbered", actor=actor, target=act, register=register)
    enqueue(
        "signing.seal",
        run_at=timezone.now() + RETRY_SEAL_AFTER,
        key=f"seal:{act.uid}",
        act_uid=str(act.uid),
    )
    given = give_number(
        register=register,
        agency_id=item.agency_id,
        on=day,
        actor=actor,
        format=format,
        values=values,
        target=act,
    )
    act.number_id = given.pk
    act.number_text = given.text
    act.save(update_fields=["number_id", "number_text"])
    plug.numbered(item, act)
    publish(
        PaperNumbered(
            act_uid=act.uid,
            item_uid=item.uid,
            kind=item.kind,
            reference=item.reference,
            agency_id=item.agency_id,
            number_id=given.pk,
        )
    )
    return act


def seal(*, act_uid: UUID, actor: Actor) -> SealAct:
    """Seal a numbered paper; one that is sealed already is returned as it is."""
    rows = SealAct.objects.select_related("item__signed_file__blob")
    act = fetch(rows, uid=act_uid)
    require(actor, SigningPermission.SEAL_DOCUMENT)
    if act.state == SealState.SEALED or act.item.signed_file is None:
        return act
    certificate = agency_certificate_of(act.agency_id)
    signed = files.open_file(act.item.signed_file)
    filled = fill_fields(signed, {NUMBER_FIELD: act.number_text, DATE_FIELD: date_in_words(act.on)})
    with key_act(
        source=UseSource.JOB if actor.kind is ActorKind.SYSTEM else UseSource.SEAL,
        actor=actor,
        title=f"{act.number_text} {act.item.title}",
        sha256=files.sha256_of(act.item.signed_file),
        item_uid=act.item.uid,
    ) as used:
        sealed = seal_pdf(filled, certificate=certificate)
        return _commit_seal(act, sealed, certificate, used, actor)


@transaction.atomic(durable=True)
def _commit_seal(
    act: SealAct, sealed: bytes, certificate: Certificate, used: KeyAct, actor: Actor
) -> SealAct:
    locked = (
        SealAct.objects.select_for_update(of=("self",)).select_related("item__file").get(pk=act.pk)
    )
    if locked.state == SealState.SEALED:
        used.discard()
        return locked
    item = locked.item
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


def seal_as_agency(pdf: bytes, *, agency_id: int, reason: str) -> bytes:
    """Return a file the house made by itself with the agency's signature, without a picture.

    Raises `NoCertificate` when the agency has none in force.
    """
    certificate = agency_certificate_of(agency_id)
    with key_act(source=UseSource.JOB, title=reason):
        return seal_pdf(pdf, certificate=certificate, reason=reason, visible=False)


def agency_certificate_of(agency_id: int) -> Certificate:
    """Return with what an agency seals now; `NoCertificate` when it has nothing in force."""
    found = Certificate.objects.usable().filter(agency_id=agency_id, role=CertificateRole.AGENCY)
    certificate = found.order_by("-not_before").first()
    if certificate is None:
        raise NoCertificate(_("Cơ quan chưa có chứng thư số còn hiệu lực nên chưa đóng dấu được."))
    return certificate
