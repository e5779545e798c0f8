"""Lists of those who keep the house running: jobs, deliveries, the audit trail."""

from collections.abc import Sequence
from typing import ClassVar, Final
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, ActorKind, actor_of, require
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.db.folding import having
from tinhso.kernel.db.text import fold
from tinhso.kernel.events.handlers import deliveries, delivery_title
from tinhso.kernel.events.models import OutboxEntry, OutboxState
from tinhso.kernel.jobs.definitions import definitions, title_of
from tinhso.kernel.jobs.models import Job, JobState
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    PresetView,
    TextFilter,
)
from tinhso.kernel.web.lists.shown import M
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.operations import queries, services
from tinhso.kernel.web.operations.permissions import OperationsPermission as P
from tinhso.kernel.web.registry import account_names

ACTOR_KINDS: Final = (
    (ActorKind.OFFICIAL.value, _("cán bộ, công chức")),
    (ActorKind.CITIZEN.value, _("công dân")),
    (ActorKind.BUSINESS.value, _("doanh nghiệp, tổ chức")),
    (ActorKind.CLIENT.value, _("hệ thống kết nối")),
    (ActorKind.SYSTEM.value, _("phần mềm")),
    (ActorKind.ANONYMOUS.value, _("chưa đăng nhập")),
)


class OperatorsList(ListPage[M]):
    """What these lists share: they are for whoever holds their permission."""

    permission: ClassVar[str] = P.VIEW

    def permit(self, actor: Actor) -> None:
        """Let in who holds the permission."""
        require(actor, self.permission)


def _by_title(pair: tuple[str, str]) -> str:
    return fold(pair[1])


def _known_jobs(_actor: Actor | None) -> Sequence[tuple[str, str]]:
    return sorted(((name, title_of(name)) for name, _job in definitions), key=_by_title)


def _receivers(_actor: Actor | None) -> Sequence[tuple[str, str]]:
    return sorted(((name, delivery_title(name)) for name, _one in deliveries), key=_by_title)


def _called(query: str, known: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names of what is called so, accents or not."""
    return [name for name, title in known if fold(query) in fold(title)]


class JobList(OperatorsList[Job]):
    """Background work, the newest first; what stopped is run again, one by one or many at once."""

    name = "operations.jobs"
    title = _("Việc nền")
    template = "kernel/operations/jobs.html"
    key_field = "uid"
    columns = (
        Column(
            "name",
            _("Việc"),
            template="kernel/operations/_job_cell.html",
            export=lambda j: j.title,
            data=False,
        ),
        Column("code", _("Tên kỹ thuật"), value=lambda j: j.name, shown=False),
        Column("state", _("Trạng thái"), value=lambda j: j.get_state_display(), data=False),
        Column("run_at", _("Chạy lúc"), value=lambda j: j.run_at, sort="run_at", data=False),
        Column(
            "attempts",
            _("Số lần"),
            value=lambda j: f"{j.attempts}/{j.max_attempts}",
            data=False,
            numeric=True,
        ),
        Column(
            "progress",
            _("Tiến độ"),
            template="kernel/operations/_progress_cell.html",
            export=lambda j: f"{j.progress_done}/{j.progress_total}" if j.progress_total else "",
        ),
        Column("error", _("Lỗi"), value=lambda j: j.error),
        Column("asked", _("Tạo lúc"), value=lambda j: j.created_at, data=False, shown=False),
        Column("ended", _("Kết thúc"), value=lambda j: j.finished_at, data=False, shown=False),
        Column("where", _("Nơi chạy"), value=lambda j: j.leased_by, shown=False),
        Column("uid", _("Mã"), value=lambda j: str(j.uid), shown=False),
    )
    filters = (
        ChoiceFilter("state", _("Trạng thái"), "state", JobState.choices, in_tabs=True),
        ChoiceFilter("viec", _("Việc"), "name", _known_jobs),
        DateRangeFilter("chay", _("Chạy"), "run_at"),
    )
    views = tuple(
        PresetView(state.value, state.label, {"state": state.value})
        for state in (JobState.WAITING, JobState.RUNNING, JobState.PARKED, JobState.DONE)
    )
    acts = (
        ListAct(
            key="again",
            label=_("Chạy lại"),
            icon="arrow-clockwise",
            run=lambda job, actor: services.run_job_again(uid=job.uid, actor=actor),
            visible=lambda actor: actor.may(P.RUN_AGAIN),
        ),
        ListAct(
            key="park",
            label=_("Dừng lại"),
            icon="pause",
            run=lambda job, actor: services.park_job(uid=job.uid, actor=actor),
            visible=lambda actor: actor.may(P.RUN_AGAIN),
        ),
    )
    search_hint = _("Tên việc, mã, hoặc chữ trong lỗi")
    empty_title = _("Không có việc nào như vậy")
    empty_text = _("Hãy bỏ bớt bộ lọc. Việc đã xong lâu ngày được dọn khỏi danh sách.")

    def rows(self, actor: Actor) -> models.QuerySet[Job]:
        """Return every job: they carry ids and codes only."""
        return Job.objects.all()

    def search(self, rows: models.QuerySet[Job], query: str) -> models.QuerySet[Job]:
        """Find by the job's own id, or by letters of its name or error."""
        uid = _uuid(query)
        if uid is not None:
            return rows.filter(uid=uid)
        named = _called(query, _known_jobs(None))
        return rows.filter(models.Q(name__in=named) | having(query, "name", "error"))

    def url(self, row: Job) -> str:
        """Lead to the job."""
        return reverse("operations_job", args=[row.uid])

    def label(self, row: Job) -> str:
        """Name the row."""
        return row.title

    def context(self, request: HttpRequest, state: ListState[Job]) -> dict[str, object]:
        """Return the rhythms and the workers, which stand below the list."""
        return {
            "schedules": queries.schedules(actor=actor_of(request)),
            "workers": queries.workers(actor=actor_of(request)),
        }


class OutboxList(OperatorsList[OutboxEntry]):
    """What leaves the house, without what it says; what stopped is sent again."""

    name = "operations.outbox"
    title = _("Hộp thư đi")
    template = "kernel/operations/outbox.html"
    columns = (
        Column(
            "what",
            _("Gửi gì"),
            template="kernel/operations/_receiver_cell.html",
            export=lambda e: e.title,
            data=False,
        ),
        Column("at", _("Xảy ra lúc"), value=lambda e: e.event.occurred_at, data=False),
        Column("state", _("Trạng thái"), value=lambda e: e.get_state_display(), data=False),
        Column("sent", _("Đã gửi lúc"), value=lambda e: e.sent_at, data=False),
        Column("attempts", _("Số lần"), value=lambda e: e.attempts, data=False, numeric=True),
        Column("error", _("Lỗi"), value=lambda e: e.error),
        Column("due", _("Gửi lúc"), value=lambda e: e.due_at, data=False, shown=False),
        Column("event", _("Sự kiện"), value=lambda e: e.event.type, shown=False),
        Column("receiver", _("Tên kỹ thuật"), value=lambda e: e.handler, shown=False),
        Column("id", _("Mã sự kiện"), value=lambda e: str(e.event_id), shown=False),
    )
    filters = (
        ChoiceFilter("state", _("Trạng thái"), "state", OutboxState.choices, in_tabs=True),
        ChoiceFilter("noi-nhan", _("Gửi gì"), "handler", _receivers),
        TextFilter("su-kien", _("Sự kiện"), "event__type"),
        DateRangeFilter("xay-ra", _("Xảy ra"), "event__occurred_at"),
    )
    views = tuple(
        PresetView(state.value, state.label, {"state": state.value}, counted=state != "sent")
        for state in (OutboxState.WAITING, OutboxState.PARKED, OutboxState.SENT)
    )
    acts = (
        ListAct(
            key="again",
            label=_("Gửi lại"),
            icon="arrow-clockwise",
            run=lambda entry, actor: services.send_again(entry_id=entry.pk, actor=actor),
            visible=lambda actor: actor.may(P.SEND_AGAIN),
        ),
    )
    search_hint = _("Gửi gì, mã sự kiện, hoặc chữ trong lỗi")
    empty_title = _("Không có bản nào như vậy")
    empty_text = _("Khi có gì rời khỏi hệ thống, từng lần gửi hiện ở đây.")

    def rows(self, actor: Actor) -> models.QuerySet[OutboxEntry]:
        """Return every delivery, without its payload."""
        return OutboxEntry.objects.select_related("event").defer("event__payload")

    def search(
        self, rows: models.QuerySet[OutboxEntry], query: str
    ) -> models.QuerySet[OutboxEntry]:
        """Find by the event's id, or by letters of receiver or error."""
        uid = _uuid(query)
        if uid is not None:
            return rows.filter(event_id=uid)
        named = _called(query, _receivers(None))
        return rows.filter(models.Q(handler__in=named) | having(query, "handler", "error"))

    def url(self, row: OutboxEntry) -> str:
        """Lead to the delivery."""
        return reverse("operations_outbox_entry", args=[row.pk])

    def label(self, row: OutboxEntry) -> str:
        """Name the row."""
        return row.title

    def context(self, request: HttpRequest, state: ListState[OutboxEntry]) -> dict[str, object]:
        """Return how far the projections have followed, which stands below the list."""
        return {"projections": queries.projection_places(actor=actor_of(request))}


class AuditList(OperatorsList[AuditEntry]):
    """The audit trail: who did what to which record, when; every cell leads to more of its kind."""

    name = "operations.audit"
    title = _("Nhật ký hệ thống")
    template = "kernel/operations/audit.html"
    permission = P.VIEW_AUDIT
    export_limit = 5000
    columns = (
        Column("at", _("Lúc"), value=lambda e: e.at, sort=("at", "id"), data=False),
        Column(
            "action",
            _("Việc"),
            template="kernel/operations/_action_cell.html",
            export=lambda e: e.action,
        ),
        Column(
            "actor",
            _("Người làm"),
            template="kernel/operations/_actor_cell.html",
            export=lambda e: " ".join(
                part
                for part in (e.actor_kind, e.actor_code, str(e.actor_id or ""), e.actor_name)
                if part
            ),
        ),
        Column(
            "target",
            _("Đối tượng"),
            template="kernel/operations/_target_cell.html",
            export=lambda e: f"{e.target_type} {e.target_id}".strip(),
        ),
        Column(
            "data",
            _("Giá trị"),
            value=lambda e: " ".join(f"{name}={value}" for name, value in e.data.items()),
        ),
        Column(
            "delegated",
            _("Theo ủy quyền của"),
            value=lambda e: str(e.delegated_by or ""),
            shown=False,
        ),
        Column("id", _("Mã"), value=lambda e: str(e.pk), shown=False),
    )
    filters = (
        TextFilter("viec", _("Việc"), "action", lookup="exact"),
        ChoiceFilter("nguoi", _("Người làm"), "actor_kind", ACTOR_KINDS),
        DateRangeFilter("luc", _("Lúc"), "at"),
    )
    views = (
        PresetView("refused", _("Bị từ chối"), {"viec": "kernel.refused"}),
        PresetView("signed_in", _("Đăng nhập"), {"viec": "identity.signed_in"}),
        PresetView("exported", _("Xuất danh sách"), {"viec": "web.list_exported"}),
    )
    default_sort = "-at"
    default_order = ("-at", "-id")
    search_hint = _("Mã người làm, hoặc loại và số đối tượng")
    empty_title = _("Không có mục nào như vậy")
    empty_text = _(
        "Tìm bằng đủ mã người làm, bằng loại và số đối tượng (dossiers.dossier 114),"
        " hoặc chọn ngày rộng hơn."
    )

    def rows(self, actor: Actor) -> models.QuerySet[AuditEntry]:
        """Return the whole trail: ids, codes and numbers, never what people wrote."""
        return AuditEntry.objects.all()

    def search(self, rows: models.QuerySet[AuditEntry], query: str) -> models.QuerySet[AuditEntry]:
        """Find by who acted, by the entry itself, or by the record ("dossiers.dossier 114")."""
        uid = _uuid(query)
        if uid is not None:
            mine = models.Q(actor_id=uid) | models.Q(delegated_by=uid)
            return rows.filter(mine | models.Q(pk=uid) | models.Q(target_id=str(uid)))
        kind, _space, number = query.rpartition(" ")
        if kind:
            return rows.filter(target_type=kind.strip(), target_id=number)
        return rows.filter(
            models.Q(target_id=query) | models.Q(actor_code=query) | models.Q(action=query)
        )

    def prepare(self, rows: Sequence[AuditEntry], *, actor: Actor) -> None:
        """Put names of officials beside their ids, for all rows at once."""
        officials = {row.actor_id for row in rows if row.actor_kind == ActorKind.OFFICIAL}
        wanted = {uid for uid in officials if uid is not None}
        names: dict[UUID, str] = {}
        for _room, name_them in account_names:
            names |= name_them(wanted) if wanted else {}
        for row in rows:
            row.actor_name = names.get(row.actor_id, "") if row.actor_id else ""

    def label(self, row: AuditEntry) -> str:
        """Name the row."""
        return row.action

    def context(self, request: HttpRequest, state: ListState[AuditEntry]) -> dict[str, object]:
        """Return where the chain stands."""
        return {"trail": queries.trail(actor=actor_of(request))}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
