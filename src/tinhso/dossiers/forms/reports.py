"""What a desk says of itself for the reports on the one-stop organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeskFactsForm(forms.Form):
    """People the house cannot count, and whether there is equipment."""

    staff_sent = forms.IntegerField(
        label=_("Người do sở, ngành cử đến"), min_value=0, max_value=999, initial=0
    )
    staff_contract = forms.IntegerField(
        label=_("Người làm theo hợp đồng"), min_value=0, max_value=999, initial=0
    )
    computers_staff = forms.BooleanField(label=_("Có máy tính cho người làm việc"), required=False)
    computers_help = forms.BooleanField(
        label=_("Có máy tính hỗ trợ nộp trực tuyến"), required=False
    )
    scanners = forms.BooleanField(label=_("Có máy quét"), required=False)
    touch_screens = forms.BooleanField(label=_("Có màn hình cảm ứng"), required=False)
