"""The shape of what is typed on the pages of keeping and destroying."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.registry.retention import retained
from tinhso.privacy.retention_rules import LONGEST_MONTHS

_REQUIRED = {"required": _("Hãy điền ô này.")}


class RuleForm(forms.Form):
    """How long a kind of record is kept, from when, by which law."""

    kind = forms.ChoiceField(label=_("Loại dữ liệu"))
    months = forms.IntegerField(
        label=_("Giữ trong (tháng)"),
        min_value=1,
        max_value=LONGEST_MONTHS,
        error_messages=_REQUIRED,
    )
    basis = forms.CharField(
        label=_("Căn cứ"),
        help_text=_("Văn bản quy định thời hạn lưu giữ."),
        max_length=250,
        error_messages=_REQUIRED,
    )
    is_verified = forms.BooleanField(label=_("Đã đối chiếu với văn bản gốc"), required=False)
    valid_from = forms.DateField(
        label=_("Áp dụng từ ngày"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Hãy ghi ngày như 21/03/2026."), **_REQUIRED},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the kinds the rooms plugged in."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        choices = [(kind, plug.title) for kind, plug in retained]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class HoldForm(forms.Form):
    """Which record is kept whatever its age, and why."""

    reference = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(label=_("Vì sao giữ lại"), max_length=250, error_messages=_REQUIRED)
