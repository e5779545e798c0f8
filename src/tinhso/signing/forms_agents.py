"""What is typed about keys on officials' own computers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.signing.forms import name_reason_field

if TYPE_CHECKING:
    from django.http import QueryDict


class CertifyKeyForm(forms.Form):
    """For how long, and that the fingerprint was compared."""

    years = forms.IntegerField(
        label=_("Số năm"), min_value=1, max_value=5, initial=3, help_text=_("Từ 1 đến 5 năm.")
    )
    whose = forms.ChoiceField(
        label=_("Khóa dùng để"),
        choices=[("person", _("Ký với tư cách cá nhân")), ("agency", _("Đóng dấu của cơ quan"))],
        widget=forms.RadioSelect,
        initial="person",
        help_text=_("Văn thư giữ thiết bị con dấu của cơ quan (Nghị định 30/2020 Điều 32)."),
    )
    compared = forms.BooleanField(
        label=_("Cán bộ đã đọc dấu vân tay trên máy của mình và nó giống hệt dãy trên trang này")
    )

    name_reason = name_reason_field()

    def __init__(
        self, data: QueryDict | None, *, has_certificate: bool, may_hold_seal: bool
    ) -> None:
        """Ask no term of a certificate that is on the device; a seal is held by a clerk alone."""
        super().__init__(data)
        if not may_hold_seal:
            del self.fields["whose"]
        del self.fields["years" if has_certificate else "name_reason"]
