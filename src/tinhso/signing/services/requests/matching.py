"""For which line of a request a certificate is: by its key, or by all that names its holder alone.

Two lines that fit, or none, is no match: then a person says it. Nothing is guessed.
"""

from collections.abc import Callable, Sequence

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tinhso.kernel.db.text import fold, nfc
from tinhso.signing.models import CertificateRequestLine
from tinhso.signing.pki import load_certificate
from tinhso.signing.reading_files import Holder, holder_of
from tinhso.signing.rules_requests import RequestKind

Fits = Callable[[CertificateRequestLine], bool]


def line_for(
    certificate: x509.Certificate, lines: Sequence[CertificateRequestLine], *, kind: str
) -> tuple[CertificateRequestLine, str] | None:
    """Return the one line that a certificate is for, and by what it is known; None when unclear."""
    said, key = holder_of(certificate), key_of(certificate)
    ways: list[tuple[str, Fits]] = [
        ("key", lambda line: held_key(line) == key),
        ("number", lambda line: bool(said.number) and line.identity_number == said.number),
        ("email", lambda line: bool(said.email) and fold(line.email) == fold(said.email)),
        ("name", lambda line: _is_named(line, said, kind)),
    ]
    for how, fits in ways:
        found = [line for line in lines if fits(line)]
        if len(found) == 1 and _nothing_speaks_against(found[0], said, how):
            return found[0], how
        if found:
            return None
    return None


def key_of(certificate: x509.Certificate) -> bytes:
    """Return the public key of a certificate as bytes that can be compared."""
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def held_key(line: CertificateRequestLine) -> bytes:
    """Return the key of the certificate that a line is about; nothing where it is not known."""
    held = line.certificate
    return key_of(load_certificate(held.certificate)) if held and held.certificate else b""


def _is_named(line: CertificateRequestLine, said: Holder, kind: str) -> bool:
    """Tell whether a certificate says the very name of a line, and its agency."""
    if _plain(line.name) != _plain(said.name):
        return False
    is_agencys = kind == RequestKind.AGENCY
    return is_agencys or _plain(line.agency_name) in map(_plain, said.organizations)


def _nothing_speaks_against(line: CertificateRequestLine, said: Holder, how: str) -> bool:
    """Refuse a match that what else the certificate says of its holder contradicts."""
    if said.number and line.identity_number and said.number != line.identity_number:
        return False
    if how == "key":
        return True
    if said.email and line.email and fold(said.email) != fold(line.email):
        return False
    return _plain(said.name) == _plain(line.name)


def _plain(text: str) -> str:
    """Return a name to compare: its letters with their accents, case and spaces apart."""
    return " ".join(nfc(text).casefold().split())
