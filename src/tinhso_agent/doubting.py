"""See that what is to be signed is a signature over a document, by this certificate, and no more.

A key that signs whatever it is given could be made to sign a login or another certificate. What
the house sends are the signed attributes of a CMS signature (RFC 5652): the kind of content, the
document's digest, and the certificate by its own digest (RFC 5035); beside a file that is no PDF
the claimed time, too. XML has its own way (`doubting_xml`).
"""

import hashlib
from base64 import b64decode
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from asn1crypto import cms, tsp  # noqa: F401  # the latter tells the former of certificates' names
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tinhso.signing.algorithms import Algorithm, PublicKey
from tinhso.signing.formats.names import ASIC, DS
from tinhso.signing.formats.safe_xml import UnsafeXml, read

PDF: Final = "pades"
DETACHED: Final = "cades"
CONTAINER: Final = "asic-e"
EXPECTED: Final = frozenset({"content_type", "message_digest", "signing_certificate_v2"})
TIMED: Final = EXPECTED | {"signing_time"}
"""What stands in a signature beside a file; a PDF claims its time elsewhere."""

ATTRIBUTES: Final = {PDF: EXPECTED, DETACHED: TIMED, CONTAINER: TIMED}
DIGESTS_SAID: Final = {"sha256": "SHA-256", "sha384": "SHA-384"}
MOST_LISTED: Final = 1000


@dataclass(frozen=True)
class Listed:
    """A file of a container, as the list says that is signed."""

    name: str
    digest: str


@dataclass(frozen=True)
class Clear:
    """What is to be signed, as the person is shown it: a digest, and of a container its files.

    Beside a file that is no PDF it is the very digest that is signed, by its own name.
    """

    by: str
    digest: str
    listed: tuple[Listed, ...] = ()


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


def require_clear(
    to_sign: bytes,
    certificate: bytes,
    algorithm: str,
    *,
    form: str,
    sha256: str,
    manifest: bytes,
) -> Clear:
    """Raise `Doubt` unless what is to be signed is what the person is told; return what to show.

    The digest of a file signed beside it is the one that is told, where both are SHA-256, and is
    shown itself; that of a container is of the list that came along, whose files are shown.
    """
    if form not in ATTRIBUTES:
        raise Doubt("format")
    digest = document_digest(to_sign, certificate, algorithm, form=form)
    by = Algorithm(algorithm).digest
    if form == DETACHED:
        return signed_digest(by, digest, sha256)
    if form != CONTAINER:
        return Clear(DIGESTS_SAID["sha256"], sha256)
    if hashlib.new(by, manifest).digest() != digest:
        raise Doubt("digest")
    return Clear(DIGESTS_SAID["sha256"], sha256, _listed(manifest))


def signed_digest(by: str, digest: bytes, sha256: str) -> Clear:
    """Return the digest of a file as it is signed; raise `Doubt` where it is not the one told."""
    if by == "sha256" and digest.hex() != sha256:
        raise Doubt("digest")
    return Clear(DIGESTS_SAID[by], digest.hex())


def _listed(manifest: bytes) -> tuple[Listed, ...]:
    """Return the files that a container's list names, each with its digest."""
    try:
        root = read(manifest).getroot()
        found = tuple(
            Listed(
                unquote(one.attrib["URI"]),
                b64decode(one.findtext(f"{{{DS}}}DigestValue", ""), validate=True).hex(),
            )
            for one in root.findall(f"{{{ASIC}}}DataObjectReference")
        )
    except (UnsafeXml, KeyError, ValueError):
        raise Doubt("list") from None
    if not 1 <= len(found) <= MOST_LISTED or not all(one.digest for one in found):
        raise Doubt("list")
    return found


def document_digest(
    to_sign: bytes, certificate: bytes, algorithm: str, *, form: str = PDF
) -> bytes:
    """Return the digest of the document that this signature would cover; raise `Doubt` else."""
    expected = ATTRIBUTES[form]
    try:
        digest_size = hashlib.new(Algorithm(algorithm).digest).digest_size
        attributes = cms.CMSAttributes.load(to_sign, strict=True)
        found = {one["type"].native: one["values"] for one in attributes}
        if set(found) != expected or len(attributes) != len(expected):
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
