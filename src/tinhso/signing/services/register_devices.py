"""What a certificate's key lies on, and who has it in his hands."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.signing.models import Certificate, KeyDevice
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import DeviceKind


@transaction.atomic
def give_device(*, certificate_uid: UUID, kind: str, serial: str, actor: Actor) -> KeyDevice:
    """Note on which device the key of a certificate lies; its holder has the device from now."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    rows = Certificate.objects.visible_to(actor).select_for_update(of=("self",))
    certificate = fetch(rows, uid=certificate_uid)
    wrong: dict[str, str] = {}
    if kind not in DeviceKind.values:
        wrong["kind"] = _("Hãy chọn loại thiết bị.")
    if not serial.strip():
        wrong["serial"] = _("Hãy ghi số hiệu in trên thiết bị, hoặc tên tài khoản máy chủ.")
    elif KeyDevice.objects.filter(kind=kind, serial=serial.strip()).exists():
        wrong["serial"] = _("Thiết bị mang số hiệu này đã giao cho người khác.")
    if wrong:
        raise Invalid(fields=wrong)
    if certificate.device_id is not None:
        raise Conflict(_("Chứng thư này đã gắn với một thiết bị."))
    if certificate.agency_id is None:
        raise Invalid(_("Chứng thư này không ghi cơ quan quản lý."))

    device = KeyDevice.objects.create(
        kind=kind,
        serial=serial.strip(),
        holder_uid=certificate.account_uid,
        agency_id=certificate.agency_id,
        since=timezone.now(),
    )
    certificate.device = device
    certificate.save(update_fields=["device"])

    audit.record("signing.device_given", actor=actor, target=certificate, kind=kind)
    return device
