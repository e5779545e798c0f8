"""Pages on which mergers are planned, previewed, confirmed, followed and taken back."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.folding import having
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once
from tinhso.organization import services
from tinhso.organization.forms import tomorrow
from tinhso.organization.merger_forms import NEW_UNIT, MergerForm, UnitsForm
from tinhso.organization.merger_history import history_of
from tinhso.organization.models import Merger, MergerLine
from tinhso.organization.permissions import OrganizationPermission as P
from tinhso.organization.permissions import may_follow_mergers
from tinhso.organization.queries import (
    agencies_at,
    agencies_once_called,
    agency_infos,
    agency_names,
    blocks_of,
    effect_line,
    faults_after,
    lines_of,
    merger_line,
    merger_of,
    mergers,
    preview_of,
    unit_names,
    why_not_undone,
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
                    uid=merger.uid, data=form.data_of(), actor=actor, version=_version(request)
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
                version=_version(request),
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


@never_cache
@require_GET
def merger_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show a merger: what it changes for whom, how far it is, and what may be done with it."""
    actor = actor_of(request)
    merger = merger_of(uid=uid, actor=actor)
    parts = list(merger.parts.order_by("pk"))
    known = agency_infos([p.agency_id for p in parts] + [merger.successor_id or 0])
    is_plan = merger.state in (MergerState.DRAFT, MergerState.CONFIRMED)
    is_done = merger.state in (MergerState.SWITCHED, MergerState.FINISHED)
    own = services.wrote_it(merger, actor)
    context = {
        "merger": merger,
        "ending": [known[p.agency_id] for p in parts if not p.is_receiving],
        "receiving": [known[p.agency_id] for p in parts if p.is_receiving],
        "successor": known.get(merger.successor_id or 0) if merger.opens_agency else None,
        "units": _unit_lines(merger),
        "preview": preview_of(merger) if is_plan else [],
        "blocks": blocks_of(merger) if is_plan else [],
        "handed": _handed(merger),
        "faults": faults_after(merger) if is_done else [],
        "why_not": why_not_undone(merger) if merger.state == MergerState.FINISHED else [],
        "progress": [
            (done, total, round(100 * done / total) if total else 100)
            for done, total in merger.progress.values()
            if total
        ],
        "steps": history_of(merger),
        "may_take_back": merger.state == MergerState.CONFIRMED and may_follow_mergers(actor),
        "is_draft": merger.state == MergerState.DRAFT,
        "is_plan": is_plan,
        "may_plan": actor.may(P.PLAN_MERGERS),
        "may_confirm": merger.state == MergerState.DRAFT
        and actor.may(P.CONFIRM_MERGERS)
        and not own,
        "waits_for_other": merger.state == MergerState.DRAFT and own,
        "may_undo": merger.state == MergerState.FINISHED and actor.may(P.PLAN_MERGERS),
        "is_today": merger.in_force_on <= timezone.localdate(),
    }
    return render(request, "organization/merger.html", context)


@never_cache
@require_GET
def merger_line_view(request: HttpRequest, uid: str, room: str, number: int) -> HttpResponse:
    """Name what one line of the preview counts."""
    merger = merger_of(uid=uid, actor=actor_of(request))
    view, line = effect_line(merger, room=room, number=number)
    rows = list(line.listed()) if line.listed is not None else []
    context = {
        "merger": merger,
        "view": view,
        "line": line,
        "rows": rows,
        "hidden": max(0, line.count - len(rows)),
    }
    return render(request, "organization/merger_line.html", context)


@never_cache
@require_GET
def merger_handed_view(request: HttpRequest, uid: str, line_id: int) -> HttpResponse:
    """Name what one line of what was handed on counted."""
    merger = merger_of(uid=uid, actor=actor_of(request))
    line = merger_line(merger, line_id=line_id)
    context = {
        "merger": merger,
        "view": {"title": line.shown_title},
        "line": {"label": line.shown_label, "count": line.count},
        "rows": [{"name": name, "detail": detail} for name, detail in line.named],
        "hidden": max(0, line.count - len(line.named)),
    }
    return render(request, "organization/merger_line.html", context)


def _handed(merger: Merger) -> list[tuple[str, list[MergerLine]]]:
    """Return the lines of what was handed on, by the agency that did."""
    lines = lines_of(merger)
    names = agency_names({line.agency_id for line in lines})
    found: dict[str, list[MergerLine]] = {}
    for line in lines:
        found.setdefault(names.get(line.agency_id, ""), []).append(line)
    return list(found.items())


def _unit_lines(merger: Merger) -> list[tuple[str, str, bool]]:
    """Return (from, to, whether the unit is new) of each unit that moves."""
    rows = [
        r
        for r in merger.units.select_related("unit", "to_unit").order_by("pk")
        if r.unit_id != r.to_unit_id
    ]
    ids = {pk for r in rows for pk in (r.unit_id, r.to_unit_id) if pk is not None}
    names = unit_names(ids, merger.in_force_on)
    agencies = agency_infos(
        {u.agency_id for r in rows for u in (r.unit, r.to_unit) if u is not None},
        merger.in_force_on,
    )

    def called(agency_id: int, unit_id: int) -> str:
        info = agencies.get(agency_id)
        return f"{info.short_name if info else ''}: {names.get(unit_id, '')}"

    return [
        (
            called(r.unit.agency_id, r.unit_id),
            called(r.to_unit.agency_id, r.to_unit_id or 0)
            if r.to_unit is not None and not r.is_opened
            else r.to_name,
            r.to_unit_id is None or r.is_opened,
        )
        for r in rows
    ]


def _version(request: HttpRequest) -> int | None:
    """Return the version the page was drawn from, as its form says."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else None


def _act(request: HttpRequest, uid: str, act: Callable[..., Merger], said: str) -> HttpResponse:
    actor = actor_of(request)

    def do() -> str:
        act(uid=uid, actor=actor, version=_version(request))
        return reverse("organization:merger", args=[uid])

    where = once(request, do)
    messages.success(request, said)
    return redirect(where)


@require_POST
def merger_confirm_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Confirm a plan as the second person."""
    if not may_follow_mergers(actor_of(request)):
        raise NotPermitted
    said = _("Đã duyệt. Hệ thống tự thực hiện vào ngày có hiệu lực.")
    return _act(request, uid, services.confirm_merger, said)


@require_POST
def merger_cancel_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Set a plan aside."""
    return _act(request, uid, services.cancel_merger, _("Đã hủy phương án."))


@require_POST
def merger_undo_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a merger back."""
    said = _("Đã hoàn tác: mọi thứ trở lại như trước ngày sắp xếp.")
    return _act(request, uid, services.undo_merger, said)
