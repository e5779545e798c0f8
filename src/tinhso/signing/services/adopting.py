"""Certificates of other authorities whose keys are reached from here: they sign from now on."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import names_of_officials
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.organization.queries import agency
from tinhso.signing.algorithms import PublicKey, algorithms_for
from tinhso.signing.models import Certificate
from tinhso.signing.pki import AUTHORITY_NAME
from tinhso.signing.reading_files import holder_of, issuer_of
from tinhso.signing.rules import NO_STORE, CertificateRole, RevocationReason
from tinhso.signing.rules_names import NameMatch
from tinhso.signing.services.holder_names import note_other_name, require_same_holder
from tinhso.signing.services.holders import parent_on_seal
from tinhso.signing.services.registering import Registered, register_certificate

MOST_ABOVE: Final = 5
"""Certificates of authorities that may stand beside the holder's own."""


def own_and_above(public: PublicKey, given: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Return the key's own certificate among these, then each that issued the one before.

    Raises `Invalid` unless the own one is in force, for signing, and of a strong enough key.
    """
    own = [one for one in given if _is_of_key(one, public)]
    fitting = [one for one in own if _signs_now(one)]
    if not fitting or not algorithms_for(public):
        raise Invalid(_("Chứng thư trên thiết bị không phải của khóa này, hoặc không dùng để ký."))
    path = fitting[:1]
    while len(path) <= MOST_ABOVE:
        above = [one for one in given if one.subject == path[-1].issuer and one not in path]
        if not above:
            break
        path.append(above[0])
    return path


def _is_of_key(one: x509.Certificate, public: PublicKey) -> bool:
    key = one.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and key == public


def _signs_now(one: x509.Certificate) -> bool:
    try:
        usage = one.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    in_force = one.not_valid_before_utc <= timezone.now() <= one.not_valid_after_utc
    return in_force and (usage.digital_signature or usage.content_commitment)


def held_as(
    own: x509.Certificate,
    *,
    role: CertificateRole,
    agency_id: int,
    account_uid: UUID | None = None,
    name: str = "",
) -> Registered:
    """Return what the register is to know of a certificate and its holder."""
    return Registered(
        role=role,
        serial=f"{own.serial_number:x}",
        issuer=issuer_of(own),
        name=holder_of(own).name or name,
        not_before=own.not_valid_before_utc,
        not_after=own.not_valid_after_utc,
        agency_id=agency_id,
        account_uid=account_uid,
    )


def adopt(
    path: Sequence[x509.Certificate],
    held: Registered,
    *,
    store: str,
    reference: str,
    actor: Actor,
    name_reason: str = "",
) -> Certificate:
    """Let a certificate sign here by a key in a store; in the caller's transaction.

    Its name must be the holder's; where it is another, `name_reason` says why it is his.
    The register's row of it is used when there is one; it must be nobody else's. What this house
    issued to the holder before is superseded.
    """
    is_agencys = held.role == CertificateRole.AGENCY
    match = require_same_holder(
        path[0],
        account_uid=held.account_uid,
        official=_official_name(held),
        reason=name_reason,
    )
    known = Certificate.objects.select_for_update(of=("self",))
    row = known.filter(serial=held.serial).first()
    if row is None:
        row = register_certificate(known=held, actor=actor)
    elif row.key_store != NO_STORE or not _is_holders(row, held):
        raise Conflict(_("Chứng thư này đã có trong hệ thống."))
    ours = Certificate.objects.usable().filter(role=held.role, issuer=AUTHORITY_NAME)
    ours = (
        ours.filter(agency_id=held.agency_id)
        if is_agencys
        else ours.filter(account_uid=held.account_uid)
    )
    ours.update(revoked_at=timezone.now(), revocation_reason=RevocationReason.SUPERSEDED)
    row.account_uid, row.key_store, row.key_reference = held.account_uid, store, reference
    if is_agencys:
        row.parent_name = parent_on_seal(held.agency_id)
    row.certificate = in_pem(path[:1])
    row.chain = in_pem(path[1:]) or row.chain
    row.save()
    if match is not NameMatch.SAME:
        note_other_name(row, match, reason=name_reason, actor=actor)
    return row


def _official_name(held: Registered) -> str:
    """Return how the house's own lists name a holder."""
    if held.account_uid is None:
        return agency(held.agency_id).name
    return names_of_officials({held.account_uid}).get(held.account_uid, "")


def _is_holders(row: Certificate, held: Registered) -> bool:
    """Tell whether a row of the register is nobody else's."""
    if held.role == CertificateRole.AGENCY:
        return row.role == held.role and row.agency_id == held.agency_id
    return row.account_uid in {None, held.account_uid}


def in_pem(certificates: Sequence[x509.Certificate]) -> str:
    """Return certificates as they are kept."""
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)
