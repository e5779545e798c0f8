"""Until when one's own paper is valid."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.queueing import RefusedForm


class ValidityForm(RefusedForm):
    """The last day, or nothing."""

    valid_until = forms.DateField(
        label=_("Có giá trị đến hết ngày"),
        help_text=_("Ghi trên giấy. Để trống nếu giấy không có hạn."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _("Hãy ghi ngày, ví dụ 25/11/2026.")},
    )
