"""Which PDFs take no signature, and why: found out before a key is used."""

import io
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from tinhso.signing.checking.faults import PDF_FAULTS
from tinhso.signing.checking.report import Trouble
from tinhso.signing.pdf.limits import MOST_SIGNATURES, has_too_many_revisions
from tinhso.signing.pdf.updates import HYBRID


class Unsignable(ValueError):
    """A PDF into which no signature goes that readers would rely on."""

    def __init__(self, trouble: Trouble) -> None:
        """Say why."""
        self.trouble = trouble
        super().__init__(trouble)


@dataclass(frozen=True)
class Signable:
    """What writes behind a PDF, and the names of the fields that are signed already."""

    writer: IncrementalPdfFileWriter
    filled: frozenset[str]


def open_signable(pdf: bytes) -> Signable:
    """Open a PDF for signing; raise `Unsignable` when nobody would rely on the signature."""
    if has_too_many_revisions(pdf):
        raise Unsignable(Trouble.TOO_MANY_SIGNATURES)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        reader = writer.prev
        trouble = _trouble(reader)
        fields = enumerate_sig_fields(reader, filled_status=True)
        filled = frozenset(str(name) for name, _value, _at in islice(fields, MOST_SIGNATURES))
    except PDF_FAULTS as fault:
        # Strict readers refuse a file with two tables of contents without saying so.
        known = Trouble.HYBRID if HYBRID in pdf and b"%PDF-" in pdf[:1024] else Trouble.BROKEN
        raise Unsignable(known) from fault
    if trouble is Trouble.NONE and len(filled) >= MOST_SIGNATURES:
        trouble = Trouble.TOO_MANY_SIGNATURES
    if trouble is not Trouble.NONE:
        raise Unsignable(trouble)
    return Signable(writer, filled)


def _trouble(reader: PdfFileReader) -> Trouble:
    if reader.encrypted:
        return Trouble.ENCRYPTED
    if reader.xrefs.hybrid_xrefs_present:
        return Trouble.HYBRID
    if "/AcroForm" in reader.root and "/XFA" in reader.root["/AcroForm"]:
        return Trouble.ACTIVE_FORM
    return Trouble.NONE


def free_name(stem: str, taken: Collection[str]) -> str:
    """Return the first name of a field that is not taken: the stem, else with a number behind."""
    names = (f"{stem}{number or ''}" for number in (0, *range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
