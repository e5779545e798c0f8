"""The results nobody came for, the oldest first, and where each is kept."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.dossiers import services
from tinhso.dossiers.desk_plugs import works_at_desk
from tinhso.dossiers.models import UnclaimedResult
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.unclaimed import standing_where, unclaimed
from tinhso.dossiers.views._inbox_filters import ConditionFilter
from tinhso.dossiers.views.desk import desk_page_of, officer_of
from tinhso.identity import services as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListPage, PresetView
from tinhso.kernel.web.once import once

STANDINGS = (
    ("waiting", gettext_lazy("Còn ở quầy")),
    ("due", gettext_lazy("Đến ngày chuyển lưu giữ")),
    ("kept", gettext_lazy("Đã chuyển lưu giữ")),
)


def days_lain(row: UnclaimedResult) -> int:
    """Return how many days a result has lain."""
    return (timezone.localdate() - timezone.localdate(row.ready_at)).days


class UnclaimedList(ListPage[UnclaimedResult]):
    """What lies at the actor's desks, the oldest first."""

    name = "dossiers.unclaimed"
    title = gettext_lazy("Kết quả chưa ai nhận")
    columns = (
        Column("code", gettext_lazy("Mã hồ sơ"), lambda r: r.dossier.shown_number),
        Column("procedure", gettext_lazy("Thủ tục"), lambda r: r.dossier.procedure_version.name),
        Column("owner", gettext_lazy("Chủ hồ sơ"), lambda r: r.dossier.owner_masked),
        Column("ready", gettext_lazy("Có kết quả"), lambda r: r.ready_at, sort=("ready_at", "id")),
        Column("days", gettext_lazy("Số ngày chờ"), days_lain, numeric=True),
        Column("reminders", gettext_lazy("Số lần nhắc"), lambda r: r.reminders, numeric=True),
        Column("reminded", gettext_lazy("Nhắc lần cuối"), lambda r: r.reminded_at, shown=False),
        Column("keep", gettext_lazy("Chuyển lưu giữ từ"), lambda r: r.keep_from),
        Column("place", gettext_lazy("Nơi lưu giữ"), lambda r: r.place),
    )
    filters = (
        DateRangeFilter("tu-ngay", gettext_lazy("Có kết quả"), "ready_at"),
        ConditionFilter(
            "tinh-trang",
            gettext_lazy("Tình trạng"),
            choices=STANDINGS,
            where=lambda _actor, value: standing_where(value),
            in_tabs=True,
        ),
    )
    views = tuple(PresetView(key, label, {"tinh-trang": key}) for key, label in STANDINGS)
    default_order = ("ready_at", "id")
    key_field = "uid"
    words_in = ("dossier__code", "place")
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Không có kết quả nào chờ lâu")
    empty_text = gettext_lazy("Kết quả có từ bảy ngày mà chưa ai nhận sẽ hiện ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who work at a desk."""
        super().permit(actor)
        if not works_at_desk(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[UnclaimedResult]:
        """Return what lies at the desks where the actor returns results."""
        return unclaimed(actor=actor)

    def url(self, row: UnclaimedResult) -> str:
        """Open the dossier at the desk."""
        return reverse("desk_dossier", kwargs={"uid": row.dossier.uid})

    def label(self, row: UnclaimedResult) -> str:
        """Name a row by the dossier's number."""
        return row.dossier.shown_number

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        identity.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[UnclaimedResult]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        services.note_export(dossiers=[row.dossier for row in rows], actor=actor)


class KeepForm(forms.Form):
    """Where a result is put."""

    place = forms.CharField(
        label=gettext_lazy("Nơi lưu giữ"),
        help_text=gettext_lazy("Ví dụ: tủ 2, ngăn 3, số 15."),
        max_length=120,
        error_messages={"required": gettext_lazy("Hãy ghi nơi lưu giữ: tủ, ngăn, số thứ tự.")},
    )


@require_http_methods(["GET", "POST"])
def keep_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a result away that lay too long, and say where."""
    actor = officer_of(request)
    desk = desk_page_of(uid, actor)
    there = reverse("desk_dossier", kwargs={"uid": uid})
    if request.method != "POST":
        services.permit_opening(desk.dossier, acts=("return_result",), actor=actor, there=there)
    form = KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.keep_unclaimed(uid=uid, actor=actor, place=form.cleaned_data["place"])
            messages.success(request, _("Đã ghi nơi lưu giữ kết quả."))
            return there

        try:
            return redirect(once(request, act))
        except Invalid as refusal:
            form.add_error("place", str(refusal.fields.get("place", refusal.message)))
    context = {"form": form, "desk": desk, "dossier": desk.dossier, "back_url": there}
    status = 422 if form.errors else 200
    return render(request, "dossiers/desk/keep.html", context, status=status)
