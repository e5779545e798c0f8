"""Whether a certificate was revoked, by lists (RFC 5280) and answers (RFC 6960) that prove it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, ObjectIdentifier

from tinhso.signing.checking.faults import READ_FAULTS
from tinhso.signing.checking.report import Revocation

EXPIRED_ON_LIST = ObjectIdentifier("2.5.29.60")
"""Says that a list names revoked certificates even after they expired."""

MOST_RESPONDERS = 8
"""How many of the certificates beside an answer are looked at."""

NOT_WHOLE = (ExtensionOID.DELTA_CRL_INDICATOR,)
HARMLESS = frozenset(
    {
        x509.ReasonFlags.unspecified,
        x509.ReasonFlags.affiliation_changed,
        x509.ReasonFlags.superseded,
        x509.ReasonFlags.cessation_of_operation,
    }
)
"""Reasons for which a time-stamp service's certificate ends while its key is safe (RFC 3161, 4)."""


@dataclass(frozen=True)
class Standing:
    """What is known of one certificate: since when it is revoked, and what says so."""

    revocation: Revocation
    since: datetime | None = None
    evidence: str = ""
    is_harmless: bool = False
    """Whether it was revoked for a reason that leaves what its key did before beyond doubt."""


UNKNOWN = Standing(Revocation.UNKNOWN)


def standing_of(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    lists: Sequence[bytes],
    answers: Iterable[bytes],
    at: datetime,
) -> Standing:
    """Return the standing at a moment; a proof of revocation outweighs every other.

    Each list is proved once: a stranger's file may carry hundreds of each.
    """
    found = UNKNOWN
    own = [known for der in lists if _is_from(der, issuer) and (known := _list(der)) is not None]
    for known in own:
        one = _by_list(certificate, known, at)
        if one.revocation is Revocation.REVOKED:
            return one
        found = one if one.revocation is Revocation.GOOD else found
    for der in answers:
        one = _by_answer(certificate, issuer, der, at, own)
        if one.revocation is Revocation.REVOKED:
            return one
        found = one if one.revocation is Revocation.GOOD else found
    return found


@lru_cache(maxsize=64)
def _list(der: bytes) -> x509.CertificateRevocationList | None:
    try:
        return x509.load_der_x509_crl(der)
    except READ_FAULTS:
        return None


@lru_cache(maxsize=256)
def _is_from(der: bytes, issuer: x509.Certificate) -> bool:
    """Tell whether a list is the issuer's own, whole one."""
    known = _list(der)
    try:
        if known is None or known.issuer != issuer.subject or not _is_whole(known):
            return False
        key = issuer.public_key()
        return known.is_signature_valid(key)  # type: ignore[arg-type]  # any kind of key
    except READ_FAULTS:
        return False


def forget_lists() -> None:
    """Forget every list that was read."""
    _list.cache_clear()
    _is_from.cache_clear()


def _is_whole(known: x509.CertificateRevocationList) -> bool:
    """Tell whether a list speaks for all certificates and reasons of its issuer."""
    for extension in known.extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint):
            if value.indirect_crl or value.only_some_reasons or value.only_contains_ca_certs:
                return False
        elif extension.critical or extension.oid in NOT_WHOLE:
            return False
    return True


def _by_list(
    certificate: x509.Certificate, known: x509.CertificateRevocationList, at: datetime
) -> Standing:
    """Return what a list that is proved to be the issuer's says."""
    issued = known.last_update_utc
    entry = known.get_revoked_certificate_by_serial_number(certificate.serial_number)
    said = f"CRL {known.issuer.rfc4514_string()} {issued:%Y-%m-%dT%H:%M:%SZ}"
    if entry is not None:
        since = entry.revocation_date_utc
        return Standing(Revocation.REVOKED, since, said, _why(entry) in HARMLESS)
    if not _is_fresh(issued, known.next_update_utc, at):
        return UNKNOWN
    if issued > certificate.not_valid_after_utc and not _keeps_expired(known):
        return UNKNOWN
    return Standing(Revocation.GOOD, None, said)


def _why(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    """Return the reason that a list gives; most give none."""
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except READ_FAULTS:
        return None


def _is_fresh(issued: datetime, until: datetime | None, at: datetime) -> bool:
    """Tell whether something said then can speak of a moment: said after it, or still in force."""
    return issued >= at or until is None or until >= at


def _keeps_expired(known: x509.CertificateRevocationList) -> bool:
    return any(extension.oid == EXPIRED_ON_LIST for extension in known.extensions)


def _by_answer(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    der: bytes,
    at: datetime,
    own: Sequence[x509.CertificateRevocationList],
) -> Standing:
    try:
        answer = ocsp.load_der_ocsp_response(der)
        if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return UNKNOWN
        if answer.serial_number != certificate.serial_number:
            return UNKNOWN
        if not _answers_for(answer, issuer, own):
            return UNKNOWN
    except (*READ_FAULTS, InvalidSignature):
        return UNKNOWN
    said = f"OCSP {answer.this_update_utc:%Y-%m-%dT%H:%M:%SZ}"
    if answer.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        since = answer.revocation_time_utc
        return Standing(Revocation.REVOKED, since, said, answer.revocation_reason in HARMLESS)
    fresh = _is_fresh(answer.this_update_utc, answer.next_update_utc, at)
    is_good = answer.certificate_status is ocsp.OCSPCertStatus.GOOD
    return Standing(Revocation.GOOD, None, said) if is_good and fresh else UNKNOWN


def _answers_for(
    answer: ocsp.OCSPResponse,
    issuer: x509.Certificate,
    own: Sequence[x509.CertificateRevocationList],
) -> bool:
    """Tell whether the issuer, or whom it named for this, signed the answer for its own."""
    if answer.issuer_key_hash != key_hash(issuer, answer.hash_algorithm):
        return False
    if _is_by(answer, issuer):
        return True
    beside = answer.certificates[:MOST_RESPONDERS]
    return any(_is_by(answer, one) and _may_answer(one, answer, issuer, own) for one in beside)


def _may_answer(
    responder: x509.Certificate,
    answer: ocsp.OCSPResponse,
    issuer: x509.Certificate,
    own: Sequence[x509.CertificateRevocationList],
) -> bool:
    """Tell whether the issuer let this responder answer when it did (RFC 6960, 4.2.2.2).

    Whoever holds a key that was revoked since writes any time into an answer: it proves nothing.
    """
    if ExtendedKeyUsageOID.OCSP_SIGNING not in _purposes(responder):
        return False
    try:
        responder.verify_directly_issued_by(issuer)
    except (*READ_FAULTS, InvalidSignature):
        return False
    made = answer.produced_at_utc
    if not responder.not_valid_before_utc <= made <= responder.not_valid_after_utc:
        return False
    told = (_by_list(responder, known, made) for known in own)
    return all(one.revocation is not Revocation.REVOKED for one in told)


def _is_by(answer: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    try:
        key, digest = signer.public_key(), answer.signature_hash_algorithm
        if isinstance(key, rsa.RSAPublicKey) and digest is not None:
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey) and digest is not None:
            key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(digest))
        else:
            return False
    except (*READ_FAULTS, InvalidSignature):
        return False
    return True


def key_hash(issuer: x509.Certificate, algorithm: hashes.HashAlgorithm) -> bytes:
    """Return the hash of an issuer's key, as answers name it (RFC 6960, 4.1.1)."""
    spki = asn1_keys.PublicKeyInfo.load(
        issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    return hashlib.new(algorithm.name, bytes(spki["public_key"])).digest()


def _purposes(certificate: x509.Certificate) -> tuple[ObjectIdentifier, ...]:
    for extension in certificate.extensions:
        if isinstance(extension.value, x509.ExtendedKeyUsage):
            return tuple(extension.value)
    return ()
