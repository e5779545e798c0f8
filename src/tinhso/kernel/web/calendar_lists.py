"""Every day off and make-up day of all years, as a list: found again, taken out as a file."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import queries
from tinhso.kernel.calendar.models import PROVINCE, CalendarDay
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, YesNoFilter
from tinhso.kernel.web.lists.columns import Text
from tinhso.kernel.web.registry import names_of_agencies

SCOPES: Sequence[tuple[str, Text]] = (("True", _("toàn tỉnh")), ("False", _("cơ quan")))


def _scope(row: CalendarDay) -> str:
    name: str = vars(row).get("agency_name", "")
    return name or str(dict(SCOPES)[str(row.agency_id == PROVINCE)])


def _sessions(row: CalendarDay) -> str:
    if row.sessions:
        return ", ".join(f"{begins}–{ends}" for begins, ends in row.sessions)
    is_work = row.kind == DayKind.MAKE_UP
    return str(_("như ngày được làm bù") if is_work else _("nghỉ cả ngày"))


def _state(row: CalendarDay) -> str:
    if row.withdrawn_at is not None:
        return str(_("Đã hủy"))
    return str(_("Dự kiến") if row.is_provisional else _("Đã quyết định"))


class SpecialDays(ListPage[CalendarDay]):
    """The days that differ from their weekday, with the law or decision each rests on."""

    name = "calendar.days"
    title = _("Ngày nghỉ và ngày làm bù")
    template = "kernel/calendar/days.html"
    columns = (
        Column("on", _("Ngày"), lambda d: d.on, sort="on", data=False),
        Column("name", _("Tên"), lambda d: d.name, sort="name"),
        Column("kind", _("Loại"), lambda d: d.get_kind_display(), data=False),
        Column("scope", _("Phạm vi"), _scope, data=False),
        Column("sessions", _("Buổi làm việc"), _sessions, data=False),
        Column("decision", _("Căn cứ"), lambda d: d.decision),
        Column("decided", _("Ngày quyết định"), lambda d: d.decided_on, data=False, shown=False),
        Column("state", _("Tình trạng"), _state, data=False),
        Column("reason", _("Lý do hủy"), lambda d: d.withdrawal_reason, shown=False),
    )
    filters = (
        ChoiceFilter("loai", _("Loại"), "kind", DayKind.choices),
        ChoiceFilter("pham-vi", _("Phạm vi"), "is_provinces", SCOPES),
        YesNoFilter("da-huy", _("Đã hủy"), "is_withdrawn"),
        DateRangeFilter("ngay", _("Ngày"), "on", is_time=False),
    )
    default_sort = "-on"
    words_in = ("name", "decision")
    search_hint = _("Tên ngày hoặc căn cứ")
    empty_title = _("Không có ngày nào như vậy")

    def permit(self, actor: Actor) -> None:
        """Let in who may change a calendar."""
        super().permit(actor)
        queries.changeable_by(actor)

    def rows(self, actor: Actor) -> QuerySet[CalendarDay]:
        """Return the province's days, and those of the agencies whose calendar the actor keeps."""
        days = queries.days_shown(queries.changeable_by(actor))
        return days.annotate(
            is_provinces=Q(agency_id=PROVINCE), is_withdrawn=Q(withdrawn_at__isnull=False)
        )

    def prepare(self, rows: Sequence[CalendarDay], *, actor: Actor) -> None:
        """Name the agencies of all rows at once."""
        names = names_of_agencies({row.agency_id for row in rows})
        for row in rows:
            vars(row)["agency_name"] = names.get(row.agency_id, "")

    def label(self, row: CalendarDay) -> str:
        """Name the row for screen readers."""
        return row.name
