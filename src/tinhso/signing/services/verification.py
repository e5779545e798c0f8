"""Verify a PDF against the roots that this installation trusts."""

from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone

from tinhso.signing.models import TrustAnchor
from tinhso.signing.pdf.checking import Report, Trust, check_signatures
from tinhso.signing.services.authority import der, ensure_authority, revocation_list


def verify_pdf(pdf: bytes) -> Report:
    """Return the verdict on every signature of a PDF, whoever made it, in codes and values."""
    return check_signatures(pdf, current_trust())


def current_trust() -> Trust:
    """Return the roots in force: our authority, those added here, and those in the folder set."""
    authority = ensure_authority()
    added = [
        der(x509.load_pem_x509_certificate(text.encode()))
        for text in TrustAnchor.objects.order_by("pk").values_list("certificate", flat=True)
    ]
    return Trust(
        roots=[der(authority.root.certificate), *added, *_roots_in(settings.TINHSO_TRUST_ROOTS)],
        others=[der(authority.issuing.certificate)],
        crls=[revocation_list()],
    )


def add_trust_anchor(*, certificate: bytes) -> TrustAnchor:
    """Trust one more root, given as PEM or DER."""
    if b"-----BEGIN" in certificate:
        parsed = x509.load_pem_x509_certificate(certificate)
    else:
        parsed = x509.load_der_x509_certificate(certificate)
    anchor, _made = TrustAnchor.objects.get_or_create(
        fingerprint=parsed.fingerprint(hashes.SHA256()).hex(),
        defaults={
            "name": parsed.subject.rfc4514_string()[:200],
            "certificate": parsed.public_bytes(Encoding.PEM).decode(),
            "added_at": timezone.now(),
        },
    )
    return anchor


@lru_cache(maxsize=4)
def _roots_in(folder: str) -> tuple[bytes, ...]:
    if not folder:
        return ()
    found: list[bytes] = []
    for path in sorted(Path(folder).glob("*.pem")):
        found += [der(one) for one in x509.load_pem_x509_certificates(path.read_bytes())]
    return tuple(found)
