"""Pages on which operators open, change and close agencies and units; history stays."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors import Invalid
from tinhso.organization.forms import (
    AgencyForm,
    CloseAgencyForm,
    CloseUnitForm,
    NewUnitForm,
    UnitForm,
    tomorrow,
)
from tinhso.organization.models import UnitPeriod
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.queries import (
    AgencyInfo,
    agencies_at,
    agency,
    agency_by_uid,
    agency_history,
    last_unit_period,
)
from tinhso.organization.rules import UnitKind
from tinhso.organization.services import (
    AgencyData,
    UnitData,
    change_agency,
    change_unit,
    close_agency,
    close_unit,
    open_agency,
    open_unit,
)


def _operator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, OrganizationPermission.CHANGE_AGENCIES)
    return actor


def _choices(but: int | None = None) -> list[tuple[str, str]]:
    return [(str(p.agency_id), p.name) for p in agencies_at() if p.agency_id != but]


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do the act of a valid form; what it refuses is put beside the fields."""
    try:
        act()
    except Invalid as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not refusal.fields:
            form.add_error(None, str(refusal))
        return False
    return True


def _page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    button: str,
    info: AgencyInfo | None = None,
    intro: str = "",
    subject: str = "",
    danger: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "page_title": title,
        "intro": intro,
        "subject": subject,
        "button": button,
        "danger": danger,
        "info": info,
    }
    return render(request, "organization/form_page.html", context)


def _agency_data(form: AgencyForm) -> AgencyData:
    values = {k: v for k, v in form.cleaned_data.items() if k != "valid_from"}
    return AgencyData(**values)


@never_cache
@require_http_methods(["GET", "POST"])
def agency_new_view(request: HttpRequest) -> HttpResponse:
    """Open an agency from a day on."""
    actor = _operator(request)
    initial = {"valid_from": timezone.localdate()}
    form = AgencyForm(request.POST or None, initial=initial, agencies=_choices())
    if request.method == "POST" and form.is_valid():
        made = []
        if _done(
            form,
            lambda: made.append(
                open_agency(
                    data=_agency_data(form),
                    valid_from=form.cleaned_data["valid_from"],
                    actor=actor,
                )
            ),
        ):
            messages.success(request, _("Đã mở cơ quan."))
            return redirect("organization:agency", uid=made[0].uid)
    return _page(request, form, title=_("Mở cơ quan"), button=_("Mở cơ quan"))


@never_cache
@require_http_methods(["GET", "POST"])
def agency_change_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Give an agency a new name, code, parent or place from a day on."""
    actor = _operator(request)
    info = agency_by_uid(uid)
    period = agency_history(info.id).reverse()[0]
    initial = {
        "valid_from": tomorrow(timezone.localdate()),
        "name": period.name,
        "short_name": period.short_name,
        "code": period.code_new,
        "level": period.level,
        "parent_id": period.parent_id,
        "address": period.address,
        "phone": period.phone,
        "email": period.email,
        "latitude": period.latitude,
        "longitude": period.longitude,
    }
    form = AgencyForm(request.POST or None, initial=initial, agencies=_choices(info.id))
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(
            form,
            lambda: change_agency(
                agency_id=info.id,
                data=_kept_admin_unit(form, period.admin_unit_id),
                valid_from=form.cleaned_data["valid_from"],
                actor=actor,
            ),
        )
    ):
        messages.success(request, _("Đã ghi thời kỳ mới; thời kỳ cũ được giữ trong lịch sử."))
        return redirect("organization:agency", uid=info.uid)
    return _page(
        request,
        form,
        title=_("Thay đổi cơ quan"),
        button=_("Ghi thời kỳ mới"),
        info=info,
        intro=_("Điều ghi ở đây có hiệu lực từ ngày bạn chọn; trước ngày đó vẫn như cũ."),
    )


def _kept_admin_unit(form: AgencyForm, admin_unit_id: int | None) -> AgencyData:
    values = {k: v for k, v in form.cleaned_data.items() if k != "valid_from"}
    return AgencyData(**values, admin_unit_id=admin_unit_id)


@never_cache
@require_http_methods(["GET", "POST"])
def agency_close_view(request: HttpRequest, uid: str) -> HttpResponse:
    """End an agency on a day and say who goes on."""
    actor = _operator(request)
    info = agency_by_uid(uid)
    initial = {"closed_on": tomorrow(timezone.localdate())}
    form = CloseAgencyForm(request.POST or None, initial=initial, agencies=_choices(info.id))
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(
            form,
            lambda: close_agency(
                agency_id=info.id,
                closed_on=form.cleaned_data["closed_on"],
                successors=form.successors(),
                legal_basis=form.cleaned_data["legal_basis"],
                actor=actor,
            ),
        )
    ):
        messages.success(request, _("Đã ghi ngày kết thúc và cơ quan kế thừa."))
        return redirect("organization:agency", uid=info.uid)
    return _page(
        request,
        form,
        title=_("Kết thúc hoạt động"),
        button=_("Kết thúc hoạt động"),
        info=info,
        intro=_("Các đơn vị của cơ quan kết thúc cùng ngày. Hồ sơ và lịch sử được giữ nguyên."),
        danger=True,
    )


def _unit_data(form: UnitForm) -> UnitData:
    values = {k: v for k, v in form.cleaned_data.items() if k not in ("valid_from", "kind")}
    return UnitData(**values | {"order": values["order"] or 0})


@never_cache
@require_http_methods(["GET", "POST"])
def unit_new_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Open a unit of an agency."""
    actor = _operator(request)
    info = agency_by_uid(uid)
    form = NewUnitForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(
            form,
            lambda: open_unit(
                agency_id=info.id,
                kind=UnitKind(form.cleaned_data["kind"]),
                data=_unit_data(form),
                valid_from=form.cleaned_data["valid_from"],
                actor=actor,
            ),
        )
    ):
        messages.success(request, _("Đã mở đơn vị."))
        return redirect("organization:agency", uid=info.uid)
    return _page(request, form, title=_("Mở đơn vị"), button=_("Mở đơn vị"), info=info)


def _unit(uid: str) -> tuple[UnitPeriod, AgencyInfo]:
    period = last_unit_period(uid)
    return period, agency(period.unit.agency_id)


@never_cache
@require_http_methods(["GET", "POST"])
def unit_change_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Give a unit a new name or place from a day on."""
    actor = _operator(request)
    found, info = _unit(uid)
    initial = {
        "valid_from": tomorrow(timezone.localdate()),
        "name": found.name,
        "short_name": found.short_name,
        "code": found.code,
        "address": found.address,
        "phone": found.phone,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "order": found.order,
    }
    form = UnitForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(
            form,
            lambda: change_unit(
                unit_id=found.unit_id,
                data=_unit_data(form),
                valid_from=form.cleaned_data["valid_from"],
                actor=actor,
            ),
        )
    ):
        messages.success(request, _("Đã ghi thời kỳ mới; thời kỳ cũ được giữ trong lịch sử."))
        return redirect("organization:agency", uid=info.uid)
    return _page(request, form, title=_("Thay đổi đơn vị"), button=_("Ghi thời kỳ mới"), info=info)


@never_cache
@require_http_methods(["GET", "POST"])
def unit_close_view(request: HttpRequest, uid: str) -> HttpResponse:
    """End a unit on a day."""
    actor = _operator(request)
    found, info = _unit(uid)
    form = CloseUnitForm(
        request.POST or None, initial={"closed_on": tomorrow(timezone.localdate())}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(
            form,
            lambda: close_unit(
                unit_id=found.unit_id, closed_on=form.cleaned_data["closed_on"], actor=actor
            ),
        )
    ):
        messages.success(request, _("Đã ghi ngày kết thúc của đơn vị."))
        return redirect("organization:agency", uid=info.uid)
    return _page(
        request,
        form,
        title=_("Kết thúc đơn vị"),
        button=_("Kết thúc đơn vị"),
        info=info,
        subject=found.name,
        danger=True,
    )


__all__ = [
    "agency_change_view",
    "agency_close_view",
    "agency_new_view",
    "unit_change_view",
    "unit_close_view",
    "unit_new_view",
]
