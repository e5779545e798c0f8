"""The shape of what is typed on the pages of this room."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.identity.queries import NumberKind
from tinhso.kernel.web.fields import data_choices
from tinhso.kernel.web.moments import MomentField
from tinhso.privacy.form_fields import REQUIRED, words
from tinhso.privacy.rules import (
    CORRECTABLE,
    IdentityCheck,
    RequestChannel,
    RequestKind,
)


class AskForm(forms.Form):
    """What a person wants done with his data, and who is asked."""

    kind = forms.ChoiceField(label=_("Bạn muốn gì?"), choices=RequestKind.choices)
    agency = forms.TypedChoiceField(label=_("Gửi tới cơ quan"), coerce=int)
    wish = words(_("Nội dung yêu cầu"), rows=4)

    def __init__(
        self, *args: object, agencies: Sequence[tuple[int, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["agency"].choices = data_choices(  # type: ignore[attr-defined]  # a ChoiceField
            (str(pk), name) for pk, name in agencies
        )


class EnterForm(forms.Form):
    """What somebody asked at the desk or by post, and how it was made sure who he is."""

    number_kind = forms.ChoiceField(
        label=_("Loại giấy tờ"),
        choices=[pair for pair in NumberKind.choices if pair[0] != NumberKind.NONE],
    )
    number = forms.CharField(label=_("Số giấy tờ"), max_length=30, error_messages=REQUIRED)
    identity_check = forms.ChoiceField(
        label=_("Đã xác minh người yêu cầu bằng"),
        choices=[pair for pair in IdentityCheck.choices if pair[0] != IdentityCheck.ACCOUNT],
    )
    channel = forms.ChoiceField(
        label=_("Nhận qua"),
        choices=[pair for pair in RequestChannel.choices if pair[0] != RequestChannel.ONLINE],
    )
    received_at = MomentField(
        label=_("Nhận lúc"),
        required=False,
        help_text=_("Để trống thì lấy lúc này; thư bưu chính ghi lúc thư đến."),
        error_messages={"invalid": _("Hãy ghi như 21/03/2026 08:30.")},
    )
    kind = forms.ChoiceField(label=_("Yêu cầu"), choices=RequestKind.choices)
    wish = words(_("Nội dung yêu cầu"), rows=4)


class AcceptForm(forms.Form):
    """The answer that it will be done."""

    answer = words(_("Trả lời người yêu cầu"), rows=4)
    with_others = forms.BooleanField(
        label=_("Có bên khác cùng giữ dữ liệu này (thời hạn dài hơn)"), required=False
    )


class RefuseForm(forms.Form):
    """The answer that it will not be done, with its reasons."""

    answer = words(_("Lý do không thực hiện"), rows=4)
    basis = forms.CharField(
        label=_("Căn cứ pháp luật"),
        help_text=_("Điều, khoản của văn bản, ví dụ văn bản buộc lưu giữ hồ sơ."),
        max_length=250,
        error_messages=REQUIRED,
    )


class ReasonForm(forms.Form):
    """Why: more time, a restriction, its end."""

    reason = forms.CharField(label=_("Lý do"), max_length=250, error_messages=REQUIRED)


class CorrectForm(forms.Form):
    """What is right, only where it differs, and what proves it."""

    name = forms.CharField(label=CORRECTABLE["name"], max_length=250, required=False)
    phone = forms.CharField(label=CORRECTABLE["phone"], max_length=15, required=False)
    email = forms.EmailField(label=CORRECTABLE["email"], required=False)
    address = forms.CharField(label=CORRECTABLE["address"], max_length=250, required=False)
    ethnicity = forms.CharField(label=CORRECTABLE["ethnicity"], max_length=40, required=False)
    proof = forms.CharField(label=_("Giấy tờ chứng minh"), max_length=250, error_messages=REQUIRED)


class ProofForm(forms.Form):
    """The password, once more, before one's data leaves the house."""

    password = forms.CharField(
        label=_("Mật khẩu đăng nhập"),
        max_length=256,
        strip=False,
        error_messages={"required": _("Hãy nhập mật khẩu.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
