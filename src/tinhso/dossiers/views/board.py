"""A leader's board: what is late, due, done and to be decided; every number opens its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.dossiers import queries
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.board import BoardRow, Output
from tinhso.dossiers.queries.board import board as open_by
from tinhso.dossiers.queries.outputs import DayOutput, output_by, output_per_day
from tinhso.dossiers.queries.paged import labels
from tinhso.dossiers.queries.piles import standing_where
from tinhso.dossiers.queries.tax_figures import tax_figures
from tinhso.dossiers.services import is_connected, may_remind
from tinhso.dossiers.views._board_lines import BY, TARGET, BoardLine, drawn_lines
from tinhso.dossiers.views._board_trend import Trend
from tinhso.dossiers.views._periods import day_in
from tinhso.dossiers.views._work import officer_of
from tinhso.dossiers.views.board_sync import shown_sync
from tinhso.dossiers.views.inbox import drill, key_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.organization import queries as organization

DAYS_SHOWN = 30
MOST_LINES = 200
DECISIONS: dict[str, tuple[str | Promise, str, bool]] = {
    "apology": (gettext_lazy("Phải xin lỗi và hẹn lại"), "late", True),
    "correcting_late": (gettext_lazy("Quá hạn sửa kết quả sai"), "late", True),
    "correcting": (gettext_lazy("Đang sửa kết quả sai"), "run", False),
    "stop": (gettext_lazy("Người nộp xin dừng"), "soon", False),
    "silent": (gettext_lazy("Cơ quan được hỏi quá hạn chưa trả lời"), "soon", True),
    "obligation": (gettext_lazy("Chờ nghĩa vụ tài chính"), "run", False),
    "step_late": (gettext_lazy("Quá hạn của bước"), "soon", True),
    "unsynced": (gettext_lazy("Cổng quốc gia chưa nhận gói tin"), "late", False),
}
"""What waits for a leader's word: sentence, shape, and whether reminding helps."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One thing that waits for the leader: how many, and where they are."""

    key: str
    title: str
    kind: str
    count: int
    url: str
    may_remind: bool
    first: datetime | None
    """The earliest deadline of these, where they have one."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One day's bars, in units of a drawing 100 high."""

    day: date
    received: int
    finished: int
    x: int
    received_height: int
    finished_height: int

    @property
    def finished_x(self) -> int:
        """Return where the second bar begins."""
        return self.x + 5

    @property
    def received_y(self) -> int:
        """Return where the first bar ends above."""
        return 100 - self.received_height

    @property
    def finished_y(self) -> int:
        """Return where the second bar ends above."""
        return 100 - self.finished_height


@dataclass(frozen=True)
class Board:
    """All that the board's page shows for one leader."""

    actor: Actor
    by: str
    start: date
    end: date

    @cached_property
    def agency_ids(self) -> list[int]:
        """Return the agency and those below it."""
        if self.actor.agency_id is None:
            return []
        return organization.descendants_of(self.actor.agency_id)

    @cached_property
    def rows(self) -> list[BoardRow]:
        """Return the open work, split as asked."""
        return open_by(actor=self.actor, by=self.by)

    @cached_property
    def outputs(self) -> dict[str, Output]:
        """Return what was finished in the shown days, split as asked."""
        return output_by(agency_ids=self.agency_ids, start=self.start, end=self.end, by=self.by)

    @cached_property
    def lines(self) -> list[BoardLine]:
        """Return the lines, those least in time first."""
        known = {row.key: row for row in self.rows}
        rows = {key_of(key) for key in known}
        for key in self.outputs:
            if key_of(key) not in rows:
                known[key] = BoardRow(key=key, open=0, late=0, soon=0, within=0)
        names = labels(by=self.by, keys=[key for key in known if key_of(key) == key])
        nothing, list_url = Output(received=0, early=0, on_time=0, late=0), reverse("work_list")
        found = [
            BoardLine(
                name=names.get(key, _("Chưa giao ai") if key_of(key) != key else key),
                row=row,
                output=self.outputs.get(key, nothing),
                by=self.by,
                start=self.start,
                end=self.end,
                list_url=list_url,
                may_remind=row.late > 0 and self._may_remind(key),
            )
            for key, row in known.items()
        ]
        found.sort(key=lambda line: (line.share if line.share is not None else 101, -line.row.late))
        return found[:MOST_LINES]

    @cached_property
    def _units(self) -> dict[int, list[int]]:
        """Return the units of the agencies that are late; by unit, those of one's own agency."""
        if self.by != "agency":
            own = self.actor.agency_id
            return {} if own is None else {own: organization.unit_ids_of([own])}
        late = [int(row.key) for row in self.rows if row.late]
        return {pk: below.get(pk, []) for pk, below in organization.units_below(late).items()}

    def _may_remind(self, key: str) -> bool:
        """Tell whether reminding would reach anybody here; what others resolve is only watched."""
        if self.by not in {"agency", "unit"}:
            return True
        if self.by == "agency":
            places = [(unit_id, int(key)) for unit_id in self._units.get(int(key), [])]
        else:
            places = [(int(key), pk if int(key) in ids else 0) for pk, ids in self._units.items()]
        return any(may_remind(self.actor, unit_id=u, agency_id=a) for u, a in places)

    @cached_property
    def whole(self) -> Output:
        """Return what was received and finished in all: the sum, whatever it is split by."""
        outputs = self.outputs.values()
        return Output(
            received=sum(one.received for one in outputs),
            early=sum(one.early for one in outputs),
            on_time=sum(one.on_time for one in outputs),
            late=sum(one.late for one in outputs),
        )

    @property
    def open(self) -> int:
        """Return how many are being worked on."""
        return sum(row.open for row in self.rows)

    @property
    def late(self) -> int:
        """Return how many are late."""
        return sum(row.late for row in self.rows)

    @property
    def soon(self) -> int:
        """Return how many are due within three working days."""
        return sum(row.soon for row in self.rows)

    def first(self, pile: str) -> datetime | None:
        """Return the earliest deadline of what is `late`, `soon`, `step_late` or `apology`."""
        return min((row.first[pile] for row in self.rows if pile in row.first), default=None)

    @property
    def first_late(self) -> datetime | None:
        """Return since when the one that is latest is late."""
        return self.first("late")

    @property
    def first_soon(self) -> datetime | None:
        """Return when the next one is due."""
        return self.first("soon")

    @cached_property
    def trend(self) -> Trend:
        """Return how the share in time went, over as many days before as are shown."""
        before = self.start - (self.end - self.start) - timedelta(days=1)
        days = output_per_day(agency_ids=self.agency_ids, start=before, end=self.end)
        return Trend(days)

    @property
    def days(self) -> Sequence[DayOutput]:
        """Return each shown day's output."""
        return self.trend.days[len(self.trend.days) // 2 :]

    @property
    def bars(self) -> list[Bar]:
        """Return the drawing of the days, on one scale."""
        most = max((max(day.received, day.finished) for day in self.days), default=0) or 1
        return [
            Bar(
                day=day.day,
                received=day.received,
                finished=day.finished,
                x=n * 12,
                received_height=round(100 * day.received / most),
                finished_height=round(100 * day.finished / most),
            )
            for n, day in enumerate(self.days)
        ]

    @property
    def bars_width(self) -> int:
        """Return the width of the drawing."""
        return max(12, len(self.days) * 12)

    @cached_property
    def decisions(self) -> list[Decision]:
        """Return what waits for the leader's word, of what there is."""
        seen = queries.overseen(self.actor)
        found = []
        counted = {  # with the open work, by one look at it
            "apology": sum(row.apology for row in self.rows),
            "step_late": sum(row.step_late for row in self.rows),
        }
        for key, (title, kind, helps) in DECISIONS.items():
            if key in counted:
                count, first = counted[key], self.first(key)
            else:
                where = standing_where(actor=self.actor, standing=key)
                some = seen.filter(where).order_by()[:1000]
                deadline = "correction_due_at" if key.startswith("correcting") else "due_at"
                sums = some.aggregate(count=Count("pk"), first=Min(deadline))
                count, first = sums["count"], sums["first"]
            if count:
                found.append(
                    Decision(
                        key=key,
                        title=str(title),
                        kind=kind,
                        count=count,
                        url=drill(tinh_hinh=key),
                        may_remind=helps,
                        first=first,
                    )
                )
        return found


def leader_of(request: HttpRequest) -> Actor:
    """Return the leader who asks; for others the board does not exist."""
    actor = officer_of(request)
    if not actor.may(P.OVERSEE):
        raise NotFound
    return actor


def stretch_of(request: HttpRequest) -> tuple[date, date]:
    """Return the asked days; the last thirty without a wish. A year at most."""
    today = timezone.localdate()
    start, end = today - timedelta(days=DAYS_SHOWN - 1), today
    try:
        if request.GET.get("tu"):
            start = day_in(request.GET["tu"])
        if request.GET.get("den"):
            end = day_in(request.GET["den"])
    except ValueError as wrong:
        raise Invalid(_("Hãy ghi ngày, ví dụ 25/11/2026.")) from wrong
    if end < start or (end - start).days > 366:
        raise Invalid(_("Hãy chọn ngày đầu trước ngày cuối, trong vòng một năm."))
    return start, end


@require_safe
def board_view(request: HttpRequest) -> HttpResponse:
    """Show the board."""
    actor = leader_of(request)
    by = request.GET.get("theo", "agency")
    if by not in BY:
        raise NotFound
    start, end = stretch_of(request)
    board = Board(actor, by, start, end)
    agency = organization.agency_name(actor.agency_id) if actor.agency_id is not None else ""
    context = {
        "board": board,
        "by": by,
        "by_word": BY[by][0],
        "splits": [(key, words) for key, (words, _filter) in BY.items()],
        "agency_name": agency,
        "agency_id": actor.agency_id,
        "target": TARGET,
        "drawn_lines": drawn_lines(board.lines, asked_by=request),
        "open_url": drill(tinh_hinh="open"),
        "late_url": drill(tinh_hinh="late"),
        "soon_url": drill(tinh_hinh="soon"),
        "finished_url": f"{reverse('work_list')}?xong_tu={start}&xong_den={end}",
        "now": timezone.now(),
        "tax_lines": tax_figures(actor=actor, start=start, end=end),
        "synced": shown_sync(actor, start, end) if is_connected() else None,
    }
    return render(request, "dossiers/board/board.html", context)
