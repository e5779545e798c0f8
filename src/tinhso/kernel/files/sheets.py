"""Spreadsheets that people fill in: the file to fill in, and what was filled in."""

import io
import zipfile
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid

MOST_ROWS: Final = 2000
MOST_BYTES: Final = 20_000_000
"""Unpacked: a spreadsheet is an archive, and a small one can unfold into a very large one."""


def blank_sheet(title: str, columns: Sequence[str], example: Sequence[str]) -> bytes:
    """Return the spreadsheet to fill in: its columns in bold and one example row."""
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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise Invalid(fields={"file": _("Tệp quá lớn.")})
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
        lines = list(sheet.iter_rows(values_only=True)) if sheet is not None else []
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError):
        raise Invalid(fields={"file": _("Không đọc được tệp. Hãy dùng tệp mẫu .xlsx.")}) from None
    head = [str(cell or "").strip() for cell in lines[0][: len(columns)]] if lines else []
    if head != list(columns):
        raise Invalid(fields={"file": _("Dòng đầu không giống tệp mẫu. Hãy tải tệp mẫu về dùng.")})
    if len(lines) > MOST_ROWS + 1:
        raise Invalid(fields={"file": _("Mỗi lần nhập nhiều nhất %(n)s dòng.") % {"n": MOST_ROWS}})
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        texts = [nfc(str(cell)) if cell is not None else "" for cell in cells[: len(columns)]]
        if any(texts):
            rows.append((number, texts + [""] * (len(columns) - len(texts))))
    if not rows:
        raise Invalid(fields={"file": _("Tệp chưa có dòng nào.")})
    return rows
