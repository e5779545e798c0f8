"""What changes for whom on coming days: versions, clocks, forms, codes, days off."""

from datetime import date, timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.registry.law_changes import changes_between, law_readers
from tinhso.kernel.web.calendar_forms import DayField
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation

AHEAD: Final = timedelta(days=90)
LONGEST: Final = timedelta(days=3 * 366)


def may_read(actor: Actor) -> bool:
    """Tell whether the page is for this actor: an operator, or whoever a room names."""
    named = [permission for _room, permission in law_readers]
    return any(actor.may(permission) for permission in (OperationsPermission.VIEW, *named))


class DaysForm(forms.Form):
    """From which day to which."""

    tu = DayField(label=_("Từ ngày"))
    den = DayField(label=_("Đến ngày"))

    def clean(self) -> dict[str, date]:
        """Refuse days in the wrong order, and more than three years of them."""
        values: dict[str, date] = super().clean() or self.cleaned_data
        start, end = values.get("tu"), values.get("den")
        if start and end and not timedelta() <= end - start <= LONGEST:
            raise forms.ValidationError(_("Hãy chọn ngày đầu và ngày cuối, trong vòng ba năm."))
        return values


@require_safe
def law_changes_page(request: HttpRequest) -> HttpResponse:
    """Show what takes effect in some days, with what is under way on both sides."""
    actor = actor_of(request)
    if not may_read(actor):
        require(actor, OperationsPermission.VIEW)
    today = timezone.localdate()
    asked = {"tu": today.isoformat(), "den": (today + AHEAD).isoformat()}
    form = DaysForm({**asked, **{k: v for k, v in request.GET.items() if k in asked and v}})
    changes = None
    if form.is_valid():
        changes = changes_between(
            actor=actor, start=form.cleaned_data["tu"], end=form.cleaned_data["den"]
        )
    return render(
        request,
        "kernel/operations/law_changes.html",
        {"form": form, "changes": changes},
        status=422 if form.errors else 200,
    )


navigation.register(
    "operations.law_changes",
    NavItem(
        label=_("Thay đổi pháp luật"),
        url="/quan-tri/thay-doi/",
        icon="calendar2-event",
        group=NavGroup.OPERATORS,
        order=23,
        hint=_("Điều gì có hiệu lực từ ngày nào, với ai, bao nhiêu hồ sơ đang giải quyết"),
        visible=may_read,
    ),
)
urlpatterns = [path("quan-tri/thay-doi/", law_changes_page, name="law_changes")]
