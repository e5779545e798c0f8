"""Pages and fields of an electronic form, its calculations and rules, as forms of the editor."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.eforms import FieldKind, choice_sources
from tinhso.kernel.eforms.registry import prefill_keys
from tinhso.kernel.web.fields import DataText
from tinhso.procedures.drafting.conditions import known_answers
from tinhso.procedures.drafting.layout import Row
from tinhso.procedures.forms.rows import RowForm, component_choices, line, lines, yes

KIND_NAMES: Final[Mapping[str, Promise]] = {
    FieldKind.TEXT: _("Chữ, một dòng"),
    FieldKind.LONG_TEXT: _("Chữ, nhiều dòng"),
    FieldKind.NUMBER: _("Số"),
    FieldKind.MONEY: _("Số tiền (đồng)"),
    FieldKind.DATE: _("Ngày"),
    FieldKind.CHOICE: _("Chọn một"),
    FieldKind.MULTI: _("Chọn nhiều"),
    FieldKind.YES_NO: _("Có hoặc Không"),
    FieldKind.STATEMENT: _("Lời cam đoan để đánh dấu"),
    FieldKind.FILE: _("Tệp"),
    FieldKind.GROUP: _("Nhóm lặp lại"),
    FieldKind.ADDRESS: _("Địa chỉ hai cấp"),
    FieldKind.IDENTITY_NUMBER: _("Số định danh"),
    FieldKind.TAX_CODE: _("Mã số thuế"),
    FieldKind.PHONE: _("Số điện thoại"),
    FieldKind.EMAIL: _("Thư điện tử"),
    FieldKind.PERSON_NAME: _("Họ và tên"),
}

_ALWAYS: Final = ("key", "kind", "label", "label_en", "hint", "hint_en", "must", "prefill", "index")
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    FieldKind.TEXT: ("max_length",),
    FieldKind.LONG_TEXT: ("max_length",),
    FieldKind.NUMBER: ("min", "max", "decimals", "unit", "unit_en"),
    FieldKind.MONEY: ("min", "max"),
    FieldKind.DATE: ("precision", "limit"),
    FieldKind.CHOICE: ("choices_from",),
    FieldKind.MULTI: ("choices_from",),
    FieldKind.FILE: ("component", "max"),
    FieldKind.GROUP: ("item_label", "item_label_en", "min", "max"),
    FieldKind.ADDRESS: ("old_allowed",),
}


class PageForm(RowForm):
    """A page of the electronic form."""

    words: ClassVar = ("title", "intro")
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    title = line(_("Tên trang"), most=200)
    title_en = line(_("Tên trang, tiếng Anh"), required=False, most=200)
    intro = lines(_("Lời dẫn"), required=False)
    intro_en = lines(_("Lời dẫn, tiếng Anh"), required=False)


class FieldForm(RowForm):
    """A field of the electronic form; only what its kind can use is shown."""

    words: ClassVar = ("label", "hint", "unit", "item_label")
    drops_empty: ClassVar = True

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Loại ô"), choices=[(str(k), v) for k, v in KIND_NAMES.items()]
    )
    label = line(_("Câu hỏi"))
    label_en = line(_("Câu hỏi, tiếng Anh"), required=False)
    hint = line(_("Lời nhắc"), required=False)
    hint_en = line(_("Lời nhắc, tiếng Anh"), required=False)
    must = forms.ChoiceField(
        label=_("Bắt buộc trả lời"),
        widget=forms.RadioSelect,
        choices=[
            ("no", _("Không")),
            ("yes", _("Có")),
            ("when", _("Theo điều kiện (đặt ở trang điều kiện)")),
        ],
    )
    choices_from = forms.ChoiceField(label=_("Danh sách có sẵn"), required=False)
    min = forms.DecimalField(label=_("Nhỏ nhất, hoặc ít mục nhất"), required=False)
    max = forms.DecimalField(label=_("Lớn nhất, hoặc nhiều mục nhất"), required=False)
    decimals = forms.IntegerField(label=_("Số chữ số lẻ"), required=False, min_value=0, max_value=6)
    unit = line(_("Đơn vị"), required=False, most=40)
    unit_en = line(_("Đơn vị, tiếng Anh"), required=False, most=40)
    max_length = forms.IntegerField(
        label=_("Nhiều nhất bao nhiêu ký tự"), required=False, min_value=1, max_value=10_000
    )
    precision = forms.ChoiceField(
        label=_("Chính xác đến"),
        required=False,
        choices=[("", _("ngày")), ("month", _("tháng")), ("year", _("năm"))],
    )
    limit = forms.ChoiceField(
        label=_("Giới hạn ngày"),
        required=False,
        choices=[
            ("", _("Ngày nào cũng được")),
            ("not_after", _("Không sau hôm nay")),
            ("not_before", _("Không trước hôm nay")),
        ],
    )
    item_label = line(_("Tên một mục của nhóm"), required=False, most=100)
    item_label_en = line(_("Tên một mục, tiếng Anh"), required=False, most=100)
    component = forms.ChoiceField(label=_("Là giấy tờ nào"), required=False)
    old_allowed = yes(_("Nhận cả địa chỉ cũ (trước 01/07/2025)"))
    prefill = forms.ChoiceField(label=_("Điền sẵn từ"), required=False)
    index = yes(_("Dùng để tìm hồ sơ"))

    def prepare(self) -> None:
        """Offer lists and sources; keep only the fields this kind can use."""
        lists = [(name, name) for name, _source in choice_sources]
        self._choices("choices_from", [("", _("Câu trả lời ghi riêng dưới đây")), *lists])
        sources = [(key, f"{key}: {label}") for key, label in prefill_keys]
        self._choices("prefill", [("", _("Không điền sẵn")), *sources])
        self._choices("component", component_choices(self.content))
        kind = str(self.data.get("kind") or self.row.get("kind") or FieldKind.TEXT)
        wanted = {*_ALWAYS, *_OWN.get(kind, ())}
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        if not isinstance(self.row.get("required"), Mapping):
            field = cast(forms.ChoiceField, self.fields["must"])
            field.choices = list(cast("list[tuple[str, Any]]", field.choices))[:2]

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def initial_of(self, row: Row) -> dict[str, Any]:
        """Return what stands in the fields; a limit of a date as one choice."""
        shown = super().initial_of(row)
        required = row.get("required", False)
        shown["must"] = "when" if isinstance(required, Mapping) else "yes" if required else "no"
        shown["limit"] = next((k for k in ("not_after", "not_before") if row.get(k) == "today"), "")
        return shown

    def clean(self) -> dict[str, Any]:
        """Refuse a range that nothing fits."""
        said = super().clean() or {}
        least, most = said.get("min"), said.get("max")
        if least is not None and most is not None and least > most:
            self.add_error("max", _("Số lớn nhất phải từ số nhỏ nhất trở lên."))
        return said

    def row_of(self) -> dict[str, object]:
        """Return the field; what its kind cannot use is left out."""
        said = self.cleaned_data
        gone = [name for name in self.base_fields if name not in self.fields]
        row = {k: v for k, v in self.row.items() if k not in gone}
        own = (name for name in said if self.is_own(name) and name not in {"must", "limit"})
        row |= {name: said[name] for name in own}
        for key in self.words:
            if key in said:
                both = {"vi": said[key], "en": said[f"{key}_en"]}
                row[key] = both if both["en"] else both["vi"]
        for name in ("min", "max"):
            if row.get(name) is not None:
                row[name] = _plain(row[name])
        if "limit" in said:
            for name in ("not_after", "not_before"):
                if row.get(name) in (None, "today"):
                    row[name] = "today" if said["limit"] == name else ""
        if said["must"] != "when":
            row["required"] = said["must"] == "yes"
        return {k: v for k, v in row.items() if v not in ("", None, False, []) or k == "key"}


def _plain(value: object) -> object:
    """Return a number as JSON keeps it here: whole numbers as such, fractions as text."""
    said = str(value)
    return int(said) if said.lstrip("-").isdigit() else said


class AnswerForm(RowForm):
    """One answer of a choice."""

    words: ClassVar = ("label", "hint")
    drops_empty: ClassVar = True
    value = forms.CharField(required=False, widget=forms.HiddenInput)
    label = line(_("Câu trả lời"), most=300)
    label_en = line(_("Câu trả lời, tiếng Anh"), required=False, most=300)
    hint = line(_("Lời giải thích"), required=False)
    hint_en = line(_("Lời giải thích, tiếng Anh"), required=False)

    def row_of(self) -> dict[str, object]:
        """Keep the value even while it is still to be made."""
        return {"value": self.cleaned_data["value"], **super().row_of()}


SUMS: Final = (
    ("add", _("Cộng")),
    ("sub", _("Trừ")),
    ("mul", _("Nhân")),
    ("div", _("Chia")),
    ("sum", _("Cộng một ô qua các mục của nhóm")),
    ("age", _("Tuổi từ ngày sinh")),
)


class CalculationForm(RowForm):
    """A value worked out from answers: an operation and up to three numbers."""

    words: ClassVar = ("label", "unit")
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    label = line(_("Tên giá trị"), most=200)
    label_en = line(_("Tên giá trị, tiếng Anh"), required=False, most=200)
    unit = line(_("Đơn vị"), required=False, most=40)
    unit_en = line(_("Đơn vị, tiếng Anh"), required=False, most=40)
    operation = forms.ChoiceField(label=_("Phép tính"), choices=SUMS)
    first = forms.ChoiceField(label=_("Lấy từ ô"))
    second = forms.ChoiceField(label=_("Với ô"), required=False)
    number = forms.DecimalField(label=_("Hoặc với số"), required=False, localize=False)

    def prepare(self) -> None:
        """Offer the fields above; a nested formula is kept until another is chosen."""
        found: list[tuple[str, str]] = [
            (a.key, DataText(a.label)) for a in known_answers(self.content) if a.kind != "file"
        ]
        form = self.content.get("form_data")
        steps = form.get("steps", []) if isinstance(form, Mapping) else []
        for step in steps:
            for group in step.get("fields", []):
                found += [
                    (f"{group['key']}.{inner['key']}", DataText(f"{group['key']} › {inner['key']}"))
                    for inner in group.get("fields", [])
                ]
        cast(forms.ChoiceField, self.fields["first"]).choices = found
        none = [("", _("Không ô nào")), *found]
        cast(forms.ChoiceField, self.fields["second"]).choices = none
        if self.row.get("is") is not None and not self._taken_apart(self.row):
            for name in ("operation", "first", "second", "number"):
                del self.fields[name]

    def _taken_apart(self, row: Row) -> dict[str, Any]:
        formula = row.get("is")
        if not isinstance(formula, Mapping) or len(formula) != 1:
            return {}
        operation, operand = next(iter(formula.items()))
        if operation in {"sum", "age"}:
            return {"operation": operation, "first": operand}
        if not isinstance(operand, list) or len(operand) != 2 or operation == "round":
            return {}
        first, second = operand
        if not isinstance(first, Mapping) or "var" not in first:
            return {}
        shown = {"operation": operation, "first": first["var"]}
        if isinstance(second, Mapping) and "var" in second:
            return shown | {"second": second["var"]}
        return shown | {"number": second} if isinstance(second, int | float) else {}

    def initial_of(self, row: Row) -> dict[str, Any]:
        """Return the formula taken apart."""
        return super().initial_of(row) | self._taken_apart(row)

    def is_own(self, name: str) -> bool:
        """Keep the parts of the formula out of the row."""
        return super().is_own(name) and name not in {"operation", "first", "second", "number"}

    def clean(self) -> dict[str, Any]:
        """Want a second number where the operation has two."""
        said = super().clean() or {}
        two = said.get("operation") in {"add", "sub", "mul", "div"}
        if two and not said.get("second") and said.get("number") is None:
            self.add_error("second", _("Phép tính này cần một ô nữa hoặc một số."))
        return said

    def row_of(self) -> dict[str, object]:
        """Return the calculation with its formula."""
        row = super().row_of()
        said = self.cleaned_data
        if "operation" not in self.fields:
            return row
        operation, first = said["operation"], said["first"]
        if operation in {"sum", "age"}:
            return {**row, "is": {operation: first}}
        number = said["number"]
        second: object = {"var": said["second"]}
        if not said["second"]:
            second = int(number) if number == int(number) else float(number)
        return {**row, "is": {operation: [{"var": first}, second]}}


class RuleForm(RowForm):
    """Something that must hold across fields; what must hold has a page of its own."""

    words: ClassVar = ("message",)
    message = line(_("Câu nói khi không đúng"))
    message_en = line(_("Câu nói, tiếng Anh"), required=False)
    field = forms.ChoiceField(label=_("Hiện ở ô"))

    def prepare(self) -> None:
        """Offer the fields of the form."""
        found = [(answer.key, DataText(answer.label)) for answer in known_answers(self.content)]
        cast(forms.ChoiceField, self.fields["field"]).choices = found
