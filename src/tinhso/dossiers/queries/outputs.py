"""What was received and finished, by whom and on which day: read from the board's projection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet, Sum

from tinhso.dossiers.models import BoardCount
from tinhso.dossiers.queries.board import Output, counted

COLUMNS: Final = {
    "agency": "agency_id",
    "unit": "unit_id",
    "procedure": "procedure_code",
    "person": "person",
}


@dataclass(frozen=True, kw_only=True)
class DayOutput(Output):
    """What came and what was finished on one day."""

    day: date


def output_by(
    *, agency_ids: Sequence[int], start: date, end: date, by: str = "agency"
) -> dict[str, Output]:
    """Return the counts of some agencies, split by agency, unit, procedure or person."""
    column = COLUMNS[by]
    found: dict[str, dict[str, int]] = {}
    sums = _rows(agency_ids, start, end).values(column, "kind").annotate(n=Sum("count"))
    for row in sums:
        found.setdefault(str(row[column]), {})[row["kind"]] = row["n"]
    return {key: Output(**counted(kinds)) for key, kinds in found.items()}


def output_per_day(*, agency_ids: Sequence[int], start: date, end: date) -> list[DayOutput]:
    """Return what came and what was finished on each day, days without anything too."""
    found: dict[date, dict[str, int]] = {}
    sums = _rows(agency_ids, start, end).values("day", "kind").annotate(n=Sum("count"))
    for row in sums:
        found.setdefault(row["day"], {})[row["kind"]] = row["n"]
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return [DayOutput(day=day, **counted(found.get(day, {}))) for day in days]


def _rows(agency_ids: Sequence[int], start: date, end: date) -> QuerySet[BoardCount]:
    rows = BoardCount.objects.filter(agency_id__in=agency_ids, day__gte=start, day__lte=end)
    return rows.order_by()
