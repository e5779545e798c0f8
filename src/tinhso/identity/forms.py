"""The shape of what is typed on the pages of this room."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import RoleTemplate
from tinhso.identity.rules import AccountKind, RepresentationKind
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import data_choices
from tinhso.kernel.web.operations.permissions import OperationsPermission

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

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


def _end_of_day(value: object) -> datetime | None:
    """Return the end of a day as the moment a right ends."""
    if value is None:
        return None
    moment = datetime.combine(value, time(23, 59, 59))  # type: ignore[arg-type]  # a date from DateField
    return timezone.make_aware(moment)


class _DayField(forms.DateField):
    """A day as people write it or as a browser's calendar gives it."""

    def __init__(self, *, label: "_StrOrPromise", required: bool = True) -> None:
        super().__init__(
            label=label,
            required=required,
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={
                "required": _("Hãy chọn ngày."),
                "invalid": _("Hãy ghi ngày như 21/03/2026."),
            },
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )


class AssignForm(forms.Form):
    """A role in an agency or unit, perhaps until a day."""

    role = forms.ChoiceField(label=_("Vai trò"))
    place = forms.ChoiceField(label=_("Cơ quan, đơn vị"))
    valid_to = _DayField(label=_("Đến hết ngày"), required=False)

    def __init__(
        self, *args: object, places: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        roles = RoleTemplate.objects.order_by("name").values_list("code", "name")
        self.fields["role"].choices = data_choices(roles)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["place"].choices = data_choices(places)  # type: ignore[attr-defined]  # a ChoiceField

    def ends_at(self) -> datetime | None:
        """Return when the role ends."""
        return _end_of_day(self.cleaned_data.get("valid_to"))


class DelegateForm(forms.Form):
    """To whom, what and until when one hands on."""

    taker = forms.CharField(
        label=_("Tên đăng nhập của người nhận"), max_length=64, error_messages=_REQUIRED
    )
    permissions = forms.MultipleChoiceField(
        label=_("Quyền"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một quyền.")},
    )
    valid_to = _DayField(label=_("Đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=250, error_messages=_REQUIRED)

    def __init__(
        self, *args: object, held: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["permissions"].choices = list(held)  # type: ignore[attr-defined]  # a ChoiceField

    def ends_at(self) -> datetime:
        """Return when the delegation ends."""
        return _end_of_day(self.cleaned_data["valid_to"]) or timezone.now()


class StaffImportForm(forms.Form):
    """A spreadsheet of staff."""

    file = forms.FileField(
        label=_("Tệp danh sách (.xlsx)"),
        error_messages={"required": _("Hãy chọn tệp.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class RepresentForm(forms.Form):
    """For whom somebody acts, and the paper that proves it."""

    kind = forms.ChoiceField(
        label=_("Bạn làm thay với tư cách"),
        choices=RepresentationKind.choices,
        widget=forms.RadioSelect,
        error_messages=_REQUIRED,
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
        widget=forms.DateInput(attrs={"type": "date"}),
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


class RoleForm(forms.Form):
    """What a role template allows, and why it changes."""

    name = forms.CharField(label=_("Tên vai trò"), max_length=120, error_messages=_REQUIRED)
    summary = forms.CharField(label=_("Làm gì"), max_length=300, required=False)
    permissions = forms.MultipleChoiceField(
        label=_("Quyền"), widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(label=_("Lý do thay đổi"), max_length=250, error_messages=_REQUIRED)

    def __init__(
        self, *args: object, known: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["permissions"].choices = list(known)  # type: ignore[attr-defined]  # a ChoiceField


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


class GrantForm(forms.Form):
    """To whom, of what, why and until when."""

    account = forms.CharField(
        label=_("Tên đăng nhập của người được cấp"), max_length=64, error_messages=_REQUIRED
    )
    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)
    depth = forms.ChoiceField(
        label=_("Phạm vi"),
        choices=(
            ("o", _("hồ sơ của cơ quan này")),
            ("a", _("cơ quan này và cấp dưới")),
            ("r", _("sổ đăng ký của cơ quan này")),
        ),
    )
    permissions = forms.MultipleChoiceField(
        label=_("Thêm quyền"),
        choices=((str(OperationsPermission.OPEN_PAYLOAD), _("Mở nội dung gói tin")),),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    purpose = forms.CharField(
        label=_("Mục đích"),
        max_length=250,
        error_messages={"required": _("Hãy ghi mục đích.")},
    )
    basis = forms.CharField(
        label=_("Văn bản làm căn cứ"),
        max_length=250,
        error_messages={"required": _("Hãy ghi văn bản làm căn cứ.")},
    )
    valid_to = _DayField(label=_("Đến hết ngày"))

    def __init__(
        self, *args: object, agencies: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["agency"].choices = [("", "–"), *data_choices(agencies)]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, object]:
        """Ask for something to be granted."""
        cleaned = super().clean() or {}
        if not cleaned.get("agency") and not cleaned.get("permissions"):
            self.add_error("agency", _("Hãy chọn cơ quan hoặc một quyền."))
        return cleaned

    def keys(self) -> list[str]:
        """Return the sight keys asked for."""
        agency = self.cleaned_data["agency"]
        return [f"{self.cleaned_data['depth']}:{agency}"] if agency else []

    def ends_at(self) -> datetime:
        """Return when the grant ends."""
        return _end_of_day(self.cleaned_data["valid_to"]) or timezone.now()
