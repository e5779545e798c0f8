"""Files that an agency has sealed: an electronic original, to which nobody puts his own name."""

from asn1crypto import x509

from tinhso.signing.checking.order import is_agencys
from tinhso.signing.models import Certificate
from tinhso.signing.pdf.signers import IsClosing, is_closed
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.verification import is_of_agency


def carries_seal(pdf: bytes) -> bool:
    """Tell whether a file is a PDF that an agency, here or elsewhere, has signed."""
    return is_closed(pdf, _is_seal)


def closing_for(certificate: Certificate) -> IsClosing | None:
    """Return what nobody signs behind with this certificate: a person, a seal of an agency.

    The seal is to cover the whole file. Agencies seal one after another.
    """
    return None if certificate.role == CertificateRole.AGENCY else _is_seal


def _is_seal(signer: x509.Certificate | None) -> bool:
    return is_agencys(signer, is_of_agency)
