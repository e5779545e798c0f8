"""Raise the level of a PDF's signatures: time-stamp, validation data, archive time-stamp."""

import asyncio
import io
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko_certvalidator.context import ValidationContext

from tinhso.signing.checking.signers import certificates_in
from tinhso.signing.formats.cades import is_stamped
from tinhso.signing.formats.signer import Evidence

DIGEST = "sha256"


def extend_pdf(pdf: bytes, evidence: Evidence) -> bytes:
    """Return the PDF with what the level asks, in updates behind the file as it was."""
    stamper = evidence.time_stamper
    context = evidence.validation() if evidence.validation is not None else None
    if stamper is not None and not evidence.archive and not _time_is_proved(pdf):
        pdf = _stamped(pdf, stamper, None)
    if context is not None:
        pdf = _with_evidence(pdf, context)
    if stamper is not None and evidence.archive:
        pdf = _stamped(pdf, stamper, context)
    return pdf


def renew_pdf(pdf: bytes, evidence: Evidence) -> bytes:
    """Return an archived PDF with evidence of its last time-stamp and another one over all of it.

    What stands before that time-stamp is proved by it, its own certificates need not hold any more.
    """
    if evidence.time_stamper is None:
        raise ValueError("Only a time-stamp renews an archive.")
    context = evidence.validation() if evidence.validation is not None else None
    out = io.BytesIO()
    PdfTimeStamper(evidence.time_stamper).update_archival_timestamp_chain(
        PdfFileReader(io.BytesIO(pdf)), context, in_place=False, output=out
    )
    return out.getvalue()


def archive_ends(pdf: bytes) -> datetime | None:
    """Return when the last archive time-stamp stops proving anything; None when there is none.

    The first certificate of its chain that ends takes it along.
    """
    stamps = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_timestamp_signatures
    if not stamps:
        return None
    held = certificates_in(stamps[-1].signed_data)
    return min((one.not_valid_after for one in held), default=None)


def _time_is_proved(pdf: bytes) -> bool:
    """Tell whether every signature stands under a time-stamp, its own or the document's."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    if reader.embedded_timestamp_signatures:
        return True
    return all(is_stamped(one.signer_info) for one in reader.embedded_regular_signatures)


def _with_evidence(pdf: bytes, context: ValidationContext) -> bytes:
    """Add certificates and revocation data of every signature to the file's security store."""
    count = len(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures)
    for number in range(count):
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[number]
        out = io.BytesIO()
        asyncio.run(async_add_validation_info(signature, context, output=out))
        pdf = out.getvalue()
    return pdf


def _stamped(pdf: bytes, stamper: TimeStamper, context: ValidationContext | None) -> bytes:
    out = io.BytesIO()
    PdfTimeStamper(stamper).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), DIGEST, context, output=out
    )
    return out.getvalue()
