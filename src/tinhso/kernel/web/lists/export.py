"""A list as a file: XLSX, ODS and CSV, written row by row, text always as text.

The first sheet is the table and nothing else, so that it can be sorted and filtered; a second one
tells what the table is: what it was narrowed to, how much it holds, who took it out and when.
"""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.web.lists.columns import Text, Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Row = Sequence[Value]
Line = tuple[Text, Value]

FORMATS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True)
class About:
    """What a table does not say of itself: the second sheet of its file."""

    lines: Sequence[Line] = ()
    by: str = ""
    counts_rows: bool = True
    """Unset where the last lines are sums already."""
    summed: frozenset[int] = frozenset()
    """The columns whose sum says something: their numbers are grouped, and summed here."""

    @classmethod
    def of(
        cls,
        actor: Actor,
        *lines: Line,
        counts_rows: bool = True,
        summed: Iterable[int] = (),
    ) -> "About":
        """Return what is told of a table that an actor takes out."""
        return cls(lines=lines, by=actor.name, counts_rows=counts_rows, summed=frozenset(summed))


@dataclass
class _Told:
    """Hands the rows through and keeps what only their end tells."""

    rows: Iterable[Row]
    about: About | None
    count: int = 0
    sums: dict[int, int | float] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            for place in self.summed:
                value = plain(row[place])
                if isinstance(value, int | float):
                    self.sums[place] = self.sums.get(place, 0) + value
            yield row

    @property
    def summed(self) -> frozenset[int]:
        """The columns whose sum is told."""
        return self.about.summed if self.about is not None else frozenset()

    def lines(self, title: str, headings: Sequence[str]) -> list[Line]:
        """Return the lines of the second sheet, once the rows have gone through; none without."""
        if self.about is None:
            return []
        told: list[Line] = [(_("Bảng"), title), *self.about.lines]
        if self.about.counts_rows:
            told.append((_("Số dòng"), self.count))
        for place in sorted(self.summed):
            words = _("Tổng cột “%(column)s”") % {"column": headings[place]}
            told.append((words, self.sums.get(place, 0)))
        if self.about.by:
            told.append((_("Người xuất"), self.about.by))
        told.append((_("Xuất lúc"), timezone.now()))
        return told


def plain(value: Value) -> str | int | float | date | datetime | bool | None:
    """Return a value as a file keeps it: local time, words in the reader's language."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Promise):
        return str(value)
    return value


def write(
    kind: str,
    *,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Row],
    about: About | None,
) -> BinaryIO:
    """Write a file and return it open at its beginning; memory does not grow with the rows.

    Only a sheet that is filled in, not read, comes without `about`.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it by serving it
    writers = {"xlsx": _write_xlsx, "ods": _write_ods}
    writers[kind](target, title, headings, _Told(rows, about))
    target.seek(0)
    return target


def _write_xlsx(target: BinaryIO, title: str, headings: Sequence[str], rows: _Told) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = _formats(book)
    sheet = book.add_worksheet(_sheet_name(title))
    sheet.freeze_panes(1, 0)
    last = max(0, len(headings) - 1)
    sheet.set_column(0, last, 22)
    for place, text in enumerate(headings):
        sheet.write_string(0, place, text, bold)
    for line, row in enumerate(rows, start=1):
        for place, given in enumerate(row):
            _write_cell(sheet, line, place, given, formats, place in rows.summed)
    if rows.about is not None and rows.about.counts_rows:
        sheet.autofilter(0, 0, rows.count, last)
    told = rows.lines(title, headings)
    if told:
        second = book.add_worksheet(_sheet_name(_("Về bảng này")))
        second.set_column(0, 0, 32, book.add_format({"bold": True, "valign": "top"}))
        second.set_column(1, 1, 64, book.add_format({"text_wrap": True, "align": "left"}))
        formats = _formats(book, align="left")
        for line, (label, value) in enumerate(told):
            second.write_string(line, 0, str(label))
            _write_cell(second, line, 1, value, formats, True)
    book.close()


def _formats(book: "Workbook", **more: str) -> dict[type, "Format"]:
    shapes = {date: "dd/mm/yyyy", datetime: "dd/mm/yyyy hh:mm", int: "#,##0", float: "#,##0.##"}
    return {kind: book.add_format({"num_format": shape, **more}) for kind, shape in shapes.items()}


def _write_cell(
    sheet: "Worksheet",
    line: int,
    place: int,
    given: Value,
    formats: Mapping[type, "Format"],
    is_grouped: bool,
) -> None:
    value = plain(given)
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats[type(value)])
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value, formats[type(value)] if is_grouped else None)
    else:
        sheet.write_string(line, place, value)


def _sheet_name(title: str) -> str:
    return "".join("-" if c in "[]:*?/\\'" else c for c in title)[:31] or "1"


def _text(value: Value) -> str:
    given = plain(value)
    if given is None:
        return ""
    if isinstance(given, bool):
        return "1" if given else "0"
    if isinstance(given, datetime):
        return given.strftime("%d/%m/%Y %H:%M")
    if isinstance(given, date):
        return given.strftime("%d/%m/%Y")
    return str(given)


def _guarded(value: Value) -> str:
    """Return a CSV cell that a spreadsheet reads as text, not as a formula."""
    text = _text(value)
    is_number = isinstance(plain(value), int | float)
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def csv_lines(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a CSV file line by line, with the mark that tells spreadsheets it is UTF-8."""
    yield b"\xef\xbb\xbf"
    for row in chain([headings], rows):
        line = io.StringIO()
        csv.writer(line).writerow([_guarded(value) for value in row])
        yield line.getvalue().encode()


_NAMESPACES: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'office:version="1.3"'
)
_DAY_PARTS: Final = (
    '<number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/>'
)
_STYLES: Final = (
    "<office:automatic-styles>"
    f'<number:date-style style:name="D">{_DAY_PARTS}</number:date-style>'
    f'<number:date-style style:name="T">{_DAY_PARTS}<number:text> </number:text>'
    '<number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="T"/>'
    "</office:automatic-styles>"
)


def _ods_cell(value: Value) -> str:
    given = plain(value)
    if given is None or given == "":
        return "<table:table-cell/>"
    shown = f"<text:p>{escape(_clean(_text(value)))}</text:p>"
    if isinstance(given, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(given).lower()}"'
    elif isinstance(given, datetime):
        at = given.isoformat(timespec="seconds")
        kind = f'table:style-name="moment" office:value-type="date" office:date-value="{at}"'
    elif isinstance(given, date):
        kind = f'table:style-name="day" office:value-type="date" office:date-value="{given}"'
    elif isinstance(given, int | float):
        kind = f'office:value-type="float" office:value="{given}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}>{shown}</table:table-cell>"


def _clean(text: str) -> str:
    return "".join(c for c in text if c >= " " or c in "\t\n")


def _ods_lines(title: str, headings: Sequence[str], rows: _Told) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES}>{_STYLES}'
    yield "<office:body><office:spreadsheet>"
    yield from _ods_table(title, chain([headings], rows))
    told = rows.lines(title, headings)
    if told:
        yield from _ods_table(_("Về bảng này"), told)
    yield "</office:spreadsheet></office:body></office:document-content>"


def _ods_table(name: str, rows: Iterable[Row]) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(_sheet_name(name))}>"
    for line in rows:
        yield f"<table:table-row>{''.join(_ods_cell(v) for v in line)}</table:table-row>"
    yield "</table:table>"


def _write_ods(target: BinaryIO, title: str, headings: Sequence[str], rows: _Told) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", FORMATS["ods"], zipfile.ZIP_STORED)
        package.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
            'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{FORMATS["ods"]}"/><manifest:file-entry '
            'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
        with package.open("content.xml", "w") as content:
            for line in _ods_lines(title, headings, rows):
                content.write(line.encode())
