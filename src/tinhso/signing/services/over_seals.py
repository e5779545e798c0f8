"""Files that an agency has sealed: an electronic original, to which nobody puts his own name."""

from tinhso.signing.checking.order import has_seal
from tinhso.signing.checking.report import Trouble
from tinhso.signing.models import Certificate
from tinhso.signing.pdf.refusing import FAULTS, Unsignable
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.verification import current_trust


def carries_seal(pdf: bytes) -> bool:
    """Tell whether a file is a PDF that an agency, here or elsewhere, has signed."""
    try:
        return has_seal(pdf, current_trust())
    except FAULTS:
        return False


def refuse_over_seal(pdf: bytes, certificate: Certificate) -> None:
    """Let no person sign what an agency has sealed: its seal is to cover the whole file."""
    if certificate.role != CertificateRole.AGENCY and carries_seal(pdf):
        raise Unsignable(Trouble.SEALED)
