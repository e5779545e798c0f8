"""Whether a process always ends before the law's date, over real days with their holidays.

A term of calendar days shrinks to very few working days around Tết; the hours of the steps are
working hours. So every working day of more than a year is tried, at its opening, at its closing
and at the last minute at which a same-day procedure still answers on the same day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from tinhso.kernel.calendar import Term, TermUnit, WorkCalendar, due
from tinhso.kernel.calendar.worktime import to_moment

DAYS_TRIED: Final = 800
"""Two Tết holidays and the years around them."""


@dataclass(frozen=True, kw_only=True)
class Overrun:
    """The worst day to begin: when the law's time ends, when the steps do, how much too long."""

    starts_at: datetime
    due_at: datetime
    ends_at: datetime
    fits_hours: int
    """The working hours that fit on that day, rounded down."""


def worst_overrun(
    *, hours: int, term: Term, calendar: WorkCalendar, first_day: date, days: int = DAYS_TRIED
) -> Overrun | None:
    """Return the day on which the steps pass the law's date by most, or None when never."""
    worst: Overrun | None = None
    for start in _starts(term, calendar, first_day, days):
        due_at = due(start=start, term=term, calendar=calendar).at
        fits = calendar.minutes_between(start, due_at)
        if fits < hours * 60 and (worst is None or fits // 60 < worst.fits_hours):
            worst = Overrun(
                starts_at=start,
                due_at=due_at,
                ends_at=calendar.add_minutes(start, hours * 60),
                fits_hours=fits // 60,
            )
    return worst


def _starts(term: Term, calendar: WorkCalendar, first_day: date, days: int) -> Iterator[datetime]:
    for offset in range(days):
        day = first_day + timedelta(days=offset)
        sessions = calendar.sessions(day)
        if not sessions:
            continue
        yield to_moment(day, sessions[0][0])
        yield to_moment(day, sessions[-1][1] - 1)
        if term.unit is TermUnit.SAME_DAY:
            cut_off = term.cut_off
            stop = calendar.counting_on(day).cut_off if cut_off is None else cut_off
            if sessions[0][0] < stop <= sessions[-1][1]:
                yield to_moment(day, stop)
