"""Forms of the working calendar's pages: shape only, the rules are the services'."""

from datetime import date
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.calendar.models import DUE_HOURS
from tinhso.kernel.calendar.queries import sessions_in
from tinhso.kernel.calendar.services import FIRST_YEAR, LAST_YEAR, SessionText

WEEKDAYS: Final = (
    _("Thứ Hai"),
    _("Thứ Ba"),
    _("Thứ Tư"),
    _("Thứ Năm"),
    _("Thứ Sáu"),
    _("Thứ Bảy"),
    _("Chủ nhật"),
)


class DayField(forms.DateField):
    """A day, by the browser's own picker or typed day first."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ("%Y-%m-%d", "%d/%m/%Y")
    default_error_messages = {
        "required": _("Hãy chọn ngày."),
        "invalid": _("Hãy ghi ngày, ví dụ 30/11/2026."),
    }


class SessionsField(forms.CharField):
    """Sessions of a day as people write them: "07:00-11:30, 13:30-17:00"."""

    def clean(self, value: object) -> list[SessionText]:
        """Return the sessions; empty text is no work."""
        try:
            return sessions_in(str(super().clean(value) or ""))
        except ValueError as wrong:
            raise forms.ValidationError(
                _("%(part)s chưa phải một buổi, ví dụ 07:00-11:30."), params={"part": str(wrong)}
            ) from None


class DayForm(forms.Form):
    """What every special day needs."""

    on = DayField(label=_("Ngày"))
    name = forms.CharField(label=_("Tên ngày"), max_length=120)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=120, required=False)
    decision = forms.CharField(
        label=_("Số thông báo hoặc quyết định"),
        max_length=200,
        help_text=_("Ví dụ 12/TB-UBND. Người nộp hồ sơ thấy căn cứ này."),
    )
    decided_on = DayField(label=_("Ngày quyết định"))


class DayOffForm(DayForm):
    """A day off, whole or in part."""

    sessions = SessionsField(
        label=_("Buổi vẫn làm việc"),
        required=False,
        help_text=_("Để trống nếu nghỉ cả ngày. Nghỉ buổi chiều: 07:00-11:30."),
    )

    field_order = ("on", "name", "name_en", "sessions", "decision", "decided_on")


class MakeUpForm(DayForm):
    """A day off that is worked instead of another."""

    in_place_of = DayField(label=_("Làm bù cho ngày"), required=False)
    sessions = SessionsField(
        label=_("Giờ làm việc"),
        required=False,
        help_text=_("Để trống nếu làm như ngày được làm bù."),
    )

    field_order = ("on", "name", "name_en", "in_place_of", "sessions", "decision", "decided_on")


class OfficeHoursForm(forms.Form):
    """The office hours of a week, one line a day."""

    effective_from = DayField(label=_("Áp dụng từ ngày"))
    decision = forms.CharField(label=_("Căn cứ"), max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Add one line for each day of the week."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # a form's own arguments
        for number, label in enumerate(WEEKDAYS):
            self.fields[f"day{number}"] = SessionsField(
                label=label,
                required=False,
                initial="07:00-11:30, 13:30-17:00" if number < 5 else "",
                help_text=_("Để trống nếu nghỉ.") if number == 0 else "",
            )

    def week(self) -> list[list[SessionText]]:
        """Return the sessions of Monday to Sunday; nothing at all when every line is empty."""
        days = [self.cleaned_data[f"day{number}"] for number in range(7)]
        return days if any(days) else []


class CountingForm(forms.Form):
    """How terms are counted from a day on."""

    effective_from = DayField(label=_("Áp dụng từ ngày"))
    due_hour = forms.ChoiceField(
        label=_("Giờ trả của thời hạn tính theo ngày làm việc"),
        choices=DUE_HOURS,
        widget=forms.RadioSelect,
    )
    cut_off = forms.CharField(
        label=_("Giờ chốt của việc trả trong ngày"),
        initial="15:00",
        max_length=5,
        help_text=_("Nhận sau giờ này thì trả trong ngày làm việc tiếp theo."),
    )
    decision = forms.CharField(label=_("Căn cứ"), max_length=200)


class ReasonForm(forms.Form):
    """Why a day is withdrawn."""

    reason = forms.CharField(label=_("Lý do hủy"), max_length=200)


class YearForm(forms.Form):
    """By which announcement the provisional days of a year were decided."""

    decision = forms.CharField(label=_("Số thông báo hoặc quyết định"), max_length=200)
    decided_on = DayField(label=_("Ngày quyết định"))


def year_of(text: str, *, today: date) -> int:
    """Return the year asked for, or this one when it is no year one could mean."""
    is_year = text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR
    return int(text) if is_year else today.year
