"""The order of signatures in a PDF: people first, the agency's seal after all of them.

Decree 30/2020 asks for both signatures on a paper; the seal covers the whole of what is issued, so
nobody puts his name to it afterwards. Seals of several agencies follow one another.
"""

import unicodedata
from collections.abc import Sequence

from asn1crypto import x509
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from tinhso.signing.checking.trust import KnowsAgency, Trust, first

ORGANIZATIONS = ("organization_name", "organizational_unit_name")


def signed_over(signatures: Sequence[EmbeddedPdfSignature], trust: Trust) -> frozenset[int]:
    """Return the revisions of the seals behind which somebody signed who is no agency."""
    later_person = False
    found: list[int] = []
    for signature in sorted(signatures, key=lambda one: -int(one.signed_revision)):
        # Most files end with their seal, or have none: nobody else is looked up for them.
        if later_person:
            if is_agencys(signature.signer_cert, trust.knows_agency):
                found.append(int(signature.signed_revision))
        else:
            later_person = not is_agencys(signature.signer_cert, trust.knows_agency)
    return frozenset(found)


def is_agencys(certificate: x509.Certificate | None, knows_agency: KnowsAgency | None) -> bool:
    """Tell whether a certificate is an agency's own: it says so by its names, or the register does.

    An agency's is issued to the organisation that it names.
    """
    if certificate is None:
        return False
    subject = certificate.subject.native
    name = _plain(first(subject.get("common_name", "")))
    organizations = {_plain(one) for key in ORGANIZATIONS for one in _all(subject.get(key, ""))}
    if name and name in organizations:
        return True
    return knows_agency is not None and knows_agency(f"{certificate.serial_number:x}")


def _all(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
