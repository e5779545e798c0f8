"""Spreadsheets read row by row: a file of 200,000 rows takes no more memory than its words.

Only what people type is read: texts, numbers, days, yes and no. A document type declaration is
refused, so that no entity can swell.
"""

import io
import posixpath
import zipfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from xml.parsers import expat  # fed piece by piece, and told to refuse every declaration

from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.archives import BROKEN

Value = str | int | float | bool | datetime | None


class Formula(str):
    """The text of a formula whose value no program has reckoned yet."""

    __slots__ = ()


PIECE: Final = 1 << 16
MOST_UNPACKED: Final = 700_000_000
MOST_COLUMNS: Final = 200
NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet knows no zone
FIRST_DAY_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True)
class Merged:
    """Cells that were made one: rows and columns from 1, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Words:
    """The shared texts of a workbook, held as bytes: a million take some dozen megabytes."""

    def __init__(self) -> None:
        """Begin empty."""
        self._bytes = bytearray()
        self._ends = array("Q")

    def add(self, text: str) -> None:
        """Keep one more."""
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:
        start = self._ends[number - 1] if number else 0
        return self._bytes[start : self._ends[number]].decode()


class Workbook:
    """The first sheet of an `.xlsx` file that is not hidden.

    `sheet_name` is what it is called, `hidden` how many sheets people do not see: they stay unread.
    """

    def __init__(self, content: bytes, *, most_unpacked: int = MOST_UNPACKED) -> None:
        """Open it; raises `Invalid` at `file` for what is no spreadsheet."""
        self.sheet_name, self.hidden = "", 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            size = sum(part.file_size for part in self._archive.infolist())
            if size > most_unpacked:
                raise Invalid(fields={"file": _("Tệp quá lớn.")})
            self._sheet = self._first_sheet()
            self._words = self._shared_words()
            self._dates = self._date_styles()
        except (*BROKEN, KeyError, expat.ExpatError):
            raise Invalid(fields={"file": not_read()}) from None

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Yield each row that holds something: its number and its cells from the first column."""
        reader = _SheetReader(self._words, self._dates, self._first_day)
        try:
            with self._archive.open(self._sheet) as part:
                while piece := part.read(PIECE):
                    reader.parser.Parse(piece, False)
                    yield from reader.take()
                reader.parser.Parse(b"", True)
                yield from reader.take()
        except (*BROKEN, expat.ExpatError):
            raise Invalid(fields={"file": not_read()}) from None

    def merged(self) -> list[Merged]:
        """Return the cells that were made one; they stand behind all rows."""
        found: list[Merged] = []
        rest = b""
        with self._archive.open(self._sheet) as part:
            while piece := part.read(PIECE):
                rest = rest[-128:] + piece
                if (start := rest.find(b"<mergeCell ")) >= 0:
                    tail = rest[start:] + part.read()
                    found = [_merged(text) for text in _references(tail)]
                    break
        return found

    def _first_sheet(self) -> str:
        sheets: list[tuple[bool, str, str]] = []
        self._first_day = FIRST_DAY
        targets: dict[str, str] = {}

        def workbook(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                part = next(
                    (v for k, v in attributes.items() if k == "id" or k.endswith(":id")), ""
                )
                is_hidden = attributes.get("state", "visible") != "visible"
                sheets.append((is_hidden, attributes.get("name", ""), part))
            elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self._first_day = FIRST_DAY_1904

        def relations(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship":
                targets[attributes["Id"]] = attributes["Target"]

        self._each("xl/workbook.xml", workbook)
        self._each("xl/_rels/workbook.xml.rels", relations)
        if not sheets:
            raise ValueError("no sheet")
        self.hidden = sum(is_hidden for is_hidden, _name, _part in sheets)
        _hidden, self.sheet_name, part = next((one for one in sheets if not one[0]), sheets[0])
        target = targets[part]
        return target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")

    def _shared_words(self) -> Words:
        words = Words()
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return words
        parts: list[str] = []
        inside = [False, False]  # within a text, within a reading aid that is no text

        def begin(name: str, _attributes: dict[str, str]) -> None:
            if name == "si":
                parts.clear()
            elif name == "rPh":
                inside[1] = True
            elif name == "t":
                inside[0] = not inside[1]

        def end(name: str) -> None:
            if name == "si":
                words.add("".join(parts))
            elif name == "rPh":
                inside[1] = False
            elif name == "t":
                inside[0] = False

        def text(said: str) -> None:
            if inside[0]:
                parts.append(said)

        self._each("xl/sharedStrings.xml", begin, end, text)
        return words

    def _date_styles(self) -> frozenset[int]:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        if "xl/styles.xml" not in self._archive.namelist():
            return frozenset()
        formats: dict[int, str] = dict(BUILTIN_FORMATS)
        styles: list[int] = []
        inside = [False]

        def begin(name: str, attributes: dict[str, str]) -> None:
            if name == "numFmt":
                formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif name == "cellXfs":
                inside[0] = True
            elif name == "xf" and inside[0]:
                styles.append(int(attributes.get("numFmtId", 0)))

        def end(name: str) -> None:
            if name == "cellXfs":
                inside[0] = False

        self._each("xl/styles.xml", begin, end)
        return frozenset(n for n, f in enumerate(styles) if is_date_format(formats.get(f, "")))

    def _each(
        self,
        part: str,
        begin: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = _parser()
        parser.StartElementHandler = lambda name, attributes: begin(_local(name), attributes)
        if end is not None:
            parser.EndElementHandler = lambda name: end(_local(name))
        if text is not None:
            parser.CharacterDataHandler = text
        with self._archive.open(part) as file:
            while piece := file.read(PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)


class _SheetReader:
    """Gathers the rows of a sheet as its text comes in."""

    def __init__(self, words: Words, dates: frozenset[int], first_day: datetime) -> None:
        self.words, self.dates, self.first_day = words, dates, first_day
        self.done: list[tuple[int, list[Value]]] = []
        self.row = 0
        self.cells: list[Value] = []
        self.column = 0
        self.kind = "n"
        self.style = 0
        self.text: list[str] = []
        self.formula: list[str] | None = None
        self.takes: list[str] | None = None
        self.parser = _parser()
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.said

    def take(self) -> list[tuple[int, list[Value]]]:
        """Hand out what is whole."""
        done, self.done = self.done, []
        return done

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            reference = attributes.get("r", "")
            self.column = _column(reference) if reference else self.column + 1
            self.kind = attributes.get("t", "n")
            self.style = int(attributes.get("s", 0))
            self.text.clear()
            self.formula = None
        elif name in ("v", "t"):
            self.takes = self.text
        elif name == "f":
            self.takes = self.formula = []
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.cells = []
            self.column = 0

    def said(self, text: str) -> None:
        if self.takes is not None:
            self.takes.append(text)

    def end(self, name: str) -> None:
        name = _local(name)
        if name in ("v", "t", "f"):
            self.takes = None
        elif name == "c":
            if self.column <= MOST_COLUMNS:
                value = self.value("".join(self.text))
                if value not in (None, "") or isinstance(value, Formula):
                    self.cells += [None] * (self.column - len(self.cells) - 1)
                    self.cells.append(value)
        elif name == "row" and self.cells:
            self.done.append((self.row, self.cells))

    def value(self, text: str) -> Value:
        if not text:
            is_reckoned = self.formula is None or self.kind == "str"
            return None if is_reckoned else Formula("=" + "".join(self.formula or ()))
        if self.kind == "s":
            return self.words[int(text)]
        if self.kind == "b":
            return text == "1"
        if self.kind == "d":
            return datetime.fromisoformat(text)
        if self.kind != "n":
            return text
        number = float(text)
        if self.style in self.dates:
            return moment_of(number, self.first_day)
        return int(number) if number.is_integer() else number


def moment_of(number: float, first_day: datetime = FIRST_DAY) -> datetime:
    """Return the moment a sheet's number of days stands for, to the second."""
    if not 0 <= number < 2_958_466:
        raise ValueError(number)
    return first_day + timedelta(seconds=round(number * 86_400))


def as_words(value: "Value | date") -> str:
    """Return a cell as it is read: days day first, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        is_day = value.time() == datetime.min.time()
        return f"{value:%d/%m/%Y}" if is_day else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_declared: object) -> None:
    raise ValueError("a spreadsheet declares nothing")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column(reference: str) -> int:
    letters = reference.rstrip("0123456789")
    known = _KNOWN.get(letters)
    if known is None:
        from openpyxl.utils import column_index_from_string

        known = _KNOWN[letters] = column_index_from_string(letters)
    return known


_KNOWN: Final[dict[str, int]] = {}


def _references(tail: bytes) -> Iterator[str]:
    for piece in tail.split(b"<mergeCell ")[1:]:
        reference = piece.split(b'ref="', 1)[1].split(b'"', 1)[0]
        yield reference.decode("ascii")


def _merged(reference: str) -> Merged:
    first, _colon, last = reference.partition(":")
    last = last or first
    return Merged(
        first_row=_row(first),
        last_row=_row(last),
        first_column=_column(first),
        last_column=_column(last),
    )


def _row(reference: str) -> int:
    return int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def not_read() -> str:
    """Say that a file is none of ours."""
    return _("Không đọc được tệp. Hãy dùng tệp mẫu .xlsx.")
