"""The desk's list: what must be answered first, in piles, to search, to take out, to act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier, Message, StopRequest, Viewing
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.desk import units_with
from tinhso.dossiers.rules.states import WITH_RESULT, Channel, DossierState
from tinhso.identity import services as identity
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.calendar import remaining, say_remaining
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Filter,
    ListAct,
    ListPage,
    PresetView,
    YesNoFilter,
)
from tinhso.kernel.web.lists.filters import NOTHING, Reading
from tinhso.kernel.web.lists.state import ListState
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.confirming import current_shift

S = DossierState
_l = gettext_lazy

VIEW_FILTER = "view"
VIEWS: dict[str, tuple[object, tuple[str, ...]]] = {
    "waiting": (_l("Chờ tiếp nhận"), ("arrived_at", "id")),
    "supplement": (_l("Chờ bổ sung"), ("state_since", "id")),
    "stop": (_l("Xin dừng"), ("state_since", "id")),
    "to_return": (_l("Chờ trả"), ("state_since", "id")),
    "mine": (_l("Tôi đang giữ"), ("-arrived_at", "-id")),
    "all": (_l("Tất cả"), ("-arrived_at", "-id")),
}
"""Names and orders of the views: what must be answered first comes first."""


def condition_of(view: str, actor: Actor) -> Q:
    """Return which dossiers of the desk a view holds."""
    waiting = {S.INTAKE_SUPPLEMENT, S.SUPPLEMENT, S.PREPAY_WAIT}
    asked = StopRequest.objects.filter(dossier=OuterRef("pk"), decided_at__isnull=True)
    conditions = {
        "waiting": Q(state=S.SUBMITTED),
        "supplement": Q(state__in=waiting),
        "stop": Q(Exists(asked)),
        "to_return": Q(state__in=WITH_RESULT),
        "mine": Q(accepted_by=actor.id),
        "all": Q(),
    }
    return conditions[view]


@dataclass(frozen=True)
class DeskViewFilter(Filter):
    """Which pile of the desk is shown."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a pile that there is."""
        value = params.get(self.key, "")
        if not value:
            return NOTHING
        if value not in VIEWS:
            return Reading(error=_("Không có lựa chọn này; hãy chọn trong danh sách."))
        return Reading(condition_of(value, actor), str(VIEWS[value][0]))

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[object]:  # type: ignore[override]  # the select of a choice filter
        """Return a select."""
        known = [(key, label) for key, (label, _order) in VIEWS.items()]
        return [*ChoiceFilter(self.key, self.label, choices=known).inputs(params, actor, error)]  # type: ignore[arg-type]  # lazy words


class DueColumn(Column[Dossier]):
    """What presses: the hours left to answer, or the promised time."""

    def cell(self, row: Dossier) -> SafeString:
        """Return what is left and when it ends."""
        at = due_of(row)
        left = ""
        if at is not None and not row.is_over:
            left = say_remaining(remaining(due_at=at, agency_id=row.receiving_agency_id))
        context = {"row": row, "at": at, "left": left}
        return SafeString(get_template("dossiers/desk/_due.html").render(context))


def due_of(row: Dossier) -> datetime | None:
    """Return the time by which the desk owes something."""
    return row.answer_due_at if row.state == S.SUBMITTED else row.due_at


def fields_of(_actor: Actor) -> list[tuple[str, str]]:
    """Return the fields of life for the filter."""
    found = procedures.choices(on=timezone.localdate())
    return [(choice.key, choice.name) for choice in found.fields]


def agencies_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies that may resolve what this desk takes in: its own and those around."""
    ids = {actor.agency_id} if actor.agency_id is not None else set()
    rows = queries.desk_list(actor=actor, view="all").order_by()
    ids |= set(rows.values_list("resolving_agency_id", flat=True).distinct()[:200])
    names = organization.agency_names(ids)
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: pair[1])


def accept_row(row: Dossier, actor: Actor) -> object:
    """Take one chosen dossier in; its papers were checked before."""
    return services.accept(uid=row.uid, actor=actor)


def bring_row(row: Dossier, actor: Actor) -> object:
    """Keep that one chosen result lies at the desk."""
    return services.bring_to_desk(uid=row.uid, actor=actor)


class DeskList(ListPage[Dossier]):
    """The dossiers of the desks where the officer works."""

    name = "dossiers.desk"
    title = _l("Hồ sơ tại quầy")
    template = "dossiers/desk/list.html"
    key_field = "uid"
    columns = (
        Column(
            "dossier",
            _l("Hồ sơ"),
            template="dossiers/desk/_dossier.html",
            export=lambda d: d.shown_number,
        ),
        Column("procedure", _l("Thủ tục"), lambda d: d.procedure_version.name, shown=False),
        Column("owner", _l("Chủ hồ sơ"), lambda d: d.owner_masked),
        Column("arrived", _l("Nộp lúc"), lambda d: d.arrived_at, sort="arrived_at", data=False),
        DueColumn("due", _l("Trả lời trước"), export=lambda d: d.answer_due_at or d.due_at),
        Column(
            "state",
            _l("Tình trạng"),
            template="dossiers/desk/_desk_state.html",
            export=lambda d: str(d.get_state_display()),
        ),
        Column("channel", _l("Kênh"), lambda d: d.get_channel_display(), shown=False, data=False),
        Column("assignee", _l("Người thụ lý"), lambda d: d.assignee_name, shown=False),
    )
    filters = (
        DeskViewFilter(VIEW_FILTER, _l("Việc")),
        ChoiceFilter("channel", _l("Kênh"), "channel", Channel.choices),
        ChoiceFilter("field", _l("Lĩnh vực"), "field_code", fields_of, data=True),
        ChoiceFilter("agency", _l("Cơ quan giải quyết"), "resolving_agency_id", agencies_of, True),
        ChoiceFilter("state", _l("Tình trạng"), "state", DossierState.choices),
        DateRangeFilter("arrived", _l("Nộp"), "arrived_at"),
        DateRangeFilter("due", _l("Hẹn trả"), "due_at"),
        YesNoFilter("wait", _l("Chờ người nộp"), "has_wait"),
        YesNoFilter("priority", _l("Ưu tiên"), "is_priority"),
    )
    views = tuple(
        PresetView(key, label, {VIEW_FILTER: key}, counted=key != "all")  # type: ignore[arg-type]  # lazy words
        for key, (label, _order) in VIEWS.items()
    )
    acts = (
        ListAct(
            key="accept",
            label=_l("Tiếp nhận các hồ sơ đã chọn"),
            run=accept_row,
            icon="check2-square",
            visible=lambda actor: actor.may(P.RECEIVE),
        ),
        ListAct(
            key="bring",
            label=_l("Kết quả đã về quầy"),
            run=bring_row,
            icon="inbox",
            visible=lambda actor: actor.may(P.RETURN_RESULT),
        ),
    )
    search_hint = _l("Mã, tên, số giấy tờ, điện thoại")
    empty_title = _l("Chưa có hồ sơ nào chờ tiếp nhận")
    empty_text = _l("Hồ sơ nộp trực tuyến sẽ hiện ở đây. Người đến quầy: bấm Tiếp nhận hồ sơ.")
    empty_url = "/lam-viec/mot-cua/tiep-nhan/"
    empty_label = _l("Tiếp nhận hồ sơ")

    def rows(self, actor: Actor) -> QuerySet[Dossier]:
        """Return the dossiers of the desks where the actor receives or returns."""
        visible = Dossier.objects.visible_to(actor).select_related("procedure_version")
        held = [units_with(actor, permission) for permission in (P.RECEIVE, P.RETURN_RESULT)]
        if None not in held:
            units = frozenset().union(*(found for found in held if found is not None))
            visible = visible.filter(receiving_unit_id__in=units)
        unread = Message.objects.filter(
            dossier=OuterRef("pk"), from_applicant=True, read_at__isnull=True
        )
        return visible.annotate(
            has_question=Exists(unread),
            was_opened=Exists(Viewing.objects.filter(dossier=OuterRef("pk"))),
        )

    def search(self, rows: QuerySet[Dossier], query: str) -> QuerySet[Dossier]:
        """Find by code, number, telephone or words of a name."""
        return queries.search(rows, text=query)  # type: ignore[arg-type]  # the room's own queryset

    def ordered(self, actor: Actor, state: ListState[Dossier]) -> QuerySet[Dossier]:
        """Return the rows in the order of the view."""
        return self.narrowed(actor, state).order_by(*state.order(self.order_of(state.params)))

    def order_of(self, params: QueryDict) -> Sequence[str]:
        """Return the order in which a pile is worked off."""
        return VIEWS.get(params.get(VIEW_FILTER, ""), VIEWS["all"])[1]

    def page(self, request: HttpRequest) -> HttpResponse:
        """Show what must be answered first; a whole code leads straight to its dossier."""
        actor = actor_of(request)
        self.permit(actor)
        if found := exact(request.GET.get("q", ""), actor):
            return redirect("desk_dossier", uid=found.uid)
        if not request.GET:
            request.GET = PresetView("waiting", "", {VIEW_FILTER: "waiting"}).params()  # type: ignore[assignment]  # read only from here
        fitting = replace_order(self.order_of(request.GET))
        return ListPage.page(fitting, request)

    def _tabs(self, actor: Actor, params: QueryDict) -> list[object]:  # type: ignore[override]  # the first tab is a view of its own here
        return list(super()._tabs(actor, params)[1:])

    def url(self, row: Dossier) -> str:
        """Open the dossier at the desk."""
        return reverse("desk_dossier", kwargs={"uid": row.uid})

    def preview_url(self, row: Dossier) -> str:
        """The same page, beside the list."""
        return self.url(row)

    def label(self, row: Dossier) -> str:
        """Name a row by its number."""
        return row.shown_number

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        identity.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[Dossier]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        services.note_export(dossiers=rows, actor=actor)

    def export(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Give the shown list as a file to those who may take it out."""
        require(actor_of(request), P.EXPORT)
        return super().export(request, kind)

    def context(self, request: HttpRequest, state: ListState[Dossier]) -> dict[str, object]:
        """Return where the officer sits and whether he signs scans."""
        actor = actor_of(request)
        unit = organization.unit_name(actor.unit_id) if actor.unit_id is not None else ""
        return {"unit": unit, "now": timezone.now(), **shift_of(actor)}


@cache
def replace_order(order: Sequence[str]) -> DeskList:
    """Return the list with the order of one of its piles."""
    page = DeskList()
    page.default_order = order  # type: ignore[misc]  # this one page's own
    return page


def shift_of(actor: Actor) -> dict[str, object]:
    """Return the signing shift for the top bar: open until, or that one may be opened."""
    if not actor.may(SigningPermission.SIGN_SCAN):
        return {"may_sign_scans": False}
    return {"may_sign_scans": True, "shift": current_shift(actor=actor)}


def exact(typed: str, actor: Actor) -> Dossier | None:
    """Return the dossier whose whole code or submission number was typed or scanned."""
    text = typed.strip()
    if len(text) < 6 or " " in text:
        return None
    rows = Dossier.objects.visible_to(actor)
    return rows.filter(Q(code=text.upper()) | Q(submission_number=text)).first()
