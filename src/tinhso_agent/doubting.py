"""See that what is to be signed is a signature over a document, by this certificate, and no more.

A key that signs whatever it is given could be made to sign a login or another certificate. What
the house sends are the signed attributes of a CMS signature (RFC 5652): the kind of content, the
document's digest, and the certificate by its own digest (RFC 5035).
"""

import hashlib
from typing import Final

from asn1crypto import cms, tsp  # noqa: F401  # the latter tells the former of certificates' names
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tinhso.signing.algorithms import Algorithm, PublicKey

EXPECTED: Final = {"content_type", "message_digest", "signing_certificate_v2"}


class Doubt(Exception):
    """What came is nothing to sign."""


def public_key_of(certificate: bytes) -> PublicKey:
    """Return the key of a certificate by which documents can be signed."""
    try:
        public = x509.load_der_x509_certificate(certificate).public_key()
    except ValueError:
        raise Doubt("certificate") from None
    if not isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise Doubt("certificate")
    return public


def document_digest(to_sign: bytes, certificate: bytes, algorithm: str) -> bytes:
    """Return the digest of the document that this signature would cover; raise `Doubt` else."""
    try:
        digest_size = hashlib.new(Algorithm(algorithm).digest).digest_size
        attributes = cms.CMSAttributes.load(to_sign, strict=True)
        found = {one["type"].native: one["values"] for one in attributes}
        if set(found) != EXPECTED or len(attributes) != len(EXPECTED):
            raise Doubt("attributes")
        named = found["signing_certificate_v2"][0]["certs"]
        by = named[0]["hash_algorithm"]["algorithm"].native
        digest: bytes = found["message_digest"][0].native
        is_document = found["content_type"][0].native == "data"
        is_own = named[0]["cert_hash"].native == hashlib.new(by, certificate).digest()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise Doubt("structure") from None
    if not is_document or not is_own or len(named) != 1 or len(digest) != digest_size:
        raise Doubt("meaning")
    return digest
