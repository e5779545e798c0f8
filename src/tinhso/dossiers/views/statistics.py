"""Statistics of a period: every figure opens its dossiers, beside it what the last period had."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.paged import labels
from tinhso.dossiers.queries.period_words import said, words_of
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.statistics import Line, Statistics, statistics
from tinhso.dossiers.rules.periods import Period
from tinhso.dossiers.views._inbox_filters import NO_ONE
from tinhso.dossiers.views._periods import PeriodForm, period_of, query_of
from tinhso.dossiers.views.board import leader_of
from tinhso.dossiers.views.figure_list import figure_url
from tinhso.dossiers.views.inbox import key_of
from tinhso.dossiers.views.work import pdf
from tinhso.kernel import audit, papers
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import NotFound
from tinhso.kernel.papers import in_vietnamese
from tinhso.kernel.web.lists.columns import Value
from tinhso.kernel.web.lists.export import FORMATS, About, csv_lines, write
from tinhso.organization import queries as organization

BY: Final[dict[str, tuple[str | Promise, str]]] = {
    "agency": (gettext_lazy("Cơ quan"), "co-quan"),
    "level": (gettext_lazy("Cấp"), "cap"),
    "field": (gettext_lazy("Lĩnh vực"), "linh-vuc"),
    "procedure": (gettext_lazy("Thủ tục"), "thu-tuc"),
    "unit": (gettext_lazy("Đơn vị"), "don-vi"),
    "person": (gettext_lazy("Người giữ"), "nguoi"),
}
"""By what the table is split, and the filter of the list behind each line."""
Columns = Sequence[tuple[str | Promise, Sequence[tuple[str, str | Promise]]]]
GROUPS: Final[Columns] = (
    (
        gettext_lazy("Phải giải quyết"),
        (
            ("online", gettext_lazy("Trực tuyến")),
            ("national", gettext_lazy("Cổng quốc gia")),
            ("post", gettext_lazy("Bưu chính")),
            ("desk", gettext_lazy("Tại quầy")),
            ("carried", gettext_lazy("Kỳ trước")),
            ("total", gettext_lazy("Tổng")),
        ),
    ),
    (
        gettext_lazy("Đã giải quyết"),
        (
            ("early", gettext_lazy("Trước hạn")),
            ("on_time", gettext_lazy("Đúng hạn")),
            ("late", gettext_lazy("Quá hạn")),
        ),
    ),
    (
        gettext_lazy("Đang giải quyết"),
        (
            ("open_within", gettext_lazy("Trong hạn")),
            ("open_late", gettext_lazy("Quá hạn")),
        ),
    ),
    (
        gettext_lazy("Không tiếp nhận"),
        (
            ("refused", gettext_lazy("Bị từ chối")),
            ("withdrawn", gettext_lazy("Rút")),
            ("unanswered", gettext_lazy("Không bổ sung")),
        ),
    ),
)
COLUMNS: Final = tuple(column for _words, columns in GROUPS for column in columns)
MOVED: Final = (
    gettext_lazy("Khi sắp xếp cơ quan"),
    (
        ("taken_over", gettext_lazy("Nhận bàn giao")),
        ("handed_over", gettext_lazy("Đã bàn giao")),
    ),
)
"""Shown where a merger of the period moved dossiers; what was taken over is in the total, too."""
SHARES: Final = (
    ("early", gettext_lazy("Trước hạn")),
    ("on_time", gettext_lazy("Đúng hạn")),
    ("late", gettext_lazy("Quá hạn")),
    ("open_within", gettext_lazy("Còn lại, trong hạn")),
    ("open_late", gettext_lazy("Còn lại, quá hạn")),
)
"""What the bars of the drawing are made of; each has a pattern of its own and stands in words."""
MOST_LINES: Final = 200
BAR: Final = 100
"""Bars are drawn in per cent of the width, so that their patterns keep their shape."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure and the address of its dossiers."""

    value: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a bar."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table as the page shows it."""

    name: str
    line: Line
    cells: list[Cell]
    parts: list[Part]

    @property
    def words(self) -> str:
        """Say the bar."""
        return "; ".join(f"{words}: {self.line.count(kind)}" for kind, words in SHARES)


@dataclass(frozen=True)
class Table:
    """The statistics of one period for one leader, with names and addresses."""

    actor: Actor
    period: Period
    by: str
    at: datetime

    @cached_property
    def found(self) -> Statistics:
        """Return the figures."""
        span = span_of(self.period.start, self.period.end, now=self.at)
        return statistics(actor=self.actor, span=span, by=self.by)

    @cached_property
    def former(self) -> Line:
        """Return the sums of the period before."""
        before = self.period.before
        span = span_of(before.start, before.end, now=self.at)
        return statistics(actor=self.actor, span=span, by="agency").total

    @cached_property
    def groups(self) -> Columns:
        """Return the columns: those of a merger only where one moved something."""
        moved = [key for key, _words in MOVED[1]]
        lines = [*self.found.lines, self.former]
        return (*GROUPS, MOVED) if any(x.count(key) for x in lines for key in moved) else GROUPS

    @cached_property
    def columns(self) -> list[tuple[str, str | Promise]]:
        """Return the figures of the columns and their words."""
        return [column for _words, columns in self.groups for column in columns]

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the names of all lines."""
        keys = [line.key for line in self.found.lines if key_of(line.key) != NO_ONE]
        return labels(by=self.by, keys=keys)

    def name_of(self, line: Line) -> str:
        """Return the name of a line."""
        if key_of(line.key) == NO_ONE:
            return _("Chưa giao ai")
        return self.names.get(line.key, line.key)

    @cached_property
    def rows(self) -> list[Row]:
        """Return the lines that the page shows, the longest first."""
        lines = self.found.lines[:MOST_LINES]
        most = max((line.count("total") for line in lines), default=0) or 1
        return [
            Row(
                name=self.name_of(line),
                line=line,
                cells=self.cells(line, {BY[self.by][1]: key_of(line.key)}),
                parts=parts_of(line, most),
            )
            for line in lines
        ]

    @property
    def hidden(self) -> int:
        """Return how many lines are only in the files."""
        return max(0, len(self.found.lines) - MOST_LINES)

    @property
    def total(self) -> list[Cell]:
        """Return the sums of all lines."""
        return self.cells(self.found.total, {})

    def cells(self, line: Line, filters: dict[str, str]) -> list[Cell]:
        """Return the figures of a line, each with its address."""
        return [
            Cell(value=line.count(key), url=figure_url(key, self.period, filters))
            for key, _words in self.columns
        ]

    @property
    def compared(self) -> list[tuple[int, int]]:
        """Return each sum of the former period, and by how much this one is more or less."""
        return [
            (self.former.count(key), self.found.total.count(key) - self.former.count(key))
            for key, _words in self.columns
        ]

    def headings(self) -> list[str]:
        """Return the first line of a file."""
        words = [str(BY[self.by][0])]
        words += [f"{group}: {label}" for group, columns in self.groups for _key, label in columns]
        return [*words, _("Số ngày trung bình"), _("Tỷ lệ đúng, trước hạn (%)")]

    def lines(self) -> Iterable[list[Value]]:
        """Yield every line of a file, the sums last."""
        for line in self.found.lines:
            yield self._values(self.name_of(line), line)
        yield self._values(_("Tổng cộng"), self.found.total)
        yield self._values(_("Kỳ trước"), self.former)

    def _values(self, name: str, line: Line) -> list[Value]:
        counts: list[Value] = [line.count(key) for key, _words in self.columns]
        return [name, *counts, line.average_days, line.in_time_share]


def parts_of(line: Line, most: int) -> list[Part]:
    """Return the parts of a line's bar, on the scale of the longest."""
    found, x = [], 0.0
    for kind, _words in SHARES:
        width = BAR * line.count(kind) / most
        if width:
            found.append(Part(kind=kind.replace("_", "-"), x=f"{x:.2f}%", width=f"{width:.2f}%"))
        x += width
    return found


def table_of(request: HttpRequest) -> Table:
    """Return the table that is asked for."""
    actor = leader_of(request)
    by = request.GET.get("theo", "agency")
    if by not in BY:
        raise NotFound
    return Table(actor, period_of(request), by, timezone.now())


@require_safe
def statistics_view(request: HttpRequest) -> HttpResponse:
    """Show the statistics of a period."""
    table = table_of(request)
    period = table.period
    context = {
        "table": table,
        "form": PeriodForm(period),
        "period_words": words_of(period),
        "before_words": words_of(period.before),
        "before_query": query_of(period.before, theo=table.by),
        "by": table.by,
        "by_word": BY[table.by][0],
        "splits": [(query_of(period, theo=key), words, key) for key, (words, _f) in BY.items()],
        "groups": [(words, len(columns)) for words, columns in table.groups],
        "columns": [label for _key, label in table.columns],
        "shares": [(kind.replace("_", "-"), words) for kind, words in SHARES],
        "query": query_of(period, theo=table.by),
        "formats": [*FORMATS, "pdf"] if table.actor.may(P.EXPORT) else [],
    }
    return render(request, "dossiers/board/statistics.html", context)


@require_safe
def statistics_file_view(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the table as a file: CSV, XLSX, ODS or a PDF to print."""
    table = table_of(request)
    require(table.actor, P.EXPORT)
    if kind not in {*FORMATS, "pdf"}:
        raise NotFound
    audit.record("dossiers.statistics_exported", actor=table.actor, by=table.by, kind=kind)
    name = f"thong-ke-{table.period.start}-{table.period.end}.{kind}"
    if kind == "pdf":
        return pdf(print_of(table), name)
    title, headings = _("Thống kê"), table.headings()
    if kind == "csv":
        response = HttpResponse(
            b"".join(csv_lines(headings, table.lines())), content_type=FORMATS["csv"]
        )
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    about = About.of(
        table.actor,
        (_("Cơ quan"), _agency(table)),
        (_("Kỳ"), words_of(table.period)),
        (_("Kỳ trước"), words_of(table.period.before)),
        (_("Xem theo"), BY[table.by][0]),
        (_("Tính đến"), table.at),
        counts_rows=False,
    )
    file = write(kind, title=title, headings=headings, rows=table.lines(), about=about)
    return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[kind])


def _agency(table: Table) -> str:
    """Return the agency whose reader asks; nothing where he belongs to none."""
    agency_id = table.actor.agency_id
    return organization.agency_name(agency_id) if agency_id is not None else ""


@in_vietnamese
def print_of(table: Table) -> bytes:
    """Return the table as a paper."""
    data = {
        "agency": _agency(table),
        "period": words_of(table.period),
        "at": timezone.localtime(table.at).isoformat(timespec="minutes"),
        "by": str(BY[table.by][0]),
        "groups": [[str(words), len(columns)] for words, columns in table.groups],
        "columns": [str(label) for _key, label in table.columns],
        "rows": [[said(value) for value in line] for line in table.lines()],
    }
    return papers.render("dossiers/statistics.typ", data)
