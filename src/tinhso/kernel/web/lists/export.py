"""A list as a file: XLSX, ODS and CSV, written row by row, text always as text."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone
from django.utils.functional import Promise

from tinhso.kernel.web.lists.columns import Value

Row = Sequence[Value]

FORMATS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Value) -> str | int | float | date | datetime | bool | None:
    """Return a value as a file keeps it: local time, words in the reader's language."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Promise):
        return str(value)
    return value


def write(kind: str, *, title: str, headings: Sequence[str], rows: Iterable[Row]) -> BinaryIO:
    """Write a file and return it open at its beginning; memory does not grow with the rows."""
    target = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it by serving it
    writers = {"xlsx": _write_xlsx, "ods": _write_ods}
    writers[kind](target, title, headings, rows)
    target.seek(0)
    return target


def _write_xlsx(target: BinaryIO, title: str, headings: Sequence[str], rows: Iterable[Row]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(headings) - 1), 22)
    for place, text in enumerate(headings):
        sheet.write_string(0, place, text, bold)
    for line, row in enumerate(rows, start=1):
        for place, given in enumerate(row):
            value = plain(given)
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                sheet.write_boolean(line, place, value)
            elif isinstance(value, datetime):
                sheet.write_datetime(line, place, value, moment)
            elif isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            elif isinstance(value, int | float):
                sheet.write_number(line, place, value)
            else:
                sheet.write_string(line, place, value)
    book.close()


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


def _ods_lines(title: str, headings: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES}>{_STYLES}'
    yield "<office:body><office:spreadsheet>"
    yield f"<table:table table:name={quoteattr(_sheet_name(title))}>"
    yield f"<table:table-row>{''.join(_ods_cell(v) for v in headings)}</table:table-row>"
    for line in rows:
        yield f"<table:table-row>{''.join(_ods_cell(v) for v in line)}</table:table-row>"
    yield "</table:table></office:spreadsheet></office:body></office:document-content>"


def _write_ods(target: BinaryIO, title: str, headings: Sequence[str], rows: Iterable[Row]) -> None:
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
