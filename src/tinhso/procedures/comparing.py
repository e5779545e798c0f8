"""What differs between two versions of a procedure, part by part and in plain words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.db.words import Words, are_words, worded
from tinhso.procedures.drafting.charging import countables
from tinhso.procedures.drafting.conditions import Known, known_answers, said
from tinhso.procedures.drafting.layout import LINKED, PARTS, RECOMMENDED, Content
from tinhso.procedures.drafting.places import each_row
from tinhso.procedures.forms.fees import AmountForm, FeeForm
from tinhso.procedures.forms.process import MoveForm, StationForm
from tinhso.procedures.forms.questions import FieldForm
from tinhso.procedures.forms.rows import RowForm, TermForm
from tinhso.procedures.models import ProcedureVersion

_PLAIN: Final = (
    *("name", "official_name", "summary", "resolving_body", "service_level", "ministry"),
    *("at_commune", "at_province", "at_ministry", "applicants", "channels", "stop_allowed"),
    *("has_field_check", "can_be_filed", "settings_data", "decision"),
)
_LISTS: Final = tuple(key for part in PARTS for key in part.keys if key.endswith("_data"))
_CONDITIONS: Final = frozenset({"when", "required", "require"})
_HIDDEN: Final = frozenset(
    {"key", "value", "fields", "choices", "moves", "steps", "tiers", "exemptions", "apart"}
)
_CODED: Final[Mapping[str, type[RowForm]]] = {
    "muc-phi": FeeForm,
    "thu-rieng": AmountForm,
    "han": TermForm,
    "o": FieldForm,
    "buoc": StationForm,
    "chuyen": MoveForm,
}
"""Rows that keep codes for what is chosen; their forms know the words."""
_OF_A_MOVE: Final = frozenset({"kind", "permission"})
"""What follows from the act of a move by itself."""

_NAMES: Final[Mapping[str, Promise]] = {
    "name": gettext_lazy("Tên"),
    "text": gettext_lazy("Lời"),
    "label": gettext_lazy("Câu hỏi"),
    "hint": gettext_lazy("Lời nhắc"),
    "kind": gettext_lazy("Loại"),
    "originals": gettext_lazy("Bản chính"),
    "copies": gettext_lazy("Bản sao"),
    "required": gettext_lazy("Bắt buộc"),
    "when": gettext_lazy("Khi"),
    "condition": gettext_lazy("Điều kiện bằng lời"),
    "data_source": gettext_lazy("Cơ sở dữ liệu"),
    "channel": gettext_lazy("Cách nộp"),
    "case": gettext_lazy("Trường hợp"),
    "unit": gettext_lazy("Đơn vị"),
    "cut_off": gettext_lazy("Giờ chốt"),
    "amount_vnd": gettext_lazy("Mức (đồng)"),
    "per": gettext_lazy("Tính theo"),
    "count": gettext_lazy("Đếm theo"),
    "most_vnd": gettext_lazy("Cao nhất cho một bản (đồng)"),
    "from": gettext_lazy("Từ đơn vị thứ"),
    "note": gettext_lazy("Ghi chú"),
    "role": gettext_lazy("Ai làm"),
    "relation": gettext_lazy("Cơ quan"),
    "hours": gettext_lazy("Giờ làm việc"),
    "to": gettext_lazy("Đến bước"),
    "reason": gettext_lazy("Lý do"),
    "law": gettext_lazy("Căn cứ"),
    "component": gettext_lazy("Giấy tờ"),
    "number": gettext_lazy("Số"),
    "value": gettext_lazy("Số"),
    "prefill": gettext_lazy("Điền sẵn"),
    "min": gettext_lazy("Nhỏ nhất"),
    "max": gettext_lazy("Lớn nhất"),
    "max_length": gettext_lazy("Nhiều nhất bao nhiêu ký tự"),
    "asked_anyway_reason": gettext_lazy("Vì sao vẫn phải nộp"),
    "shown_only": gettext_lazy("Chỉ xuất trình, không nộp"),
    "code": gettext_lazy("Mã kết quả"),
    "template": gettext_lazy("Mẫu giấy"),
    "register": gettext_lazy("Sổ cấp số"),
    "number_format": gettext_lazy("Cách ghi số"),
    "set_by": gettext_lazy("Nơi quy định mức"),
    "otherwise": gettext_lazy("Nếu trả lời khác thì nói gì"),
    "wanted": gettext_lazy("Câu trả lời để đi tiếp"),
    "leads_to": gettext_lazy("Dẫn đến thủ tục (mã)"),
    "who": gettext_lazy("Ai làm"),
    "title": gettext_lazy("Tên trang"),
    "index": gettext_lazy("Dùng để tìm hồ sơ"),
    "why": gettext_lazy("Vì sao đề xuất"),
    "answers": gettext_lazy("Trả lời sẵn"),
    "needs_dossier": gettext_lazy("Luôn phải có hồ sơ của người dân"),
    "working_hours": gettext_lazy("Giờ làm việc"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that differs: the part, the row of it, and both texts ('' when absent)."""

    part: str
    row: str
    old: str
    new: str

    @property
    def old_lines(self) -> list[tuple[str, bool]]:
        """Return the lines of before, and of each whether it is gone."""
        return _marked(self.old, beside=self.new)

    @property
    def new_lines(self) -> list[tuple[str, bool]]:
        """Return the lines of after, and of each whether it is new."""
        return _marked(self.new, beside=self.old)


def _marked(text: str, *, beside: str) -> list[tuple[str, bool]]:
    left = Counter(beside.splitlines())
    found = []
    for line in text.splitlines():
        found.append((line, not left[line]))
        left[line] -= bool(left[line])
    return found


def changes(old: ProcedureVersion, new: ProcedureVersion) -> list[Change]:
    """Return what differs, rows of a list matched by their keys."""
    found = [
        Change(part=_label(part), row="", old=one, new=other)
        for part in _PLAIN
        if (one := _text(_plain(old, part))) != (other := _text(_plain(new, part)))
    ]
    earlier, later = _rows(old), _rows(new)
    for path in dict.fromkeys([*earlier, *later]):
        before, after = earlier.get(path, ("", "")), later.get(path, ("", ""))
        if before[1] != after[1]:
            name = after[0] or before[0]
            found.append(Change(part=path[0], row=name, old=before[1], new=after[1]))
    return found


def _plain(version: ProcedureVersion, part: str) -> object:
    """Return what a part says, without the lists in it: their rows are compared one by one."""
    value: object = getattr(version, part)
    for rows in (LINKED, RECOMMENDED):
        if rows.at[0] == part:
            value = _without(value, rows.at[1:])
    return value


def _without(value: object, trail: tuple[str, ...]) -> object:
    if not isinstance(value, Mapping) or trail[0] not in value:
        return value
    if len(trail) == 1:
        return {key: inner for key, inner in value.items() if key != trail[0]}
    return {**value, trail[0]: _without(value[trail[0]], trail[1:])}


def _label(part: str) -> str:
    field = ProcedureVersion._meta.get_field(part)
    return str(field.verbose_name) if isinstance(field, models.Field) else part


def _rows(version: ProcedureVersion) -> dict[tuple[str, ...], tuple[str, str]]:
    """Return each row of each list by the keys that lead to it: its name and what it says."""
    content: Content = {key: getattr(version, key) for key in _LISTS}
    answers = known_answers(content)
    counted = {one.address: one.label for one in countables(content)}
    stations = {
        str(row.get("key")): place.rows.name_of(row)
        for place, row in each_row(content)
        if place.rows.key == "buoc"
    }
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    trails: dict[str, tuple[str, ...]] = {}
    for place, row in each_row(content):
        above = trails.get(place.above.address, ()) if place.above else ()
        own = str(row.get("key") or row.get("value") or row.get("number") or place.index)
        trails[place.address] = (*above, place.rows.key, own)
        name = place.rows.name_of(row)
        path = (str(place.rows.title), *trails[place.address])
        said_row = _in_words(_with_labels(row, counted), place.rows.key, stations)
        found[path] = (name, _row_text(said_row, answers))
    return found


def _with_labels(row: Mapping[str, object], counted: Mapping[str, str]) -> Mapping[str, object]:
    """Return a row that says by their labels, not their keys, which fields a fee is counted by."""
    count = row.get("count")
    if not isinstance(count, Mapping):
        return row
    keys = [str(key) for key in (count.get("number"), count.get("times")) if key]
    labels = [counted.get(f"{count.get('group') or ''}/{key}", key) for key in keys]
    return {**row, "count": " × ".join(labels)}


def _in_words(
    row: Mapping[str, object], of: str, stations: Mapping[str, str]
) -> Mapping[str, object]:
    """Return a row that says in words what its form lets one choose, and steps by their names."""
    if of not in _CODED:
        return row
    known: dict[str, Mapping[str, object]] = {
        name: {str(key): words for key, words in field.choices}
        for name, field in _CODED[of].base_fields.items()
        if isinstance(field, forms.ChoiceField) and not callable(field.choices)
    }
    known |= {name: {**stations} for name in ("to", "otherwise")}
    return {
        key: known.get(key, {}).get(value, value) if isinstance(value, str) and value else value
        for key, value in row.items()
        if of != "chuyen" or key not in _OF_A_MOVE
    }


def _row_text(row: Mapping[str, object], answers: list[Known]) -> str:
    lines = []
    for key, value in row.items():
        if key in _HIDDEN and not (key == "value" and isinstance(value, int)):
            continue
        if key in _CONDITIONS and isinstance(value, Mapping):
            lines.append(f"{_NAMES.get(key, key)}: {said(value, answers)}")
        elif value not in (None, "", [], False):
            lines.append(f"{_NAMES.get(key, key)}: {_text(value)}")
    return "\n".join(lines)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if are_words(value):
        return worded(cast(Words, value), "vi")
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_text(inner) for inner in value)
    return "" if value is None else str(value)
