"""How one field of the messages to the national portal is filled, as an operator decides it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.queries.national_facts import SOURCES
from tinhso.dossiers.rules.national import FieldRule
from tinhso.kernel.errors import Invalid


class GivenField(TypedDict):
    """What the service is given."""

    source: str
    fixed: str
    longest: int | None
    codes: list[str]
    required: bool
    cut: bool
    effective_from: date
    decision: str


class FieldForm(forms.Form):
    """Source or fixed value, what may stand there, and from which day on whose word."""

    source = forms.ChoiceField(label=_("Nguồn"), required=False)
    fixed = forms.CharField(
        label=_("Giá trị cố định"),
        required=False,
        max_length=200,
        help_text=_("Dùng khi không chọn nguồn."),
    )
    longest = forms.IntegerField(
        label=_("Dài nhất (ký tự)"), required=False, min_value=1, max_value=100_000
    )
    codes = forms.CharField(
        label=_("Danh mục mã, cách nhau bằng dấu phẩy"), required=False, max_length=500
    )
    required = forms.BooleanField(label=_("Bắt buộc có giá trị"), required=False)
    cut = forms.BooleanField(label=_("Cắt bớt khi dài quá"), required=False)
    effective_from = forms.DateField(
        label=_("Áp dụng từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Hãy chọn ngày áp dụng."),
            "invalid": _("Hãy ghi ngày theo dạng 28/11/2026."),
        },
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    decision = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        error_messages={"required": _("Hãy ghi căn cứ của thay đổi.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, rule: FieldRule) -> None:
        """Begin with how the field is filled today."""
        super().__init__(
            data,
            initial={
                "source": rule.source,
                "fixed": rule.fixed,
                "longest": rule.longest,
                "codes": ", ".join(rule.codes),
                "required": rule.required,
                "cut": rule.cut,
                "effective_from": timezone.localdate(),
            },
        )
        chosen = self.fields["source"]
        if isinstance(chosen, forms.ChoiceField):
            named = sorted(((key, str(words)) for key, words in SOURCES.items()), key=_by_words)
            chosen.choices = [("", _("Không lấy từ hồ sơ")), *named]

    def given(self) -> GivenField:
        """Return what was filled in."""
        filled = self.cleaned_data
        return GivenField(
            source=filled["source"],
            fixed=filled["fixed"],
            longest=filled["longest"],
            codes=[code for code in filled["codes"].split(",") if code.strip()],
            required=filled["required"],
            cut=filled["cut"],
            effective_from=filled["effective_from"],
            decision=filled["decision"],
        )

    def refuse(self, refusal: Invalid) -> None:
        """Put what the service refused beside its field."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))


def _by_words(pair: tuple[str, str]) -> str:
    return pair[1]


class PurposeForm(forms.Form):
    """Why a message is opened."""

    purpose = forms.CharField(
        label=_("Mục đích mở xem"),
        max_length=250,
        error_messages={"required": _("Hãy ghi mục đích mở xem, ít nhất 10 ký tự.")},
    )

    def refuse(self, refusal: Invalid) -> None:
        """Put the refusal beside the purpose, which stays as typed."""
        for sentence in refusal.fields.values():
            self.add_error("purpose", str(sentence))
