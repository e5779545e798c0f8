"""What was received and finished, by whom and on which day: read from the board's projection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet, Sum

from tinhso.dossiers.models import BoardCount
from tinhso.dossiers.queries.board import Output

COLUMNS: Final = {
    "agency": "agency_id",
    "unit": "unit_id",
    "procedure": "procedure_code",
    "person": "person",
}


@dataclass(frozen=True, kw_only=True)
class DayOutput:
    """One day of a row of bars."""

    day: date
    received: int
    finished: int


def output_by(
    *, agency_ids: Sequence[int], start: date, end: date, by: str = "agency"
) -> dict[str, Output]:
    """Return the counts of some agencies, split by agency, unit, procedure or person."""
    column = COLUMNS[by]
    found: dict[str, dict[str, int]] = {}
    sums = _rows(agency_ids, start, end).values(column, "kind").annotate(n=Sum("count"))
    for row in sums:
        found.setdefault(str(row[column]), {})[row["kind"]] = row["n"]
    return {
        key: Output(
            received=kinds.get("received", 0),
            early=kinds.get("done_early", 0),
            on_time=kinds.get("done_on_time", 0),
            late=kinds.get("done_late", 0),
        )
        for key, kinds in found.items()
    }


def output_per_day(*, agency_ids: Sequence[int], start: date, end: date) -> list[DayOutput]:
    """Return what came and what was finished on each day, days without anything too."""
    received: dict[date, int] = {}
    finished: dict[date, int] = {}
    sums = _rows(agency_ids, start, end).values("day", "kind").annotate(n=Sum("count"))
    for row in sums:
        target = received if row["kind"] == "received" else finished
        if row["kind"] == "received" or row["kind"].startswith("done_"):
            target[row["day"]] = target.get(row["day"], 0) + row["n"]
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return [
        DayOutput(day=day, received=received.get(day, 0), finished=finished.get(day, 0))
        for day in days
    ]


def _rows(agency_ids: Sequence[int], start: date, end: date) -> QuerySet[BoardCount]:
    rows = BoardCount.objects.filter(agency_id__in=agency_ids, day__gte=start, day__lte=end)
    return rows.order_by()
