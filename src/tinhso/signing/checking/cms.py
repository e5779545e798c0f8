"""CMS and CAdES: a signature in a file of its own, over a content inside it or beside it."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from asn1crypto import cms, core
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_self_reported_ts, validate_sig_integrity

from tinhso.signing.checking.evidence import evidence_in
from tinhso.signing.checking.faults import READ_FAULTS
from tinhso.signing.checking.judging import Found, judge
from tinhso.signing.checking.report import (
    CheckName,
    Kind,
    Reason,
    Report,
    SignatureFinding,
    Trouble,
    Verdict,
    worst,
)
from tinhso.signing.checking.signers import (
    certificate_of,
    certificates_in,
    unsigned_values,
)
from tinhso.signing.checking.stamps import MOST_STAMPS, check_stamp, digest_of
from tinhso.signing.checking.trust import Trust
from tinhso.signing.checking.written import der_of

MOST_SIGNERS = 64


def read_message(content: bytes) -> cms.SignedData | None:
    """Return a message of signed data, or None when it is something else."""
    try:
        info = cms.ContentInfo.load(der_of(content), strict=True)
        if info["content_type"].native != "signed_data":
            return None
        signed: cms.SignedData = info["content"]
        _all = (len(signed["signer_infos"]), certificates_in(signed), evidence_in(signed))
    except READ_FAULTS:
        return None
    return signed


def check_message(
    content: bytes, trust: Trust, outside: Mapping[str, bytes] | None = None
) -> Report:
    """Return what is known about every signer of a message; `outside` is what lies beside it.

    Of several files the one that was signed is told by its digest.
    """
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)

    def report(verdict: Verdict, trouble: Trouble = Trouble.NONE) -> Report:
        return Report(verdict, sha256, size, findings, Kind.CMS, trouble)

    findings: tuple[SignatureFinding, ...] = ()
    signed = read_message(content)
    if signed is None:
        return report(Verdict.UNREADABLE, Trouble.BROKEN)
    if len(signed["signer_infos"]) > MOST_SIGNERS:
        return report(Verdict.UNREADABLE, Trouble.TOO_MANY_SIGNATURES)
    try:
        name, covered = _signed_one(signed, outside or {})
        findings = tuple(_beside(one, name) for one in check_signers(signed, trust, covered))
    except READ_FAULTS:
        return report(Verdict.UNREADABLE, Trouble.BROKEN)
    return report(worst(findings))


def _signed_one(signed: cms.SignedData, outside: Mapping[str, bytes]) -> tuple[str, bytes | None]:
    """Return the file beside a message that it was made over; the first where none fits."""
    for signer in signed["signer_infos"]:
        with suppress(*READ_FAULTS):
            used, wanted = signer["digest_algorithm"]["algorithm"].native, message_digest(signer)
            for name, one in outside.items():
                if hashlib.new(used, one).digest() == wanted:
                    return name, one
    return next(iter(outside.items()), ("", None))


def _beside(finding: SignatureFinding, name: str) -> SignatureFinding:
    return replace(finding, covers=(name,), files=(name,)) if name else finding


def check_signers(
    signed: cms.SignedData, trust: Trust, outside: bytes | None, *, name: str = ""
) -> tuple[SignatureFinding, ...]:
    """Return the findings on every signer of a message that was read.

    What lies beside it is what its reader holds: a message that carries another content of its own
    says nothing about it.
    """
    inside = signed["encap_content_info"]["content"]
    covered = outside
    if covered is None and inside is not core.VOID and inside.native is not None:
        covered = bytes(inside)
    return tuple(
        _check_signer(signed, signer, trust, covered, name or f"CMS {number}")
        for number, signer in enumerate(signed["signer_infos"], start=1)
    )


def _check_signer(
    signed: cms.SignedData,
    signer: cms.SignerInfo,
    trust: Trust,
    covered: bytes | None,
    name: str,
) -> SignatureFinding:
    try:
        return _judged(signed, signer, trust, covered, name)
    except READ_FAULTS:
        return SignatureFinding(name, Verdict.INVALID, (Reason.MALFORMED,))


def _judged(
    signed: cms.SignedData,
    signer: cms.SignerInfo,
    trust: Trust,
    covered: bytes | None,
    name: str,
) -> SignatureFinding:
    held = certificates_in(signed)
    certificate = certificate_of(signer, held)
    if certificate is None:
        return SignatureFinding(name, Verdict.UNKNOWN, (Reason.UNSUPPORTED,))
    used = signer["digest_algorithm"]["algorithm"].native
    digest, reasons = _integrity(signed, signer, covered)
    lists, answers = evidence_in(signed, signer)
    stamps = [
        check_stamp(token, digest_of(signer["signature"].native), trust, lists, answers)
        for token in unsigned_values(signer, "signature_time_stamp_token")[:MOST_STAMPS]
    ]
    claimed: datetime | None = extract_self_reported_ts(signer)
    return judge(
        Found(
            name=name,
            certificate=certificate,
            others=[one.dump() for one in held],
            lists=lists,
            answers=answers,
            claimed_at=claimed,
            stamps=stamps,
            algorithm=algorithm_of(signer),
            digests=digests_of(signer),
            digest=digest.hex(),
            reasons=reasons,
            whole_file=not reasons,
            evidence={
                CheckName.STRUCTURE: "CMS",
                CheckName.INTEGRITY: f"{used} {digest.hex()}",
                CheckName.SIGNATURE: algorithm_of(signer),
            },
        ),
        trust,
    )


def _integrity(
    signed: cms.SignedData, signer: cms.SignerInfo, covered: bytes | None
) -> tuple[bytes, list[Reason]]:
    """Return the content's digest and what stands against content and signature value."""
    used = signer["digest_algorithm"]["algorithm"].native
    missing = covered is None
    # Without the content the signer's own word for its digest shows whether the rest holds.
    digest = message_digest(signer) if covered is None else hashlib.new(used, covered).digest()
    kind = signed["encap_content_info"]["content_type"].native
    reasons = integrity_reasons(
        signer, certificate_of(signer, certificates_in(signed)), kind, digest
    )
    if missing:
        reasons.append(Reason.CONTENT_MISSING)
    return digest, reasons


def integrity_reasons(
    signer: cms.SignerInfo, certificate: object, kind: str, digest: bytes
) -> list[Reason]:
    """Return what stands against a signer's digest and value."""
    try:
        intact, valid = validate_sig_integrity(signer, certificate, kind, digest)
    except SignatureValidationError as error:
        swapped = "certificate attribute" in str(error)
        return [Reason.CERTIFICATE_SWAPPED if swapped else Reason.MALFORMED]
    except NotImplementedError:
        return [Reason.UNSUPPORTED]
    if not intact:
        return [Reason.CONTENT_CHANGED]
    return [] if valid else [Reason.SIGNATURE_BROKEN]


def message_digest(signer: cms.SignerInfo) -> bytes:
    """Return the digest that a signer put under his signature; nothing when there is none."""
    attributes = signer["signed_attrs"]
    if attributes is not core.VOID:
        for attribute in attributes:
            if attribute["type"].native == "message_digest":
                value: bytes = attribute["values"][0].native
                return value
    return b""


def digests_of(signer: cms.SignerInfo) -> frozenset[str]:
    """Return the digests on which a signature rests."""
    names = {signer["digest_algorithm"]["algorithm"].native}
    # PKCS#1 v1.5 without a digest of its own takes the message's.
    with suppress(ValueError):
        names.add(signer["signature_algorithm"].hash_algo)
    return frozenset(names)


def algorithm_of(signer: cms.SignerInfo) -> str:
    """Name how the signature value was made."""
    return str(signer["signature_algorithm"]["algorithm"].native)
