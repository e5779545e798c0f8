"""Paragraphs of a tagged PDF, by its own structure: what a phone or a screen reader sets anew.

What the house sets is always tagged (PDF/A by Typst). A file from elsewhere may carry no tags; then
there is nothing here and its reader goes by the layout (`previews.text_of_pages`).
"""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from tinhso.kernel.files.previews import drawing

BLOCKS: Final = frozenset({"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "Caption", "Title"})
INLINE: Final = frozenset({"Span", "Em", "Strong", "Link", "Quote", "Code", "Lbl", "Reference"})
ROW: Final = "TR"
OTHER_LINE: Final = 1.0
"""Points between baselines from which on two pieces of text stand on different lines."""

Handle = Any  # pdfium's own pointers, which carry no types
Piece = tuple[str, float]
"""Text and its baseline in points from the foot of the page."""


def tagged_paragraphs(content: bytes) -> list[str] | None:
    """Return the paragraphs in reading order, a row of a table as one; None without tags."""
    with drawing:
        document = pdfium.PdfDocument(content)
        try:
            if not raw.FPDFCatalog_IsTagged(document.raw):
                return None
            found: list[str] = []
            for page in document:
                for number, text in enumerate(_paragraphs(page)):
                    if number == 0 and found and _goes_on(found[-1], text):
                        found[-1] = f"{found[-1]} {text}"
                    else:
                        found.append(text)
            return found
        finally:
            document.close()


def _goes_on(before: str, text: str) -> bool:
    """Tell whether a paragraph went on over the foot of the page."""
    return text[0].islower() and not before.endswith((".", ":", ";", "!", "?"))


def _paragraphs(page: Handle) -> Iterator[str]:
    pieces = _pieces(page)
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        for at in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _blocks(raw.FPDF_StructTree_GetChildAtIndex(tree, at), pieces)
    finally:
        raw.FPDF_StructTree_Close(tree)


def _blocks(element: Handle, pieces: dict[int, list[Piece]]) -> Iterator[str]:
    """Walk one element: blocks speak for themselves, loose words between them are one more."""
    kind = _kind(element)
    if kind in BLOCKS or kind in INLINE:
        yield from _said(_under(element, pieces))
        return
    if kind == ROW:
        cells = [_joined(_under(cell, pieces)) for cell in _children(element)]
        yield from filter(None, [" · ".join(filter(None, cells))])
        return
    loose: list[Piece] = []
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, at)
        if child and _kind(child) not in INLINE:
            yield from _said(loose)
            loose = []
            yield from _blocks(child, pieces)
        elif child:
            loose += _under(child, pieces)
        else:
            loose += _own(element, at, pieces)
    yield from _said(loose)


def _said(found: list[Piece]) -> Iterator[str]:
    if text := _joined(found):
        yield text


def _joined(found: list[Piece]) -> str:
    """Put pieces together; where a new line begins stands a space."""
    text = found[0][0] if found else ""
    for (_words, above), (words, line) in pairwise(found):
        text += words if abs(above - line) < OTHER_LINE else f" {words}"
    return " ".join(text.split())


def _under(element: Handle, pieces: dict[int, list[Piece]]) -> list[Piece]:
    """Return the text of an element with all that hangs under it, in order."""
    found: list[Piece] = []
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, at)
        found += _under(child, pieces) if child else _own(element, at, pieces)
    return found


def _own(element: Handle, at: int, pieces: dict[int, list[Piece]]) -> list[Piece]:
    """Return the text an element marks itself; what lies on another page is not here."""
    mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, at)
    return pieces.get(mark, []) if mark >= 0 else []


def _children(element: Handle) -> Iterator[Handle]:
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, at):
            yield child


def _kind(element: Handle) -> str:
    size = raw.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_StructElement_GetType(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\x00")


def _pieces(page: Handle) -> dict[int, list[Piece]]:
    """Return the text of a page by its marks."""
    words = page.get_textpage()
    pieces: dict[int, list[Piece]] = {}
    for at in range(raw.FPDFPage_CountObjects(page.raw)):
        shown = raw.FPDFPage_GetObject(page.raw, at)
        if raw.FPDFPageObj_GetType(shown) != raw.FPDF_PAGEOBJ_TEXT:
            continue
        mark = raw.FPDFPageObj_GetMarkedContentID(shown)
        if mark >= 0:
            pieces.setdefault(mark, []).append((_text(shown, words), _baseline(shown)))
    return pieces


def _text(shown: Handle, words: Handle) -> str:
    size = raw.FPDFTextObj_GetText(shown, words.raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    place = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFTextObj_GetText(shown, words.raw, place, size)
    return buffer.raw.decode("utf-16-le").rstrip("\x00")


def _baseline(shown: Handle) -> float:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shown, matrix)
    return float(matrix.f)
