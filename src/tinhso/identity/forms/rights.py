"""Forms of rights: roles, delegations, timed grants."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.choosing import AsksForOfficial, OfficialField
from tinhso.identity.models import RoleTemplate
from tinhso.kernel.web.fields import data_choices
from tinhso.kernel.web.operations.permissions import OperationsPermission

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_REQUIRED = {"required": _("Hãy điền ô này.")}


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


class DelegateForm(AsksForOfficial):
    """To whom, what and from when until when one hands on."""

    taker = OfficialField(label=_("Người nhận"))
    permissions = forms.MultipleChoiceField(
        label=_("Quyền"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một quyền.")},
    )
    valid_from = _DayField(label=_("Từ ngày"), required=False)
    valid_to = _DayField(label=_("Đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=250, error_messages=_REQUIRED)

    def __init__(
        self, *args: object, held: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["valid_from"].help_text = _("Để trống thì có hiệu lực ngay.")
        self.fields["permissions"].choices = list(held)  # type: ignore[attr-defined]  # a ChoiceField

    def begins_at(self) -> datetime:
        """Return when the delegation begins: now, or with the day that was chosen."""
        day = self.cleaned_data["valid_from"]
        if day is None or day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, time()))

    def ends_at(self) -> datetime:
        """Return when the delegation ends."""
        return _end_of_day(self.cleaned_data["valid_to"]) or timezone.now()


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


class GrantForm(AsksForOfficial):
    """To whom, of what, why and until when."""

    account = OfficialField(label=_("Người được cấp"))
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
