"""Spreadsheets made from a form: the file to fill in with choices, and its filled lines."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.sheets import MOST_BYTES, refuse_formulas
from tinhso.kernel.files.tables import Table, open_table
from tinhso.kernel.files.workbook import Value, as_words

FIRST_LINE: Final = 4
"""Lines 1 to 3 are the words, the keys and the example."""
EXAMPLE: Final = "Ví dụ"
_KEYS_LINE: Final = 2
_MOST_TEXT: Final = 5000
_GREY: Final = "FFE7E7E7"


@dataclass(frozen=True, kw_only=True)
class ColumnToFill:
    """One column of the file: its key, its words, what one may choose, the example."""

    key: str
    label: str
    is_required: bool = False
    options: Sequence[str] = ()
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class FilledLine:
    """One line: its number, its texts by key, and the keys of cells that are merged."""

    line: int
    texts: dict[str, str]
    merged: frozenset[str] = field(default_factory=frozenset)


def sheet_to_fill(title: str, columns: Sequence[ColumnToFill], *, most: int) -> bytes:
    """Return the file to fill in: words, keys, one example row, lists of choices."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet, lists = book.active, book.create_sheet("lua-chon")
    if sheet is None:  # a new workbook always has one
        raise LookupError
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
    sheet.append([_("Dòng"), *(f"{c.label}{' *' if c.is_required else ''}" for c in columns)])
    sheet.append(["#", *(column.key for column in columns)])
    sheet.append([EXAMPLE, *(column.example for column in columns)])
    grey = PatternFill("solid", fgColor=_GREY)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in (2, 3):
        for cell in sheet[line]:
            cell.fill, cell.font = grey, Font(italic=True)
    sheet["A3"].comment = Comment(_("Dòng ví dụ không được nộp."), "Tỉnh Số")
    for place, column in enumerate(columns, start=2):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 24
        for cell in sheet[letter][2:]:
            cell.number_format = "@"
        if column.options:
            for number, option in enumerate(column.options, start=1):
                lists.cell(row=number, column=place, value=option)
            chosen = f"'lua-chon'!${letter}$1:${letter}${len(column.options)}"
            rule = DataValidation(type="list", formula1=chosen, allow_blank=True)
            rule.add(f"{letter}{FIRST_LINE}:{letter}{FIRST_LINE + most - 1}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "B4"
    lists.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_filled(content: bytes, keys: Sequence[str], *, most: int) -> list[FilledLine]:
    """Return the filled lines of a file; the example is left out.

    Raises `Invalid` at `file` when it is no spreadsheet, another procedure's, too long or empty.
    """
    too_many = Invalid(fields={"file": told(_("Mỗi danh sách nhiều nhất %(n)s dòng."), n=most)})
    table = open_table(content, most_unpacked=MOST_BYTES)
    lines = table.rows()
    head = next((cells for number, cells in lines if number == _KEYS_LINE), [])
    if [_text(cell) for cell in head[1 : len(keys) + 1]] != list(keys):
        raise Invalid(
            fields={"file": _("Dòng 2 không giống tệp mẫu của thủ tục này. Hãy tải tệp mẫu.")}
        )
    merged = _merged(table, keys)
    found: list[FilledLine] = []
    for number, cells in lines:
        refuse_formulas(number, cells[: len(keys) + 1])
        texts = [_text(cell)[:_MOST_TEXT] for cell in cells[: len(keys) + 1]]
        if not any(texts[1:]) or texts[0] == EXAMPLE:
            continue
        if len(found) == most:
            raise too_many
        filled = dict(zip(keys, texts[1:] + [""] * len(keys), strict=False))
        found.append(FilledLine(line=number, texts=filled, merged=merged.get(number, frozenset())))
    if not found:
        raise Invalid(fields={"file": _("Tệp chưa có dòng nào.")})
    return found


def _text(cell: Value) -> str:
    """Return a cell as a person reads it in the sheet: days as 19/11/2026, fractions by comma."""
    if isinstance(cell, bool):
        return _("Có") if cell else _("Không")
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return f"{cell}".replace(".", ",")
    return nfc(as_words(cell)).strip()


def _merged(table: Table, keys: Sequence[str]) -> dict[int, frozenset[str]]:
    """Return by line the keys of the columns whose cells are merged with others."""
    found: dict[int, set[str]] = {}
    for cells in table.merged():
        columns = range(max(cells.first_column, 2), min(cells.last_column, len(keys) + 1) + 1)
        here = {keys[column - 2] for column in columns}
        for line in range(cells.first_row, min(cells.last_row, cells.first_row + 10_000) + 1):
            found.setdefault(line, set()).update(here)
    return {line: frozenset(names) for line, names in found.items()}
