"""Link a key that a signing service keeps to the official whose it is."""

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.identity.queries import AccountLine, account_by_login, accounts_in
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.events import publish
from tinhso.organization.queries import agency, position_names
from tinhso.signing.algorithms import algorithms_for
from tinhso.signing.events import CertificateIssued
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.remote.client import Credential, RemoteFault, RemoteTrouble, Service
from tinhso.signing.rules import CertificateRole, RevocationReason
from tinhso.signing.rules_names import NameMatch
from tinhso.signing.services.holder_names import note_other_name, require_same_holder

STORE: Final = "csc"
BOUND_STORE: Final = "csc2"
"""Of keys whose activations are bound to the hashes named before (SCAL 2)."""

SILENT: Final = gettext_lazy("Dịch vụ ký từ xa chưa trả lời được; hãy thử lại sau.")
UNTOLD: Final = {
    RemoteTrouble.REFUSED: gettext_lazy("Dịch vụ ký từ xa không nhận mã khóa này; hãy xem lại mã.")
}


def knows_service() -> bool:
    """Tell whether this installation has a remote signing service."""
    return bool(settings.TINHSO_CSC_URL)


def link_remote(*, login: str, credential: str, actor: Actor, name_reason: str = "") -> Certificate:
    """Let an official sign with his key at the service; his earlier certificate is superseded.

    The certificate is the one that the service tells of: strong enough, in force, enabled, and in
    his name; where its name is another, `name_reason` says why it is his all the same.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    uid = account_by_login(login)
    held = accounts_in(account_uid=uid) if uid is not None else []
    if not held:
        raise Invalid(fields={"login": _("Không có cán bộ nào mang tên đăng nhập này.")})
    try:
        found = Service().credential(credential)
    except RemoteFault as fault:
        raise Invalid(fields={"credential": str(UNTOLD.get(fault.trouble, SILENT))}) from None
    own = _usable(found)
    return _kept(held[0], credential, own, found, actor, name_reason)


def _usable(found: Credential) -> x509.Certificate:
    own = x509.load_der_x509_certificate(found.certificates[0])
    key, now = own.public_key(), timezone.now()
    is_strong = isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and bool(
        algorithms_for(key)
    )
    in_force = own.not_valid_before_utc <= now <= own.not_valid_after_utc
    if not (found.is_enabled and is_strong and in_force):
        raise Invalid(
            fields={"credential": _("Khóa này ở dịch vụ không dùng để ký được; hãy hỏi dịch vụ.")}
        )
    return own


@transaction.atomic
def _kept(
    line: AccountLine,
    known: str,
    own: x509.Certificate,
    found: Credential,
    actor: Actor,
    name_reason: str,
) -> Certificate:
    serial = f"{own.serial_number:x}"
    if Certificate.objects.filter(serial=serial).exists():
        raise Conflict(_("Chứng thư này đã có trong hệ thống."))
    match = require_same_holder(own, account_uid=line.uid, official=line.name, reason=name_reason)
    at, now = agency(line.agency_id), timezone.now()
    titles = position_names([line.position_id] if line.position_id else [])
    earlier = Certificate.objects.usable().filter(account_uid=line.uid, role=CertificateRole.PERSON)
    earlier.update(revoked_at=now, revocation_reason=RevocationReason.SUPERSEDED)
    issuers = own.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    made = Certificate.objects.create(
        role=CertificateRole.PERSON,
        account_uid=line.uid,
        agency_id=at.id,
        name=line.name,
        title=titles.get(line.position_id or 0, ""),
        agency_name=at.name,
        agency_code=at.code,
        serial=serial,
        issuer=str(issuers[0].value)[:200] if issuers else "",
        not_before=own.not_valid_before_utc,
        not_after=own.not_valid_after_utc,
        certificate=own.public_bytes(Encoding.PEM).decode(),
        chain="".join(
            x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode()
            for der in found.certificates[1:]
        ),
        key_store=BOUND_STORE if found.binds_hashes else STORE,
        key_reference=known,
    )
    audit.record("signing.certificate_linked", actor=actor, target=made, serial=serial)
    if match is not NameMatch.SAME:
        note_other_name(made, match, reason=name_reason, actor=actor)
    publish(
        CertificateIssued(
            certificate_uid=made.uid,
            role=made.role,
            account_uid=made.account_uid,
            agency_id=made.agency_id,
            valid_until=made.not_after,
        )
    )
    return made
