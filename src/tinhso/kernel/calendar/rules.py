"""What a term means and when it ends: pure decisions on a `WorkCalendar`.

The counting follows Bộ luật Dân sự 2015, Arts. 146 to 148 (a term of days begins the day after;
one that ends on a day off ends with the next working day) and the practice of one-stop desks
(eight working hours make a day; what comes after closing counts from the next opening).
"""

import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.calendar.worktime import (
    MINUTES_A_DAY,
    DueHour,
    WorkCalendar,
    to_minute,
    to_moment,
)
from tinhso.kernel.db.text import canonical_json

__all__ = [
    "MINUTES_A_DAY",
    "DayKind",
    "DueDate",
    "DueHour",
    "Line",
    "Remaining",
    "Term",
    "TermUnit",
    "due",
    "hours_to_days",
    "lines_from_text",
    "lines_to_text",
    "remaining_between",
]

Value = str | int | bool


class TermUnit(models.TextChoices):
    """In what a term is counted; the codes of the national procedure database map to these."""

    WORKING_DAY = "working_day", _("ngày làm việc")
    CALENDAR_DAY = "calendar_day", _("ngày")
    WORKING_HOUR = "working_hour", _("giờ làm việc")
    HOUR = "hour", _("giờ")
    MONTH = "month", _("tháng")
    SAME_DAY = "same_day", _("trong ngày")


class DayKind(models.TextChoices):
    """Why a day differs from its weekday."""

    HOLIDAY = "holiday", _("Ngày lễ, Tết")
    COMPENSATION = "compensation", _("Nghỉ bù")
    SWAPPED = "swapped", _("Nghỉ hoán đổi")
    MAKE_UP = "make_up", _("Làm bù")
    DECLARED = "declared", _("Nghỉ theo quyết định")


@dataclass(frozen=True)
class Line:
    """One step of a reckoning: a code and its values; words come when it is shown."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Term:
    """How long something may take.

    `cut_off` is the minute of the day after which a same-day procedure answers on the next
    working day (900 for 15:00); left out, the agency's own setting of that day holds.
    """

    value: int
    unit: TermUnit
    cut_off: int | None = None

    def __post_init__(self) -> None:
        if self.value < 1:
            raise ValueError("A term is at least one of its unit.")
        if self.unit == TermUnit.SAME_DAY and self.value != 1:
            raise ValueError("The same day is one day.")
        if self.cut_off is not None and not 0 <= self.cut_off < 24 * 60:
            raise ValueError("A cut-off is a minute of the day.")


@dataclass(frozen=True)
class DueDate:
    """When a term ends and how it was reckoned.

    `calendar_token` names the state of the calendar it was reckoned with, so that a due date
    fixed while a day off was being declared can be found and reckoned again.
    """

    at: datetime
    lines: tuple[Line, ...]
    calendar_token: str = ""

    def as_text(self) -> str:
        """Return the reckoning as canonical JSON, to be kept as text beside the date."""
        return lines_to_text(self.lines)


@dataclass(frozen=True)
class Remaining:
    """Working time left until a due date, or gone since then when `is_late`."""

    days: int
    minutes: int
    is_late: bool


def lines_to_text(lines: Iterable[Line]) -> str:
    """Return lines as canonical JSON."""
    return canonical_json([{"code": line.code, **line.values} for line in lines])


def lines_from_text(text: str) -> tuple[Line, ...]:
    """Return the lines kept by `lines_to_text`."""
    rows: list[dict[str, Value]] = json.loads(text) if text else []
    return tuple(
        Line(str(row["code"]), {key: value for key, value in row.items() if key != "code"})
        for row in rows
    )


def hours_to_days(hours: int) -> int:
    """Return working hours as working days, a begun day counted whole."""
    return -(-hours * 60 // MINUTES_A_DAY)


def due(*, start: datetime, term: Term, calendar: WorkCalendar) -> DueDate:
    """Return when a term that starts at this moment ends, explained line by line.

    Terms of working days end at the hour the agency's setting names; terms of calendar days and
    months always end with the working day (Bộ luật Dân sự, Art. 148), and on a day off with the
    next one. A later start never gives an earlier end.
    """
    counted_from = calendar.opening(start)
    lines = [Line("accepted", {"at": _text(start)})]
    if counted_from != to_moment(*to_minute(start)):
        lines.append(
            Line("counted_from", {"at": _text(counted_from), "why": _why(start, calendar)})
        )
    own_since = calendar.hours_on(to_minute(counted_from)[0]).own_since
    if own_since is not None:
        lines.append(Line("own_hours", {"since": own_since.isoformat()}))
    lines.append(Line("term", {"value": term.value, "unit": str(term.unit)}))
    at, more = _COUNTERS[term.unit](counted_from, term, calendar)
    lines += more
    lines += _days_off(counted_from, at, term, calendar)
    lines.append(Line("due", {"at": _text(at)}))
    return DueDate(at=at, lines=tuple(lines), calendar_token=calendar.token)


def remaining_between(*, now: datetime, due_at: datetime, calendar: WorkCalendar) -> Remaining:
    """Return the working time left; days are whole working days after today.

    On the last day `days` is 0 and `minutes` says how long the office still works before it.
    """
    is_late = now > due_at
    first, last = (due_at, now) if is_late else (now, due_at)
    days = calendar.working_days_between(to_minute(first)[0], to_minute(last)[0])
    return Remaining(days=days, minutes=calendar.minutes_between(first, last), is_late=is_late)


Counted = tuple[datetime, list[Line]]


def _same_day(start: datetime, term: Term, calendar: WorkCalendar) -> Counted:
    day, minute = to_minute(start)
    cut_off = calendar.counting_on(day).cut_off if term.cut_off is None else term.cut_off
    if minute <= cut_off:
        return calendar.closing(day), [Line("before_cut_off", {"minute": cut_off})]
    return calendar.closing(calendar.next_working_day(day)), [
        Line("after_cut_off", {"minute": cut_off})
    ]


def _working_hours(start: datetime, term: Term, calendar: WorkCalendar) -> Counted:
    return calendar.add_minutes(start, term.value * 60), []


def _hours(start: datetime, term: Term, calendar: WorkCalendar) -> Counted:
    plain = start + timedelta(hours=term.value)
    at = calendar.settle(plain)
    if at == plain:
        return at, []
    return at, [Line("moved_to_opening", {"from": _text(plain), "to": _text(at)})]


def _working_days(start: datetime, term: Term, calendar: WorkCalendar) -> Counted:
    day, minute = to_minute(start)
    last = calendar.next_working_day(day, count=term.value)
    lines = [Line("first_day", {"on": calendar.next_working_day(day).isoformat()})]
    if calendar.counting_on(day).due_hour is DueHour.ACCEPTANCE_HOUR:
        return calendar.fit(last, minute), [*lines, Line("due_hour", {"rule": "acceptance_hour"})]
    return calendar.closing(last), [*lines, Line("due_hour", {"rule": "end_of_day"})]


def _calendar_days(start: datetime, term: Term, calendar: WorkCalendar) -> Counted:
    day = to_minute(start)[0]
    first = Line("first_day", {"on": (day + timedelta(days=1)).isoformat()})
    return _ending_with(day + timedelta(days=term.value), calendar, first)


def _months(start: datetime, term: Term, calendar: WorkCalendar) -> Counted:
    day = to_minute(start)[0]
    years, month = divmod(day.month - 1 + term.value, 12)
    year, month = day.year + years, month + 1
    last = date(year, month, min(day.day, monthrange(year, month)[1]))
    first = Line("first_day", {"on": (day + timedelta(days=1)).isoformat()})
    return _ending_with(last, calendar, first)


def _ending_with(last: date, calendar: WorkCalendar, first: Line) -> Counted:
    lines = [first]
    working = calendar.this_or_next_working_day(last)
    if working != last:
        lines.append(Line("moved", {"from": last.isoformat(), "to": working.isoformat()}))
    return calendar.closing(working), [*lines, Line("due_hour", {"rule": "end_of_day"})]


_COUNTERS: Final = {
    TermUnit.SAME_DAY: _same_day,
    TermUnit.WORKING_HOUR: _working_hours,
    TermUnit.HOUR: _hours,
    TermUnit.WORKING_DAY: _working_days,
    TermUnit.CALENDAR_DAY: _calendar_days,
    TermUnit.MONTH: _months,
}


def _text(moment: datetime) -> str:
    return to_moment(*to_minute(moment)).isoformat(timespec="minutes")


def _why(start: datetime, calendar: WorkCalendar) -> str:
    day, minute = to_minute(start)
    sessions = calendar.sessions(day)
    if not sessions:
        return "day_off"
    if minute < sessions[0][0]:
        return "before_opening"
    if minute >= sessions[-1][1]:
        return "after_closing"
    return "between_sessions"


def _days_off(start: datetime, end: datetime, term: Term, calendar: WorkCalendar) -> list[Line]:
    """Name the days off that were stepped over, the make-up days that counted, and guesses."""
    first, last = to_minute(start)[0], to_minute(end)[0]
    lines: list[Line] = []
    skips = term.unit in (TermUnit.WORKING_DAY, TermUnit.WORKING_HOUR)
    if skips:
        weekly = sum(
            not calendar.weekly_sessions(day) and day not in calendar.days
            for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        )
        if weekly:
            lines.append(Line("weekly_days_off", {"count": weekly}))
    guessed: set[int] = set()
    for special in calendar.special_days_between(first, last):
        if special.is_provisional:
            guessed.add(special.on.year)
        if not skips and special.kind != DayKind.DECLARED:
            continue
        lines.append(
            Line(
                "worked_instead" if special.sessions else "day_off",
                {
                    "on": special.on.isoformat(),
                    "name": special.name,
                    "name_en": special.name_en,
                    "decision": special.decision,
                    "half": bool(special.sessions) and special.kind != DayKind.MAKE_UP,
                },
            )
        )
    guessed |= set(range(first.year, last.year + 1)) - calendar.known_years
    lines += [Line("provisional", {"year": year}) for year in sorted(guessed)]
    return lines
