"""Forms of the dated rules: shape only, bounds and law are the services'."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.house_rules import (
    HOUSE_RULES,
    RULE_CHOICES,
    UNIT_CHOICES,
    Origin,
    Stricter,
)
from tinhso.kernel.web.calendar_forms import DayField


class ChooseRuleForm(forms.Form):
    """Of which rule there is to be another version."""

    code = forms.ChoiceField(label=_("Quy định"), choices=RULE_CHOICES)


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
    is_verified = forms.BooleanField(
        label=_("Tôi đã đối chiếu với văn bản gốc"), required=False, initial=True
    )

    def __init__(self, *given: object, code: str, **named: object) -> None:
        """Offer the units of the rule; a rule without a number asks for none."""
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments
        rule = HOUSE_RULES[code]
        words = dict(UNIT_CHOICES)
        units = self.fields["unit"]
        if isinstance(units, forms.ChoiceField):
            units.choices = [(unit, words[unit]) for unit in rule.units]
        if rule.is_choice:
            del self.fields["amount"]
            units.label = _("Cách tính")
        origin = self.fields["origin"]
        if rule.stricter is Stricter.NOT and isinstance(origin, forms.ChoiceField):
            origin.choices = [(Origin.CENTRAL.value, Origin.CENTRAL.label)]
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["effective_from"].widget.attrs["min"] = tomorrow.isoformat()


class WithdrawRuleForm(forms.Form):
    """Why a version is taken back."""

    reason = forms.CharField(
        label=_("Lý do rút"),
        max_length=300,
        widget=forms.TextInput(attrs={"lang": "vi"}),
        error_messages={"required": _("Hãy ghi vì sao rút.")},
    )
