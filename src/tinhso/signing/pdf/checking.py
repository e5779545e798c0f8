"""Check the signatures of anybody's PDF and say what is known, in codes and values.

Bytes, digests and later changes are judged here and by pyHanko's difference analysis; a range
that is intact proves nothing about what was put behind it.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from asn1crypto import crl as asn1_crl
from asn1crypto import parser, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import errors as trust_errors
from pyhanko_certvalidator.context import ValidationContext


class Verdict(StrEnum):
    """What one may rely on."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


class Reason(StrEnum):
    """Why a signature is not plainly valid."""

    CONTENT_CHANGED = "content_changed"
    SIGNATURE_BROKEN = "signature_broken"
    CHANGED_AFTER = "changed_after"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET = "certificate_not_yet"
    CERTIFICATE_REVOKED = "certificate_revoked"
    REVOKED_SINCE = "revoked_since"
    ISSUER_UNKNOWN = "issuer_unknown"
    WEAK_ALGORITHM = "weak_algorithm"
    MALFORMED = "malformed"


INVALID_REASONS = frozenset(
    {
        Reason.CONTENT_CHANGED,
        Reason.SIGNATURE_BROKEN,
        Reason.CHANGED_AFTER,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_NOT_YET,
        Reason.CERTIFICATE_REVOKED,
        Reason.WEAK_ALGORITHM,
        Reason.MALFORMED,
    }
)


class TimeSource(StrEnum):
    """How the moment of signing is known."""

    TIME_STAMP = "time_stamp"
    CLAIMED = "claimed"
    NONE = "none"


class Revocation(StrEnum):
    """What is known about revocation."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Trust:
    """What the reader believes: roots, more certificates, revocation lists."""

    roots: Sequence[bytes]
    others: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()


@dataclass(frozen=True)
class SignatureFinding:
    """One signature and what was found out about it."""

    field_name: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    signer: str = ""
    organization: str = ""
    title: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    signed_at: datetime | None = None
    time_source: TimeSource = TimeSource.NONE
    whole_file: bool = False
    filled_after: bool = False
    revocation: Revocation = Revocation.UNKNOWN
    digest: str = ""


@dataclass(frozen=True)
class Report:
    """The verdict on a file: the worst of its signatures, with each of them."""

    verdict: Verdict
    sha256: str
    size: int
    signatures: tuple[SignatureFinding, ...] = field(default_factory=tuple)


def check_signatures(pdf: bytes, trust: Trust) -> Report:
    """Return what is known about every signature of a PDF; never raises for what is in it."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        embedded = list(reader.embedded_regular_signatures)
        if reader.encrypted:
            return Report(Verdict.UNREADABLE, sha256, len(pdf))
    except (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError):
        return Report(Verdict.UNREADABLE, sha256, len(pdf))
    if not embedded:
        return Report(Verdict.UNSIGNED, sha256, len(pdf))
    found = tuple(_check_one(pdf, signature, trust) for signature in embedded)
    # What follows the last signature is signed by nobody.
    verdicts = {finding.verdict for finding in found}
    for worst in (Verdict.INVALID, Verdict.UNKNOWN):
        if worst in verdicts:
            return Report(worst, sha256, len(pdf), found)
    return Report(Verdict.VALID, sha256, len(pdf), found)


def _check_one(pdf: bytes, signature: EmbeddedPdfSignature, trust: Trust) -> SignatureFinding:
    name = str(signature.field_name)
    malformed = SignatureFinding(name, Verdict.INVALID, (Reason.MALFORMED,))
    try:
        certificate = signature.signer_cert
        at, source = _time_of(signature)
        ranges = [int(edge) for edge in signature.byte_range]
        digest = _digest_of(pdf, ranges)
        status = _status_of(signature, trust, at)
    except (
        PdfError,
        SignatureValidationError,
        SigningError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        trust_errors.ValidationError,
    ):
        return malformed
    if certificate is None or digest is None:
        return malformed
    revoked_at = _revoked_at(certificate, trust)
    reasons = _reasons(status, digest, signature, certificate, at)
    if revoked_at is not None and Reason.CERTIFICATE_REVOKED not in reasons:
        if at is None or revoked_at <= at:
            reasons.append(Reason.CERTIFICATE_REVOKED)
        elif source != TimeSource.TIME_STAMP:
            # Whoever holds a stolen key can claim any time before it was reported.
            reasons.append(Reason.REVOKED_SINCE)
    if INVALID_REASONS.intersection(reasons):
        verdict = Verdict.INVALID
    else:
        verdict = Verdict.UNKNOWN if reasons else Verdict.VALID
    subject = certificate.subject.native
    coverage = status.coverage
    return SignatureFinding(
        field_name=name,
        verdict=verdict,
        reasons=tuple(reasons),
        signer=str(subject.get("common_name", "")),
        organization=_first(subject.get("organization_name", "")),
        title=_first(subject.get("title", "")),
        issuer=_first(certificate.issuer.native.get("common_name", "")),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        signed_at=at,
        time_source=source,
        whole_file=coverage == SignatureCoverageLevel.ENTIRE_FILE,
        filled_after=status.modification_level == ModificationLevel.FORM_FILLING
        and coverage != SignatureCoverageLevel.ENTIRE_FILE,
        revocation=_revocation(status, trust, revoked_at),
        digest=digest.hex(),
    )


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)


def _time_of(signature: EmbeddedPdfSignature) -> tuple[datetime | None, TimeSource]:
    """Return the moment of signing: a time-stamp's, else the signer's own claim."""
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            content = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            return content["gen_time"].native, TimeSource.TIME_STAMP
    claimed = signature.self_reported_timestamp
    if claimed is None:
        return None, TimeSource.NONE
    return claimed.astimezone(UTC) if claimed.tzinfo else claimed.replace(tzinfo=UTC), (
        TimeSource.CLAIMED
    )


def _digest_of(pdf: bytes, ranges: list[int]) -> bytes | None:
    """Hash the signed bytes ourselves; None when the ranges do not leave out just the signature."""
    if len(ranges) != 4 or ranges[0] != 0 or min(ranges) < 0:
        return None
    start, length, second, rest = ranges
    if second < start + length or second + rest > len(pdf):
        return None
    gap = pdf[start + length : second]
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return None
    digits = gap[1:-1]
    if len(digits) % 2 or digits.strip(b"0123456789abcdefABCDEF"):
        return None
    kept = bytes.fromhex(digits.decode())
    # Nothing may hide in the room left behind the signature: no signature covers it.
    if kept[parser.peek(kept) :].strip(b"\0"):
        return None
    return hashlib.sha256(pdf[start : start + length] + pdf[second : second + rest]).digest()


def _status_of(
    signature: EmbeddedPdfSignature, trust: Trust, at: datetime | None
) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in trust.roots],
        other_certs=[x509.Certificate.load(other) for other in trust.others],
        crls=list(trust.crls),
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        # A list issued after the signature still tells what was revoked before it.
        retroactive_revinfo=True,
    )
    return validate_pdf_signature(signature, context, ts_validation_context=context)


def _reasons(
    status: PdfSignatureStatus,
    digest: bytes,
    signature: EmbeddedPdfSignature,
    certificate: x509.Certificate,
    at: datetime | None,
) -> list[Reason]:
    reasons: list[Reason] = []
    own_digest_fits = status.md_algorithm != "sha256" or _message_digest(signature) == digest
    if not status.intact or not own_digest_fits:
        reasons.append(Reason.CONTENT_CHANGED)
    elif not status.valid:
        reasons.append(Reason.SIGNATURE_BROKEN)
    if status.md_algorithm in {"md5", "sha1"}:
        reasons.append(Reason.WEAK_ALGORITHM)
    untouched = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not untouched and status.modification_level == ModificationLevel.OTHER:
        reasons.append(Reason.CHANGED_AFTER)
    if not untouched and status.modification_level is None:
        reasons.append(Reason.CHANGED_AFTER)
    if status.revoked:
        reasons.append(Reason.CERTIFICATE_REVOKED)
    if at is not None and at > certificate.not_valid_after:
        reasons.append(Reason.CERTIFICATE_EXPIRED)
    elif at is not None and at < certificate.not_valid_before:
        reasons.append(Reason.CERTIFICATE_NOT_YET)
    if not status.trusted and not reasons:
        reasons.append(Reason.ISSUER_UNKNOWN)
    return reasons


def _message_digest(signature: EmbeddedPdfSignature) -> bytes:
    for attribute in signature.signer_info["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            value: bytes = attribute["values"][0].native
            return value
    return b""


def _revoked_at(certificate: x509.Certificate, trust: Trust) -> datetime | None:
    """Return since when the issuer's own list calls the certificate revoked."""
    for der in trust.crls:
        content = asn1_crl.CertificateList.load(der)["tbs_cert_list"]
        if content["issuer"] != certificate.issuer:
            continue
        for entry in content["revoked_certificates"] or ():
            if entry["user_certificate"].native == certificate.serial_number:
                since: datetime = entry["revocation_date"].native
                return since
    return None


def _revocation(
    status: PdfSignatureStatus, trust: Trust, revoked_at: datetime | None
) -> Revocation:
    if status.revoked or revoked_at is not None:
        return Revocation.REVOKED
    return Revocation.GOOD if status.trusted and trust.crls else Revocation.UNKNOWN
