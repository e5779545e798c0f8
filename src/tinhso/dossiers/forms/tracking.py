"""What a tracker types."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TrackingForm(forms.Form):
    """The code on the receipt and one thing only the applicant knows."""

    code = forms.CharField(
        label=_("Mã hồ sơ hoặc số nộp"),
        help_text=_("Ghi trên giấy hẹn, ví dụ H14.20.05-261116-0012 hoặc 2611-00482."),
        max_length=64,
        error_messages={"required": _("Hãy nhập mã hồ sơ ghi trên giấy hẹn.")},
    )
    second_item = forms.CharField(
        label=_("Bốn số cuối của số định danh hoặc số điện thoại người nộp"),
        help_text=_("Để người khác không dò được hồ sơ của bạn."),
        max_length=32,
        error_messages={"required": _("Hãy nhập bốn số cuối.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
