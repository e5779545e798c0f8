"""Reminding those who hold what stands behind a number of the board."""

from itertools import islice
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tinhso.dossiers import queries, services
from tinhso.dossiers.queries.piles import standing_where
from tinhso.dossiers.views.board import DECISIONS, leader_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.once import once

MOST_REMINDED: Final = 200
"""How many one act reminds of, the longest overdue first."""


@require_POST
def remind_view(request: HttpRequest) -> HttpResponse:
    """Remind those who hold what stands behind one number of the board.

    What another agency resolves is watched here and left out.
    """
    actor = leader_of(request)
    standing = request.POST.get("tinh-hinh", "late")
    rows = queries.overseen(actor).filter(standing_where_or_404(actor, standing))
    by, key = request.POST.get("theo", ""), request.POST.get("khoa", "")
    if by:
        rows = rows.filter(**column_of(by, key))
    held = rows.order_by("due_at", "pk").values_list(
        "uid", "resolving_unit_id", "resolving_agency_id"
    )
    own = (
        uid
        for uid, unit_id, agency_id in held.iterator()
        if services.may_remind(actor, unit_id=unit_id, agency_id=agency_id)
    )
    uids = list(islice(own, MOST_REMINDED))

    def act() -> str:
        services.remind(uids=uids, actor=actor)
        return reverse("board")

    there = once(request, act)
    if not uids:
        messages.info(request, _("Cơ quan khác giải quyết các hồ sơ này: bạn chỉ theo dõi."))
        return redirect(there)
    said = ngettext("Đã nhắc %(n)s hồ sơ.", "Đã nhắc %(n)s hồ sơ.", len(uids))
    messages.success(request, told(said, n=len(uids)))
    return redirect(there)


def standing_where_or_404(actor: Actor, standing: str) -> Q:
    """Return the condition of a number the board has."""
    if standing not in {"late", "soon", "open", *DECISIONS}:
        raise NotFound
    return standing_where(actor=actor, standing=standing)


def column_of(by: str, key: str) -> dict[str, object]:
    """Return the filter of one line of the board."""
    columns = {
        "agency": "resolving_agency_id",
        "unit": "resolving_unit_id",
        "person": "assignee",
        "procedure": "procedure_code",
    }
    if by not in columns:
        raise NotFound
    if not key:
        return {f"{columns[by]}__isnull": True}
    try:
        return {columns[by]: {"person": UUID, "procedure": str}.get(by, int)(key)}
    except ValueError as wrong:
        raise NotFound from wrong
