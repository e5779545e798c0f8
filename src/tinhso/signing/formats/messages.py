"""CMS signatures put together from prepared parts: the same bytes as a general library's, sooner.

Of a signature only the content's digest, the moment, the value and the time-stamp are new; the
rest is the same for every signature of a key and is built once, by the general library itself.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from asn1crypto import algos, cms, x509
from pyhanko.sign.general import as_signing_certificate_v2

from tinhso.signing.algorithms import Algorithm
from tinhso.signing.formats.der import INSIDE, OCTETS, SEQUENCE, SET, many, number, piece, utc_time
from tinhso.signing.formats.opened import OTHER_INSIDE, beside_lists
from tinhso.signing.formats.signer import SealingKey, mechanism_of

Stamp = Callable[[bytes, str], bytes]
"""Returns the time-stamp token over a digest, by the digest's name."""


def _oid(kind: type[cms.ObjectIdentifier], name: str) -> bytes:
    encoded: bytes = kind(name).dump()
    return encoded


SIGNED_DATA: Final = _oid(cms.ContentType, "signed_data")
DATA: Final = _oid(cms.ContentType, "data")
TIME_STAMP_INFO: Final = _oid(cms.ContentType, "tst_info")
CONTENT_TYPE: Final = _oid(cms.CMSAttributeType, "content_type")
MESSAGE_DIGEST: Final = _oid(cms.CMSAttributeType, "message_digest")
SIGNING_TIME: Final = _oid(cms.CMSAttributeType, "signing_time")
SIGNING_CERTIFICATE: Final = _oid(cms.CMSAttributeType, "signing_certificate_v2")
TIME_STAMP: Final = _oid(cms.CMSAttributeType, "signature_time_stamp_token")


@dataclass(frozen=True)
class _Parts:
    """What every signature of a key says again."""

    digest_algorithms: bytes
    certificates: bytes
    signer: bytes
    signing_certificate: bytes
    signature_algorithm: bytes


@lru_cache(maxsize=4096)
def _parts(certificate: bytes, chain: tuple[bytes, ...], algorithm: Algorithm) -> _Parts:
    own = x509.Certificate.load(certificate)
    above = [der for der in chain if x509.Certificate.load(der).self_signed == "no"]
    digest = algos.DigestAlgorithm({"algorithm": algorithm.digest}).dump()
    named = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
    return _Parts(
        digest_algorithms=piece(SET, digest),
        certificates=many({certificate, *above}, INSIDE),
        signer=number(1) + named.dump() + digest,
        signing_certificate=attribute(SIGNING_CERTIFICATE, as_signing_certificate_v2(own).dump()),
        signature_algorithm=mechanism_of(own, algorithm).dump(),
    )


def signed_message(
    key: SealingKey,
    digest: bytes,
    *,
    at: datetime | None = None,
    time_stamp_info: bytes | None = None,
    stamp: Stamp | None = None,
    lists: Sequence[bytes] = (),
    answers: Sequence[bytes] = (),
) -> bytes:
    """Return the CAdES signature (DER) over a content of that digest, which stays outside it.

    `at` is the claimed time, which PAdES leaves to the file. The content of a time-stamp goes into
    the signature itself. `lists` and `answers` are revocation lists and OCSP answers kept
    beside the certificates.
    """
    parts = _parts(key.certificate, key.chain, key.algorithm)
    kind = DATA if time_stamp_info is None else TIME_STAMP_INFO
    signed = _signed_attributes(parts, kind, digest, at)
    value = key.sign(signed)
    signer = [
        parts.signer,
        bytes((INSIDE,)) + signed[1:],
        parts.signature_algorithm,
        piece(OCTETS, value),
    ]
    if stamp is not None:
        name = key.algorithm.digest
        token = stamp(hashlib.new(name, value).digest(), name)
        signer.append(piece(INSIDE + 1, attribute(TIME_STAMP, token)))
    content = kind
    if time_stamp_info is not None:
        content += piece(INSIDE, piece(OCTETS, time_stamp_info))
    beside = [*lists, *(beside_lists(one) for one in answers)]
    message = piece(
        SEQUENCE,
        number(OTHER_INSIDE if answers else 1 if time_stamp_info is None else 3),
        parts.digest_algorithms,
        piece(SEQUENCE, content),
        parts.certificates,
        many(beside, INSIDE + 1) if beside else b"",
        piece(SET, piece(SEQUENCE, *signer)),
    )
    return piece(SEQUENCE, SIGNED_DATA, piece(INSIDE, message))


def signed_attributes(key: SealingKey, digest: bytes, *, at: datetime | None = None) -> bytes:
    """Return what the key signs for a content of that digest (DER); for a PDF without `at`."""
    return _signed_attributes(_parts(key.certificate, key.chain, key.algorithm), DATA, digest, at)


def claimed_time(signed: bytes) -> datetime | None:
    """Return the moment that signed attributes (DER) claim, where they claim one."""
    for one in cms.CMSAttributes.load(signed):
        if one["type"].native == "signing_time":
            at: datetime = one["values"][0].native
            return at
    return None


def _signed_attributes(parts: _Parts, kind: bytes, digest: bytes, at: datetime | None) -> bytes:
    attributes = [
        attribute(CONTENT_TYPE, kind),
        attribute(MESSAGE_DIGEST, piece(OCTETS, digest)),
        parts.signing_certificate,
    ]
    if at is not None:
        attributes.append(attribute(SIGNING_TIME, utc_time(at)))
    return many(attributes)


def attribute(kind: bytes, value: bytes) -> bytes:
    """Return an attribute of one value."""
    return piece(SEQUENCE, kind, piece(SET, value))
