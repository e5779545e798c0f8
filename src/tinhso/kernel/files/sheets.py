"""Spreadsheets that people fill in: the file to fill in, and what was filled in."""

import io
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.tables import Table, open_table
from tinhso.kernel.files.workbook import Formula, Value, as_words

MOST_ROWS: Final = 2000
MOST_BYTES: Final = 20_000_000
"""Unpacked: a spreadsheet is an archive, and a small one can unfold into a very large one."""


def blank_sheet(title: str, columns: Sequence[str], example: Sequence[str]) -> bytes:
    """Return the spreadsheet to fill in: its columns in bold and one example row."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    if sheet is None:  # a new workbook always has one
        raise LookupError
    sheet.title = title
    sheet.append(list(columns))
    for number, cell in enumerate(sheet[1], start=1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 22
    sheet.append(list(example))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_sheet(content: bytes, columns: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Return each filled line as its number and its texts, one for each column.

    Raises `Invalid` at `file` when it is no spreadsheet, not the template, too long or empty.
    """
    table = open_table(content, most_unpacked=MOST_BYTES)
    lines = table.rows()
    head_line, head = next(lines, (0, []))
    if [as_words(cell).strip() for cell in head[: len(columns)]] != list(columns):
        raise Invalid(fields={"file": _("Dòng đầu không giống tệp mẫu. Hãy tải tệp mẫu về dùng.")})
    _refuse_merged(table, head_line, len(columns))
    rows: list[tuple[int, list[str]]] = []
    for number, cells in lines:
        refuse_formulas(number, cells[: len(columns)])
        texts = [nfc(as_words(cell)) for cell in cells[: len(columns)]]
        if not any(texts):
            continue
        if len(rows) == MOST_ROWS:
            raise Invalid(
                fields={"file": told(_("Mỗi lần nhập nhiều nhất %(n)s dòng."), n=MOST_ROWS)}
            )
        rows.append((number, texts + [""] * (len(columns) - len(texts))))
    if not rows:
        raise Invalid(fields={"file": _("Tệp chưa có dòng nào.")})
    return rows


def _refuse_merged(table: Table, head: int, width: int) -> None:
    for cells in table.merged():
        if cells.last_row > head and cells.first_column <= width:
            line = max(cells.first_row, head + 1)
            raise Invalid(
                fields={
                    "file": told(
                        _("Dòng %(line)s có ô bị gộp. Hãy bỏ gộp và ghi đủ từng dòng."), line=line
                    )
                }
            )


def refuse_formulas(line: int, cells: Sequence[Value]) -> None:
    """Raise `Invalid` at `file` when a cell holds a formula that no program has reckoned."""
    if any(isinstance(cell, Formula) for cell in cells):
        raise Invalid(
            fields={
                "file": told(
                    _(
                        "Dòng %(line)s có công thức chưa có giá trị."
                        " Hãy mở tệp bằng Excel rồi lưu lại."
                    ),
                    line=line,
                )
            }
        )
