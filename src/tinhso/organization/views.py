"""Pages of the list of agencies, and its public data for maps."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.calendar import calendar_for, say_week
from tinhso.kernel.web.lists import ChoiceFilter, Column, ListPage
from tinhso.kernel.web.lists.state import ListState
from tinhso.organization.models import AgencyPeriod
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.queries import (
    Desk,
    agencies_at,
    agency_by_uid,
    agency_history,
    agency_infos,
    agency_names,
    ancestors_of,
    announced_for,
    desks,
    predecessors_of,
    search_agencies,
    successors_of,
    units_of,
)
from tinhso.organization.rules import AgencyLevel

CREDIT = (
    "Ranh giới: Bản đồ tham khảo đơn vị hành chính Việt Nam, NXB Tài nguyên – Môi trường và Bản đồ"
    " Việt Nam (sapnhap.bando.com.vn), qua vietnamese-provinces-database (MIT, © 2021 Thang Le"
    " Quoc); đã đơn giản hóa."
)
"""The line that stands beside every map with these boundaries."""


class AgencyList(ListPage[AgencyPeriod]):
    """The agencies of today."""

    name = "organization.agencies"
    title = _("Cơ quan, đơn vị")
    columns = (
        Column("code", _("Mã định danh"), value=lambda p: p.code_new, sort="code_new"),
        Column("name", _("Tên cơ quan"), value=lambda p: p.name, sort=("name", "code_new")),
        Column("code_old", _("Mã định danh cũ"), value=lambda p: p.code_old),
        Column("level", _("Cấp"), value=lambda p: p.get_level_display(), data=False),
        Column("address", _("Địa chỉ"), value=lambda p: p.address, shown=False),
        Column("phone", _("Điện thoại"), value=lambda p: p.phone),
    )
    filters = (ChoiceFilter("cap", _("Cấp"), "level", AgencyLevel.choices),)
    template = "organization/agency_list.html"
    default_sort = "code"
    search_hint = _("Tên hoặc mã định danh")
    empty_title = _("Không có cơ quan nào như vậy")
    empty_text = _("Hãy thử ít chữ hơn, hoặc bỏ bớt bộ lọc.")

    def permit(self, actor: Actor) -> None:
        """Let operators in."""
        require(actor, OrganizationPermission.VIEW_AGENCIES)

    def rows(self, actor: Actor) -> QuerySet[AgencyPeriod]:
        """Return the agencies of today."""
        return agencies_at()

    def search(self, rows: QuerySet[AgencyPeriod], query: str) -> QuerySet[AgencyPeriod]:
        """Find by name or code, marks or not."""
        return rows.filter(pk__in=search_agencies(query).order_by().values("pk"))

    def url(self, row: AgencyPeriod) -> str:
        """Lead to the agency."""
        return f"/quan-tri/co-quan/{row.agency.uid}/"

    def label(self, row: AgencyPeriod) -> str:
        """Name the row for screen readers."""
        return row.name

    def context(self, request: HttpRequest, state: ListState[AgencyPeriod]) -> dict[str, object]:
        """Say whether the reader may open an agency."""
        return {"may_change": actor_of(request).may(OrganizationPermission.CHANGE_AGENCIES)}


@never_cache
@require_GET
def agency_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show one agency: today, its units, its history and who came before and after."""
    require(actor_of(request), OrganizationPermission.VIEW_AGENCIES)
    info = agency_by_uid(uid)
    around = [*ancestors_of(info.id), *successors_of(info.id), *predecessors_of(info.id)]
    known = agency_infos(around)

    def named(ids: Sequence[int]) -> list[object]:
        return [known[pk] for pk in ids if pk in known]

    history = list(agency_history(info.id))
    context = {
        "info": info,
        "may_change": actor_of(request).may(OrganizationPermission.CHANGE_AGENCIES),
        "closed": history[-1].valid_to if history else None,
        "history": history,
        "parents": agency_names(p.parent_id for p in history if p.parent_id),
        "units": units_of(info.id, history[-1].last_day() if history else timezone.localdate()),
        "above": named(list(reversed(ancestors_of(info.id)))),
        "successors": named(successors_of(info.id)),
        "predecessors": named(predecessors_of(info.id)),
        "said": announced_for(info.id),
    }
    return render(request, "organization/agency.html", context)


@never_cache
@require_GET
def public_agency_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Tell anybody where to go: an agency that ended leads to the one that goes on."""
    info = agency_by_uid(uid)
    said = announced_for(info.id)
    has_ended = not agencies_at().filter(agency_id=info.id).exists()
    heirs = list(agency_infos(successors_of(info.id)).values())
    if has_ended and len(heirs) == 1:
        there = reverse("organization:public_agency", args=[heirs[0].uid])
        return redirect(f"{there}?tu={info.uid}")
    before = request.GET.get("tu", "")
    known = agency_infos(predecessors_of(info.id)).values()
    came_from = next((one for one in known if one.uid == before), None)
    context = {
        "info": info,
        "desks": [desk for desk in desks() if desk.agency_id == info.id],
        "hours": say_week(calendar_for(info.id), timezone.localdate()),
        "said": said,
        "has_ended": has_ended,
        "heirs": heirs,
        "came_from": came_from,
        "came": announced_for(came_from.id) if came_from is not None else None,
        "back_url": "/diem-phuc-vu/",
    }
    return render(request, "organization/public_agency.html", context)


@cache_control(public=True, max_age=300)
@require_GET
def map_view(request: HttpRequest) -> JsonResponse:
    """Give the desks and agencies with their places as GeoJSON, for anybody's map."""
    features = [
        _feature(p, "agency", p.name, short_name=p.short_name, code=p.code_new)
        for p in agencies_at().filter(latitude__isnull=False, longitude__isnull=False)
    ]
    features += [
        _feature(d, "desk", d.name)
        for d in desks()
        if d.latitude is not None and d.longitude is not None
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "attribution": CREDIT, "features": features},
        json_dumps_params={"ensure_ascii": False},
    )


def _feature(
    place: AgencyPeriod | Desk, kind: str, name: str, *, short_name: str = "", code: str = ""
) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {
            "name": name,
            "short_name": short_name,
            "address": place.address,
            "phone": place.phone,
            "kind": kind,
            "code": code,
        },
    }
