"""What is typed about a month's settlement: the voucher, who signed for the post, a dispute."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.queueing import RefusedForm


class SendSettlementForm(RefusedForm):
    """The voucher under which the money went to the other side, if it did."""

    document = forms.CharField(
        label=_("Chứng từ chuyển tiền"),
        help_text=_("Số và ngày chứng từ, nếu tiền đã chuyển."),
        max_length=100,
        required=False,
    )


class AgreeWithPostForm(RefusedForm):
    """Who signed for the public post."""

    signed_by = forms.CharField(
        label=_("Người ký của bưu chính"),
        max_length=200,
        error_messages={"required": _("Hãy ghi người ký của bưu chính.")},
    )


class DisputeSettlementForm(RefusedForm):
    """What the other side does not agree with."""

    reason = forms.CharField(
        label=_("Chỗ chưa thống nhất"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Hãy ghi chỗ chưa thống nhất.")},
    )
