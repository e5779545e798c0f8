"""Statistics of a period, split as asked: a fixed number of sums, however many dossiers there are.

Whatever is counted was either ended in the period or open at its end. The first are read from one
index that holds all they need, the second are few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from tinhso.dossiers.models import DossierQuerySet
from tinhso.dossiers.models.live import IsLive
from tinhso.dossiers.models.measuring import DaysBetween
from tinhso.dossiers.queries.figures import (
    ARRIVING,
    ENDING,
    FIGURES,
    LEFT,
    TURNED_AWAY,
    Span,
    measured,
)
from tinhso.dossiers.rules.states import ResultClass
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyLevel

COLUMNS: Final[Mapping[str, str]] = {
    "agency": "resolving_agency_id",
    "level": "resolving_agency_id",
    "field": "field_code",
    "procedure": "procedure_code",
    "unit": "resolving_unit_id",
    "person": "assignee",
}
"""By what statistics are split."""
ABOVE_COMMUNE: Final = "above_commune"
"""Stands for all tiers that are no commune: part I of the province's reports."""
CLASSES: Final = {
    ResultClass.EARLY: "early",
    ResultClass.ON_TIME: "on_time",
    ResultClass.LATE: "late",
}


@dataclass
class Line:
    """The figures of one line of a table."""

    key: str
    counts: dict[str, int] = field(default_factory=dict)
    days: float = 0.0

    def count(self, figure: str) -> int:
        """Return a figure; one that is a sum is added up from its parts."""
        parts = FIGURES[figure].parts
        return sum(map(self.count, parts)) if parts else self.counts.get(figure, 0)

    @property
    def average_days(self) -> Decimal | None:
        """Return how many days of 24 hours what was resolved took on average."""
        done = self.count("resolved")
        return Decimal(self.days / done).quantize(Decimal("0.1")) if done else None

    @property
    def in_time_share(self) -> Decimal | None:
        """Return the share resolved early or on time, in per cent with two places."""
        done = self.count("resolved")
        if not done:
            return None
        return (Decimal(100 * (done - self.count("late"))) / done).quantize(Decimal("0.01"))

    def add(self, other: "Line") -> None:
        """Take another line's figures along."""
        for figure, count in other.counts.items():
            self.counts[figure] = self.counts.get(figure, 0) + count
        self.days += other.days


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Every line of a table, and all of them together."""

    lines: list[Line]
    total: Line

    @property
    def balances(self) -> bool:
        """Tell whether what came in is what was resolved and what is left (identity of 07)."""
        total = self.total
        return total.count("total") == total.count("resolved") + total.count("open")


def statistics(
    *, actor: Actor, span: Span, by: str = "agency", where: Q | None = None
) -> Statistics:
    """Return the figures of a period for what the actor oversees, in at most five questions."""
    rows = measured(actor).order_by()
    if where is not None:
        rows = rows.filter(where)
    found: dict[str, Line] = {}
    for counted in _questions(rows, span, COLUMNS[by]):
        for row in counted:
            key = str(row.pop("group") if row["group"] is not None else "")
            row.pop("group", None)
            _take(found.setdefault(key, Line(key)), row)
    lines = list(found.values())
    if by == "level":
        lines = _by_level(lines)
    total = Line("")
    for line in lines:
        total.add(line)
    lines.sort(key=lambda line: (-line.count("total"), line.key))
    return Statistics(lines=lines, total=total)


def _questions(rows: DossierQuerySet, span: Span, column: str) -> Iterable[list[dict[str, object]]]:
    """Yield the sums: ended, ended without a class, open now, ended since, never accepted."""
    done = rows.filter(
        accepted_at__isnull=False, finished_at__gte=span.start, finished_at__lt=span.at
    )
    yield _grouped(
        done,
        column,
        **_counts(ARRIVING, span),
        # By the kept class alone: with the days of those without one, no index would hold all.
        **{name: Count("pk", filter=Q(result_class=kind)) for kind, name in CLASSES.items()},
        days=Sum(DaysBetween("accepted_at", "finished_at")),
    )
    yield _grouped(done.filter(result_class=""), column, **_counts(ENDING, span))
    left = _counts((*ARRIVING, *LEFT), span)
    running = rows.filter(IsLive(), finished_at__isnull=True, accepted_at__lt=span.at)
    yield _grouped(running, column, **left)
    if span.is_past:
        since = rows.filter(finished_at__gte=span.at, accepted_at__lt=span.at)
        yield _grouped(since, column, **left)
    away = rows.filter(
        accepted_at__isnull=True, finished_at__gte=span.start, finished_at__lt=span.at
    )
    yield _grouped(away, column, **_counts(TURNED_AWAY, span))


def _counts(figures: Iterable[str], span: Span) -> dict[str, Count]:
    return {name: Count("pk", filter=FIGURES[name].where(span)) for name in figures}


def _grouped(rows: DossierQuerySet, column: str, **sums: Count | Sum) -> list[dict[str, object]]:
    # Grouped by an expression: by the column SQLite would walk the column's own index.
    return [dict(row) for row in rows.values(group=Coalesce(column, column)).annotate(**sums)]


def _take(line: Line, row: Mapping[str, object]) -> None:
    for name, value in row.items():
        if name == "days":
            line.days += float(str(value or 0))
        else:
            line.counts[name] = line.counts.get(name, 0) + int(str(value))


def line_where(*, actor: Actor, by: str, key: str) -> Q:
    """Return which dossiers one line counts; `NotFound` for a key of the wrong kind."""
    if by == "level":
        agencies = organization.agency_infos(organization.descendants_of(actor.agency_id or 0))
        commune = AgencyLevel.COMMUNE
        kept = [
            pk
            for pk, one in agencies.items()
            if (one.level != commune if key == ABOVE_COMMUNE else one.level == key)
        ]
        return Q(resolving_agency_id__in=kept)
    kinds: dict[str, type[int] | type[UUID] | type[str]] = {
        "agency": int,
        "unit": int,
        "person": UUID,
    }
    try:
        return Q(**{COLUMNS[by]: kinds.get(by, str)(key)})
    except ValueError as wrong:
        raise NotFound from wrong


def _by_level(lines: Iterable[Line]) -> list[Line]:
    """Add the lines of agencies up to the tiers at which those work."""
    known = list(lines)
    agencies = organization.agency_infos(int(line.key) for line in known)
    found: dict[str, Line] = {}
    for line in known:
        level = agencies[int(line.key)].level
        found.setdefault(level, Line(level)).add(line)
    return list(found.values())
