"""Words on the first page of a file: what a signature shows top right, what a scan says below.

Decree 30/2020, Appendix I, has it so on electronic copies and on annexes in files of their own:
Times New Roman 10, upright, black (Tinos has its measures). Decree 137/2024, Art. 4, wants words
on a paper that was made electronic.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import ceil, floor
from typing import Final

import pikepdf

from tinhso.kernel import papers
from tinhso.signing.pdf.free_room import size_of
from tinhso.signing.pdf.measuring import Area

EDGE: Final = 10.0
"""Points between the mark and the corner of the page."""
WIDEST: Final = 260.0
"""Points a mark at the foot is wide at the most; longer words go on in the next line."""
A4_WIDTH: Final = 595.0
"""A photograph makes a page larger than this; its words grow with it, to be read in print."""
SIGNED: Final = b"/ByteRange"
MARKED: Final = "/TinhSoChuyenDoi"
"""Stands on a page that has the words of a conversion, so that they are never laid twice."""


@dataclass(frozen=True)
class TextMark:
    """The words as a page, and where on the first page of the file they stand.

    `spot` is as large as the words; `rectangle`, in whole points, has room for it.
    """

    picture: bytes
    spot: Area

    @property
    def rectangle(self) -> tuple[int, int, int, int]:
        """Return the field in which the words are drawn."""
        spot = self.spot
        return floor(spot.left), floor(spot.bottom), ceil(spot.right), ceil(spot.top)


def mark_in_corner(pdf: bytes, *, lines: Sequence[str]) -> TextMark:
    """Return a mark for the corner that readers show as the upper right one."""
    turn, edges = _corner(pdf)
    picture = _words(tuple(lines), turn)
    return TextMark(picture, _spot(picture, turn, edges))


@lru_cache(maxsize=64)
def _words(lines: tuple[str, ...], turn: int) -> bytes:
    """Return the words as a page, set once for all annexes that are signed within a second."""
    data = {"turn": -turn, "lines": list(lines)}
    return papers.render("signing/copy_mark.typ", data, standard=None)


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


def _spot(mark: bytes, turn: int, edges: tuple[float, float, float, float]) -> Area:
    with pikepdf.open(io.BytesIO(mark)) as document:
        _left, _bottom, width, height = (float(edge) for edge in document.pages[0].mediabox)
    left, bottom, right, top = edges
    fits = min(1.0, (right - left - 2 * EDGE) / width, (top - bottom - 2 * EDGE) / height)
    width, height = width * fits, height * fits
    x = left + EDGE if turn in (90, 180) else right - EDGE - width
    y = bottom + EDGE if turn in (180, 270) else top - EDGE - height
    return Area(x, y, x + width, y + height)


def marked_as_converted(pdf: bytes, *, lines: Sequence[str]) -> bytes:
    """Return a scan with words at the lower left of its first page, for who signs it after that.

    Decree 137/2024, Art. 4. A file with any signature comes back as it is: it is no paper, and new
    ink would break what was signed. So does one that has such words already.
    """
    if SIGNED in pdf:
        return pdf
    turn, (left, bottom, right, top) = _corner(pdf)
    is_turned = turn in (90, 270)
    across = (top - bottom if is_turned else right - left) - 2 * EDGE
    data = {"lines": list(lines), "width": round(min(WIDEST, across) - 2 * EDGE, 2)}
    picture = papers.render("signing/conversion_mark.typ", data, standard=None)
    larger = max(1.0, across / A4_WIDTH)
    width, height = (larger * edge for edge in size_of(picture))
    if is_turned:
        width, height = height, width
    x = right - EDGE - width if turn in (90, 180) else left + EDGE
    y = top - EDGE - height if turn in (180, 270) else bottom + EDGE
    with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.open(io.BytesIO(picture)) as drawn:
        page = document.pages[0]
        if MARKED in page.obj:
            return pdf
        page.add_overlay(drawn.pages[0], pikepdf.Rectangle(x, y, x + width, y + height))
        page.obj[MARKED] = True
        out = io.BytesIO()
        plain = pikepdf.ObjectStreamMode.disable
        document.save(out, deterministic_id=True, object_stream_mode=plain)
        return out.getvalue()
