"""Pages on which mergers are planned, previewed, confirmed, followed and taken back."""

from collections.abc import Callable

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.folding import having
from tinhso.kernel.db.text import whole
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once
from tinhso.organization import services
from tinhso.organization.forms import tomorrow
from tinhso.organization.merger_forms import NEW_UNIT, MergerForm, UnitsForm
from tinhso.organization.models import Merger
from tinhso.organization.permissions import OrganizationPermission as P
from tinhso.organization.permissions import may_follow_mergers
from tinhso.organization.queries import (
    agencies_at,
    agencies_once_called,
    agency_infos,
    merger_of,
    mergers,
    unit_names,
)
from tinhso.organization.rules import MergerKind, MergerState


class MergerList(ListPage[Merger]):
    """All mergers, planned and done."""

    name = "organization.mergers"
    title = gettext_lazy("Sắp xếp cơ quan")
    columns = (
        Column("basis", gettext_lazy("Văn bản"), value=lambda m: m.basis),
        Column("kind", gettext_lazy("Hình thức"), value=lambda m: m.get_kind_display(), data=False),
        Column(
            "in_force_on",
            gettext_lazy("Có hiệu lực từ ngày"),
            value=lambda m: m.in_force_on,
            sort=("in_force_on", "pk"),
        ),
        Column(
            "state", gettext_lazy("Tình trạng"), value=lambda m: m.get_state_display(), data=False
        ),
        Column("planned_by", gettext_lazy("Người lập"), value=lambda m: m.planned_by_name),
        Column(
            "confirmed_by",
            gettext_lazy("Người duyệt"),
            value=lambda m: m.confirmed_by_name,
            shown=False,
        ),
    )
    filters = (
        ChoiceFilter("tinh_trang", gettext_lazy("Tình trạng"), "state", MergerState.choices),
        ChoiceFilter("hinh_thuc", gettext_lazy("Hình thức"), "kind", MergerKind.choices),
        DateRangeFilter("ngay", gettext_lazy("Có hiệu lực"), "in_force_on", is_time=False),
    )
    template = "organization/merger_list.html"
    default_sort = "-in_force_on"
    search_hint = gettext_lazy("Số văn bản hoặc tên cơ quan")
    empty_title = gettext_lazy("Chưa có lần sắp xếp nào")
    empty_text = gettext_lazy(
        "Khi có nghị quyết sáp nhập, hợp nhất, giải thể hoặc đổi tên, hãy lập phương án ở đây:"
        " xem trước điều gì đổi với ai, có người thứ hai duyệt, rồi hệ thống tự thực hiện đúng"
        " ngày."
    )

    def permit(self, actor: Actor) -> None:
        """Let in who plans, confirms or keeps the list of agencies."""
        if not may_follow_mergers(actor):
            require(actor, P.VIEW_AGENCIES)

    def rows(self, actor: Actor) -> QuerySet[Merger]:
        """Return what the actor may see."""
        return mergers(actor=actor)

    def search(self, rows: QuerySet[Merger], query: str) -> QuerySet[Merger]:
        """Find by the decision's number or a name of an agency in it."""
        named = agencies_once_called(query)
        return rows.filter(
            having(query, "basis_number")
            | Q(pk__in=rows.filter(parts__agency__in=named).values("pk"))
        )

    def url(self, row: Merger) -> str:
        """Lead to the merger."""
        return reverse("organization:merger", args=[row.uid])

    def label(self, row: Merger) -> str:
        """Name the row for screen readers."""
        return row.basis

    def context(self, request: HttpRequest, state: ListState[Merger]) -> dict[str, object]:
        """Say whether the reader may plan one."""
        return {"may_plan": actor_of(request).may(P.PLAN_MERGERS)}


def _choices() -> list[tuple[str, str]]:
    return [(str(p.agency_id), p.name) for p in agencies_at()]


def _initial(merger: Merger) -> dict[str, object]:
    parts = list(merger.parts.order_by("pk"))
    named = (
        "kind basis_number basis_on basis_issuer in_force_on new_name new_short_name new_code"
        " new_address new_phone"
    )
    return {name: getattr(merger, name) for name in named.split()} | {
        "agencies": [p.agency_id for p in parts if not p.is_receiving],
        "receiving": [p.agency_id for p in parts if p.is_receiving],
    }


def version_shown(request: HttpRequest) -> int | None:
    """Return the version the page was drawn from, as its form says."""
    return whole(request.POST.get("version", ""))


def _kept(request: HttpRequest, form: forms.Form, keep: Callable[[], str]) -> str:
    """Do the act of a valid form; what it refuses is put beside the fields and leads nowhere."""
    try:
        return once(request, keep)
    except Invalid as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not refusal.fields:
            form.add_error(None, str(refusal))
        return ""


@never_cache
@require_http_methods(["GET", "POST"])
def merger_plan_view(request: HttpRequest, uid: str = "") -> HttpResponse:
    """Plan a merger, or write a draft anew; what was typed stays when something is wrong."""
    actor = actor_of(request)
    require(actor, P.PLAN_MERGERS)
    merger = merger_of(uid=uid, actor=actor) if uid else None
    initial = (
        _initial(merger)
        if merger is not None
        else {"in_force_on": tomorrow(timezone.localdate()), "kind": MergerKind.INTO_NEW}
    )
    form = MergerForm(request.POST or None, initial=initial, agencies=_choices())
    if request.method == "POST" and form.is_valid():

        def keep() -> str:
            kept = (
                services.plan_merger(data=form.data_of(), actor=actor)
                if merger is None
                else services.change_merger(
                    uid=merger.uid, data=form.data_of(), actor=actor, version=version_shown(request)
                )
            )
            return reverse("organization:merger", args=[kept.uid])

        where = _kept(request, form, keep)
        if where:
            return redirect(where)
    context = {
        "form": form,
        "merger": merger,
        "page_title": _("Phương án sắp xếp"),
        "intro": _(
            "Chưa có gì thay đổi khi bạn lưu: bước sau cho xem trước điều gì đổi với ai, rồi người"
            " thứ hai duyệt."
        ),
        "button": _("Lưu và xem trước"),
    }
    return render(request, "organization/merger_form.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def merger_units_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Divide the units of what ends among those that go on."""
    actor = actor_of(request)
    require(actor, P.PLAN_MERGERS)
    merger = merger_of(uid=uid, actor=actor)
    rows = list(merger.units.select_related("unit").order_by("pk"))
    names = unit_names([row.unit_id for row in rows])
    agencies = agency_infos({row.unit.agency_id for row in rows})
    initial: dict[str, object] = {}
    for row in rows:
        initial[f"unit_{row.unit_id}"] = row.to_unit_id or NEW_UNIT
        initial[f"name_{row.unit_id}"] = row.to_name
        initial[f"kind_{row.unit_id}"] = row.to_kind
    form = UnitsForm(
        request.POST or None,
        initial=initial,
        units=[
            (
                row.unit_id,
                f"{agencies[row.unit.agency_id].short_name}: {names.get(row.unit_id, '')}",
                row.to_kind,
            )
            for row in rows
        ],
        offered=services.offered_units(merger),
        may_open=True,
    )
    if request.method == "POST" and form.is_valid():

        def keep() -> str:
            services.divide_units(
                uid=merger.uid,
                places=form.places(),
                actor=actor,
                version=version_shown(request),
            )
            return reverse("organization:merger", args=[merger.uid])

        where = _kept(request, form, keep)
        if where:
            return redirect(where)
    context = {
        "form": form,
        "merger": merger,
        "page_title": _("Chia đơn vị"),
        "intro": _(
            "Mỗi đơn vị chuyển vào một đơn vị. Những dòng mở đơn vị mới cùng loại, cùng tên thành"
            " một đơn vị."
        ),
        "button": _("Lưu"),
    }
    return render(request, "organization/merger_form.html", context)
