"""Take over a key that lies on a plugged device already, with the certificate of whoever issued it.

The device is opened by its holder's PIN; its key signs a challenge, which is checked with the
certificate; only then does it sign here. Nothing is written on the device.
"""

import hashlib
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from secrets import token_bytes
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.identity.queries import account_by_login, accounts_in
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid
from tinhso.organization.queries import agency_by_code
from tinhso.signing.algorithms import PublicKey
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.reading_files import certificates_in, holder_of, issuer_of
from tinhso.signing.rules import CertificateRole, UseSource
from tinhso.signing.services.adopting import adopt, held_as, own_and_above
from tinhso.signing.services.devices import DEVICE_STORE
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.registering import Registered
from tinhso.signing.services.signatures import usable_key
from tinhso.signing.tokens.client import reference_of
from tinhso.signing.tokens.store import held_on, opened

CHALLENGE: Final = b"Tinh So: the key of this certificate is under its holder's control. "
"""What a challenge begins with, so that it is a signature over nothing else."""


@dataclass(frozen=True)
class FoundKey:
    """A key on a device, as who takes it over chooses it."""

    place: str
    kind: str
    name: str
    issuer: str


class SeveralKeys(Invalid):
    """A device holds several keys, or none: one must be chosen."""

    code = "signing.several_keys"

    def __init__(self, found: Sequence[FoundKey]) -> None:
        """Keep what was found."""
        said = _("Thiết bị giữ nhiều khóa; hãy chọn một khóa rồi gõ lại PIN.")
        none = _("Thiết bị này không giữ khóa ký nào.")
        super().__init__(fields={"place": said} if found else {"device": none})
        self.found = tuple(found)


def take_over_key(
    *,
    role: str,
    holder: str,
    device: str,
    pin: str,
    actor: Actor,
    place: str = "",
    certificate: bytes = b"",
    name_reason: str = "",
) -> Certificate:
    """Let a key that lies on a device sign here, with the certificate that is of it.

    `certificate` is a file (PEM, DER, PKCS#7) where the device holds none. An agency's key lies on
    the installation's own device, whose PIN is configured. Raises `SeveralKeys` until one is
    chosen, `Invalid` where certificate or holder do not fit, `DeviceRefused` as the device says.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    with opened(device, pin) if pin else nullcontext():
        held = held_on(device)
        given = [*_read(certificate), *_parsed(held.certificates)]
        key, public = _chosen(held.keys, place, given)
        path = own_and_above(public, given)
        known = held_by(role, holder, path[0])
        return proved(
            path,
            known,
            store=DEVICE_STORE,
            reference=reference_of(device, key),
            actor=actor,
            action="signing.device_key_taken_over",
            name_reason=name_reason,
        )


def _read(certificate: bytes) -> list[x509.Certificate]:
    if not certificate:
        return []
    found = certificates_in(certificate)
    if not found:
        raise Invalid(fields={"certificate": _("Tệp này không có chứng thư nào đọc được.")})
    return found


def _parsed(certificates: Sequence[bytes]) -> list[x509.Certificate]:
    return [one for der in certificates for one in certificates_in(der) or ()]


def _chosen(
    keys: Sequence[tuple[str, bytes]], place: str, given: Sequence[x509.Certificate]
) -> tuple[str, PublicKey]:
    """Return the key that is meant: the chosen one, else the only one."""
    loaded = [(key, _public(der)) for key, der in keys]
    strong = [(key, public) for key, public in loaded if public is not None]
    wanted = [(key, public) for key, public in strong if place in {"", key}]
    if len(wanted) != 1:
        raise SeveralKeys([_found(key, public, given) for key, public in strong])
    return wanted[0]


def _public(der: bytes) -> PublicKey | None:
    try:
        public = load_der_public_key(der)
    except ValueError:
        return None
    return public if isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) else None


def _found(key: str, public: PublicKey, given: Sequence[x509.Certificate]) -> FoundKey:
    own = next((one for one in given if one.public_key() == public), None)
    curve = "" if isinstance(public, rsa.RSAPublicKey) else public.curve.name
    kind = curve or f"RSA {public.key_size}"
    if own is None:
        return FoundKey(key, kind, "", "")
    return FoundKey(key, kind, holder_of(own).name, issuer_of(own))


def held_by(role: str, holder: str, own: x509.Certificate) -> Registered:
    """Return what the register is to know of a certificate whose holder somebody named."""
    if role == CertificateRole.AGENCY:
        found = agency_by_code(holder.strip().upper())
        if found is None:
            raise Invalid(fields={"holder": _("Không có cơ quan nào mang mã định danh này.")})
        return held_as(own, role=CertificateRole.AGENCY, agency_id=found.id, name=found.name)
    uid = account_by_login(holder)
    lines = accounts_in(account_uid=uid) if uid is not None else []
    if not lines:
        raise Invalid(fields={"holder": _("Không có cán bộ nào mang tên đăng nhập này.")})
    return held_as(
        own,
        role=CertificateRole.PERSON,
        agency_id=lines[0].agency_id,
        account_uid=lines[0].uid,
        name=lines[0].name,
    )


@transaction.atomic
def proved(
    path: Sequence[x509.Certificate],
    known: Registered,
    *,
    store: str,
    reference: str,
    actor: Actor,
    action: str,
    name_reason: str,
) -> Certificate:
    """Adopt the certificate if the key signs a challenge now; the use stands in its log."""
    row = adopt(path, known, store=store, reference=reference, actor=actor, name_reason=name_reason)
    challenge = CHALLENGE + token_bytes(32)
    with key_act(
        source=UseSource.DIRECT,
        actor=actor,
        title=_("Chứng minh giữ khóa khi tiếp nhận vào hệ thống"),
        sha256=hashlib.sha256(challenge).hexdigest(),
    ) as used:
        usable_key(row).sign(challenge)
        used.keep()
    audit.record(action, actor=actor, target=row, serial=row.serial)
    return row
