"""Time-stamps (RFC 3161): when something existed, if who says so can be believed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from asn1crypto import cms, tsp, x509
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from tinhso.signing.checking.chains import authority_for_else, standings_of, where_it_breaks
from tinhso.signing.checking.evidence import evidence_in
from tinhso.signing.checking.faults import READ_FAULTS
from tinhso.signing.checking.report import Reason, Revocation
from tinhso.signing.checking.signers import certificate_of, certificates_in
from tinhso.signing.checking.trust import (
    MOST_PROOFS,
    TIME_STAMPING,
    WEAK_DIGESTS,
    Path,
    Trust,
    is_strong,
    name_of,
    path_of,
    stamps_time,
)

MOST_STAMPS = 16
"""How many stamps of one signature are looked at: more prove no earlier time that matters."""


class StampState(StrEnum):
    """What a time-stamp is worth."""

    PROVED = "proved"
    NOT_TRUSTED = "not_trusted"
    BROKEN = "broken"


@dataclass(frozen=True)
class Stamped:
    """What one time-stamp says, and what stands against its service or leaves it in doubt.

    `of` names the certificate on the way to the root that the reason is about.
    """

    state: StampState
    at: datetime | None = None
    by: str = ""
    reason: Reason | None = None
    of: str = ""


BROKEN = Stamped(StampState.BROKEN)


def check_stamp(
    token: bytes,
    covered: Callable[[str], bytes],
    trust: Trust,
    lists: Sequence[bytes] = (),
    answers: Sequence[bytes] = (),
) -> Stamped:
    """Return what a token proves of the bytes whose digest `covered` returns by its name."""
    try:
        signed = cms.ContentInfo.load(token)["content"]
        return _check(signed, covered, trust, lists, answers)
    except (*READ_FAULTS, SignatureValidationError):
        return BROKEN


def digest_of(content: bytes) -> Callable[[str], bytes]:
    """Return how to take a content's digest by the digest's name."""
    return lambda name: hashlib.new(name, content).digest()


def _check(
    signed: cms.SignedData,
    covered: Callable[[str], bytes],
    trust: Trust,
    lists: Sequence[bytes],
    answers: Sequence[bytes],
) -> Stamped:
    content = signed["encap_content_info"]["content"]
    info = content.parsed
    if not isinstance(info, tsp.TSTInfo):
        return BROKEN
    imprint = info["message_imprint"]
    name = imprint["hash_algorithm"]["algorithm"].native
    if imprint["hashed_message"].native != covered(name):
        return BROKEN
    (signer,) = signed["signer_infos"]
    held = certificates_in(signed)
    certificate = certificate_of(signer, held)
    at: datetime = info["gen_time"].native
    if certificate is None:
        return Stamped(StampState.NOT_TRUSTED, at, reason=Reason.UNSUPPORTED)
    used = signer["digest_algorithm"]["algorithm"].native
    digest = hashlib.new(used, bytes(content)).digest()
    intact, valid = validate_sig_integrity(signer, certificate, "tst_info", digest)
    if not (intact and valid):
        return BROKEN
    by = name_of(certificate)

    def doubted(reason: Reason, of: str = by) -> Stamped:
        return Stamped(StampState.NOT_TRUSTED, at, by, reason, of)

    if {name, used} & WEAK_DIGESTS or not is_strong(certificate):
        return doubted(Reason.WEAK_ALGORITHM)
    if not stamps_time(certificate):
        return doubted(Reason.WRONG_PURPOSE)
    others = [one.dump() for one in held]
    path = path_of(certificate, others, trust, at)
    if path.reason is not None:
        return doubted(*where_it_breaks(certificate, others, trust, at, path.reason))
    if other := authority_for_else(path, TIME_STAMPING):
        return doubted(Reason.WRONG_PURPOSE, other)
    own_lists, own_answers = evidence_in(signed, signer)
    return _standing(
        path,
        Stamped(StampState.PROVED, at, by),
        [*trust.crls, *[*own_lists, *lists][:MOST_PROOFS]],
        [*trust.answers, *[*own_answers, *answers][:MOST_PROOFS]],
        trust,
    )


def _standing(
    path: Path, stamped: Stamped, lists: Sequence[bytes], answers: Sequence[bytes], trust: Trust
) -> Stamped:
    """Return what a token is worth by what is known of each certificate above it at its time.

    A key that may have been stolen before its certificate was revoked stamps any time; one that
    was only put out of use did so from then on (RFC 3161, 4).
    """
    at = stamped.at
    told = standings_of(path, lists, answers, trust.ask, at) if at is not None else []
    for step, standing in zip(path.steps, told, strict=False):
        of = name_of(x509.Certificate.load(step))
        if standing.revocation is Revocation.REVOKED:
            later = at is not None and standing.since is not None and standing.since > at
            if later and standing.is_harmless:
                continue
            reason = Reason.REVOKED_SINCE if later else Reason.CERTIFICATE_REVOKED
            return replace(stamped, state=StampState.NOT_TRUSTED, reason=reason, of=of)
        if standing.revocation is Revocation.UNKNOWN and stamped.reason is None:
            stamped = replace(stamped, reason=Reason.REVOCATION_UNKNOWN, of=of)
    return stamped
