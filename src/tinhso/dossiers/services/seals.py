"""The agency's seal on scans that an officer signed (118/2025 Art. 19(2), Decree 30/2020)."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Attachment, Dossier
from tinhso.dossiers.models.seals import ScanSeal, ScanSealing
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.scans import title_of_scan
from tinhso.dossiers.queries.seals import seals_by_itself
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.errors import DossierChanged
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import DomainError, Invalid, NotFound
from tinhso.kernel.jobs import enqueue
from tinhso.signing import services as signing
from tinhso.signing.permissions import SigningPermission

BATCH = 200


def wait_for_seal(row: Attachment, dossier: Dossier) -> None:
    """Let a scan that was signed just now wait for the seal; it is asked for where the house may.

    Part of the act that signs.
    """
    now = timezone.now()
    by_itself = seals_by_itself(agency_id=dossier.resolving_agency_id, on=timezone.localdate(now))
    seal, _made = ScanSeal.objects.update_or_create(
        attachment=row,
        defaults={
            "dossier": dossier,
            "signed_at": row.scan_signed_at or now,
            "asked_at": now if by_itself else None,
            "sealed_at": None,
            "agency": None,
        },
    )
    if by_itself:
        enqueue("dossiers.seal_scan", key=f"{seal.uid}:{row.file_id}", seal_uid=str(seal.uid))


def seal_scan(*, uid: UUID, actor: Actor) -> ScanSeal:
    """Put the seal of the resolving agency on a signed scan; pressed twice, it is done once.

    When its key cannot be used now, the wish stands and a job tries again; a scan whose personal
    signature does not hold is refused. The seal is made outside the transaction that keeps it.
    """
    seal = _ask(uid=uid, actor=actor)
    return seal if seal.sealed_at is not None else press(seal_uid=seal.uid, actor=actor)


def seal_attachment(*, uid: UUID, attachment_uid: UUID, actor: Actor) -> ScanSeal:
    """Seal one paper of a dossier; `NotFound` unless its scan is signed."""
    rows = ScanSeal.objects.visible_to(actor).standing().filter(dossier__uid=uid)
    seal = fetch(rows.filter(attachment__uid=attachment_uid))
    return seal_scan(uid=seal.uid, actor=actor)


def seal_scans_of(*, uid: UUID, actor: Actor) -> list[ScanSeal]:
    """Seal every signed scan of a dossier that has no seal yet."""
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    _permit(dossier, actor)
    open_ones = ScanSeal.objects.standing().filter(dossier=dossier, sealed_at__isnull=True)
    uids = list(open_ones.order_by("pk").values_list("uid", flat=True))
    return [seal_scan(uid=one, actor=actor) for one in uids]


@one_act()
def _ask(*, uid: UUID, actor: Actor) -> ScanSeal:
    rows = ScanSeal.objects.visible_to(actor).standing().select_for_update(of=("self",))
    seal = fetch(rows.select_related("dossier", "attachment__file__blob"), uid=uid)
    _permit(seal.dossier, actor)
    if seal.sealed_at is None:
        _content(seal)
        seal.asked_at, seal.asked_by = timezone.now(), actor.id
        seal.asked_by_name = actor.name
        seal.save(update_fields=["asked_at", "asked_by", "asked_by_name"])
        _core.audit("scan_seal", seal.dossier, actor=actor, component=seal.attachment.component_key)
    return seal


def _content(seal: ScanSeal) -> bytes:
    """Return the signed bytes; `NotSignedBelow` when what the officer signed does not hold."""
    if seal.attachment.file is None:
        raise NotFound
    content = files.open_file(seal.attachment.file)
    signing.require_signed_by(content, signer=seal.attachment.scan_signed_by)
    return content


def press(*, seal_uid: UUID, actor: Actor) -> ScanSeal:
    """Make the seal that was asked for; without the agency's key the wish goes on waiting."""
    rows = ScanSeal.objects.select_related("dossier", "attachment__file__blob")
    seal = fetch(rows, uid=seal_uid)
    if seal.sealed_at is not None or seal.asked_at is None:
        return seal
    agency_id = seal.dossier.resolving_agency_id
    try:
        sealed = signing.seal_copy(
            _content(seal),
            agency_id=agency_id,
            signer=seal.attachment.scan_signed_by,
            actor=actor,
            title=title_of_scan(seal.attachment),
        )
    except signing.NotSignedBelow:
        raise
    except (DomainError, OSError):  # no certificate in force, or the device that holds it is away
        return seal
    return _keep(seal, sealed, agency_id=agency_id, actor=actor)


@one_act()
def _keep(seen: ScanSeal, sealed: bytes, *, agency_id: int, actor: Actor) -> ScanSeal:
    """Keep the sealed scan, if the paper is still the one that was sealed."""
    rows = ScanSeal.objects.select_for_update(of=("self",)).select_related("dossier")
    seal = fetch(rows, uid=seen.uid)
    if seal.sealed_at is not None:
        return seal
    paper = Attachment.objects.select_for_update(of=("self",)).select_related("file")
    row = paper.get(pk=seal.attachment_id)
    if row.file is None or row.file_id != seen.attachment.file_id or row.superseded_at is not None:
        raise DossierChanged
    stored = files.store(
        content=sealed,
        name=row.file.name,
        use="dossiers.signed_scan",
        actor=actor,
        owner_class="personal",
    )
    row.file = stored
    row.save(update_fields=["file"])
    signing.receive_later(file=stored)
    seal.sealed_at, seal.agency_id = timezone.now(), agency_id
    seal.save(update_fields=["sealed_at", "agency"])
    _core.audit(
        "scan_sealed",
        seal.dossier,
        actor=actor,
        component=row.component_key,
        sha256=files.sha256_of(stored),
    )
    return seal


def seal_asked() -> int:
    """Try again what was asked for while the key was away; returns how many are sealed now."""
    actor = system_actor("dossiers.seal_scans")
    rows = ScanSeal.objects.asked().standing().order_by("asked_at")[:BATCH]
    return _each(
        list(rows.values_list("uid", flat=True)), lambda uid: press(seal_uid=uid, actor=actor)
    )


def _each(uids: list[UUID], press_one: Callable[[UUID], ScanSeal]) -> int:
    done = 0
    for uid in uids:
        try:
            done += press_one(uid).sealed_at is not None
        except signing.NotSignedBelow:
            ScanSeal.objects.filter(uid=uid).update(asked_at=None)
    return done


@one_act()
def set_scan_sealing(
    *, actor: Actor, effective_from: date, is_automatic: bool, legal_basis: str
) -> ScanSealing:
    """Say whether the server's key seals the scans of the actor's agency from a day on."""
    require(actor, P.SET_SEALING, unit_id=actor.unit_id)
    if actor.agency_id is None:
        raise NotFound
    faults = {}
    if effective_from < timezone.localdate():
        faults["effective_from"] = _("Chỉ đặt được từ hôm nay trở đi.")
    if not legal_basis.strip():
        faults["legal_basis"] = _("Hãy ghi quyết định giao khóa cho hệ thống.")
    if faults:
        raise Invalid(fields=faults)
    row, _made = ScanSealing.objects.update_or_create(
        agency_id=actor.agency_id,
        effective_from=effective_from,
        defaults={
            "is_automatic": is_automatic,
            "legal_basis": legal_basis.strip()[:300],
            "set_by": actor.id,
            "set_at": timezone.now(),
        },
    )
    record(
        "dossiers.scan_sealing_set",
        actor=actor,
        target=row,
        automatic=is_automatic,
        effective_from=effective_from.isoformat(),
    )
    return row


def _permit(dossier: Dossier, actor: Actor) -> None:
    """Let the clerk of the resolving agency seal."""
    _core.permit(
        actor,
        P.ISSUE,
        unit_id=dossier.resolving_unit_id,
        agency_id=dossier.resolving_agency_id,
    )
    require(actor, SigningPermission.SEAL_DOCUMENT, unit_id=actor.unit_id)
