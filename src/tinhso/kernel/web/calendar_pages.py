"""Pages of the working calendar: special days, office hours, and how terms are counted."""

from typing import Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.calendar import queries, services
from tinhso.kernel.calendar.permissions import CalendarPermission
from tinhso.kernel.calendar.words import say_moment, say_term
from tinhso.kernel.calendar.worktime import DueHour
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.calendar_forms import (
    CountingForm,
    DayOffForm,
    MakeUpForm,
    OfficeHoursForm,
    ReasonForm,
    YearForm,
    year_of,
)
from tinhso.kernel.web.calendar_lists import SpecialDays
from tinhso.kernel.web.registry import NavGroup, NavItem, names_of_agencies, navigation

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show one year of the calendar and everything dated in it."""
    year = year_of(request.GET.get("nam", ""), today=timezone.localdate())
    page = queries.calendar_page(actor=actor_of(request), year=year)
    named = {row.agency_id for row in page.hours} | {row.agency_id for row in page.counting}
    names = names_of_agencies(named | {row.agency_id for row in page.days})
    context = {
        "page": page,
        "days": [(row, names.get(row.agency_id, "")) for row in page.days],
        "hours": [(row, names.get(row.agency_id, "")) for row in page.hours],
        "counting": [(row, names.get(row.agency_id, "")) for row in page.counting],
        "next_year": year + 1,
        "previous_year": year - 1,
        "today": timezone.localdate(),
        "reason_form": ReasonForm(),
        "year_form": YearForm(),
    }
    return render(request, "kernel/calendar/calendar.html", context)


@form_page
def day_off(request: HttpRequest) -> HttpResponse:
    """Declare a day off, after seeing what it would do."""
    agency_id = queries.changeable_by(actor_of(request))
    form = DayOffForm(request.POST or None)
    effects = None
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if "ghi" in request.POST:
            kept = accepted(
                form,
                lambda: services.declare_day_off(
                    agency_id=agency_id, actor=actor_of(request), **values
                ),
            )
            if kept is not None:
                said = _("Đã ghi ngày nghỉ. Ngày hẹn trả liên quan đang được dời.")
                messages.success(request, said)
                return _back_to(values["on"].year)
            return _form(request, form, _("Khai báo ngày nghỉ"), previews=True)
        effects = [
            {
                "term": say_term(effect.term.value, effect.term.unit),
                "before": say_moment(effect.before),
                "after": say_moment(effect.after),
                "moves": effect.after > effect.before,
            }
            for effect in queries.effect_of_day(
                on=values["on"],
                sessions=queries.sessions_of([list(pair) for pair in values["sessions"]]),
                agency_id=agency_id,
                accepted_at=timezone.now(),
            )
        ]
    return _form(request, form, _("Khai báo ngày nghỉ"), effects=effects, previews=True)


@form_page
def make_up_day(request: HttpRequest) -> HttpResponse:
    """Add a make-up working day."""
    agency_id = queries.changeable_by(actor_of(request))
    form = MakeUpForm(request.POST or None)
    if form.is_bound and form.is_valid():
        kept = accepted(
            form,
            lambda: services.add_make_up_day(
                agency_id=agency_id, actor=actor_of(request), **form.cleaned_data
            ),
        )
        if kept is not None:
            messages.success(request, _("Đã ghi ngày làm bù."))
            return _back_to(form.cleaned_data["on"].year)
    return _form(request, form, _("Thêm ngày làm bù"))


@form_page
def office_hours(request: HttpRequest) -> HttpResponse:
    """Set the office hours from a day on."""
    agency_id = queries.changeable_by(actor_of(request))
    form = OfficeHoursForm(request.POST or None)
    if form.is_bound and form.is_valid():
        kept = accepted(
            form,
            lambda: services.set_office_hours(
                effective_from=form.cleaned_data["effective_from"],
                agency_id=agency_id,
                week=form.week(),
                decision=form.cleaned_data["decision"],
                actor=actor_of(request),
            ),
        )
        if kept is not None:
            messages.success(request, _("Đã ghi giờ làm việc mới."))
            return _back_to(form.cleaned_data["effective_from"].year)
    return _form(request, form, _("Đổi giờ làm việc"))


@form_page
def counting(request: HttpRequest) -> HttpResponse:
    """Set how terms are counted from a day on."""
    agency_id = queries.changeable_by(actor_of(request))
    form = CountingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        kept = accepted(
            form,
            lambda: services.set_counting_rule(
                effective_from=values["effective_from"],
                agency_id=agency_id,
                due_hour=DueHour(values["due_hour"]),
                cut_off=values["cut_off"],
                decision=values["decision"],
                actor=actor_of(request),
            ),
        )
        if kept is not None:
            messages.success(request, _("Đã ghi cách tính thời hạn mới."))
            return _back_to(values["effective_from"].year)
    return _form(request, form, _("Đổi cách tính thời hạn"))


@require_POST
def withdraw(request: HttpRequest, day_id: int) -> HttpResponse:
    """Take a day of the future out of the calendar."""
    day = services.withdraw_day(
        day_id=day_id, reason=request.POST.get("reason", "")[:200], actor=actor_of(request)
    )
    messages.success(request, _("Đã hủy. Mục này vẫn được giữ trong lịch với lý do."))
    return _back_to(day.on.year)


@require_POST
def confirm(request: HttpRequest, year: int) -> HttpResponse:
    """Say that the provisional days of a year are decided."""
    form = YearForm(request.POST)
    if not form.is_valid():
        return _form(request, form, _("Xác nhận lịch nghỉ"))
    services.confirm_year(year=year, actor=actor_of(request), **form.cleaned_data)
    messages.success(request, _("Lịch nghỉ của năm đã được xác nhận."))
    return _back_to(year)


def _form(
    request: HttpRequest,
    form: Form,
    title: str | Promise,
    *,
    effects: list[dict[str, object]] | None = None,
    previews: bool = False,
) -> HttpResponse:
    context = {"form": form, "title": title, "effects": effects, "previews": previews}
    return render(request, "kernel/calendar/form.html", context)


def _back_to(year: int) -> HttpResponse:
    return redirect(f"{reverse('calendar')}?nam={year}")


def _may_change(actor: Actor) -> bool:
    return actor.may(CalendarPermission.MANAGE_CALENDAR) or actor.may(
        CalendarPermission.DECLARE_DAY_OFF
    )


BASE: Final = "quan-tri/lich-lam-viec/"
urlpatterns = [
    path(BASE, calendar, name="calendar"),
    path(f"{BASE}nghi/", day_off, name="calendar_day_off"),
    path(f"{BASE}lam-bu/", make_up_day, name="calendar_make_up_day"),
    path(f"{BASE}gio/", office_hours, name="calendar_office_hours"),
    path(f"{BASE}cach-tinh/", counting, name="calendar_counting"),
    *SpecialDays.urls(f"{BASE}ngay/", name="calendar_days"),
    path(f"{BASE}ngay/<int:day_id>/huy/", withdraw, name="calendar_withdraw"),
    path(f"{BASE}nam/<int:year>/xac-nhan/", confirm, name="calendar_confirm"),
]

navigation.register(
    "calendar",
    NavItem(
        label=_("Lịch làm việc"),
        hint=_("Ngày nghỉ, làm bù, giờ làm việc, cách tính thời hạn"),
        url="/quan-tri/lich-lam-viec/",
        icon="calendar3",
        group=NavGroup.OPERATORS,
        order=50,
        visible=_may_change,
    ),
)
