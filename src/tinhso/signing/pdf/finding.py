"""Where in a PDF that others set its signature, number and date belong, read from its words.

A leader's name that stands by itself, with free room above it, is where he signs: between his title
and his name (Decree 30/2020, Appendix I). Behind "Số:" goes the number, behind the place of issue
the date. What is not there, or is there twice, nobody guesses: its maker says where.
"""

import ctypes
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from tinhso.kernel.db.text import nfc
from tinhso.kernel.files.previews import drawing
from tinhso.kernel.papers import Box
from tinhso.signing.appearance import MILLIMETRE

SIGNER_WIDTH: Final = 56 * MILLIMETRE
SIGNER_HEIGHT: Final = 30 * MILLIMETRE
LEAST_ROOM: Final = 12 * MILLIMETRE
"""Less room above a name is none: a line of the text stands there."""

NUMBER_WIDTH: Final = 45 * MILLIMETRE
DATE_WIDTH: Final = 52 * MILLIMETRE
LINE_HEIGHT: Final = 6 * MILLIMETRE
EDGE: Final = 8 * MILLIMETRE
GAP: Final = 14.0
"""Points between two words of a line from which on they belong to different columns."""

MOST_PAGES: Final = 60
HEAD: Final = 0.55
"""Number and date stand in the upper part of the first page."""

LEADERS: Final = ".…_ "


@dataclass(frozen=True)
class Run:
    """Words of one line that stand together."""

    text: str
    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """Return the middle of it, from the left."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, kw_only=True)
class FoundPlaces:
    """Each place that could be meant, by what stands there; one alone is certain."""

    signer: tuple[Box, ...]
    number: tuple[Box, ...]
    date: tuple[Box, ...]

    @property
    def certain(self) -> dict[str, Box]:
        """Return the places about which there is no doubt."""
        named = {"signer": self.signer, "number": self.number, "date": self.date}
        return {name: boxes[0] for name, boxes in named.items() if len(boxes) == 1}


def find_places(pdf: bytes, *, signer: str) -> FoundPlaces:
    """Return where a person of this name signs, and where number and date go."""
    pages = _runs_of(pdf)
    sizes = page_sizes(pdf)
    wanted = nfc(signer).casefold().strip()
    own = [
        place
        for runs in pages
        for run in runs
        if wanted and run.text.casefold().strip(" .,") == wanted
        for place in _above(run, runs, sizes[run.page])
    ]
    first = pages[0] if pages else []
    width, height = sizes[0] if sizes else (0.0, 0.0)
    head = [run for run in first if run.bottom > height * (1 - HEAD)]
    return FoundPlaces(
        signer=tuple(own),
        number=tuple(_behind(head, _is_number, NUMBER_WIDTH, page_width=width)),
        date=tuple(_behind(head, _is_place_of_issue, DATE_WIDTH, page_width=width)),
    )


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return how wide and high each page is, in points."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [
            (float(page.mediabox[2] - page.mediabox[0]), float(page.mediabox[3] - page.mediabox[1]))
            for page in file.pages
        ]


def _above(run: Run, runs: Sequence[Run], size: tuple[float, float]) -> Iterator[Box]:
    """Yield the free place over a name, as high as there is room."""
    left = max(EDGE, min(run.middle - SIGNER_WIDTH / 2, size[0] - EDGE - SIGNER_WIDTH))
    right = left + SIGNER_WIDTH
    over = [
        other.bottom
        for other in runs
        if other is not run and other.bottom >= run.top - 1 and _meet(other, left, right)
    ]
    room = min(over, default=size[1] - EDGE) - run.top - 4
    if room >= LEAST_ROOM:
        height = min(room, SIGNER_HEIGHT)
        yield Box(run.page, left, run.top + 2, SIGNER_WIDTH, height)


def _meet(run: Run, left: float, right: float) -> bool:
    return run.left < right - 20 and run.right > left + 20


def _behind(
    runs: Sequence[Run], is_meant: Callable[[Run, float], bool], wide: float, *, page_width: float
) -> Iterator[Box]:
    """Yield the free place behind words that wait for more."""
    for run in runs:
        if not is_meant(run, page_width):
            continue
        left = run.right + 2
        nexts = [
            other.left
            for other in runs
            if other is not run and other.left >= run.right - 1 and _beside(other, run)
        ]
        room = min(nexts, default=left + wide + 2) - left - 2
        if room >= wide * 0.6:
            yield Box(run.page, left, run.bottom - 4, min(room, wide), LINE_HEIGHT)


def _beside(other: Run, run: Run) -> bool:
    return other.bottom < run.top and other.top > run.bottom


def _is_number(run: Run, _page_width: float) -> bool:
    return run.text.strip(LEADERS) in {"Số:", "Số :"}


def _is_place_of_issue(run: Run, page_width: float) -> bool:
    """Tell a place of issue: the words right of the middle that end with a comma."""
    text = run.text.strip(LEADERS)
    return (
        text.endswith(",") and run.left > page_width / 2 - 40 and not any(c.isdigit() for c in text)
    )


def _runs_of(pdf: bytes) -> list[list[Run]]:
    """Return the words of each page, those of a line that stand together as one."""
    with drawing:
        document = pdfium.PdfDocument(pdf)
        try:
            count = min(len(document), MOST_PAGES)
            return [_runs_of_page(document[number], number) for number in range(count)]
        finally:
            document.close()


@dataclass
class _Letters:
    text: str
    left: float
    bottom: float
    right: float
    top: float


def _runs_of_page(page: pdfium.PdfPage, number: int) -> list[Run]:
    text = page.get_textpage()
    runs: list[_Letters] = []
    for index in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        box = _box(text, index)
        last = runs[-1] if runs else None
        if letter in "\r\n" or box is None:
            if letter in "\r\n":
                runs.append(_Letters("", 0, 0, 0, 0))
            elif last is not None and last.text:
                last.text += " " if letter.isspace() else letter
            continue
        left, bottom, right, top = box
        if letter.isspace():
            if last is not None and last.text:
                last.text += " "
            continue
        goes_on = (
            last is not None
            and last.text
            and left - last.right < GAP
            and left > last.left - 2
            and bottom < last.top
            and top > last.bottom
        )
        if not goes_on or last is None:
            runs.append(_Letters(letter, left, bottom, right, top))
            continue
        last.text += letter
        last.right = max(last.right, right)
        last.bottom, last.top = min(last.bottom, bottom), max(last.top, top)
    return [
        Run(" ".join(nfc(one.text).split()), number, one.left, one.bottom, one.right, one.top)
        for one in runs
        if one.text.strip()
    ]


def _box(text: pdfium.PdfTextPage, index: int) -> tuple[float, float, float, float] | None:
    """Return where a letter stands; None for one the library put in, such as a line's end."""
    left, right, bottom, top = (ctypes.c_double() for _edge in range(4))
    if not raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return None
    if right.value <= left.value and top.value <= bottom.value:
        return None
    return left.value, bottom.value, right.value, top.value
