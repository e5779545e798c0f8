"""Forms of accounts, people and systems."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.identity.rules import AccountKind, RepresentationKind
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import data_choices

_REQUIRED = {"required": _("Hãy điền ô này.")}


class SignInForm(forms.Form):
    """Login and password."""

    login = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=64,
        error_messages={"required": _("Hãy nhập tên đăng nhập.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=256,
        strip=False,
        error_messages={"required": _("Hãy nhập mật khẩu.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A one-time code or a recovery code."""

    code = forms.CharField(
        label=_("Mã xác thực"),
        help_text=_("6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng."),
        max_length=20,
        error_messages={"required": _("Hãy nhập mã.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RecoveryForm(forms.Form):
    """Who forgot his password."""

    login = forms.CharField(
        label=_("Tên đăng nhập hoặc thư điện tử"),
        max_length=254,
        error_messages=_REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, typed once; the browser can show and keep it."""

    password = forms.CharField(
        label=_("Mật khẩu mới"),
        max_length=256,
        strip=False,
        error_messages={"required": _("Hãy nhập mật khẩu mới.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password beside the old one."""

    current = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        max_length=256,
        strip=False,
        error_messages={"required": _("Hãy nhập mật khẩu đang dùng.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password"]


class ProfileForm(forms.Form):
    """How one is named and reached."""

    name = forms.CharField(label=_("Tên hiển thị"), max_length=250, error_messages=_REQUIRED)
    email = forms.CharField(
        label=_("Thư điện tử"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Điện thoại"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PasskeyNameForm(forms.Form):
    """What one calls a passkey."""

    name = forms.CharField(label=_("Tên khóa"), max_length=60, error_messages=_REQUIRED)


class AccountForm(forms.Form):
    """A new account."""

    login = forms.CharField(label=_("Tên đăng nhập"), max_length=64, error_messages=_REQUIRED)
    name = forms.CharField(label=_("Họ và tên"), max_length=250, error_messages=_REQUIRED)
    kind = forms.ChoiceField(
        label=_("Loại"), choices=AccountKind.choices, initial=AccountKind.OFFICIAL
    )
    email = forms.CharField(label=_("Thư điện tử"), max_length=254, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)


class ReasonForm(forms.Form):
    """Why an account is locked."""

    reason = forms.CharField(label=_("Lý do khóa"), max_length=200, error_messages=_REQUIRED)


class ResetForm(forms.Form):
    """How the operator made sure who asks."""

    proof = forms.CharField(
        label=_("Đã kiểm tra danh tính bằng cách nào"),
        help_text=_("Ví dụ: gặp trực tiếp, đối chiếu thẻ căn cước."),
        max_length=200,
        error_messages=_REQUIRED,
    )
    clears_second_factor = forms.BooleanField(
        label=_("Mất điện thoại: bỏ luôn bước xác thực thứ hai"), required=False
    )


class RepresentForm(forms.Form):
    """For whom somebody acts, and the paper that proves it."""

    kind = forms.ChoiceField(
        label=_("Bạn làm thay với tư cách"),
        choices=RepresentationKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn bạn làm thay với tư cách gì.")},
    )
    name = forms.CharField(
        label=_("Họ và tên, hoặc tên doanh nghiệp"), max_length=250, error_messages=_REQUIRED
    )
    number = forms.CharField(
        label=_("Số định danh cá nhân hoặc mã số thuế"),
        required=False,
        max_length=32,
        help_text=_("Trẻ chưa có số thì để trống."),
    )
    birth = forms.CharField(
        label=_("Ngày sinh"),
        required=False,
        max_length=10,
        help_text=_("Như 21/03/2019; chỉ nhớ năm thì ghi năm. Doanh nghiệp thì để trống."),
    )
    proof = forms.CharField(
        label=_("Số, ngày của giấy tờ chứng minh"),
        required=False,
        max_length=250,
        help_text=_("Giấy khai sinh, giấy ủy quyền hoặc giấy đăng ký doanh nghiệp."),
    )
    proof_file = StoredFileField(
        use="identity.representation_proof",
        label=_("Ảnh hoặc bản quét giấy tờ"),
        required=False,
    )
    valid_to = forms.DateField(
        label=_("Ủy quyền đến hết ngày"),
        required=False,
        help_text=_("Như 21/03/2027. Không ghi hạn thì để trống."),
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Hãy ghi ngày như 21/03/2026.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ClientForm(forms.Form):
    """A system that will call the API."""

    name = forms.CharField(label=_("Tên hệ thống"), max_length=200, error_messages=_REQUIRED)
    scopes = forms.MultipleChoiceField(
        label=_("Phạm vi"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một phạm vi.")},
    )
    agency = forms.ChoiceField(label=_("Cơ quan"))

    def __init__(
        self,
        *args: object,
        scopes: Sequence[tuple[str, str]] = (),
        agencies: Sequence[tuple[str, str]] = (),
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["scopes"].choices = list(scopes)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["agency"].choices = data_choices(agencies)  # type: ignore[attr-defined]  # a ChoiceField


class PurposeForm(forms.Form):
    """Why a full number is needed; the person can read it."""

    purpose = forms.CharField(
        label=_("Mục đích"),
        help_text=_("Người này đọc được mục đích bạn ghi."),
        max_length=250,
        error_messages={"required": _("Hãy ghi vì sao cần xem số đầy đủ.")},
    )


class RefuseForm(forms.Form):
    """Why a representation is not accepted."""

    reason = forms.CharField(
        label=_("Lý do chưa nhận"),
        max_length=250,
        error_messages={"required": _("Hãy ghi lý do để người khai biết.")},
    )
