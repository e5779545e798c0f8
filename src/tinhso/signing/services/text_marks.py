"""A signature that shows words, not a picture: top right on the first page of a file.

Decree 30/2020, Appendix I, has it so on electronic copies and on annexes in files of their own:
Times New Roman 10, upright, black (Tinos has its measures).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pikepdf

from tinhso.kernel import papers

EDGE: Final = 10.0
"""Points between the mark and the corner of the page."""


@dataclass(frozen=True)
class TextMark:
    """The words as a page, and where on the first page of the file they stand."""

    picture: bytes
    rectangle: tuple[int, int, int, int]


def mark_in_corner(pdf: bytes, *, lines: Sequence[str]) -> TextMark:
    """Return a mark for the corner that readers show as the upper right one."""
    turn, edges = _corner(pdf)
    data = {"turn": -turn, "lines": list(lines)}
    picture = papers.render("signing/copy_mark.typ", data, standard=None)
    return TextMark(picture, _rectangle(picture, turn, edges))


def moment_in_mark(at: datetime) -> str:
    """Return a moment as the mark wants it: day, hour with seconds, and zone (ISO 8601)."""
    zone = at.strftime("%z")
    return f"{at:%d/%m/%Y %H:%M:%S} {zone[:3]}:{zone[3:]}"


def _corner(pdf: bytes) -> tuple[int, tuple[float, float, float, float]]:
    """Return how the first page is turned, and its edges as they lie in the file."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        left, bottom, right, top = (float(edge) for edge in page.cropbox)
        return int(page.get("/Rotate", 0)) % 360, (left, bottom, right, top)


def _rectangle(
    mark: bytes, turn: int, edges: tuple[float, float, float, float]
) -> tuple[int, int, int, int]:
    with pikepdf.open(io.BytesIO(mark)) as document:
        _left, _bottom, width, height = (float(edge) for edge in document.pages[0].mediabox)
    left, bottom, right, top = edges
    fits = min(1.0, (right - left - 2 * EDGE) / width, (top - bottom - 2 * EDGE) / height)
    width, height = width * fits, height * fits
    x = left + EDGE if turn in (90, 180) else right - EDGE - width
    y = bottom + EDGE if turn in (180, 270) else top - EDGE - height
    return round(x), round(y), round(x + width), round(y + height)
