"""Statistics of a period, split as asked: a fixed number of sums, however many dossiers there are.

Whatever is counted was either ended in the period or open at its end. The first are read from one
index that holds all they need, the second are few. What a merger moved is left to `moved_figures`.
"""

from collections.abc import Collection, Iterable, Mapping
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
    CARRIED,
    ENDING,
    FIGURES,
    LEFT,
    TURNED_AWAY,
    Figure,
    behind,
    measured,
)
from tinhso.dossiers.queries.moved_figures import hand_overs, moved_figures
from tinhso.dossiers.queries.sides import moved_since, overseen
from tinhso.dossiers.queries.spans import Span
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
        """Tell whether what came in is what was resolved, left or handed over (identity of 07)."""
        total = self.total
        done = ("resolved", "open", "handed_over")
        return total.count("total") == sum(map(total.count, done))


def statistics(
    *, actor: Actor, span: Span, by: str = "agency", within: Collection[int] | None = None
) -> Statistics:
    """Return the figures of a period for what the actor oversees, in a fixed number of questions.

    `within` leaves all agencies out but these.
    """
    ids = overseen(actor)
    if within is not None:
        ids = [pk for pk in ids if pk in set(within)]
    rows = measured(actor, ids).order_by()
    found: dict[str, Line] = {}
    has_moved = moved_since(span).exists()
    if has_moved:
        rows = rows.exclude(pk__in=moved_since(span).values("row"))
    for counted in _questions(rows, span, COLUMNS[by]):
        for row in counted:
            take(found, row)
    if has_moved:
        for row in moved_figures(actor=actor, span=span, ids=ids, column=COLUMNS[by]):
            take(found, row)
    lines = list(found.values())
    if by == "level":
        lines = _by_level(lines)
    total = Line("")
    for line in lines:
        total.add(line)
    if has_moved:
        known = {line.key: line for line in lines}
        for key, figure, count in hand_overs(span=span, ids=ids, by=by, column=COLUMNS[by]):
            line = total if key is None else known.setdefault(key, Line(key))
            line.counts[figure] = line.counts.get(figure, 0) + count
        lines = list(known.values())
    lines.sort(key=lambda line: (-line.count("total"), line.key))
    return Statistics(lines=lines, total=total)


def _questions(rows: DossierQuerySet, span: Span, column: str) -> Iterable[list[dict[str, object]]]:
    """Yield the sums: ended, ended without a class, open now, ended since, never accepted."""
    arriving = (*ARRIVING, *CARRIED)
    done = rows.filter(
        accepted_at__isnull=False, finished_at__gte=span.start, finished_at__lt=span.at
    )
    yield _grouped(
        done,
        column,
        **_counts(arriving, span),
        # By the kept class alone: with the days of those without one, no index would hold all.
        **{name: Count("pk", filter=Q(result_class=kind)) for kind, name in CLASSES.items()},
        days=Sum(DaysBetween("accepted_at", "finished_at")),
    )
    yield _grouped(done.filter(result_class=""), column, **_counts(ENDING, span))
    left = _counts((*arriving, *LEFT), span)
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


def take(found: dict[str, Line], row: Mapping[str, object]) -> None:
    """Add what one question counted for one group to that group's line."""
    key = str(row["group"] if row["group"] is not None else "")
    line = found.setdefault(key, Line(key))
    for name, value in row.items():
        if name == "days":
            line.days += float(str(value or 0))
        elif name != "group":
            line.counts[name] = line.counts.get(name, 0) + int(str(value))


def agencies_of_level(*, actor: Actor, key: str) -> list[int]:
    """Return the agencies of a tier among those a leader oversees; `ABOVE_COMMUNE` for the rest."""
    agencies = organization.agency_infos(overseen(actor))
    commune = AgencyLevel.COMMUNE
    return [
        pk
        for pk, one in agencies.items()
        if (one.level != commune if key == ABOVE_COMMUNE else one.level == key)
    ]


def line_where(*, actor: Actor, figure: Figure, span: Span, by: str, key: str) -> Q:
    """Return which of `ever_measured` a figure counts, in one line of a table where one is named.

    `NotFound` for a key of the wrong kind.
    """
    everywhere = overseen(actor)
    if not key:
        return behind(figure, span=span, ids=everywhere)
    if by == "level":
        ids = agencies_of_level(actor=actor, key=key)
        return behind(figure, span=span, ids=ids)
    kinds: dict[str, type[int] | type[UUID] | type[str]] = {
        "agency": int,
        "unit": int,
        "person": UUID,
    }
    try:
        value = kinds.get(by, str)(key)
    except ValueError as wrong:
        raise NotFound from wrong
    if isinstance(value, int):
        return behind(figure, span=span, ids=[value], field=COLUMNS[by])
    return behind(figure, span=span, ids=everywhere) & Q(**{COLUMNS[by]: value})


def _by_level(lines: Iterable[Line]) -> list[Line]:
    """Add the lines of agencies up to the tiers at which those work."""
    known = list(lines)
    agencies = organization.agency_infos(int(line.key) for line in known)
    found: dict[str, Line] = {}
    for line in known:
        level = agencies[int(line.key)].level
        found.setdefault(level, Line(level)).add(line)
    return list(found.values())
