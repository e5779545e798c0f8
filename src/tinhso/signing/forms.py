"""What people type in signing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.fields import data_choices
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import ONE_TIME_CODE, CertificateRole, RevocationReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict
    from django_stubs_ext import StrPromise

MOST_BYTES = 30 * 1024 * 1024
SIGNED_TYPES = ".pdf,.xml,.p7s,.p7m,.p7b,.asice,.asics,.sce,.scs,.zip"


class PinField(forms.CharField):
    """The PIN of a device: never shown again, not even when something else was wrong."""

    def __init__(self, *, help_text: str | StrPromise = "", required: bool = True) -> None:
        """Take the PIN as it is typed, blanks included."""
        super().__init__(
            label=_("Mã PIN của thiết bị"),
            max_length=64,
            strip=False,
            required=required,
            help_text=help_text,
            widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        )


class CodeForm(forms.Form):
    """The code from the signer's telephone."""

    code = forms.CharField(
        label=_("Mã xác nhận"),
        max_length=12,
        help_text=_("6 chữ số trên điện thoại của bạn, dùng được trong 5 phút."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, factor: str, secret: KeySecret = KeySecret.NOTHING
    ) -> None:
        """Say where the code stands, by the factor asked for, and ask what the key's store asks."""
        super().__init__(data)
        if secret is KeySecret.CODE:
            self.fields["secret"] = forms.CharField(
                label=_("Mã của dịch vụ ký từ xa"),
                max_length=64,
                help_text=_("Dịch vụ đã gửi mã tới điện thoại của bạn."),
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}
                ),
            )
        if secret is KeySecret.PIN:
            self.fields["secret"] = PinField(
                help_text=_("Mã PIN mở khóa trên thiết bị; hệ thống không lưu lại.")
            )
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


class HolderForm(forms.Form):
    """Which official holds a certificate."""

    holder = forms.CharField(label=_("Tên đăng nhập của cán bộ"), max_length=64)


def name_reason_field() -> forms.CharField:
    """Return where one says why a certificate in another name is the official's all the same."""
    return forms.CharField(
        label=_("Lý do khi tên trên chứng thư khác"),
        max_length=500,
        required=False,
        help_text=_("Ví dụ: tên cũ trước khi cải chính. Được ghi vào nhật ký."),
    )


class LinkForm(forms.Form):
    """Whose key at the remote signing service it is."""

    login = forms.CharField(label=_("Tên đăng nhập của cán bộ"), max_length=64)
    credential = forms.CharField(
        label=_("Mã khóa ở dịch vụ ký từ xa"),
        max_length=64,
        help_text=_("Dịch vụ cấp mã này (credentialID) khi tạo khóa cho cán bộ."),
    )
    name_reason = name_reason_field()


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


class CertifyOnDeviceForm(CertifyForm):
    """Where the key is made, when this installation knows devices."""

    device = forms.ChoiceField(label=_("Khóa nằm ở"), required=False)
    kind = forms.ChoiceField(
        label=_("Loại khóa"), choices=[(one.value, one.value) for one in KeyKind]
    )
    pin = PinField(
        required=False,
        help_text=_(
            "Chủ thể tự nhập. Để trống với thiết bị của cơ quan mà mã PIN nằm trong cấu hình."
        ),
    )

    def __init__(self, data: QueryDict | None, *, devices: Sequence[tuple[str, str]]) -> None:
        """Offer the house's own encrypted keys and the devices that are plugged in."""
        super().__init__(data)
        place = self.fields["device"]
        if isinstance(place, forms.ChoiceField):
            place.choices = [("", _("Hệ thống (mã hóa)")), *data_choices(devices)]


def role_field() -> forms.ChoiceField:
    """Return the field that tells whose kind of key it is."""
    return forms.ChoiceField(
        label=_("Khóa của"),
        choices=[
            (CertificateRole.PERSON.value, CertificateRole.PERSON.label),
            (CertificateRole.AGENCY.value, CertificateRole.AGENCY.label),
        ],
        widget=forms.RadioSelect,
        initial=CertificateRole.PERSON.value,
    )


def holder_field() -> forms.CharField:
    """Return the field that tells whose key it is."""
    return forms.CharField(
        label=_("Tên đăng nhập hoặc mã định danh cơ quan"),
        max_length=64,
        help_text=_("Cán bộ: tên đăng nhập. Cơ quan: mã như H14.12."),
    )


class TakeOverForm(forms.Form):
    """A key that lies on a plugged device: which, whose, and its certificate."""

    device = forms.ChoiceField(label=_("Thiết bị đang cắm"))
    pin = PinField(
        required=False,
        help_text=_(
            "Chủ thể tự nhập. Để trống với thiết bị của cơ quan mà mã PIN nằm trong cấu hình."
        ),
    )
    place = forms.ChoiceField(label=_("Khóa trên thiết bị"), required=False)
    role = role_field()
    holder = holder_field()
    certificate = forms.FileField(
        label=_("Tệp chứng thư"),
        required=False,
        help_text=_("PEM, DER hoặc PKCS#7. Chỉ cần khi chứng thư không nằm trên thiết bị."),
        widget=forms.FileInput(attrs={"accept": ".pem,.cer,.crt,.der,.p7b"}),
    )
    name_reason = name_reason_field()

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        devices: Sequence[tuple[str, str]],
    ) -> None:
        """Offer what is plugged in; the key is asked for only where a device holds several."""
        super().__init__(data, files)
        device, place = self.fields["device"], self.fields["place"]
        if isinstance(device, forms.ChoiceField) and isinstance(place, forms.ChoiceField):
            device.choices = data_choices(devices)
            chosen = str(data.get("place", "")) if data is not None else ""
            place.choices = data_choices([("", "—"), *([(chosen, chosen)] if chosen else [])])
            if not chosen:
                place.widget = forms.HiddenInput()

    def offer(self, found: Sequence[tuple[str, str]]) -> None:
        """Let one of the keys be chosen."""
        place = self.fields["place"]
        if isinstance(place, forms.ChoiceField):
            place.widget = forms.RadioSelect()
            place.choices = data_choices(found)


class BringKeyForm(forms.Form):
    """A key that an authority gave as a file: whose it is, and the password of the file."""

    file = forms.FileField(
        label=_("Tệp khóa (PKCS#12)"),
        help_text=_("Tệp .p12 hoặc .pfx có khóa và chứng thư. Hệ thống không giữ tệp."),
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu của tệp"),
        max_length=200,
        strip=False,
        required=False,
        help_text=_("Chủ thể tự nhập; hệ thống không giữ mật khẩu."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    role = role_field()
    holder = holder_field()
    name_reason = name_reason_field()


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
    """A signed file that somebody wants checked, with its content when the signature is apart."""

    file = forms.FileField(
        label=_("Tệp đã ký"),
        help_text=_(
            "PDF, XML, .p7s hoặc gói ASiC; nhiều nhất 30 MB. "
            "Tệp chỉ được kiểm tra, không được lưu lại."
        ),
        widget=forms.FileInput(attrs={"accept": SIGNED_TYPES}),
    )
    content = forms.FileField(
        label=_("Tệp nội dung, nếu chữ ký để rời"),
        required=False,
        help_text=_("Chỉ cần khi chữ ký nằm ở tệp riêng, như .p7s."),
    )

    keep = forms.BooleanField(
        label=_("Giữ tệp cùng kết quả kiểm tra và chứng cứ"),
        required=False,
        help_text=_("Tệp có chữ ký hợp lệ được giữ kèm chứng cứ, gia hạn trước khi hết hạn."),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Take a file of a size that can be checked at once."""
        return _light(self.cleaned_data["file"])

    def clean_content(self) -> UploadedFile[bytes] | None:
        """Take the content, of such a size too."""
        given: UploadedFile[bytes] | None = self.cleaned_data["content"]
        return _light(given) if given is not None else None

    def content_read(self) -> bytes:
        """Return the signed file's bytes."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        content: bytes = given.read()
        return content

    def file_name(self) -> str:
        """Return what the signed file is called."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        return given.name or ""

    def outside(self) -> dict[str, bytes]:
        """Return the content beside the signature, under its name."""
        given: UploadedFile[bytes] | None = self.cleaned_data["content"]
        return {given.name or "": given.read()} if given is not None else {}


class ReportForm(forms.Form):
    """The sealed report whose PDF is wanted."""

    report = forms.CharField(max_length=200_000)


def _light(given: UploadedFile[bytes]) -> UploadedFile[bytes]:
    if (given.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("Tệp nặng hơn 30 MB; hãy gửi tệp nhỏ hơn."))
    return given


def weigh(*given: UploadedFile[bytes]) -> None:
    """Refuse files of a machine that together weigh more than can be checked at once."""
    if sum(one.size or 0 for one in given) > MOST_BYTES:
        raise Invalid(_("Tệp nặng hơn 30 MB; hãy gửi tệp nhỏ hơn."))
