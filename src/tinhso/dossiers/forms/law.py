"""Forms of the dated rules: shape only, bounds and law are the services'."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.house_rules import (
    FORM_SET,
    PATTERN,
    REPORT_CUT_OFF,
    UNIT_CHOICES,
    HouseRule,
    Origin,
    Stricter,
    house_rules,
)
from tinhso.kernel.web.calendar_forms import DayField
from tinhso.kernel.web.fields import data_choices


class LawRuleForm(forms.Form):
    """What one rule says from a coming day on."""

    amount = forms.IntegerField(
        label=_("Số"),
        min_value=0,
        max_value=9999,
        error_messages={
            "required": _("Hãy ghi một số."),
            "invalid": _("Hãy ghi một số nguyên."),
        },
    )
    unit = forms.ChoiceField(label=_("Tính bằng"))
    pattern = forms.CharField(
        label=_("Mẫu số"),
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "vi", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Hãy ghi mẫu số.")},
    )
    effective_from = DayField(
        label=_("Áp dụng từ ngày"),
        help_text=_("Sớm nhất là ngày mai. Hồ sơ nộp trước ngày này giữ quy định cũ đến khi xong."),
    )
    origin = forms.ChoiceField(label=_("Do đâu quy định"), choices=Origin.choices)
    legal_basis = forms.CharField(
        label=_("Theo văn bản"),
        max_length=300,
        help_text=_("Số văn bản và điều khoản, ví dụ Nghị định 118/2025/NĐ-CP Điều 19 khoản 5."),
        widget=forms.TextInput(attrs={"lang": "vi"}),
        error_messages={"required": _("Hãy ghi căn cứ pháp lý.")},
    )
    is_verified = forms.BooleanField(label=_("Tôi đã đối chiếu với văn bản gốc"), required=False)

    def __init__(self, *given: object, code: str, **named: object) -> None:
        """Offer the units of the rule; a rule without a number asks for none."""
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments
        rule = house_rules()[code]
        words = dict(UNIT_CHOICES)
        units = self.fields["unit"]
        if isinstance(units, forms.ChoiceField):
            units.choices = [(unit, words[unit]) for unit in rule.units]
            if rule.code == FORM_SET:
                units.choices = data_choices((unit, str(words[unit])) for unit in rule.units)
        self._keep_what_it_says(rule)
        origin = self.fields["origin"]
        if rule.stricter is Stricter.NOT and isinstance(origin, forms.ChoiceField):
            origin.choices = [(Origin.CENTRAL.value, Origin.CENTRAL.label)]
        elif rule.stricter is Stricter.FREE:
            origin.initial = Origin.PROVINCE.value
        else:
            origin.help_text = _("Tỉnh chỉ quy định chặt hơn trung ương, cùng đơn vị tính.")
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["effective_from"].widget.attrs["min"] = tomorrow.isoformat()

    def _keep_what_it_says(self, rule: HouseRule) -> None:
        """Ask for a number of a unit, for an answer, or for how numbers look."""
        if rule.is_pattern:
            del self.fields["amount"], self.fields["unit"]
            self.fields["effective_from"].help_text = _(
                "Sớm nhất là ngày mai. Số đã cấp giữ nguyên; sổ đếm tiếp, không đánh lại từ 1."
            )
            return
        del self.fields["pattern"]
        if rule.code == REPORT_CUT_OFF:
            self.fields["amount"].label = _("Ngày (2–28)")
            self.fields["effective_from"].help_text = _(
                "Sớm nhất là ngày mai. Áp dụng cho các tháng bắt đầu vào hoặc sau ngày này; kỳ đã"
                " hết giữ nguyên, các kỳ nối liền nhau, không hở, không trùng."
            )
        if rule.is_choice:
            del self.fields["amount"]
            self.fields["unit"].label = str(rule.label) if rule.code == FORM_SET else _("Cách tính")

    def said(self) -> dict[str, Any]:
        """Return what was typed, as a version of the rule says it."""
        return {"amount": 0, "unit": PATTERN, **self.cleaned_data}


class WithdrawRuleForm(forms.Form):
    """Why a version is taken back."""

    reason = forms.CharField(
        label=_("Lý do rút"),
        max_length=300,
        widget=forms.TextInput(attrs={"lang": "vi"}),
        error_messages={"required": _("Hãy ghi vì sao rút.")},
    )
