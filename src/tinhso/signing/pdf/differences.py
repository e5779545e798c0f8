"""Where two pictures of a page differ, and which page of one file became which of another."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageChops

NOISE: Final = 48
"""Pictures are kept with small losses; letters differ from paper by far more."""
CELL: Final = 14
"""Pixels: what changes within one line of writing is one place."""
NEAR: Final = 2
"""Cells between two lines that count as one place."""
MARGIN: Final = 12
MOST_PLACES: Final = 30


@dataclass(frozen=True)
class Place:
    """A part of a page's picture, in pixels."""

    left: int
    top: int
    width: int
    height: int


def changed_places(before: bytes, after: bytes) -> tuple[tuple[int, int], list[Place]]:
    """Return the size of the later picture and where it differs from the earlier, from the top."""
    with Image.open(BytesIO(after)) as opened:
        new = opened.convert("L")
    with Image.open(BytesIO(before)) as opened:
        old = opened.convert("L")
    if old.size != new.size:
        old = old.resize(new.size)
    marks = ImageChops.difference(old, new).point(lambda value: 255 if value > NOISE else 0)
    cells = (-(-new.width // CELL), -(-new.height // CELL))
    grid = marks.resize(cells, Image.Resampling.BOX)
    return new.size, [_on_page(band, new.size) for band in _bands(grid)][:MOST_PLACES]


def _bands(grid: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Yield the rows of cells that hold changes, those that lie close together as one."""
    band: tuple[int, int, int, int] | None = None
    for row in range(grid.height):
        found = grid.crop((0, row, grid.width, row + 1)).getbbox()
        if found is None:
            continue
        left, _top, right, _bottom = found
        if band is not None and row - band[3] < NEAR:
            band = (min(band[0], left), band[1], max(band[2], right), row + 1)
            continue
        if band is not None:
            yield band
        band = (left, row, right, row + 1)
    if band is not None:
        yield band


def _on_page(band: tuple[int, int, int, int], size: tuple[int, int]) -> Place:
    left, top, right, bottom = (edge * CELL for edge in band)
    left, top = max(left - MARGIN, 0), max(top - MARGIN, 0)
    right, bottom = min(right + MARGIN, size[0]), min(bottom + MARGIN, size[1])
    return Place(left, top, right - left, bottom - top)


def aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of pages (from 1) that are not the same; 0 stands for a page that is not there.

    Pages are known by a digest: one put in between does not make all that follow it changed.
    """
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, old, old_end, new, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        for step in range(max(old_end - old, new_end - new)):
            was = old + step + 1 if old + step < old_end else 0
            now = new + step + 1 if new + step < new_end else 0
            yield was, now
