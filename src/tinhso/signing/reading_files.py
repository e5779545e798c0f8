"""Certificates in files as authorities send them: PEM, DER, PKCS#7, or many in a ZIP."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID, ObjectIdentifier

from tinhso.kernel.files.archives import BROKEN

MOST_ENTRIES: Final = 5_000
MOST_EACH: Final = 256 * 1024
UNREAD: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
)
"""What is raised by what looks like a certificate and is none."""
USER_ID: Final = ObjectIdentifier("0.9.2342.19200300.100.1.1")


@dataclass
class Reading:
    """What was read of a file: each certificate with its place, and places that hold none."""

    found: list[tuple[str, x509.Certificate]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """What a certificate says of its holder."""

    name: str
    title: str
    organizations: tuple[str, ...]
    """Unit and organization, the nearest first."""
    number: str
    email: str


def read_file(name: str, content: bytes) -> Reading:
    """Return the certificates of end holders in a file; authorities' own are passed over."""
    read = Reading()
    for place, inside in _entries(name, content, read):
        known = certificates_in(inside)
        if known is None:
            read.unread.append(place)
        read.found += [(place, one) for one in known or () if not is_authority(one)]
    return read


def _entries(name: str, content: bytes, read: Reading) -> Iterator[tuple[str, bytes]]:
    """Yield the file itself, or those of an archive; what is too large, locked or broken as empty.

    So it is named as unread.
    """
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield name, content
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        listed = [one for one in archive.infolist() if not one.is_dir()]
    except BROKEN:
        yield name, b""
        return
    read.unread += [one.filename for one in listed[MOST_ENTRIES:]]
    for one in listed[:MOST_ENTRIES]:
        yield one.filename, _unpacked(archive, one)


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(one) as opened:
            inside = opened.read(MOST_EACH + 1)
    except BROKEN:
        return b""
    return inside if len(inside) <= MOST_EACH else b""


def certificates_in(content: bytes) -> list[x509.Certificate] | None:
    """Return the certificates of one file, None when it holds none that can be read."""
    readers = (
        x509.load_pem_x509_certificates,
        lambda given: [x509.load_der_x509_certificate(given)],
        pkcs7.load_pem_pkcs7_certificates,
        pkcs7.load_der_pkcs7_certificates,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        for reader in readers:
            try:
                found = list(reader(content))
                _all = [(holder_of(one), is_authority(one), issuer_of(one)) for one in found]
            except UNREAD:
                continue
            if found:
                return found
    return None


def is_authority(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate is an authority's own."""
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return basic.value.ca


def issuer_of(certificate: x509.Certificate) -> str:
    """Return who issued a certificate, by its common name or else its whole name."""
    return _first(certificate.issuer, NameOID.COMMON_NAME) or certificate.issuer.rfc4514_string()


def holder_of(certificate: x509.Certificate) -> Holder:
    """Return what a certificate says of its holder."""
    subject = certificate.subject
    organizations = (
        *_all_of(subject, NameOID.ORGANIZATIONAL_UNIT_NAME),
        *_all_of(subject, NameOID.ORGANIZATION_NAME),
    )
    user = _first(subject, USER_ID).rpartition(":")[2]
    return Holder(
        name=_first(subject, NameOID.COMMON_NAME),
        title=_first(subject, NameOID.TITLE),
        organizations=organizations,
        number=user if user.isdigit() and len(user) == 12 else "",
        email=_first(subject, NameOID.EMAIL_ADDRESS) or _email_beside(certificate),
    )


def _email_beside(certificate: x509.Certificate) -> str:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ""
    return next(iter(names.value.get_values_for_type(x509.RFC822Name)), "")


def _all_of(name: x509.Name, oid: ObjectIdentifier) -> tuple[str, ...]:
    return tuple(str(one.value) for one in name.get_attributes_for_oid(oid))


def _first(name: x509.Name, oid: ObjectIdentifier) -> str:
    return next(iter(_all_of(name, oid)), "")
