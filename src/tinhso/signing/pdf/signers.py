"""Who signed a PDF already: what one reads who lets nobody sign behind a seal."""

import io
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

import pikepdf
from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader

from tinhso.signing.checking.faults import PDF_FAULTS
from tinhso.signing.checking.report import Trouble
from tinhso.signing.checking.signers import certificate_named
from tinhso.signing.formats.der import SEQUENCE, first_piece
from tinhso.signing.formats.opened import OpenedMessage
from tinhso.signing.pdf.refusing import Unsignable
from tinhso.signing.pdf.updates import Odd, open_update

IsClosing = Callable[[x509.Certificate | None], bool]
"""Tells whether nobody signs behind a signature by this certificate."""

MOST_FIELDS: Final = 200
STAMP: Final = "/DocTimeStamp"


def plain_fields(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return the fields of a form that has them all in one list; raise `Odd` for any other."""
    form = file.Root.get("/AcroForm")
    if form is None:
        return []
    fields = form.get("/Fields")
    if not isinstance(fields, pikepdf.Array) or len(fields) > MOST_FIELDS:
        raise Odd("no plain list of fields")
    found = list(fields)
    for one in found:
        if not isinstance(one, pikepdf.Dictionary) or "/Kids" in one or not one.is_indirect:
            raise Odd("a field with conditions")
    return found


def refuse_closed(file: pikepdf.Pdf, is_closing: IsClosing) -> None:
    """Raise `Unsignable` when somebody signed an ordinary file behind whom nobody signs."""
    fields = [one for one in plain_fields(file) if one.get("/FT") == "/Sig" and "/V" in one]
    _refuse((_signer(one["/V"]) for one in fields), is_closing)


def refuse_closed_at_length(reader: PdfFileReader, is_closing: IsClosing) -> None:
    """Raise `Unsignable` as `refuse_closed` does, for any file; what cannot be read is no seal."""
    try:
        signers = [one.signer_cert for one in reader.embedded_regular_signatures]
    except PDF_FAULTS:
        return
    _refuse(signers, is_closing)


def is_closed(pdf: bytes, is_closing: IsClosing) -> bool:
    """Tell whether somebody signed a file behind whom nobody signs; no PDF is not."""
    try:
        try:
            update = open_update(pdf)
            with update.file:
                refuse_closed(update.file, is_closing)
        except Odd:
            refuse_closed_at_length(PdfFileReader(io.BytesIO(pdf), strict=False), is_closing)
    except Unsignable:
        return True
    except PDF_FAULTS:
        return False
    return False


def _refuse(signers: Iterable[x509.Certificate | None], is_closing: IsClosing) -> None:
    if any(is_closing(one) for one in signers):
        raise Unsignable(Trouble.SEALED)


def _signer(value: pikepdf.Object) -> x509.Certificate | None:
    """Return whose a signature is; `Odd` where that takes more than a look."""
    if not isinstance(value, pikepdf.Dictionary):
        raise Odd("a signature that is none")
    if value.get("/Type") == STAMP:
        return None
    try:
        opened = OpenedMessage.read(first_piece(bytes(value["/Contents"])))
        (signer,) = opened.signers
        return _named(signer.signed[1], tuple(opened.certificates))
    except (*PDF_FAULTS, IndexError) as fault:
        raise Odd("a signature of another kind") from fault


@lru_cache(maxsize=1024)
def _named(sid: bytes, held: tuple[bytes, ...]) -> x509.Certificate | None:
    """Return the certificate that a signer names; the same few people sign nearly everything."""
    known = [x509.Certificate.load(one) for one in held if one[0] == SEQUENCE]
    return certificate_named(cms.SignerIdentifier.load(sid), known)
