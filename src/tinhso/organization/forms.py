"""The shape of what operators type about agencies and units."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.fields import data_choices
from tinhso.organization.rules import AgencyLevel, SuccessionKind, UnitKind

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_REQUIRED = {"required": _("Hãy điền ô này.")}


class DayField(forms.DateField):
    """A day as people write it or as a browser's calendar gives it."""

    def __init__(self, *, label: "_StrOrPromise") -> None:
        super().__init__(
            label=label,
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={
                "required": _("Hãy chọn ngày."),
                "invalid": _("Hãy ghi ngày như 21/03/2026."),
            },
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )


class _PlaceForm(forms.Form):
    """Where an agency or unit is and how it is reached."""

    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)
    latitude = forms.FloatField(
        label=_("Vĩ độ"),
        required=False,
        min_value=-90,
        max_value=90,
        error_messages={"invalid": _("Hãy ghi số như 22.6657.")},
    )
    longitude = forms.FloatField(
        label=_("Kinh độ"),
        required=False,
        min_value=-180,
        max_value=180,
        error_messages={"invalid": _("Hãy ghi số như 106.2570.")},
    )


class AgencyForm(_PlaceForm):
    """What is said of an agency from a day on."""

    valid_from = DayField(label=_("Có hiệu lực từ ngày"))
    name = forms.CharField(label=_("Tên cơ quan"), max_length=250, error_messages=_REQUIRED)
    short_name = forms.CharField(label=_("Tên gọi tắt"), max_length=120, required=False)
    code = forms.CharField(
        label=_("Mã định danh"),
        help_text=_("Dạng H14.12 hoặc 000.00.12.H14."),
        max_length=35,
        error_messages=_REQUIRED,
    )
    level = forms.ChoiceField(label=_("Cấp"), choices=AgencyLevel.choices)
    parent_id = forms.TypedChoiceField(
        label=_("Cơ quan cấp trên"), required=False, coerce=int, empty_value=None
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        error_messages={"invalid": _("Thư điện tử chưa đúng, ví dụ: ten@caobang.gov.vn.")},
    )
    legal_basis = forms.CharField(
        label=_("Văn bản làm căn cứ"), max_length=250, error_messages=_REQUIRED
    )
    field_order = (
        "valid_from",
        "legal_basis",
        "name",
        "short_name",
        "code",
        "level",
        "parent_id",
    )

    def __init__(
        self, *args: object, agencies: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.fields["parent_id"].choices = [("", "–"), *data_choices(agencies)]  # type: ignore[attr-defined]  # a ChoiceField


class CloseAgencyForm(forms.Form):
    """When an agency ends, on what ground, and who goes on."""

    closed_on = DayField(label=_("Kết thúc từ ngày"))
    legal_basis = forms.CharField(
        label=_("Văn bản làm căn cứ"), max_length=250, error_messages=_REQUIRED
    )
    whole = forms.TypedMultipleChoiceField(
        label=_("Chuyển toàn bộ nhiệm vụ cho"),
        required=False,
        coerce=int,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    part = forms.TypedMultipleChoiceField(
        label=_("Chuyển một phần nhiệm vụ cho"),
        required=False,
        coerce=int,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(
        self, *args: object, agencies: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        for name in ("whole", "part"):
            self.fields[name].choices = data_choices(agencies)  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, object]:
        """Say it when one successor takes the whole and a part, or nobody takes anything."""
        cleaned = super().clean() or {}
        whole, part = set(cleaned.get("whole") or ()), set(cleaned.get("part") or ())
        if not whole | part:
            self.add_error("whole", _("Hãy chọn ít nhất một cơ quan kế thừa."))
        if whole & part:
            self.add_error("part", _("Một cơ quan không nhận cả toàn bộ lẫn một phần."))
        return cleaned

    def successors(self) -> dict[int, SuccessionKind]:
        """Return who takes what."""
        taken = dict.fromkeys(self.cleaned_data["whole"], SuccessionKind.WHOLE)
        return taken | dict.fromkeys(self.cleaned_data["part"], SuccessionKind.PART)


class UnitForm(_PlaceForm):
    """What is said of a unit from a day on."""

    valid_from = DayField(label=_("Có hiệu lực từ ngày"))
    name = forms.CharField(label=_("Tên đơn vị"), max_length=200, error_messages=_REQUIRED)
    short_name = forms.CharField(label=_("Tên gọi tắt"), max_length=80, required=False)
    code = forms.CharField(label=_("Mã đơn vị"), max_length=35, required=False)
    order = forms.IntegerField(
        label=_("Thứ tự"), min_value=0, max_value=30000, required=False, initial=0
    )
    field_order = ["valid_from", "name", "short_name", "code"]


class NewUnitForm(UnitForm):
    """A new unit: its kind says what it does for the agency."""

    kind = forms.ChoiceField(label=_("Loại"), choices=UnitKind.choices)
    field_order = ["valid_from", "kind", "name", "short_name", "code"]


class CloseUnitForm(forms.Form):
    """When a unit ends."""

    closed_on = DayField(label=_("Kết thúc từ ngày"))


def tomorrow(today: date) -> date:
    """Return the first day a change made today can hold from."""
    return date.fromordinal(today.toordinal() + 1)
