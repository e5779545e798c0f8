"""Put objects behind an ordinary PDF: an incremental update (ISO 32000-2, 7.5.6), read by qpdf.

Ordinary is what a strict reader takes without a word: no password, no repaired or double table of
contents. Anything else raises `Odd`, and pyHanko, which knows the rest, does the work.
"""

import io
import re
from dataclasses import dataclass, field
from itertools import count, groupby
from secrets import token_bytes
from typing import Final

import pikepdf

from tinhso.signing.pdf.limits import has_too_many_revisions

TAIL: Final = 1024
"""Readers look for the last table's place in so many bytes at the end."""

START: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
TABLE: Final = re.compile(rb"xref\b|\d+ \d+ obj\b")
MOST_UNPACKED: Final = 128 * 1024 * 1024
"""Bytes that one packed part of a file may unpack to: more is a bomb."""

HYBRID: Final = b"/XRefStm"


# The process has one setting for all its reading; it is set before anybody reads.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED,
    png_max_memory=MOST_UNPACKED,
    run_length_max_memory=MOST_UNPACKED,
    tiff_max_memory=MOST_UNPACKED,
)


class Odd(ValueError):
    """A PDF that is not ordinary enough for the short way."""


@dataclass
class Update:
    """What is put behind a PDF: changed objects under their old numbers, new ones behind them."""

    before: bytes
    file: pikepdf.Pdf
    previous: int
    written: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _changed: dict[tuple[int, int], dict[str, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count new numbers from behind the old ones."""
        self._old = int(self.file.trailer.Size)
        self._numbers = count(self._old)

    def add(self, body: bytes) -> bytes:
        """Put a new object behind the file; return the reference to it."""
        number = self.reserve()
        self.written[number, 0] = body
        return reference((number, 0))

    def reserve(self, many: int = 1) -> int:
        """Return the first of so many numbers that no object has."""
        first = next(self._numbers)
        for _other in range(many - 1):
            next(self._numbers)
        return first

    def change(self, changed: pikepdf.Object, **entries: bytes) -> None:
        """Write an indirect dictionary anew with these entries, the others as they are."""
        if not changed.is_indirect or changed.objgen[0] >= self._old:
            raise Odd("an object without a number of the file's own")
        known = self._changed.setdefault(changed.objgen, {})
        known |= entries
        self.written[changed.objgen] = with_entries(changed, **known)

    def pieces(self) -> list[bytes]:
        """Return the update in pieces: every object by itself, in their order, then the table."""
        made = [b"" if self.before.endswith((b"\n", b"\r")) else b"\n"]
        at = len(self.before) + len(made[0])
        places: dict[tuple[int, int], int] = {}
        for (number, generation), body in sorted(self.written.items()):
            made.append(b"%d %d obj\n%b\nendobj\n" % (number, generation, body))
            places[number, generation] = at
            at += len(made[-1])
        is_table = self.before.startswith(b"xref", self.previous)
        made.append((self._table if is_table else self._stream)(places, at))
        return made

    def _trailer(self, size: int) -> bytes:
        """Return what the last table says of the file; the second identity is a new one."""
        trailer = self.file.trailer
        new = token_bytes(16).hex().encode()
        first = trailer.ID[0].unparse() if "/ID" in trailer else b"<%b>" % new
        info = b"/Info %b " % trailer.Info.unparse() if "/Info" in trailer else b""
        return b"/Size %d /Root %b %b/ID [ %b <%b> ] /Prev %d" % (
            size,
            trailer.Root.unparse(),
            info,
            first,
            new,
            self.previous,
        )

    def _table(self, places: dict[tuple[int, int], int], at: int) -> bytes:
        sections = []
        for first, rows in _runs(places):
            lines = [b"%010d %05d n\r\n" % (place, generation) for _no, generation, place in rows]
            sections.append(b"%d %d\n%b" % (first, len(lines), b"".join(lines)))
        return b"xref\n%btrailer\n<< %b >>\nstartxref\n%d\n%%%%EOF\n" % (
            b"".join(sections),
            self._trailer(next(self._numbers)),
            at,
        )

    def _stream(self, places: dict[tuple[int, int], int], at: int) -> bytes:
        own = next(self._numbers)
        index, rows = [], []
        for first, entries in _runs({**places, (own, 0): at}):
            index.append(b"%d %d" % (first, len(entries)))
            for _number, generation, place in entries:
                rows.append(b"\1" + place.to_bytes(5, "big") + generation.to_bytes(2, "big"))
        data = b"".join(rows)
        return (
            b"%d 0 obj\n<< /Type /XRef /W [ 1 5 2 ] /Index [ %b ] %b /Length %d >>\n"
            b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        ) % (own, b" ".join(index), self._trailer(own + 1), len(data), data, at)


def _runs(
    places: dict[tuple[int, int], int],
) -> list[tuple[int, list[tuple[int, int, int]]]]:
    """Return the objects with their places in runs of numbers that follow one another."""
    rows = [(number, generation, at) for (number, generation), at in sorted(places.items())]
    grouped = groupby(enumerate(rows), lambda pair: pair[1][0] - pair[0])
    runs = [[row for _index, row in group] for _key, group in grouped]
    return [(run[0][0], run) for run in runs]


def open_update(pdf: bytes) -> Update:
    """Begin an update of an ordinary PDF; raise `Odd` for any other."""
    found = START.search(pdf, max(0, len(pdf) - TAIL))
    if has_too_many_revisions(pdf):
        raise Odd("too many revisions")
    if found is None or not pdf.startswith(b"%PDF-") or HYBRID in pdf:
        raise Odd("no plain beginning and end")
    if TABLE.match(pdf, int(found[1])) is None:
        raise Odd("no table where it is said to be")
    try:
        file = pikepdf.Pdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True)
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise Odd(str(error)) from error
    if file.is_encrypted or file.get_warnings() or not file.Root.is_indirect:
        raise Odd("not plain")
    return Update(pdf, file, int(found[1]))


def reference(objgen: tuple[int, int]) -> bytes:
    """Return how one object names another."""
    return b"%d %d R" % objgen


def with_entries(dictionary: pikepdf.Object, **entries: bytes) -> bytes:
    """Return a dictionary as text, with these entries in place of its own."""
    for name in entries:
        if f"/{name}" in dictionary:
            del dictionary[f"/{name}"]
    said = b" ".join(b"/%b %b" % (name.encode(), value) for name, value in entries.items())
    whole: bytes = dictionary.unparse(resolved=True)
    return b"%b %b >>" % (whole.rstrip().removesuffix(b">>"), said)


def with_one_more(array: pikepdf.Object, item: bytes) -> bytes:
    """Return an array as text, with one more item."""
    whole: bytes = array.unparse(resolved=True)
    return b"%b %b ]" % (whole.rstrip().removesuffix(b"]"), item)


def text(value: str) -> bytes:
    """Return a text as a PDF writes it."""
    written: bytes = pikepdf.String(value).unparse()
    return written
