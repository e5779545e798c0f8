"""The shape of what officials type about a merger."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.fields import DataText, data_choices
from tinhso.organization.forms import DayField
from tinhso.organization.rules import MergerKind, UnitKind
from tinhso.organization.services import MergerData, UnitPlace

_REQUIRED = {"required": _("Hãy điền ô này.")}
NEW_UNIT = "new"


class MergerForm(forms.Form):
    """What is decided, by which decision, from which day."""

    kind = forms.ChoiceField(label=_("Hình thức"), choices=MergerKind.choices)
    basis_number = forms.CharField(
        label=_("Số văn bản"),
        help_text=_("Ví dụ: 1656/NQ-UBTVQH15"),
        max_length=80,
        error_messages=_REQUIRED,
    )
    basis_on = DayField(label=_("Ngày văn bản"))
    basis_issuer = forms.CharField(
        label=_("Cơ quan ban hành"), max_length=200, error_messages=_REQUIRED
    )
    in_force_on = DayField(label=_("Có hiệu lực từ ngày"))
    agencies = forms.TypedMultipleChoiceField(
        label=_("Cơ quan kết thúc, đổi tên hoặc được sắp xếp"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn cơ quan đang hoạt động.")},
    )
    receiving = forms.TypedMultipleChoiceField(
        label=_("Cơ quan đang có tiếp nhận"),
        help_text=_("Chỉ khi sáp nhập, giải thể hoặc chia. Cơ quan đầu tiên kế thừa phần chung."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    new_name = forms.CharField(
        label=_("Tên mới"),
        help_text=_("Khi hợp nhất thành cơ quan mới hoặc đổi tên."),
        max_length=250,
        required=False,
    )
    new_short_name = forms.CharField(label=_("Tên gọi tắt mới"), max_length=120, required=False)
    new_code = forms.CharField(
        label=_("Mã định danh mới"),
        help_text=_("Dạng H14.12 hoặc 000.00.12.H14; mã cũ không cấp lại."),
        max_length=35,
        required=False,
    )
    new_address = forms.CharField(label=_("Địa chỉ mới"), max_length=300, required=False)
    new_phone = forms.CharField(label=_("Điện thoại mới"), max_length=30, required=False)

    def __init__(
        self, *args: object, agencies: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        for name in ("agencies", "receiving"):
            self.fields[name].choices = data_choices(agencies)  # type: ignore[attr-defined]  # a ChoiceField

    def data_of(self) -> MergerData:
        """Return the plan as the service takes it."""
        values = {k: v for k, v in self.cleaned_data.items() if k not in ("agencies", "receiving")}
        return MergerData(
            **values,
            agency_ids=self.cleaned_data["agencies"],
            receiving_ids=self.cleaned_data["receiving"],
        )


class TakeBackForm(forms.Form):
    """Why a confirmed plan is corrected."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_REQUIRED,
    )


class CancelForm(forms.Form):
    """What is said before a plan is set aside for good."""

    sure = forms.BooleanField(
        label=_(
            "Tôi chắc chắn: phương án đã hủy không mở lại được, muốn làm thì phải lập lại từ đầu."
        ),
        error_messages={"required": _("Hãy đánh dấu ô này rồi mới hủy phương án.")},
    )


class UndoForm(forms.Form):
    """What is said before everything goes back to how it was."""

    sure = forms.BooleanField(
        label=_(
            "Tôi chắc chắn: cơ quan cũ hoạt động lại như trước ngày sắp xếp, cơ quan mới thôi hoạt"
            " động."
        ),
        error_messages={"required": _("Hãy đánh dấu ô này rồi mới hoàn tác.")},
    )


class UnitsForm(forms.Form):
    """Where the work of each unit goes: into one that is there, or into a new one by its name."""

    def __init__(
        self,
        *args: object,
        units: Sequence[tuple[int, str, str]],
        offered: Sequence[tuple[int, str]],
        may_open: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django gives them
        self.units = units
        listed = data_choices([(str(pk), name) for pk, name in offered])
        choices = [*([(NEW_UNIT, _("Mở đơn vị mới"))] if may_open else []), *listed]
        for pk, name, kind in units:
            self.fields[f"unit_{pk}"] = forms.ChoiceField(
                label=DataText(name), choices=choices, required=True, error_messages=_REQUIRED
            )
            if may_open:
                self.fields[f"name_{pk}"] = forms.CharField(
                    label=_("Tên đơn vị mới"), max_length=200, required=False
                )
                self.fields[f"kind_{pk}"] = forms.ChoiceField(
                    label=_("Loại"), choices=UnitKind.choices, initial=kind, required=False
                )

    def places(self) -> dict[int, UnitPlace]:
        """Return the division as the service takes it."""
        found = {}
        for pk, _name, kind in self.units:
            chosen = self.cleaned_data[f"unit_{pk}"]
            found[pk] = (
                UnitPlace(
                    to_kind=self.cleaned_data.get(f"kind_{pk}") or kind,
                    to_name=self.cleaned_data.get(f"name_{pk}", ""),
                )
                if chosen == NEW_UNIT
                else UnitPlace(to_unit_id=int(chosen))
            )
        return found
