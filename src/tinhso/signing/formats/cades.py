"""CAdES: a detached signature beside any file (`.p7s`), from B-B to B-LT (EN 319 122-1)."""

import hashlib
from datetime import datetime
from functools import partial

from asn1crypto import cms, core
from pyhanko.sign.timestamps import TimeStamper

from tinhso.signing.formats.messages import TIME_STAMP, Stamp, attribute, signed_message
from tinhso.signing.formats.opened import OpenedMessage
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.stamping import stamp_by

STAMP = "signature_time_stamp_token"


def sign_detached(content: bytes, key: SealingKey, evidence: Evidence, *, at: datetime) -> bytes:
    """Return the DER signature of a content that stays outside it."""
    digest = hashlib.new(key.algorithm.digest, content).digest()
    return signed_message(
        key,
        digest,
        at=at,
        stamp=stamp_of(evidence),
        lists=evidence.crls,
        answers=evidence.answers,
    )


def stamp_of(evidence: Evidence) -> Stamp | None:
    """Return how a signature gets its time-stamp, or None when the level has none."""
    stamper = evidence.time_stamper
    return None if stamper is None else partial(stamp_by, stamper)


def extend_message(message: bytes, evidence: Evidence) -> bytes:
    """Return a signature of somebody's with time-stamp and revocation lists added; DER."""
    opened = OpenedMessage.read(message)
    read = cms.ContentInfo.load(message)["content"]["signer_infos"]
    for signer, known in zip(opened.signers, read, strict=True):
        if evidence.time_stamper is not None and not is_stamped(known):
            signer.unsigned.append(_stamp(known, evidence.time_stamper))
    opened.add_evidence(evidence.crls, evidence.answers)
    return opened.dump()


def is_stamped(signer: cms.SignerInfo) -> bool:
    """Tell whether a signer's value carries a time-stamp."""
    attributes = signer["unsigned_attrs"]
    if attributes is core.VOID or not attributes:
        return False
    return any(one["type"].native == STAMP for one in attributes)


def _stamp(signer: cms.SignerInfo, time_stamper: TimeStamper) -> bytes:
    name = signer["digest_algorithm"]["algorithm"].native
    digest = hashlib.new(name, signer["signature"].native).digest()
    return attribute(TIME_STAMP, stamp_by(time_stamper, digest, name))
