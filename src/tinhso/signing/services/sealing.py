"""Number and seal: one act to the clerk, two transactions.

The number is committed first; the agency's signature is made outside any transaction; the sealed
state is committed after it. Whatever dies in between leaves a numbered, unsealed paper that is
shown to the clerk and that a job seals. Where the agency's key is on the clerk's own device, his
computer makes the signature, and he asks it again for what was left behind.
"""

import hashlib
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.numbering import give_number
from tinhso.signing.events import PaperNumbered
from tinhso.signing.models import SealAct, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import RETRY_SEAL_AFTER, ItemState, SealState, UseSource
from tinhso.signing.services.agent_seals import ask_to_seal, require_seal_key
from tinhso.signing.services.annexes import seal_annexes
from tinhso.signing.services.clock import require_clock
from tinhso.signing.services.devices import secret_asked
from tinhso.signing.services.images import require_seal_picture
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.queue import WrongState, plug_of
from tinhso.signing.services.seal_keeping import (
    agency_certificate_of,
    commit_seal,
    filled_with_number,
)
from tinhso.signing.services.signatures import seal_pdf
from tinhso.signing.services.still_signed import require_still_signed


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
    rows = SigningItem.objects.visible_to(actor).select_related("signed_file__blob")
    item = fetch(rows, uid=item_uid)
    require(actor, SigningPermission.SEAL_DOCUMENT)
    if item.state == ItemState.SIGNED and not _is_sealed(item):
        require_still_signed(item, asks=True)
    act = _give_number(item_uid, register, actor, format, values, on)
    return _seal(act.uid, actor)


def _is_sealed(item: SigningItem) -> bool:
    return SealAct.objects.filter(item=item, state=SealState.SEALED).exists()


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
            told(
                _(
                    "“%(title)s” chưa có chữ ký của người có thẩm quyền nên chưa cấp số,"
                    " đóng dấu được."
                ),
                title=item.title,
            )
        )
    known = SealAct.objects.filter(item=item).first()
    if known is not None and known.state != SealState.VOIDED:
        return known
    certificate = agency_certificate_of(item.agency_id)
    is_here = secret_asked(certificate) is not KeySecret.AGENT
    if not is_here:
        require_seal_key(certificate, actor)
    require_clock(settings.TINHSO_SIGNING_LEVEL)
    require_seal_picture(certificate)
    plug = plug_of(item)
    if register is None:
        numbering = plug.numbering(item)
        register, format, values = numbering.register, numbering.format, numbering.values
    day = on or timezone.localdate()
    act = known or SealAct(item=item)  # one whose number was voided gets another
    act.agency_id, act.on, act.state = item.agency_id, day, SealState.NUMBERED
    act.numbered_by, act.numbered_at = actor.id, timezone.now()
    act.save()
    audit.record("signing.numbered", actor=actor, target=act, register=register)
    if is_here:
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
    """Seal a numbered paper; one that is sealed already is returned as it is.

    Where the agency's key is on a clerk's own device, his computer is asked (`seal_turn`), and the
    paper is sealed when it answers. Raises `SignatureLost` when a signature below was lost since.
    """
    rows = SealAct.objects.select_related("item__signed_file__blob")
    act = fetch(rows, uid=act_uid)
    require(actor, SigningPermission.SEAL_DOCUMENT)
    if act.state == SealState.NUMBERED:
        require_still_signed(act.item, asks=True)
    return _seal(act_uid, actor)


def _seal(act_uid: UUID, actor: Actor) -> SealAct:
    rows = SealAct.objects.select_related("item__signed_file__blob")
    act = fetch(rows, uid=act_uid)
    if act.state != SealState.NUMBERED or act.item.signed_file is None:
        return act
    certificate = agency_certificate_of(act.agency_id)
    if secret_asked(certificate) is KeySecret.AGENT:
        return ask_to_seal(act, certificate, actor)
    seal_annexes(act, certificate=certificate, actor=actor)
    filled = filled_with_number(act)
    with key_act(
        source=UseSource.JOB if actor.kind is ActorKind.SYSTEM else UseSource.SEAL,
        actor=actor,
        title=f"{act.number_text} {act.item.title}",
        sha256=files.sha256_of(act.item.signed_file),
        item_uid=act.item.uid,
    ) as used:
        sealed = seal_pdf(filled, certificate=certificate, at=act.numbered_at)
        return commit_seal(act, sealed, certificate, used, actor)


def seal_as_agency(
    pdf: bytes, *, agency_id: int, reason: str, actor: Actor, visible: bool = False
) -> bytes:
    """Return a file the house made by itself with the agency's signature.

    It is without a picture unless it is to be `visible`, in the field laid for it.

    The caller has asked whether the actor may; here it is written down that he had it sealed, in
    the log of the key and in the audit trail. Raises `NoCertificate` when the agency has none.
    """
    certificate = agency_certificate_of(agency_id)
    source = UseSource.JOB if actor.kind is ActorKind.SYSTEM else UseSource.SEAL
    with key_act(source=source, actor=actor, title=reason):
        sealed = seal_pdf(pdf, certificate=certificate, reason=reason, visible=visible)
    audit.record(
        "signing.sealed_own_paper",
        actor=actor,
        target=certificate,
        reason=reason,
        sha256=hashlib.sha256(sealed).hexdigest(),
    )
    return sealed
