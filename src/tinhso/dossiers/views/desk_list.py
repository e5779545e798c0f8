"""The desk's list: what must be answered first, in piles, to search, to take out, to act on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier, DossierSight, Message, StopRequest, Viewing
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.piles import in_units, live, units_with
from tinhso.dossiers.rules.states import WITH_RESULT, Channel, DossierState, ResultClass
from tinhso.dossiers.templatetags.dossiers import desk_state, name_and_number
from tinhso.dossiers.views._calling import panel_of
from tinhso.dossiers.views._shift import shift_of
from tinhso.identity import services as identity
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.calendar import remaining, say_remaining
from tinhso.kernel.db.paging import Sight, page_of
from tinhso.kernel.db.text import alphabetical
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    PresetView,
    YesNoFilter,
)
from tinhso.kernel.web.lists.columns import Text
from tinhso.kernel.web.lists.filters import Reading
from tinhso.kernel.web.lists.shown import Tab
from tinhso.kernel.web.lists.state import VIEW, ListState
from tinhso.kernel.web.markup import put
from tinhso.kernel.web.templatetags.kernel import due
from tinhso.kernel.web.words import short_day, when
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

S = DossierState

VIEW_FILTER = "view"
NEWEST = 200
"""So many of the newest dossiers say which agencies a desk works for."""
VIEWS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "waiting": (gettext_lazy("Chờ tiếp nhận"), ("arrived_at", "id")),
    "supplement": (gettext_lazy("Chờ bổ sung"), ("state_since", "id")),
    "stop": (gettext_lazy("Xin dừng"), ("state_since", "id")),
    "to_return": (gettext_lazy("Chờ trả"), ("state_since", "id")),
    "mine": (gettext_lazy("Tôi đang giữ"), ("-arrived_at", "-id")),
    "watched": (gettext_lazy("Theo dõi"), ("-arrived_at", "-id")),
    "all": (gettext_lazy("Tất cả"), ("-arrived_at", "-id")),
}
"""Names and orders of the views: what must be answered first comes first."""
EMPTY: dict[str, tuple[Text, Text]] = {
    "supplement": (
        gettext_lazy("Không ai đang phải bổ sung"),
        gettext_lazy("Hồ sơ đã yêu cầu bổ sung hiện ở đây cho đến khi người nộp trả lời."),
    ),
    "stop": (
        gettext_lazy("Chưa ai xin dừng"),
        gettext_lazy("Đề nghị dừng của người nộp sẽ hiện ở đây."),
    ),
    "to_return": (
        gettext_lazy("Chưa có kết quả nào chờ trả"),
        gettext_lazy("Kết quả đã ký, đóng dấu hiện ở đây cho đến khi trao cho người nộp."),
    ),
    "mine": (
        gettext_lazy("Bạn chưa nhận hồ sơ nào"),
        gettext_lazy("Hồ sơ bạn tiếp nhận sẽ hiện ở đây."),
    ),
    "watched": (
        gettext_lazy("Chưa nơi nào nhận hộ"),
        gettext_lazy("Hồ sơ của cơ quan bạn mà quầy khác tiếp nhận hiện ở đây để bạn theo dõi."),
    ),
}


def condition_of(view: str, actor: Actor) -> Q:
    """Return which dossiers of the desk a view holds."""
    waiting = {S.INTAKE_SUPPLEMENT, S.SUPPLEMENT, S.PREPAY_WAIT}
    asked = StopRequest.objects.filter(decided_at__isnull=True).values("dossier_id")
    conditions = {
        "waiting": live(S.SUBMITTED),
        "supplement": live(*waiting),
        "stop": Q(pk__in=asked),
        "to_return": live(*WITH_RESULT),
        "mine": Q(accepted_by=actor.id),
        "all": Q(),
    }
    held = units_held(actor)
    if view == "watched":
        watched = Q(monitoring_unit__isnull=False)
        return watched if held is None else watched & in_units("monitoring_unit_id", held)
    own = Q() if held is None or view == "all" else in_units("receiving_unit_id", held)
    return conditions[view] & own


def units_held(actor: Actor) -> frozenset[int] | None:
    """Return the units where the officer receives or returns; None stands for all."""
    held = [units_with(actor, permission) for permission in (P.RECEIVE, P.RETURN_RESULT)]
    found = [units for units in held if units is not None]
    return frozenset().union(*found) if len(found) == len(held) else None


def view_of(params: QueryDict) -> str:
    """Return which pile an address asks for; nothing for all of them."""
    asked = params.get(VIEW_FILTER, "") or params.get(VIEW, "")
    return asked if asked in VIEWS else ""


class DueColumn(Column[Dossier]):
    """What presses: the hours left to answer, or the promised time; of a result, how it stands."""

    def cell(self, row: Dossier) -> SafeString:
        """Return what is left and when it ends; no clock runs on while a result is not fetched."""
        if row.state in WITH_RESULT and row.finished_at is not None:
            kind = "late" if row.result_class == ResultClass.LATE else "wait"
            since = told(_("Có kết quả từ %(day)s"), day=short_day(row.finished_at))
            said = row.get_result_class_display()
            shown = '<span class="due {}"><b>{}</b> <time>{}</time></span>'
            return put(shown, kind, said, since)
        at = due_of(row)
        left = ""
        if at is not None and not row.is_over:
            left = say_remaining(remaining(due_at=at, agency_id=row.receiving_agency_id))
        if at is not None and not left:
            return put('<span class="muted">{}</span>', when(at))
        return due(at, left=left)


class FewFilter(YesNoFilter):
    """A mark that few dossiers bear: these are taken by the index of the mark.

    SQLite would take the index of a state or agency that is asked for too, which holds nearly all.
    """

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take `co` by the keys of those marked, `khong` as it comes."""
        found = super().read(params, actor)
        if params.get(self.key) != "co":
            return found
        marked = Dossier.objects.filter(**{self.field: True}).values("pk")
        return replace(found, condition=Q(pk__in=marked))


def due_of(row: Dossier) -> datetime | None:
    """Return the time by which the desk owes something."""
    return row.answer_due_at if row.state == S.SUBMITTED else row.due_at


def fields_of(_actor: Actor) -> list[tuple[str, str]]:
    """Return the fields of life for the filter."""
    found = procedures.choices(on=timezone.localdate())
    return [(choice.key, choice.name) for choice in found.fields]


def agencies_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies that resolve what this desk takes in: its own, and those of late."""
    ids = {actor.agency_id} if actor.agency_id is not None else set()
    taken = queries.desk_list(actor=actor, view="all")
    newest = page_of(
        taken.values("id", "arrived_at", "resolving_agency_id"),
        order=VIEWS["all"][1],
        size=NEWEST,
        sight=Sight(DossierSight, actor.sight_keys),
    )
    ids |= {row["resolving_agency_id"] for row in newest.rows}
    names = organization.agency_names(ids)
    return sorted(
        ((str(pk), name) for pk, name in names.items()), key=lambda pair: alphabetical(pair[1])
    )


def accept_row(row: Dossier, actor: Actor) -> object:
    """Take one chosen dossier in; its papers were checked before."""
    done = services.accept(uid=row.uid, actor=actor)
    services.sign_new_papers(uid=row.uid, actor=actor)
    return done


def bring_row(row: Dossier, actor: Actor) -> object:
    """Keep that one chosen result lies at the desk."""
    return services.bring_to_desk(uid=row.uid, actor=actor)


class DeskList(ListPage[Dossier]):
    """The dossiers of the desks where the officer works."""

    name = "dossiers.desk"
    title = gettext_lazy("Hồ sơ tại quầy")
    template = "dossiers/desk/list.html"
    export_permission = P.EXPORT
    key_field = "uid"
    sight = DossierSight
    columns = (
        Column(
            "dossier",
            gettext_lazy("Hồ sơ"),
            draw=name_and_number,
            export=lambda d: d.shown_number,
        ),
        Column(
            "procedure", gettext_lazy("Thủ tục"), lambda d: d.procedure_version.name, shown=False
        ),
        Column("owner", gettext_lazy("Chủ hồ sơ"), lambda d: d.owner_masked),
        Column(
            "arrived",
            gettext_lazy("Nộp lúc"),
            lambda d: d.arrived_at,
            sort="arrived_at",
            data=False,
        ),
        DueColumn("due", gettext_lazy("Hạn"), export=lambda d: d.answer_due_at or d.due_at),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            draw=desk_state,
            export=lambda d: str(d.get_state_display()),
        ),
        Column(
            "channel",
            gettext_lazy("Kênh"),
            lambda d: d.get_channel_display(),
            shown=False,
            data=False,
        ),
        Column("assignee", gettext_lazy("Người thụ lý"), lambda d: d.assignee_name, shown=False),
    )
    filters = (
        ChoiceFilter("channel", gettext_lazy("Kênh"), "channel", Channel.choices),
        ChoiceFilter("field", gettext_lazy("Lĩnh vực"), "field_code", fields_of, data=True),
        ChoiceFilter(
            "agency", gettext_lazy("Cơ quan giải quyết"), "resolving_agency_id", agencies_of, True
        ),
        ChoiceFilter("state", gettext_lazy("Tình trạng"), "state", DossierState.choices),
        DateRangeFilter("arrived", gettext_lazy("Nộp"), "arrived_at"),
        DateRangeFilter("due", gettext_lazy("Hẹn trả"), "due_at"),
        FewFilter("wait", gettext_lazy("Chờ người nộp"), "has_wait"),
        FewFilter("priority", gettext_lazy("Ưu tiên"), "is_priority"),
    )
    views = tuple(
        PresetView(key, label, {VIEW_FILTER: key}, counted=key != "all")
        for key, (label, _order) in VIEWS.items()
    )
    acts = (
        ListAct(
            key="accept",
            label=gettext_lazy("Tiếp nhận các hồ sơ đã chọn"),
            run=accept_row,
            icon="check2-square",
            visible=lambda actor: actor.may(P.RECEIVE),
        ),
        ListAct(
            key="bring",
            label=gettext_lazy("Kết quả đã về quầy"),
            run=bring_row,
            icon="inbox",
            visible=lambda actor: actor.may(P.RETURN_RESULT),
        ),
    )
    search_hint = gettext_lazy("Mã, tên, số giấy tờ, điện thoại")
    empty_title = gettext_lazy("Chưa có hồ sơ nào chờ tiếp nhận")
    empty_text = gettext_lazy(
        "Hồ sơ nộp trực tuyến sẽ hiện ở đây. Người đến quầy: bấm Tiếp nhận hồ sơ."
    )
    empty_url = "/lam-viec/mot-cua/tiep-nhan/"
    empty_label = gettext_lazy("Tiếp nhận hồ sơ")

    def rows(self, actor: Actor) -> QuerySet[Dossier]:
        """Return the dossiers of the desks where the actor works, and what these watch."""
        visible = Dossier.objects.visible_to(actor).for_lists()
        units = units_held(actor)
        if units is not None:
            visible = visible.filter(
                in_units("receiving_unit_id", units) | in_units("monitoring_unit_id", units)
            )
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

    def state_of(self, actor: Actor, params: QueryDict) -> ListState[Dossier]:
        """Read an address; its pile goes along into saved views and exports."""
        return super().state_of(actor, _with_pile(params))

    def narrowed(
        self, actor: Actor, state: ListState[Dossier], seen: QuerySet[Dossier] | None = None
    ) -> QuerySet[Dossier]:
        """Return the rows of the pile that the filters let through."""
        rows = super().narrowed(actor, state, seen)
        view = view_of(state.params)
        return rows.filter(condition_of(view, actor)) if view else rows

    def ordered(self, actor: Actor, state: ListState[Dossier]) -> QuerySet[Dossier]:
        """Return the rows in the order in which the pile is worked off."""
        order = VIEWS.get(view_of(state.params), VIEWS["all"])[1]
        return self.narrowed(actor, state).order_by(*state.order(order))

    def asks_for_few(self, state: ListState[Dossier]) -> bool:
        """Tell whether an address asks for a pile that is worked off."""
        return view_of(state.params) in queries.PILES

    def page(self, request: HttpRequest) -> HttpResponse:
        """Show what must be answered first; a whole code leads straight to its dossier."""
        actor = actor_of(request)
        self.permit(actor)
        if found := exact(request.GET.get("q", ""), actor):
            return redirect("desk_dossier", uid=found.uid)
        if not request.GET:
            request.GET = PresetView("waiting", "", {VIEW_FILTER: "waiting"}).params()  # type: ignore[assignment]  # read only from here
        return ListPage.page(of_pile(view_of(request.GET)), request)

    def _tabs(
        self, actor: Actor, params: QueryDict, sight: Sight | None, seen: QuerySet[Dossier]
    ) -> list[Tab]:
        return super()._tabs(actor, params, sight, seen)[1:]

    def url(self, row: Dossier) -> str:
        """Open the dossier at the desk."""
        return reverse("desk_dossier", kwargs={"uid": row.uid})

    def preview_url(self, row: Dossier) -> str:
        """The same page, beside the list."""
        return self.url(row)

    def label(self, row: Dossier) -> str:
        """Name a row by its number."""
        return row.shown_number

    def prepare(self, rows: Sequence[Dossier], *, actor: Actor) -> None:
        """Mark whose data is under a restriction."""
        queries.mark_restricted(rows)

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        identity.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[Dossier]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        services.note_export(dossiers=rows, actor=actor)

    def context(self, request: HttpRequest, state: ListState[Dossier]) -> dict[str, object]:
        """Return where the officer sits and whether he signs scans."""
        actor = actor_of(request)
        unit = organization.unit_name(actor.unit_id) if actor.unit_id is not None else ""
        calling = {**panel_of(actor), "from_page": "desk"}
        return {"unit": unit, "now": timezone.now(), **shift_of(actor), **calling}


@cache
def of_pile(view: str) -> DeskList:
    """Return the list as one of its piles: its order, and what its empty page says."""
    page = DeskList()
    page.default_order = VIEWS.get(view, VIEWS["all"])[1]  # type: ignore[misc]  # this one's own
    if view in EMPTY:
        page.empty_title, page.empty_text = EMPTY[view]  # type: ignore[misc, assignment]  # this one's own
    return page


def _with_pile(params: QueryDict) -> QueryDict:
    view = view_of(params)
    if not view or params.get(VIEW_FILTER) == view:
        return params
    known = params.copy()
    known[VIEW_FILTER] = view
    return known


def exact(typed: str, actor: Actor) -> Dossier | None:
    """Return the dossier whose whole code or submission number was typed or scanned."""
    text = typed.strip().upper()
    if len(text) < 6 or " " in text:
        return None
    rows = Dossier.objects.visible_to(actor)
    return rows.filter(Q(code=text) | Q(submission_number=text)).first()
