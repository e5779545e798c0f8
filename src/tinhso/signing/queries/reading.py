"""A paper as its signer reads it: its paragraphs, and what changed since he last did."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import nfc
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.files.tagged import tagged_paragraphs
from tinhso.signing.models import Comparison, Opening, SigningItem
from tinhso.signing.rules import account_of

WORDS_A_MINUTE = 180
STRIP = 55
"""Per cent of a page's width: on a telephone its letters are then as large as those of the text."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a paper as a phone shows it; `was` is what stood there when last read."""

    text: str
    changed: bool = False
    was: str = ""
    heading: bool = False


@dataclass(frozen=True)
class ChangedPlace:
    """A part of a page's picture, in its pixels, and the strip that shows it among its words."""

    left: int
    top: int
    width: int
    height: int
    strip_left: int
    strip_width: int


@dataclass(frozen=True)
class ChangedPage:
    """A page whose picture changed: its number now and before, 0 where there is none."""

    now: int
    was: int
    width: int
    height: int
    places: list[ChangedPlace]
    now_url: str
    was_url: str


@dataclass(frozen=True)
class Reading:
    """A paper ready to be read: what changed since the actor last read another state of it.

    `changes` counts places in the text; `pages` are those whose pictures differ, also where the
    text does not. While `is_comparing`, that is not known yet.
    """

    paragraphs: list[Paragraph]
    opened_before: Opening | None
    changes: int
    minutes: int
    is_read: bool
    pages: list[ChangedPage] = field(default_factory=list)
    is_comparing: bool = False
    is_cut: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether anything is known or feared to have changed since it was last opened."""
        return self.changes > 0 or bool(self.pages) or self.is_comparing


def reading_of(*, item: SigningItem, actor: Actor) -> Reading:
    """Return the paper's text with what changed since the actor last had it open."""
    mine = Opening.objects.filter(item=item, account_uid=account_of(actor))
    is_read = mine.filter(file=item.file).exists()
    earlier = mine.exclude(file=item.file).select_related("file__blob")
    last = earlier.order_by("-opened_at", "-pk").first()
    now = paragraphs_of(item.file)
    minutes = max(1, round(sum(len(line.split()) for line in now) / WORDS_A_MINUTE))
    if last is None:
        shown = [Paragraph(line, heading=_is_heading(line)) for line in now]
        return Reading(shown, None, 0, minutes, is_read)
    before = paragraphs_of(last.file)
    shown, changes = _compared(before, now)
    found = Comparison.objects.filter(before=last.file, after=item.file).first()
    can_compare = last.file.can_preview and item.file.can_preview
    return Reading(
        shown,
        last,
        changes,
        minutes,
        is_read,
        pages=_changed_pages(found, last.file, item.file) if found is not None else [],
        is_comparing=found is None and can_compare,
        is_cut=found is not None and found.is_cut,
    )


def _changed_pages(found: Comparison, before: StoredFile, after: StoredFile) -> list[ChangedPage]:
    return [
        ChangedPage(
            now=page["now"],
            was=page["was"],
            width=page["size"][0],
            height=page["size"][1],
            places=[_in_strip(place, page["size"][0]) for place in page["places"]],
            now_url=files.preview_url(after, page["now"]) if page["now"] else "",
            was_url=files.preview_url(before, page["was"]) if page["was"] else "",
        )
        for page in found.pages
    ]


def _compared(before: list[str], now: list[str]) -> tuple[list[Paragraph], int]:
    shown: list[Paragraph] = []
    changes = 0
    matcher = difflib.SequenceMatcher(a=before, b=now, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            lines = now[new_start:new_end]
            shown += [Paragraph(line, heading=_is_heading(line)) for line in lines]
            continue
        changes += 1
        was = "\n".join(before[old_start:old_end])
        lines = now[new_start:new_end] or [""]
        shown += [
            Paragraph(line, changed=True, was=was if number == 0 else "")
            for number, line in enumerate(lines)
        ]
    return shown, changes


def _in_strip(place: Sequence[int], page_width: int) -> ChangedPlace:
    """Return a place with a strip around it that is no narrower than reads well."""
    left, top, width, height = place
    wide = max(width, page_width * STRIP // 100)
    start = min(max(left - (wide - width) // 2, 0), page_width - wide)
    return ChangedPlace(left, top, width, height, strip_left=start, strip_width=wide)


MOTTO = "Độc lập - Tự do - Hạnh phúc"


def _is_heading(line: str) -> bool:
    return line.isupper() or line == MOTTO


_NEW_PARAGRAPH = re.compile(r"^(\d+[.)]|[a-zđ]\)|[-+•]|Điều \d|[IVX]+\.|Kính gửi|Nơi nhận)")


def paragraphs_of(stored: StoredFile) -> list[str]:
    """Return the paragraphs of a PDF, so that a phone can set them anew.

    A tagged file says itself what its paragraphs are; another one is read by its layout.
    """
    content = files.open_file(stored)
    tagged = tagged_paragraphs(content)
    if tagged:
        return [nfc(text) for text in tagged]
    return _laid_out(text_of_pages(content))


def _laid_out(pages: Sequence[str]) -> list[str]:
    """Put lines back into paragraphs by their length and their first words."""
    paragraphs: list[str] = []
    lines = [nfc(line) for page in pages for line in page.splitlines() if line.strip()]
    longest = max((len(line) for line in lines), default=0)
    goes_on = False
    for line in lines:
        if goes_on and not _NEW_PARAGRAPH.match(line) and not line.isupper():
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
        # A line that fills the measure and does not end a sentence goes on in the next one.
        goes_on = (
            len(line) > longest * 0.7 and not line.endswith((".", ":", ";")) and not line.isupper()
        )
    return paragraphs
