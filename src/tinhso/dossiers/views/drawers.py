"""The officer's drawer: what went in and out, counted at the end of the shift, and the sheet."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.fees import CountForm, OpenDrawerForm
from tinhso.dossiers.models import CashShift
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.fees import drawer_page, drawers_of, open_drawer_of
from tinhso.dossiers.rules.fees import counted
from tinhso.dossiers.views.desk import officer_of
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListPage, money_column
from tinhso.kernel.web.once import once
from tinhso.kernel.web.words import when
from tinhso.organization import queries as organization


def cashier_of(request: HttpRequest) -> Actor:
    """Return the officer, who must receive at his own desk."""
    actor = officer_of(request)
    if actor.unit_id is None:
        raise NotFound
    require(actor, P.RECEIVE, unit_id=actor.unit_id)
    return actor


@require_http_methods(["GET", "POST"])
def drawer_view(request: HttpRequest) -> HttpResponse:
    """Open one's drawer, or show the open one with its count."""
    actor = cashier_of(request)
    shift = open_drawer_of(actor=actor)
    if shift is not None:
        return redirect("drawer", uid=shift.uid)
    form = OpenDrawerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = services.open_cash_shift(
                actor=actor, opening_vnd=form.cleaned_data["opening_vnd"]
            )
            return reverse("drawer", kwargs={"uid": made.uid})

        return redirect(once(request, act))
    context = {"form": form, "back_url": reverse("desk")}
    return render(
        request, "dossiers/fees/drawer_open.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def count_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what must be in the drawer; posted, it is counted and closed."""
    actor = officer_of(request)
    shift = fetch(drawers_of(actor=actor), uid=uid)
    is_mine = shift.officer == actor.id
    form = CountForm(request.POST or None, shift=shift, in_place=not is_mine)
    if request.method == "POST" and form.is_valid():
        there = reverse("drawer", kwargs={"uid": uid})

        def act() -> str:
            services.close_cash_shift(
                uid=uid, actor=actor, pieces=form.pieces(), reason=form.cleaned_data["reason"]
            )
            return there

        try:
            where = once(request, act)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, str(sentence))
        else:
            messages.success(request, _("Đã đóng ca thu tiền; phiếu kiểm sẵn để in."))
            return redirect(where)
    page = drawer_page(shift)
    context = {
        "page": page,
        "shift": shift,
        "form": form,
        "is_mine": is_mine,
        "unit": organization.unit_name(shift.unit_id),
        "counted": counted(form.pieces()) if form.is_bound and not _bad(form) else None,
        "back_url": reverse("desk"),
    }
    return render(request, "dossiers/fees/drawer.html", context, status=422 if form.errors else 200)


def _bad(form: CountForm) -> bool:
    return any(name.startswith("to_") for name in form.errors)


def _closed(shift: CashShift) -> SafeString:
    """Say when a drawer was closed, or that it is open."""
    return format_html("{}", when(shift.closed_at) if shift.closed_at else _("Ca đang mở"))


class DrawerList(ListPage[CashShift]):
    """The drawers of the actor, or of his desk for who reconciles it."""

    name = "dossiers.drawers"
    title = gettext_lazy("Ca thu tiền")
    columns = (
        Column("opened", gettext_lazy("Mở"), lambda s: s.opened_at, sort=("opened_at", "id")),
        Column("officer", gettext_lazy("Người thu"), lambda s: s.officer_name),
        Column("closed", gettext_lazy("Đóng"), lambda s: s.closed_at, draw=_closed),
        money_column("expected", gettext_lazy("Theo sổ"), lambda s: s.expected_vnd),
        money_column("counted", gettext_lazy("Đếm được"), lambda s: s.counted_vnd),
        money_column(
            "difference",
            gettext_lazy("Lệch"),
            lambda s: s.difference_vnd if s.closed_at is not None else None,
        ),
        Column("reason", gettext_lazy("Giải trình"), lambda s: s.reason),
    )
    filters = (DateRangeFilter("mo", gettext_lazy("Mở"), "opened_at"),)
    default_order = ("-opened_at", "-id")
    key_field = "uid"
    words_in = ("officer_name", "reason")
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Chưa có ca thu tiền nào")
    empty_text = gettext_lazy("Ca mở khi bạn thu khoản tiền mặt đầu tiên.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who take money in."""
        super().permit(actor)
        if not actor.may(P.RECEIVE):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[CashShift]:
        """Return the drawers the actor may see."""
        return drawers_of(actor=actor)

    def url(self, row: CashShift) -> str:
        """Open the drawer."""
        return reverse("drawer", kwargs={"uid": row.uid})

    def label(self, row: CashShift) -> str:
        """Name a row by its officer."""
        return row.officer_name or str(row.uid)


@require_safe
def sheet_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the counted drawer as a sheet to sign."""
    shift = fetch(drawers_of(actor=officer_of(request)), uid=uid)
    content = services.count_sheet(shift)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="kiem-quy.pdf"'
    return response
