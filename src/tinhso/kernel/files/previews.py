"""Pictures of pages, drawn once and kept encrypted beside the file."""

from threading import Lock

import pypdfium2 as pdfium

from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.images import PREVIEW_SIDE, as_webp, thumbnail

drawing = Lock()
"""pdfium draws for one thread at a time."""


def draw_page(content: bytes, content_type: str, page: int) -> bytes:
    """Return one page (from 1) as a WebP picture; `NotFound` when there is no such page."""
    if content_type != "application/pdf":
        if page != 1:
            raise NotFound
        return thumbnail(content)
    with drawing:
        document = pdfium.PdfDocument(content)
        try:
            if not 1 <= page <= len(document):
                raise NotFound
            sheet = document[page - 1]
            scale = min(PREVIEW_SIDE / max(*sheet.get_size(), 1), 4)
            drawn = sheet.render(scale=scale, may_draw_forms=True)
            return as_webp(drawn.to_pil())
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
