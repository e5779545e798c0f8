"""What people type in signing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.signing.rules import ONE_TIME_CODE, CertificateRole, RevocationReason

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict

MOST_BYTES = 30 * 1024 * 1024


class CodeForm(forms.Form):
    """The code from the signer's telephone."""

    code = forms.CharField(
        label=_("Mã xác nhận"),
        max_length=12,
        help_text=_("6 chữ số trên điện thoại của bạn, dùng được trong 5 phút."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, data: QueryDict | None = None, *, factor: str) -> None:
        """Say where the code stands, by the factor asked for."""
        super().__init__(data)
        if factor == ONE_TIME_CODE:
            self.fields["code"].help_text = _(
                "6 chữ số của ứng dụng xác thực. Mã vừa dùng để đăng nhập không dùng lại được; "
                "hãy đợi mã kế tiếp."
            )


class ReturnForm(forms.Form):
    """Why a paper goes back."""

    reason = forms.CharField(
        label=_("Lý do trả lại"),
        max_length=2000,
        help_text=_("Người soạn đọc câu này để biết cần sửa gì."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CertifyForm(forms.Form):
    """For whom a certificate is issued, and for how long."""

    role = forms.ChoiceField(
        label=_("Cấp cho"), choices=CertificateRole.choices, widget=forms.RadioSelect
    )
    holder = forms.CharField(
        label=_("Tên đăng nhập hoặc mã định danh cơ quan"),
        max_length=64,
        help_text=_("Cán bộ: tên đăng nhập. Cơ quan: mã như H14.12."),
    )
    years = forms.IntegerField(
        label=_("Số năm"), min_value=1, max_value=5, initial=3, help_text=_("Từ 1 đến 5 năm.")
    )


class RevokeForm(forms.Form):
    """Why a certificate ends early."""

    reason = forms.ChoiceField(
        label=_("Lý do thu hồi"),
        choices=[(one.value, one.label) for one in RevocationReason if one != "superseded"],
        widget=forms.RadioSelect,
    )


class TrustForm(forms.Form):
    """A root to trust."""

    certificate = forms.FileField(
        label=_("Tệp chứng thư gốc"),
        help_text=_("PEM hoặc DER. Chỉ thêm chứng thư nhận trực tiếp từ nơi cấp."),
        widget=forms.FileInput(attrs={"accept": ".pem,.cer,.crt,.der"}),
    )


class VerifyForm(forms.Form):
    """A PDF that somebody wants checked."""

    file = forms.FileField(
        label=_("Tệp PDF"),
        help_text=_("Nhiều nhất 30 MB. Tệp chỉ được kiểm tra, không được lưu lại."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Take a PDF of a size that can be checked at once."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Tệp nặng hơn 30 MB; hãy gửi tệp nhỏ hơn."))
        if not given.read(5).startswith(b"%PDF-"):
            raise forms.ValidationError(_("Tệp này không phải PDF; hãy chọn tệp PDF đã ký."))
        given.seek(0)
        return given
