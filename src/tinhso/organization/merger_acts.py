"""The page of one merger: what it changes for whom, how far it is, and the acts it offers."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.web.once import once
from tinhso.organization import services
from tinhso.organization.merger_forms import CancelForm, UndoForm
from tinhso.organization.merger_history import history_of
from tinhso.organization.merger_pages import version_shown
from tinhso.organization.models import Merger, MergerLine
from tinhso.organization.permissions import OrganizationPermission as P
from tinhso.organization.permissions import may_follow_mergers
from tinhso.organization.queries import (
    agency_infos,
    agency_names,
    effect_line,
    faults_after,
    lines_of,
    merger_line,
    merger_of,
    preview_of,
    room_blocks_of,
    unit_names,
    why_not_undone,
)
from tinhso.organization.rules import MergerState


@never_cache
@require_GET
def merger_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show a merger: what it changes for whom, how far it is, and what may be done with it."""
    return _show(request, uid)


def _show(
    request: HttpRequest,
    uid: str,
    *,
    undo: UndoForm | None = None,
    cancel: CancelForm | None = None,
) -> HttpResponse:
    refused = undo or cancel
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
        "unsound": services.unsound(merger),
        "blocks": room_blocks_of(merger) if is_plan else [],
        "handed": _handed(merger),
        "faults": faults_after(merger) if is_done else [],
        "why_not": why_not_undone(merger) if merger.state == MergerState.FINISHED else [],
        "progress": [(done, total) for done, total in merger.progress.values() if total],
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
        "undo": undo or UndoForm(),
        "cancel": cancel or CancelForm(),
        "refused": refused,
        "is_today": merger.in_force_on <= timezone.localdate(),
    }
    return render(request, "organization/merger.html", context, status=422 if refused else 200)


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


def _act(request: HttpRequest, uid: str, act: Callable[..., Merger], said: str) -> HttpResponse:
    actor = actor_of(request)

    def do() -> str:
        act(uid=uid, actor=actor, version=version_shown(request))
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
    """Set a plan aside; a box that was not ticked is said beside it, and the plan stays."""
    require(actor_of(request), P.PLAN_MERGERS)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _show(request, uid, cancel=form)
    return _act(request, uid, services.cancel_merger, _("Đã hủy phương án."))


@require_POST
def merger_undo_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a merger back; a box that was not ticked is said beside it, and nothing moves."""
    require(actor_of(request), P.PLAN_MERGERS)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _show(request, uid, undo=form)
    said = _("Đã hoàn tác: mọi thứ trở lại như trước ngày sắp xếp.")
    return _act(request, uid, services.undo_merger, said)
