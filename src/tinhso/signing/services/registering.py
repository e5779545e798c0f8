"""Certificates that others issued, written into the register; they sign nothing here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries.recognizing import official_known_by
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.organization.queries import agency_infos
from tinhso.signing.models import Certificate, KeyDevice
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.pki import AUTHORITY_NAME
from tinhso.signing.rules import NO_STORE, CertificateRole, serial_of


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What is known of a certificate that somebody else issued."""

    role: str
    serial: str
    issuer: str
    name: str
    not_before: datetime
    not_after: datetime
    agency_id: int
    account_uid: UUID | None = None
    title: str = ""
    certificate: str = ""
    chain: str = ""
    revoked_at: datetime | None = None
    reason: str = ""
    device_kind: str = ""
    device_serial: str = ""
    handed_at: datetime | None = None


@transaction.atomic
def register_certificate(*, known: Registered, actor: Actor) -> Certificate:
    """Write a certificate of another authority into the register; nobody signs with it here."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    serial = serial_of(known.serial)
    if not serial:
        raise Invalid(fields={"serial": _("Số chứng thư là dãy chữ số thập lục phân.")})
    if known.not_after <= known.not_before:
        raise Invalid(fields={"not_after": _("Ngày hết hạn đứng trước ngày có hiệu lực.")})
    if known.issuer == AUTHORITY_NAME:
        raise Invalid(fields={"issuer": _("Chứng thư của CA thử nghiệm ở đây đã có trong sổ.")})
    if Certificate.objects.filter(serial=serial).exists():
        raise Conflict(_("Chứng thư này đã có trong hệ thống."))
    at = agency_infos([known.agency_id], timezone.localdate(known.not_before))
    info = at.get(known.agency_id) or agency_infos([known.agency_id])[known.agency_id]
    row = Certificate.objects.create(
        role=known.role,
        account_uid=known.account_uid if known.role == CertificateRole.PERSON else None,
        agency_id=known.agency_id,
        name=known.name[:200],
        title=known.title[:200],
        agency_name=info.name,
        agency_code=info.code,
        serial=serial,
        issuer=known.issuer[:200],
        not_before=known.not_before,
        not_after=known.not_after,
        certificate=known.certificate,
        chain=known.chain,
        key_store=NO_STORE,
        key_reference="",
        device=_device(known),
        revoked_at=known.revoked_at,
        revocation_reason=known.reason,
    )
    audit.record("signing.certificate_registered", actor=actor, target=row, serial=serial)
    return row


def _device(known: Registered) -> KeyDevice | None:
    """Return the device on which the key lies: a holder's own may carry several of his."""
    if not (known.device_kind and known.device_serial):
        return None
    device, _made = KeyDevice.objects.get_or_create(
        kind=known.device_kind,
        serial=known.device_serial,
        defaults={
            "holder_uid": known.account_uid,
            "agency_id": known.agency_id,
            "since": known.handed_at or known.not_before,
        },
    )
    if (device.holder_uid, device.agency_id) != (known.account_uid, known.agency_id):
        raise Conflict(_("Thiết bị mang số hiệu này đã giao cho người khác."))
    return device


@transaction.atomic
def name_holder(*, certificate_uid: UUID, login: str, actor: Actor) -> Certificate:
    """Say which official holds a certificate of the register that came without an account."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    rows = Certificate.objects.select_for_update(of=("self",))
    row = fetch(rows, uid=certificate_uid)
    if row.role != CertificateRole.PERSON or row.account_uid is not None:
        raise Conflict(_("Chứng thư này đã có chủ thể."))
    found = official_known_by(login=login)
    if found is None:
        raise Invalid(fields={"holder": _("Không có cán bộ nào mang tên đăng nhập này.")})
    row.account_uid, _how = found
    row.save(update_fields=["account_uid"])
    if row.device_id is not None:
        device = KeyDevice.objects.filter(pk=row.device_id, holder_uid=None)
        device.update(holder_uid=row.account_uid)
    audit.record("signing.holder_named", actor=actor, target=row, serial=row.serial)
    return row
