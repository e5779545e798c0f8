"""The lines of a periodic report, as counted now and as they were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tinhso.dossiers.rules.reports import ReportForm


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """One line: its part, what it is of, and the columns from (3) on."""

    part: str
    key: str
    name: str
    values: tuple[int, ...]
    is_sum: bool = False


def as_kept(row: Mapping[str, Any], form: ReportForm) -> ReportRow:
    """Return a row as it was sent; what a sum is called is said in the reader's language."""
    name = _("Tổng số") if row["is_sum"] else row["name"]
    values = spread(row["values"], len(form.columns_of(row["part"])))
    return ReportRow(**{**row, "name": name, "values": values})


def spread(values: Sequence[int], many: int) -> tuple[int, ...]:
    """Return values under the columns of today: those a form was sent without stand first."""
    return (0,) * (many - len(values)) + tuple(values)


def summed(form: ReportForm, rows: Sequence[ReportRow], *, part: str = "") -> ReportRow:
    columns = form.columns_of(part)
    sums = tuple(sum(row.values[n] for row in rows) for n in range(len(columns)))
    return ReportRow(part=part, key="", name=_("Tổng số"), values=sums, is_sum=True)
