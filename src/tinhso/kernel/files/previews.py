"""Pictures of pages, drawn once and kept encrypted beside the file; a PDF written anew."""

from io import BytesIO
from threading import Lock

import pypdfium2 as pdfium
from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.images import PREVIEW_SIDE, as_webp, thumbnail

drawing = Lock()
"""pdfium draws for one thread at a time."""


def draw_page(content: bytes, content_type: str, page: int) -> bytes:
    """Return one page (from 1) as a WebP picture; `NotFound` when there is none to be drawn."""
    if content_type != "application/pdf":
        if page != 1:
            raise NotFound
        return thumbnail(content)
    with drawing:
        try:
            return _drawn(content, page)
        except pdfium.PdfiumError:
            raise NotFound from None


def _drawn(content: bytes, page: int) -> bytes:
    document = pdfium.PdfDocument(content)
    try:
        if not 1 <= page <= len(document):
            raise NotFound
        # number, date, signature and seal stand in form fields: without this they are not drawn
        document.init_forms()
        sheet = document[page - 1]
        scale = min(PREVIEW_SIDE / max(*sheet.get_size(), 1), 4)
        return as_webp(sheet.render(scale=scale, may_draw_forms=True).to_pil())
    finally:
        document.close()


def text_of_pages(content: bytes) -> list[str]:
    """Return the text of each page of a PDF as it is laid out, for files without tags."""
    with drawing:
        document = pdfium.PdfDocument(content)
        try:
            return [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()


def written_anew(content: bytes) -> bytes:
    """Return a PDF with the same pages and a structure that strict readers take.

    Scanners and picture libraries write files that people can read and signatures cannot go into.
    `Invalid` when nobody can open it: it is broken, or locked by a password.
    """
    out = BytesIO()
    with drawing:
        try:
            document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError:
            raise Invalid(
                _("Tệp PDF này bị hỏng hoặc có mật khẩu nên không mở được; hãy quét lại.")
            ) from None
        try:
            document.save(out)
        finally:
            document.close()
    return out.getvalue()
