"""Announcing that filing online rests: the list, the form, ending it."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.calendar import next_working_day
from tinhso.kernel.db.folding import having
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.fields import data_choices
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListPage, YesNoFilter
from tinhso.kernel.web.moments import MomentField
from tinhso.kernel.web.once import once
from tinhso.procedures import queries, services
from tinhso.procedures.models import ServicePause
from tinhso.procedures.pausing import NOTICE_WORKING_DAYS
from tinhso.procedures.permissions import ProcedurePermission

WHERE = "quan-tri/thu-tuc/tam-ngung/"


def _standing(row: ServicePause) -> str:
    now = timezone.now()
    if row.withdrawn_at is not None:
        return _("Đã rút lại")
    if row.lasts_at(now):
        return _("Đang tạm ngừng")
    return _("Sắp tới") if row.starts_at > now else _("Đã xong")


def permit(request: HttpRequest) -> Actor:
    """Let in who announces; to anybody else there is no such page."""
    actor = actor_of(request)
    if actor.is_signed_in and not actor.is_official:
        raise NotFound
    require(actor, ProcedurePermission.PAUSE_SERVICE)
    return actor


class PauseList(ListPage[ServicePause]):
    """Every pause that was announced."""

    name = "procedures.pauses"
    title = gettext_lazy("Tạm ngừng nhận hồ sơ trực tuyến")
    template = "procedures/pauses.html"
    columns: ClassVar = (
        Column("reason", gettext_lazy("Lý do"), lambda p: p.reason),
        Column(
            "codes",
            gettext_lazy("Thủ tục"),
            lambda p: ", ".join(p.codes) if p.codes else _("Tất cả"),
            data=False,
        ),
        Column("starts", gettext_lazy("Từ"), lambda p: p.starts_at, sort=("starts_at", "id")),
        Column("ends", gettext_lazy("Đến"), lambda p: p.ends_at),
        Column("fault", gettext_lazy("Do sự cố"), lambda p: p.is_fault, data=False),
        Column("standing", gettext_lazy("Tình trạng"), _standing, data=False),
        Column(
            "announced",
            gettext_lazy("Báo lúc"),
            lambda p: p.announced_at,
            sort=("announced_at", "id"),
        ),
        Column("by", gettext_lazy("Người báo"), lambda p: p.announced_by_name),
        Column("end", gettext_lazy("Mở lại"), template="procedures/_pause_end.html"),
    )
    filters: ClassVar = (
        DateRangeFilter("tu", gettext_lazy("Từ"), "starts_at"),
        YesNoFilter("su-co", gettext_lazy("Do sự cố"), "is_fault"),
    )
    default_order: ClassVar = ("-starts_at", "-id")
    key_field = "uid"
    empty_title = gettext_lazy("Chưa có đợt tạm ngừng nào")
    empty_text = gettext_lazy("Bảo trì có kế hoạch phải báo trước ít nhất bảy ngày làm việc.")

    def permit(self, actor: Actor) -> None:
        """Let in who announces."""
        super().permit(actor)
        require(actor, ProcedurePermission.PAUSE_SERVICE)

    def rows(self, actor: Actor) -> "models.QuerySet[ServicePause]":
        """Return all of them."""
        return ServicePause.objects.all()

    def search(
        self, rows: "models.QuerySet[ServicePause]", query: str
    ) -> "models.QuerySet[ServicePause]":
        """Find by the reason."""
        return rows.filter(having(query, "reason"))

    def label(self, row: ServicePause) -> str:
        """Name a row by its reason."""
        return row.reason


def _moment(label: object, *, required: bool = True) -> MomentField:
    return MomentField(
        label=label,
        required=required,
        error_messages={
            "invalid": gettext_lazy("Hãy ghi như 21/03/2026 08:30."),
            "required": gettext_lazy("Hãy điền ô này."),
        },
    )


class PauseForm(forms.Form):
    """What rests, from when to when, and why."""

    is_fault = forms.BooleanField(
        label=gettext_lazy("Đây là sự cố, không có kế hoạch"),
        help_text=gettext_lazy("Sự cố báo ngay, không cần báo trước; giờ kết thúc để trống được."),
        required=False,
    )
    starts_at = _moment(gettext_lazy("Tạm ngừng từ"))
    ends_at = _moment(gettext_lazy("Đến"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Lý do, người dân đọc được"),
        max_length=300,
        widget=forms.TextInput(attrs={"lang": "vi"}),
        error_messages={"required": gettext_lazy("Hãy điền ô này.")},
    )
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("Chỉ những thủ tục này"),
        help_text=gettext_lazy("Không chọn thủ tục nào: tạm ngừng tất cả."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given: object, **named: object) -> None:
        """Offer the procedures in force."""
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments
        found = queries.versions_in_force(on=timezone.localdate()).order_by("procedure__code")
        pairs = found.values_list("procedure__code", "name")
        field = self.fields["codes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = data_choices((code, f"{code} {name}") for code, name in pairs)


@require_http_methods(["GET", "HEAD", "POST"])
def announce_view(request: HttpRequest) -> HttpResponse:
    """Announce a pause; what is wrong is said at its field."""
    actor = permit(request)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def announce() -> str:
            services.announce_pause(actor=actor, **form.cleaned_data)
            return f"/{WHERE}"

        try:
            where = once(request, announce)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, str(sentence))
        else:
            messages.success(request, _("Đã báo. Người dân thấy ở trang đầu và trang thủ tục."))
            return redirect(where)
    context = {
        "form": form,
        "days": NOTICE_WORKING_DAYS,
        "earliest": next_working_day(timezone.localdate(), count=NOTICE_WORKING_DAYS),
    }
    status = 422 if form.errors else 200
    return render(request, "procedures/pause.html", context, status=status)


@require_POST
def end_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take in dossiers again, or take an announcement back."""
    actor = permit(request)

    def end() -> str:
        services.end_pause(uid=uid, actor=actor)
        return f"/{WHERE}"

    where = once(request, end)
    messages.success(request, _("Đã mở lại việc nhận hồ sơ trực tuyến."))
    return redirect(where)


urlpatterns = [
    *PauseList.urls(WHERE, name="pauses"),
    path(f"{WHERE}bao/", announce_view, name="pause_announce"),
    path(f"{WHERE}<uuid:uid>/mo-lai/", end_view, name="pause_end"),
]
