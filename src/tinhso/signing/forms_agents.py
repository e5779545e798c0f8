"""What is typed about keys on officials' own computers."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CertifyKeyForm(forms.Form):
    """For how long, and that the fingerprint was compared."""

    years = forms.IntegerField(
        label=_("Số năm"), min_value=1, max_value=5, initial=3, help_text=_("Từ 1 đến 5 năm.")
    )
    compared = forms.BooleanField(
        label=_("Cán bộ đã đọc dấu vân tay trên máy của mình và nó giống hệt dãy trên trang này")
    )
