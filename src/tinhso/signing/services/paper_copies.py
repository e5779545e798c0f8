"""A signed electronic file made a paper: its pages as they look, with a block that says so.

Decree 137/2024, Article 5. What is printed is no electronic original: fields and signatures become
pictures, so that nobody takes its file for one.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Final

import pikepdf

from tinhso.kernel import papers
from tinhso.signing.pdf.free_room import free_box, lay_over, size_of

WIDTHS_MM: Final = (120, 185, 92)
"""The block is set so wide, one after the other, until it finds room where nothing stands."""
A4: Final = (595, 842)
EDGE: Final = 28.0
"""Points between the block and the edges of a page of its own."""


def page_count(pdfs: Iterable[bytes]) -> int:
    """Return how many pages several files have together."""
    count = 0
    for pdf in pdfs:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            count += len(document.pages)
    return count


def printed_copy(pdfs: Sequence[bytes], block: Mapping[str, object]) -> bytes:
    """Return the pages of signed files to print, with a block on a free place of the first file.

    `block` is what `signing/paper_copy.typ` says. Where no page has room it goes on a page of its
    own behind the first file. The same input gives the same bytes.
    """
    main, *rest = (_flat(pdf) for pdf in pdfs)
    marks = [
        papers.render("signing/paper_copy.typ", {**block, "width": width}, standard=None)
        for width in WIDTHS_MM
    ]
    return _joined([_marked(main, marks), *rest])


def _flat(pdf: bytes) -> bytes:
    """Return the pages with number, date, signature and seal drawn into them."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.flatten_annotations("print")
        return _pages_of([document])


def _joined(pdfs: Sequence[bytes]) -> bytes:
    with ExitStack() as opened:
        return _pages_of([opened.enter_context(pikepdf.open(io.BytesIO(pdf))) for pdf in pdfs])


def _pages_of(documents: Sequence[pikepdf.Pdf]) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for document in documents:
            whole.add_pages_from(document, forms="strip")
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def _marked(pdf: bytes, marks: Sequence[bytes]) -> bytes:
    if _lies_straight(pdf):
        for mark in marks:
            width, height = size_of(mark)
            box = free_box(pdf, width=width, height=height)
            if box is not None:
                return lay_over(pdf, mark, box)
    return _with_own_page(pdf, marks[0])


def _lies_straight(pdf: bytes) -> bool:
    """Tell whether each page is shown as it lies in the file: a place is where it seems."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return all(
            int(page.get("/Rotate", 0)) % 360 == 0
            and [float(edge) for edge in page.cropbox] == [float(edge) for edge in page.mediabox]
            and float(page.mediabox[0]) == float(page.mediabox[1]) == 0.0
            for page in document.pages
        )


def _with_own_page(pdf: bytes, mark: bytes) -> bytes:
    width, height = size_of(mark)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.open(io.BytesIO(mark)) as drawn:
        document.add_blank_page(page_size=A4)
        top = A4[1] - EDGE
        place = pikepdf.Rectangle(EDGE, top - height, EDGE + width, top)
        document.pages[-1].add_overlay(drawn.pages[0], place)
        document.save(out, deterministic_id=True)
    return out.getvalue()
