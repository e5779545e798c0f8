"""Where on the pages of a PDF there is room that nobody has written on.

A page is drawn small and looked at: a place counts as free when no point of it has ink. What is to
be laid there later (signature, seal, number) is given as places to keep clear.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Final

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from tinhso.kernel.files.previews import drawing
from tinhso.kernel.papers import Box
from tinhso.signing.appearance import MILLIMETRE

POINTS: Final = 2.0
"""A point of the small drawing is so many points of the page wide."""

INK: Final = 235
"""Darker than this, of 255, counts as written on; paper that a scanner sees is lighter."""

EDGE: Final = 10 * MILLIMETRE
STEP: Final = 4 * MILLIMETRE
GAP: Final = 2 * MILLIMETRE
"""So far from whatever stands there."""

MOST_PAGES: Final = 12


def free_box(pdf: bytes, *, width: float, height: float, clear: Sequence[Box] = ()) -> Box | None:
    """Return a free place of this size: on the last page where there is one, low and to the left.

    None when nobody could put anything anywhere without covering something.
    """
    with drawing:
        document = pdfium.PdfDocument(pdf)
        try:
            document.init_forms()
            for number in _order(len(document)):
                kept = [box for box in clear if box.page == number]
                found = _on_page(document[number], number, (width, height), kept)
                if found is not None:
                    return found
        finally:
            document.close()
    return None


def _order(count: int) -> list[int]:
    """Return the pages from the last one back, a few of a long file."""
    return list(range(count - 1, -1, -1))[:MOST_PAGES]


def _on_page(
    page: pdfium.PdfPage, number: int, size: tuple[float, float], clear: Sequence[Box]
) -> Box | None:
    across, up = page.get_size()
    drawn: Image.Image = page.render(scale=1 / POINTS, may_draw_forms=True).to_pil().convert("L")
    ink = drawn.point(lambda light: 255 if light < INK else 0)
    pen = ImageDraw.Draw(ink)
    for box in clear:
        left, top = box.left / POINTS, (up - box.bottom - box.height) / POINTS
        pen.rectangle((left, top, left + box.width / POINTS, top + box.height / POINTS), fill=255)
    for left, bottom in _corners((across, up), size):
        around = (
            (left - GAP) / POINTS,
            (up - bottom - size[1] - GAP) / POINTS,
            (left + size[0] + GAP) / POINTS,
            (up - bottom + GAP) / POINTS,
        )
        if ink.crop(tuple(round(edge) for edge in around)).getbbox() is None:  # type: ignore[arg-type]  # four of them
            return Box(number, left, bottom, *size)
    return None


def _corners(page: tuple[float, float], size: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Yield lower left corners: column by column from the left, each from below."""
    left = EDGE
    while left + size[0] <= page[0] - EDGE:
        bottom = EDGE
        while bottom + size[1] <= page[1] - EDGE:
            yield left, bottom
            bottom += STEP
        left += STEP


def lay_over(pdf: bytes, mark: bytes, box: Box) -> bytes:
    """Return the file with a one-page mark drawn at a place; nothing else changes."""
    with (
        pikepdf.open(io.BytesIO(pdf)) as file,
        pikepdf.open(io.BytesIO(mark)) as drawn,
    ):
        file.pages[box.page].add_overlay(drawn.pages[0], pikepdf.Rectangle(*box.rectangle))
        out = io.BytesIO()
        file.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def size_of(mark: bytes) -> tuple[float, float]:
    """Return how wide and high the page of a mark is."""
    with pikepdf.open(io.BytesIO(mark)) as drawn:
        left, bottom, right, top = (float(edge) for edge in drawn.pages[0].mediabox)
        return right - left, top - bottom
