"""The inbox of those who resolve: what is due first, with the leader's numbers behind each view."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier, DossierSight
from tinhso.dossiers.models.board import NOBODY
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.officials import Official, officials_of
from tinhso.dossiers.queries.piles import STANDINGS, answered_where, inbox_where, standing_where
from tinhso.dossiers.rules.rating import QUESTIONS
from tinhso.dossiers.rules.states import Channel, DossierState, ResultClass
from tinhso.dossiers.templatetags.dossiers import deadline, dossier_state, name_over_number
from tinhso.dossiers.views._inbox_filters import (
    NO_ONE,
    ConditionFilter,
    KeyFilter,
    _agency_word,
    _is_uid,
    _person_word,
    _procedure_word,
    _unit_word,
    agency_choices,
    person_choices,
    procedure_choices,
    unit_choices,
)
from tinhso.dossiers.views._work import officer_of
from tinhso.identity import queries as identity
from tinhso.identity import services as identity_services
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.calendar import remaining, say_remaining
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Filter,
    ListAct,
    ListPage,
    MultiFilter,
    PresetView,
)
from tinhso.kernel.web.lists.state import ListState

ASSIGN = "assign"
VIEWS: dict[str, str | Promise] = {
    "mine": gettext_lazy("Của tôi"),
    "unit": gettext_lazy("Chờ phân công"),
    "consultations": gettext_lazy("Được hỏi ý kiến"),
    "to_sign": gettext_lazy("Đang trình ký"),
    "to_issue": gettext_lazy("Chờ vào số, đóng dấu"),
    "all": gettext_lazy("Của đơn vị"),
}


def step_due(row: Dossier) -> datetime | None:
    """Return until when the work in hand is to be done: of a correction the days of the law."""
    return row.correction_due_at if row.is_in_correction else row.step_due_at


class TimeColumn(Column[Dossier]):
    """A deadline with what is left of it; the dossier's and the step's stand apart."""

    def cell(self, row: Dossier) -> SafeString:
        """Return what is left and when it ends."""
        is_step = self.key == "step_due"
        at = step_due(row) if is_step else row.due_at
        runs = row.clock_runs or (is_step and row.is_in_correction)
        left = ""
        if at is not None and runs:
            left = say_remaining(remaining(due_at=at, agency_id=row.resolving_agency_id))
        return deadline(at, runs=runs, left=left)


def take_row(row: Dossier, actor: Actor) -> object:
    """Take one dossier."""
    return services.take(uid=row.uid, actor=actor)


def remind_row(row: Dossier, actor: Actor) -> object:
    """Remind who holds one dossier."""
    return services.remind(uids=[row.uid], actor=actor)


def give_row(assignee: UUID, row: Dossier, actor: Actor) -> object:
    """Give one dossier to the chosen official."""
    return services.assign(uid=row.uid, assignee=assignee, actor=actor)


def choose_first(_row: Dossier, _actor: Actor) -> object:
    """Refuse: dossiers are given to somebody, who is chosen on the next page."""
    raise Invalid(_("Hãy chọn người được giao."))


class InboxList(ListPage[Dossier]):
    """Everything an officer, head or leader may see, what is due first on top."""

    name = "dossiers.work"
    title = gettext_lazy("Hồ sơ")
    columns = (
        Column(
            "dossier",
            gettext_lazy("Hồ sơ"),
            draw=name_over_number,
            export=lambda d: d.shown_number,
        ),
        Column(
            "procedure", gettext_lazy("Thủ tục"), lambda d: d.procedure_version.name, shown=False
        ),
        Column("owner", gettext_lazy("Chủ hồ sơ"), lambda d: d.owner_masked),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            draw=dossier_state,
            export=lambda d: d.get_state_display(),
        ),
        Column("assignee", gettext_lazy("Người giữ"), lambda d: d.assignee_name),
        TimeColumn("step_due", gettext_lazy("Hạn của bước"), export=step_due),
        TimeColumn(
            "due", gettext_lazy("Hẹn trả"), export=lambda d: d.due_at, sort=("due_at", "id")
        ),
        Column("accepted", gettext_lazy("Tiếp nhận"), lambda d: d.accepted_at, shown=False),
        Column("finished", gettext_lazy("Xong"), lambda d: d.finished_at, shown=False),
        Column(
            "result",
            gettext_lazy("So với hạn"),
            lambda d: d.get_result_class_display(),
            shown=False,
            data=False,
        ),
    )
    filters: ClassVar[tuple[Filter, ...]] = (
        ConditionFilter(
            "view",
            gettext_lazy("Nhóm việc"),
            choices=tuple(VIEWS.items()),
            where=lambda actor, value: inbox_where(actor=actor, view=value),
            in_tabs=True,
        ),
        ConditionFilter(
            "tinh-hinh",
            gettext_lazy("Tình hình"),
            choices=tuple(STANDINGS.items()),
            where=lambda actor, value: standing_where(actor=actor, standing=value),
        ),
        MultiFilter("trang-thai", gettext_lazy("Trạng thái"), "state", DossierState.choices),
        DateRangeFilter("hen", gettext_lazy("Hẹn trả"), "due_at"),
        KeyFilter(
            "co-quan",
            gettext_lazy("Cơ quan giải quyết"),
            "resolving_agency_id",
            choices=agency_choices,
            name_of=_agency_word,
        ),
        KeyFilter(
            "don-vi",
            gettext_lazy("Đơn vị"),
            "resolving_unit_id",
            choices=unit_choices,
            name_of=_unit_word,
        ),
        KeyFilter(
            "nguoi",
            gettext_lazy("Người giữ"),
            "assignee",
            choices=person_choices,
            name_of=_person_word,
        ),
        KeyFilter(
            "thu-tuc",
            gettext_lazy("Thủ tục"),
            "procedure_code",
            choices=procedure_choices,
            name_of=_procedure_word,
        ),
        ChoiceFilter("kenh", gettext_lazy("Kênh"), "channel", Channel.choices),
        DateRangeFilter("nhan", gettext_lazy("Tiếp nhận"), "accepted_at"),
        DateRangeFilter("xong", gettext_lazy("Xong"), "finished_at"),
        DateRangeFilter("danh-gia", gettext_lazy("Đánh giá"), "rating__rated_at"),
        ConditionFilter(
            "cau-hoi",
            gettext_lazy("Câu được đánh giá"),
            choices=tuple(QUESTIONS.items()),
            where=lambda _actor, question: answered_where(question),
        ),
        MultiFilter("so-voi-han", gettext_lazy("So với hạn"), "result_class", ResultClass.choices),
    )
    views: ClassVar[tuple[PresetView, ...]] = tuple(
        PresetView(key, label, {"view": key}) for key, label in VIEWS.items()
    )
    default_order = ("due_at", "id")
    export_permission = P.EXPORT
    sight = DossierSight
    key_field = "uid"
    acts: ClassVar[tuple[ListAct[Dossier], ...]] = (
        ListAct(
            key=ASSIGN,
            label=gettext_lazy("Phân công…"),
            run=choose_first,
            icon="person-plus",
            hotkey="Alt+G",
            visible=lambda actor: actor.may(P.ASSIGN),
        ),
        ListAct(
            key="take",
            label=gettext_lazy("Nhận việc"),
            run=take_row,
            icon="person-check",
            hotkey="Alt+N",
            visible=lambda actor: actor.may(P.APPRAISE),
        ),
        ListAct(
            key="remind",
            label=gettext_lazy("Nhắc"),
            run=remind_row,
            icon="bell",
            visible=lambda actor: actor.may(P.OVERSEE),
        ),
    )
    search_hint = gettext_lazy("Mã, tên, số giấy tờ, điện thoại")
    empty_title = gettext_lazy("Chưa có hồ sơ nào")
    empty_text = gettext_lazy(
        "Hồ sơ một cửa chuyển đến sẽ hiện ở đây, hồ sơ đến hạn trước đứng trên."
    )

    def rows(self, actor: Actor) -> QuerySet[Dossier]:
        """Return what the actor sees of all that was accepted."""
        visible = Dossier.objects.visible_to(actor).filter(due_at__isnull=False)
        return visible.for_lists()

    def search(self, rows: QuerySet[Dossier], query: str) -> QuerySet[Dossier]:
        """Find by code, number, telephone or words of a name."""
        return queries.search(rows, text=query)  # type: ignore[arg-type]  # the room's own queryset

    def act_of(self, key: str) -> ListAct[Dossier] | None:
        """Return the act of a key; "assign:<account>" gives dossiers to that official."""
        kind, _colon, account = key.partition(":")
        if kind != ASSIGN or not account:
            return super().act_of(key)
        try:
            uid = UUID(account)
        except ValueError:
            return None
        name = identity.account_names([uid]).get(uid)
        if name is None:
            return None
        return ListAct(
            key=key,
            label=_("Giao cho %(name)s") % {"name": name},
            run=partial(give_row, uid),
            visible=lambda actor: actor.may(P.ASSIGN),
        )

    def bulk(self, request: HttpRequest) -> HttpResponse:
        """Start an act over the chosen rows; to assign, choose first to whom."""
        if request.POST.get("viec") == ASSIGN and request.POST.getlist("chon"):
            chosen = urlencode({"chon": request.POST.getlist("chon")}, doseq=True)
            return redirect(f"{reverse('work_assign_many')}?{chosen}")
        return super().bulk(request)

    def url(self, row: Dossier) -> str:
        """Open the dossier."""
        return reverse("work_dossier", kwargs={"uid": row.uid})

    def preview_url(self, row: Dossier) -> str:
        """Show it beside the list."""
        return reverse("work_preview", kwargs={"uid": row.uid})

    def label(self, row: Dossier) -> str:
        """Name a row by its number."""
        return row.shown_number

    def prepare(self, rows: Sequence[Dossier], *, actor: Actor) -> None:
        """Mark whose data is under a restriction."""
        queries.mark_restricted(rows)

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        identity_services.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[Dossier]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        services.note_export(dossiers=rows, actor=actor)

    def context(self, request: HttpRequest, state: ListState[Dossier]) -> dict[str, object]:
        """Return the moment by which the page was drawn."""
        return {"now": timezone.now()}


@require_safe
def assign_many_view(request: HttpRequest) -> HttpResponse:
    """Choose to whom several dossiers go, with what lies in each one's hands."""
    actor = officer_of(request)
    require(actor, P.ASSIGN)
    keys = [key for key in request.GET.getlist("chon") if _is_uid(key)][:500]
    rows = list(InboxList().by_keys(actor, keys).order_by("due_at", "pk"))
    if not rows:
        raise Invalid(_("Chưa chọn dòng nào; hãy đánh dấu ít nhất một dòng."))
    once: dict[UUID, Official] = {}
    for unit_id in dict.fromkeys(row.resolving_unit_id for row in rows):
        once |= {official.uid: official for official in officials_of(unit_id=unit_id)}
    context = {"rows": rows, "officials": list(once.values()), "list_url": reverse("work_list")}
    return render(request, "dossiers/officer/assign_many.html", context)


def drill(**filters: str) -> str:
    """Return the address of the list with these filters: the rows behind a number."""
    return f"{reverse('work_list')}?{question_of(**filters)}"


def question_of(**filters: str) -> str:
    """Return these filters as an address asks for them."""
    known = {key.replace("_", "-"): value for key, value in filters.items() if value}
    return urlencode(known)


def key_of(value: str) -> str:
    """Return a board's key as the list's filter takes it; nobody has a word of its own."""
    return NO_ONE if value in {"", str(NOBODY)} else value
