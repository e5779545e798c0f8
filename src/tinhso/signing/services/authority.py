"""The demonstration authority and the certificates it issues."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.events import publish
from tinhso.signing import pki
from tinhso.signing.algorithms import KeyKind, PublicKey, new_key
from tinhso.signing.events import CertificateIssued, CertificateRevoked
from tinhso.signing.models import AuthorityKey, Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import key_stores
from tinhso.signing.rules import CertificateRole, RevocationReason
from tinhso.signing.tokens.keys import MARK, DeviceKey

ROLES = ("root", "issuing", "time_stamp")


@dataclass(frozen=True, eq=False)
class Authority:
    """The three identities of the demonstration authority."""

    root: pki.Identity
    issuing: pki.Identity
    time_stamp: pki.Identity

    @property
    def chain_pem(self) -> str:
        """Return issuing and root certificate, as they go into a signature."""
        return pki.pem(self.issuing.certificate) + pki.pem(self.root.certificate)


CHECKER = "Dịch vụ kiểm tra chữ ký Tỉnh Số"
CHECKING = "checking"
ANSWERING = "answering"
REGISTER = "register"
SERVICES = {
    CHECKING: CHECKER,
    ANSWERING: "Tiếp nhận yêu cầu chứng thư số Tỉnh Số",
    REGISTER: "Sổ chứng thư số Tỉnh Số",
}
"""Who signs what the house itself says, by role."""
DEMONSTRATION_SINCE = timedelta(days=400)
"""How long a demonstration's authority has been there when it is made."""
REASONS = {
    RevocationReason.KEY_COMPROMISE: x509.ReasonFlags.key_compromise,
    RevocationReason.DEVICE_LOST: x509.ReasonFlags.key_compromise,
    RevocationReason.POSITION_CHANGED: x509.ReasonFlags.affiliation_changed,
    RevocationReason.LEFT: x509.ReasonFlags.affiliation_changed,
    RevocationReason.AGENCY_ENDED: x509.ReasonFlags.cessation_of_operation,
    RevocationReason.SUPERSEDED: x509.ReasonFlags.superseded,
}
"""How the reasons of the decree are called on revocation lists and in answers (RFC 5280)."""
RENEW_BEFORE = timedelta(days=30)
RENEW_STAMPER_BEFORE = timedelta(days=365)


def checking_identity() -> pki.Identity:
    """Return who signs the reports of checks."""
    return _service_identity(CHECKING)


def answering_identity() -> pki.Identity:
    """Return who signs the answers of the demonstration authority."""
    return _service_identity(ANSWERING)


def register_identity() -> pki.Identity:
    """Return who signs the reports of the register."""
    return _service_identity(REGISTER)


def _service_identity(role: str) -> pki.Identity:
    """Return a service's key, made at its first use and renewed before its end."""
    row = AuthorityKey.objects.filter(role=role).first()
    if row is None or _ends(row.certificate) < timezone.now() + RENEW_BEFORE:
        row = _make_service(role)
    return pki.Identity(_load_key(row.key), pki.load_certificate(row.certificate))


def _ends(certificate: str) -> datetime:
    return pki.load_certificate(certificate).not_valid_after_utc


def _make_service(role: str) -> AuthorityKey:
    now, key = timezone.now(), _new_key()
    certificate = pki.issue(
        ensure_authority().issuing,
        pki.Subject(common_name=SERVICES[role], organization="Tỉnh Số"),
        key.public_key(),
        at=now,
        until=now + timedelta(days=365 * pki.MAX_YEARS),
    )
    row = AuthorityKey.objects.filter(role=role).first()
    if row is None:
        row = AuthorityKey(role=role, certificate=pki.pem(certificate))
    else:
        row.replaced_by(pki.pem(certificate))
    row.key, row.made_at = _key_text(key), now
    row.save()
    return row


def ensure_authority() -> Authority:
    """Return the demonstration authority, made once at the first start."""
    rows = _authority_rows()
    if len(rows) < len(ROLES):
        with transaction.atomic():
            _make_authority()
        rows = _authority_rows()
    return _load(rows)


def _authority_rows() -> tuple[tuple[str, str], ...]:
    rows = AuthorityKey.objects.filter(role__in=ROLES).order_by("role")
    return tuple(rows.values_list("role", "certificate"))


@transaction.atomic
def renew_time_stamper(now: datetime) -> bool:
    """Give the time-stamp service a new key a year before its certificate ends; tell whether.

    Stamps made before carry their own chain and lose nothing.
    """
    authority = ensure_authority()
    if authority.time_stamp.certificate.not_valid_after_utc > now + RENEW_STAMPER_BEFORE:
        return False
    row = AuthorityKey.objects.select_for_update().get(role="time_stamp")
    if _ends(row.certificate) > now + RENEW_STAMPER_BEFORE:
        return False
    fresh = pki.make_time_stamper(authority.issuing, at=now, made=_new_key)
    row.replaced_by(pki.pem(fresh.certificate))
    row.key, row.made_at = _key_text(fresh.key), now
    row.save(update_fields=["certificate", "earlier", "key", "made_at"])
    return True


@lru_cache(maxsize=4)
def _load(rows: tuple[tuple[str, str], ...]) -> Authority:
    """Return the identities of these certificates, their keys decrypted once in this process."""
    keys = dict(AuthorityKey.objects.filter(role__in=ROLES).values_list("role", "key"))
    found = {
        role: pki.Identity(_load_key(keys[role]), pki.load_certificate(certificate))
        for role, certificate in rows
    }
    return Authority(found["root"], found["issuing"], found["time_stamp"])


def _new_key() -> pki.SigningKey:
    """Make a key of the authority: on the installation's own device when it is to rest there."""
    return DeviceKey.make() if settings.TINHSO_AUTHORITY_ON_DEVICE else new_key()


def _key_text(key: pki.SigningKey) -> str:
    return key.text if isinstance(key, DeviceKey) else pki.key_text(key)


def _load_key(text: str) -> pki.SigningKey:
    return DeviceKey.load(text) if text.startswith(MARK) else pki.load_key(text)


def _make_authority() -> None:
    """Write all three keys, or none when another process was first.

    A demonstration's are older than all it will hold: what was signed in the weeks before its first
    start would otherwise be found invalid, whatever first asked for the authority.
    """
    now = timezone.now()
    since = now - DEMONSTRATION_SINCE if settings.DEMONSTRATION else now
    root = pki.make_root(at=since, made=_new_key)
    issuing = pki.make_issuing(root, at=since, made=_new_key)
    time_stamp = pki.make_time_stamper(issuing, at=since, made=_new_key)
    made = {"root": root, "issuing": issuing, "time_stamp": time_stamp}
    # The root is written first: its unique role lets one process win, and the others see it.
    _row, won = AuthorityKey.objects.get_or_create(
        role="root",
        defaults={
            "certificate": pki.pem(root.certificate),
            "key": _key_text(root.key),
            "made_at": now,
        },
    )
    if not won:
        return
    AuthorityKey.objects.bulk_create(
        AuthorityKey(
            role=role,
            certificate=pki.pem(identity.certificate),
            key=_key_text(identity.key),
            made_at=now,
        )
        for role, identity in made.items()
        if role != "root"
    )


@transaction.atomic
def issue_certificate(
    *,
    role: str,
    name: str,
    actor: Actor,
    account_uid: UUID | None = None,
    agency_id: int | None = None,
    title: str = "",
    agency_name: str = "",
    parent_name: str = "",
    agency_code: str = "",
    email: str = "",
    years: int = 3,
    key_store: str = "software",
    key_kind: KeyKind = KeyKind.P256,
) -> Certificate:
    """Issue a certificate of the demonstration authority with a fresh key in a key store.

    A person's needs `account_uid`, others `agency_id`; at most five years (Decree 68/2024,
    Article 9). What the holder had before is revoked as superseded; an agency's devices and
    services are told apart by their names.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    if not 1 <= years <= pki.MAX_YEARS:
        raise Invalid(fields={"years": _("Chứng thư mới có hiệu lực từ 1 đến 5 năm.")})
    holder = account_uid if role == CertificateRole.PERSON else agency_id
    if holder is None or not name.strip():
        raise Invalid(_("Chứng thư cần có chủ thể và tên của chủ thể."))

    reference, public_key = key_stores.get(key_store).make(key_kind)
    made = Certificate(
        role=role,
        account_uid=account_uid,
        agency_id=agency_id,
        name=name,
        title=title,
        agency_name=agency_name,
        parent_name=parent_name,
        agency_code=agency_code,
        email=email,
        key_store=key_store,
        key_reference=reference,
    )
    until = timezone.now() + timedelta(days=365 * years)
    return certified(made, public_key, until=until, actor=actor)


def certified(
    made: Certificate, public_key: PublicKey, *, until: datetime, actor: Actor
) -> Certificate:
    """Issue what a new row says for a public key; what its holder had before is superseded."""
    authority, now = ensure_authority(), timezone.now()
    subject = pki.Subject(
        common_name=made.name,
        organization=made.agency_name,
        title=made.title,
        identifier=made.agency_code,
        email=made.email,
    )
    issued = pki.issue(
        authority.issuing,
        subject,
        public_key,
        at=now,
        until=until,
        address=settings.TINHSO_TRUST_ADDRESS,
    )
    earlier = Certificate.objects.usable().filter(role=made.role)
    if made.role == CertificateRole.PERSON:
        earlier = earlier.filter(account_uid=made.account_uid)
    else:
        earlier = earlier.filter(agency_id=made.agency_id, account_uid=None)
    if made.role == CertificateRole.DEVICE:
        earlier = earlier.filter(name=made.name)
    earlier.update(revoked_at=now, revocation_reason=RevocationReason.SUPERSEDED)
    made.serial = f"{issued.serial_number:x}"
    made.issuer = pki.AUTHORITY_NAME
    made.not_before, made.not_after = issued.not_valid_before_utc, issued.not_valid_after_utc
    made.certificate, made.chain = pki.pem(issued), authority.chain_pem
    made.save(force_insert=True)
    audit.record("signing.certificate_issued", actor=actor, target=made, serial=made.serial)
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


@transaction.atomic
def revoke_certificate(*, certificate_uid: UUID, reason: str, actor: Actor) -> Certificate:
    """End a certificate before its time, for one of the reasons of Decree 68/2024, Article 17."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    rows = Certificate.objects.select_for_update(of=("self",))
    certificate = fetch(rows, uid=certificate_uid)
    if certificate.revoked_at is not None:
        raise Conflict(_("Chứng thư này đã được thu hồi."))
    if reason not in RevocationReason.values:
        raise Invalid(fields={"reason": _("Hãy chọn lý do thu hồi.")})

    certificate.revoked_at = timezone.now()
    certificate.revocation_reason = reason
    certificate.save(update_fields=["revoked_at", "revocation_reason"])

    audit.record("signing.certificate_revoked", actor=actor, target=certificate, reason=reason)
    publish(CertificateRevoked(certificate_uid=certificate.uid, reason=reason))
    return certificate


def revocation_list() -> bytes:
    """Return the authority's list of revoked certificates (DER), fresh for a week."""
    return revocation_lists()[0]


def revocation_lists() -> tuple[bytes, ...]:
    """Return the lists of both authorities: what was issued, and the issuing authority itself.

    They are signed anew every hour and after each revocation, not for every reader.
    """
    known = (
        Certificate.objects.issued_here()
        .exclude(revoked_at=None)
        .aggregate(many=Count("pk"), latest=Max("revoked_at"))
    )
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return _signed_lists(ensure_authority(), known["many"], known["latest"], hour)


@lru_cache(maxsize=8)
def _signed_lists(
    authority: Authority, _many: int, latest: datetime | None, hour: datetime
) -> tuple[bytes, ...]:
    """Return the lists as of this hour, or of the latest revocation in it."""
    begun = authority.issuing.certificate.not_valid_before_utc
    at = max(hour, begun, latest or begun)
    number = int(at.timestamp() * 1000)
    rows = list(Certificate.objects.issued_here().exclude(revoked_at=None).order_by("revoked_at"))
    revoked = [(int(row.serial, 16), row.revoked_at) for row in rows if row.revoked_at is not None]
    reasons = {int(row.serial, 16): revocation_flag(row) for row in rows}
    own = pki.revocation_list(authority.issuing, revoked, at=at, number=number, reasons=reasons)
    above = pki.revocation_list(authority.root, [], at=at, number=number)
    return own, above


def revocation_flag(row: Certificate) -> x509.ReasonFlags:
    """Return how the reason of a revocation is called on lists and in answers."""
    return REASONS[RevocationReason(row.revocation_reason)]


def der(certificate: x509.Certificate) -> bytes:
    """Return a certificate as bytes."""
    return certificate.public_bytes(serialization.Encoding.DER)
