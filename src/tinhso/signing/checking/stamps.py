"""Time-stamps (RFC 3161): when something existed, if who says so can be believed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto import cms, tsp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from tinhso.signing.checking.asking import asked_standing
from tinhso.signing.checking.evidence import evidence_in
from tinhso.signing.checking.report import Revocation
from tinhso.signing.checking.revocation import standing_of
from tinhso.signing.checking.signers import certificate_of, certificates_in
from tinhso.signing.checking.trust import (
    MOST_PROOFS,
    WEAK_DIGESTS,
    Trust,
    is_strong,
    name_of,
    path_of,
    readable,
    stamps_time,
)

READ_FAULTS = (ValueError, KeyError, TypeError, AttributeError, IndexError)


MOST_STAMPS = 16
"""How many stamps of one signature are looked at: more prove no earlier time that matters."""


class StampState(StrEnum):
    """What a time-stamp is worth."""

    PROVED = "proved"
    NOT_TRUSTED = "not_trusted"
    BROKEN = "broken"


@dataclass(frozen=True)
class Stamped:
    """What one time-stamp says."""

    state: StampState
    at: datetime | None = None
    by: str = ""
    revocation: Revocation = Revocation.UNKNOWN


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
        return Stamped(StampState.NOT_TRUSTED, at)
    used = signer["digest_algorithm"]["algorithm"].native
    digest = hashlib.new(used, bytes(content)).digest()
    intact, valid = validate_sig_integrity(signer, certificate, "tst_info", digest)
    if not (intact and valid):
        return BROKEN
    by = name_of(certificate)
    weak = {name, used} & WEAK_DIGESTS or not is_strong(certificate)
    if weak or not stamps_time(certificate):
        return Stamped(StampState.NOT_TRUSTED, at, by)
    path = path_of(certificate, [one.dump() for one in held], trust, at)
    if not path.steps:
        return Stamped(StampState.NOT_TRUSTED, at, by)
    last = len(path.steps) - 1
    own, issuer = readable(path.steps[0]), readable(path.steps[min(1, last)])
    revocation = Revocation.UNKNOWN
    if own is not None and issuer is not None:
        own_lists, own_answers = evidence_in(signed, signer)
        known = [*trust.crls, *[*own_lists, *lists][:MOST_PROOFS]]
        told = [*trust.answers, *[*own_answers, *answers][:MOST_PROOFS]]
        standing = standing_of(own, issuer, known, told, at)
        if standing.revocation is Revocation.UNKNOWN and trust.ask is not None:
            standing = asked_standing(path.steps[0], path.steps[min(1, last)], trust.ask, at)
        revocation = standing.revocation
        revoked = standing.revocation is Revocation.REVOKED
        if revoked and (standing.since is None or standing.since <= at):
            return Stamped(StampState.NOT_TRUSTED, at, by)
    return Stamped(StampState.PROVED, at, by, revocation)
