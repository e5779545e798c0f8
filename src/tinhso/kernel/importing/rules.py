"""What a cell may hold, and how an import stands: no database, no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.text import nfc
from tinhso.kernel.files.workbook import Formula, Value, as_words

INDEX: Final = ("muc-luc.xlsx", "muc-luc.csv")
"""What the sheet is called in an archive; it lies at the top."""
NO_FILE: Final = "no_file"
"""What a kind says of a row that names a file the archive has not."""
MARKED: Final = "loi"
"""The column that says what is wrong in a file of wrong rows; passed over when it comes back."""
MOST_FAULTS: Final = 20_000
"""So many are kept to be read; all are counted."""
SAMPLES: Final = 12
KEY_LENGTH: Final = 120


class ImportState(models.TextChoices):
    """How far an import is."""

    CHECKING = "checking", _("Đang chạy thử")
    CHECKED = "checked", _("Đã chạy thử")
    WRITING = "writing", _("Đang nhập")
    WRITTEN = "written", _("Đã nhập, chờ ký duyệt")
    SIGNED = "signed", _("Đã ký duyệt")
    UNREADABLE = "unreadable", _("Không đọc được")


AT_WORK: Final = frozenset({ImportState.CHECKING, ImportState.WRITING})


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    CHOICE = "choice"


KIND_WORDS: Final[Mapping[Kind, str | Promise]] = {
    Kind.TEXT: _("chữ"),
    Kind.DAY: _("ngày (15/03/2026)"),
    Kind.MOMENT: _("ngày, có thể kèm giờ (15/03/2026 08:30)"),
    Kind.NUMBER: _("số nguyên"),
    Kind.CHOICE: _("một trong các giá trị nêu ở phần giải thích"),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its heading in the sheet, what it means and what it takes."""

    key: str
    label: str | Promise
    about: str | Promise = ""
    kind: Kind = Kind.TEXT
    required: bool = False
    most: int = 200
    example: str = ""
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    is_personal: bool = False


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one row, as a code and values: worded when it is read."""

    line: int
    column: str
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    typed: str = ""
    is_error: bool = True


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row that was read: the old system's key, each cell in its type and as it was typed."""

    line: int
    key: str
    values: Mapping[str, "str | int | date | datetime | None"]
    typed: Mapping[str, str]

    def text(self, key: str) -> str:
        """Return a text, "" when the cell was left empty."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def moment(self, key: str) -> datetime | None:
        """Return a moment, without a zone as a sheet knows none."""
        value = self.values.get(key)
        return value if isinstance(value, datetime) else None

    def day(self, key: str) -> date | None:
        """Return a day."""
        value = self.values.get(key)
        return value if isinstance(value, date) and not isinstance(value, datetime) else None

    def number(self, key: str) -> int | None:
        """Return a whole number."""
        value = self.values.get(key)
        return value if isinstance(value, int) else None

    def parts(self, key: str) -> list[str]:
        """Return what stands between the semicolons of a text."""
        return parts_of(self.text(key))

    def problem(
        self, column: str, code: str, *, is_error: bool = True, **values: str | int
    ) -> Problem:
        """Return what is wrong at a column, with what was typed there."""
        return Problem(
            line=self.line,
            column=column,
            code=code,
            values=values,
            typed=self.typed.get(column, "")[:200],
            is_error=is_error,
        )


def parts_of(text: str) -> list[str]:
    """Return what stands between semicolons: the parts of a cell that names several things."""
    return [part.strip() for part in text.split(";") if part.strip()]


SENTENCES: Final[Mapping[str, str | Promise]] = {
    "required": _("Cột này bắt buộc mà chưa có giá trị."),
    "merged": _(
        "Ô này bị gộp với ô khác nên không biết giá trị của riêng dòng. Hãy bỏ gộp và ghi đủ từng"
        " dòng."
    ),
    "not_a_day": _("Không phải một ngày. Hãy ghi ngày/tháng/năm, ví dụ 15/03/2026."),
    "not_a_moment": _(
        "Không phải ngày giờ. Hãy ghi ngày/tháng/năm, có thể kèm giờ, ví dụ 15/03/2026 08:30."
    ),
    "not_a_number": _("Không phải số nguyên. Hãy ghi chỉ chữ số, ví dụ 125."),
    "formula": _("Ô này là công thức bị lỗi. Hãy ghi giá trị thay cho công thức."),
    "unreckoned": _(
        "Ô này là công thức chưa có giá trị. Hãy mở tệp bằng Excel rồi lưu lại, hoặc ghi giá trị"
        " thay cho công thức."
    ),
    "too_long": _("Dài quá %(most)s ký tự."),
    "not_a_choice": _("Giá trị này không có trong danh mục. Hãy chọn: %(choices)s."),
    "repeated": _("Mã này đã có ở dòng %(line)s của tệp."),
    "differs": _("Đã nhập trước đây với nội dung khác; bản trong hệ thống được giữ nguyên."),
}
"""What the machine itself finds; a kind brings the words of its own codes."""

_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_DAY: Final = re.compile(
    r"^(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4})"
    r"(?:[ T]+(?P<h>\d{1,2})[:h](?P<n>\d{2})(?::(?P<s>\d{2}))?)?$"
)
_ISO: Final = re.compile(
    r"^(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:[ T]+(?P<h>\d{1,2}):(?P<n>\d{2})(?::(?P<s>\d{2}))?(?:\.0+)?)?$"
)


def day_in_words(text: str) -> datetime | None:
    """Read a day written as text, day first or by ISO 8601; None when it is none.

    Whatever could be read two ways is read the Vietnamese way, so the third month has no
    fifteenth place: 03/15/2026 is no day.
    """
    match = _DAY.match(text.strip()) or _ISO.match(text.strip())
    if match is None:
        return None
    part = {name: int(value) for name, value in match.groupdict().items() if value}
    try:
        return datetime(  # noqa: DTZ001  a sheet knows no zone
            part["y"],
            part["m"],
            part["d"],
            part.get("h", 0),
            part.get("n", 0),
            part.get("s", 0),
        )
    except ValueError:
        return None


def read_cell(
    column: Column, value: Value
) -> tuple["str | int | date | datetime | None", str, dict[str, str | int]]:
    """Return a cell in its column's type, the code of what is wrong or "", and values."""
    if isinstance(value, Formula):
        return None, "unreckoned", {}
    if isinstance(value, str):
        value = nfc(value).strip()
    if value is None or value == "":
        return None, "required" if column.required else "", {}
    if isinstance(value, str) and value in _ERRORS:
        return None, "formula", {}
    if column.kind in (Kind.DAY, Kind.MOMENT):
        return _read_day(column, value)
    if column.kind is Kind.NUMBER:
        return _read_number(value)
    text = " ".join(as_words(value).split()) if column.most <= 200 else as_words(value)
    if column.kind is Kind.CHOICE and text not in column.choices:
        return None, "not_a_choice", {"choices": ", ".join(column.choices)}
    if len(text) > column.most:
        return None, "too_long", {"most": column.most}
    return text, "", {}


def _read_day(
    column: Column, value: Value
) -> tuple[date | datetime | None, str, dict[str, str | int]]:
    code = "not_a_day" if column.kind is Kind.DAY else "not_a_moment"
    found = value if isinstance(value, datetime) else None
    if isinstance(value, str):
        found = day_in_words(value)
    if found is None or not 1900 <= found.year <= 2200:
        return None, code, {}
    return (found.date() if column.kind is Kind.DAY else found), "", {}


def _read_number(value: Value) -> tuple[int | None, str, dict[str, str | int]]:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None, "not_a_number", {}
    return value, "", {}
