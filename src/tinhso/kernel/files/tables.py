"""Every spreadsheet that comes in, read in one way: what people send as `.xlsx` or as CSV.

`open_table` says of anything else what it is and how to save it so that it can be read.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.workbook import (
    MOST_COLUMNS,
    MOST_UNPACKED,
    Merged,
    Value,
    Workbook,
    not_read,
)

LONGEST_CELL: Final = 40_000
"""A cell of Excel holds 32,767 characters."""
_SEPARATORS: Final = (";", ",", "\t")
_HINT: Final = "sep="
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE: Final = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Table(Protocol):
    """Rows of a spreadsheet, read one after the other; each walk begins at the first."""

    sheet_name: str
    hidden: int

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Yield each row that holds something: its number and its cells from the first column."""

    def merged(self) -> Sequence[Merged]:
        """Return the cells that were made one."""


class CsvTable:
    """A CSV file: UTF-8 with or without its mark, or Excel's “Unicode text”."""

    sheet_name, hidden = "", 0

    def __init__(self, content: bytes) -> None:
        """Take it; raises `Invalid` at `file` when it is written in another encoding."""
        self._content, self._encoding = content, _encoding_of(content)
        self._skipped, self._separator = self._look()

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Yield each line that holds something; a cell may hold line breaks."""
        for number, cells in enumerate(self._records(), start=1):
            if number <= self._skipped:
                continue
            texts: list[Value] = [cell if cell.strip() else None for cell in cells[:MOST_COLUMNS]]
            while texts and texts[-1] is None:
                texts.pop()
            if texts:
                yield number, texts

    def merged(self) -> Sequence[Merged]:
        """Return nothing: CSV knows no such cells."""
        return ()

    def _records(self) -> Iterator[list[str]]:
        lines = csv.reader(self._text(), delimiter=self._separator, strict=False)
        try:
            for record in lines:
                if any(len(cell) > LONGEST_CELL for cell in record):
                    raise Invalid(fields={"file": _unclosed(lines.line_num)})
                yield record
        except csv.Error:
            raise Invalid(fields={"file": _unclosed(lines.line_num)}) from None

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self._content), encoding=self._encoding, newline="")

    def _look(self) -> tuple[int, str]:
        """Return how many lines only tell the separator, and which one separates the headings."""
        with self._text() as text:
            head = text.readline(LONGEST_CELL).strip("\r\n")
        if head.lower().startswith(_HINT) and len(head) == len(_HINT) + 1:
            return 1, head[-1]
        return 0, max(_SEPARATORS, key=head.count)


def open_table(content: bytes, *, most_unpacked: int = MOST_UNPACKED) -> Table:
    """Open what was sent; raises `Invalid` at `file`, saying what it is and what to do."""
    if content.startswith(b"PK"):
        if _is_open_document(content):
            raise Invalid(fields={"file": foreign_kind(content)})
        return Workbook(content, most_unpacked=most_unpacked)
    if said := foreign_kind(content):
        raise Invalid(fields={"file": said})
    if not content.strip():
        raise Invalid(fields={"file": _("Tệp chưa có dòng nào.")})
    if not looks_like_text(content):
        raise Invalid(fields={"file": not_read()})
    return CsvTable(content)


def foreign_kind(content: bytes) -> str:
    """Say what a spreadsheet of another kind is and how to save it; "" when it is none."""
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi lưu lại.")
        return _("Tệp của Excel cũ (.xls). Hãy mở bằng Excel, lưu thành .xlsx rồi tải lại.")
    if _is_open_document(content):
        return _("Tệp của LibreOffice (.ods). Hãy lưu thành .xlsx rồi tải lại.")
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return _(
            "Tệp là trang HTML hoặc XML mang đuôi bảng tính. Hãy mở bằng Excel, lưu thành .xlsx rồi"
            " tải lại."
        )
    return ""


def looks_like_text(content: bytes) -> bool:
    """Tell whether the beginning of these bytes is text in any encoding people use."""
    if content[:2] in _WIDE:
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\x0c\x1a" for byte in content[:4096])


def _is_open_document(content: bytes) -> bool:
    return content.startswith(b"PK") and b"mimetypeapplication/vnd.oasis" in content[:200]


def _encoding_of(content: bytes) -> str:
    encoding = _WIDE.get(content[:2], "utf-8-sig")
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for start in range(0, len(content), 1 << 16):
        piece = content[start : start + (1 << 16)]
        try:
            decoder.decode(piece)
        except UnicodeDecodeError as wrong:
            line += content[:start].count(b"\n") + piece[: wrong.start].count(b"\n")
            raise Invalid(
                fields={
                    "file": told(
                        _(
                            "Dòng %(line)s không ghi bằng UTF-8, chữ có dấu sẽ sai. Trong Excel hãy"
                            " chọn Lưu thành “CSV UTF-8” hoặc .xlsx."
                        ),
                        line=line,
                    )
                }
            ) from None
    return encoding


def _unclosed(line: int) -> str:
    return _("Gần dòng %(line)s có dấu nháy kép mở mà không đóng. Hãy sửa hoặc gửi tệp .xlsx.") % {
        "line": line
    }
