"""The working time of one agency: sessions per day, and arithmetic upon them.

Pure: built from plain values, it touches no database, clock or setting. All arithmetic is in
whole minutes of Vietnam's time (UTC+7 all year); moments are floored to their minute, as the
receipt shows them.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTES_A_DAY: Final = 480
"""Eight working hours are one working day (Bộ luật Lao động 2019, Art. 105)."""

Session = tuple[int, int]
"""From minute to minute of one day, for example (420, 690) for 07:00 to 11:30."""

_LONGEST_SEARCH: Final = 400
_ONE_DAY: Final = timedelta(days=1)


class NoWorkingTime(ValueError):
    """More than a year without one working minute: the office hours were entered wrongly."""


class DueHour(StrEnum):
    """At what hour of its last day a term counted in working days ends."""

    END_OF_DAY = "end_of_day"
    ACCEPTANCE_HOUR = "acceptance_hour"


@dataclass(frozen=True)
class HoursPeriod:
    """Office hours in force from a day on; one tuple of sessions for Monday to Sunday each.

    `own_since` is since when an agency has hours of its own, None where the province's hold.
    """

    effective_from: date
    week: tuple[tuple[Session, ...], ...]
    own_since: date | None = None


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from its weekday; no sessions means nobody works."""

    on: date
    kind: str
    name: str
    name_en: str = ""
    decision: str = ""
    sessions: tuple[Session, ...] = ()
    is_provisional: bool = False


@dataclass(frozen=True)
class CountingPeriod:
    """How terms are counted from a day on."""

    effective_from: date
    due_hour: DueHour = DueHour.END_OF_DAY
    cut_off: int = 15 * 60


def to_minute(moment: datetime) -> tuple[date, int]:
    """Return the Vietnamese day and the minute of that day; a moment needs its time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    local = moment.astimezone(VIETNAM)
    return local.date(), local.hour * 60 + local.minute


def to_moment(day: date, minute: int) -> datetime:
    """Return the moment of a minute of a Vietnamese day; minute 1440 is the next midnight."""
    return datetime.combine(day, time(), tzinfo=VIETNAM) + timedelta(minutes=minute)


class WorkCalendar:
    """When one agency works. Answers are kept per day, so asking again is a look-up."""

    def __init__(
        self,
        *,
        hours: Sequence[HoursPeriod],
        days: Mapping[date, SpecialDay],
        counting: Sequence[CountingPeriod] = (),
        token: str = "",
    ) -> None:
        """Take periods in any order; `token` names the state of the calendar it was built from."""
        self.token = token
        self.days: Mapping[date, SpecialDay] = dict(days)
        self.known_years = frozenset(day.year for day in self.days)
        self._hours = sorted(hours, key=lambda period: period.effective_from)
        self._hours_from = [period.effective_from for period in self._hours]
        self._counting = sorted(counting, key=lambda period: period.effective_from)
        self._counting_from = [period.effective_from for period in self._counting]
        self._sessions: dict[date, tuple[Session, ...]] = {}

    def with_day(self, day: SpecialDay) -> "WorkCalendar":
        """Return the calendar as it would be with this day in it, to see what that would do."""
        return WorkCalendar(
            hours=self._hours,
            days={**self.days, day.on: day},
            counting=self._counting,
            token=self.token,
        )

    def counting_on(self, day: date) -> CountingPeriod:
        """Return how terms that begin on this day are counted."""
        place = bisect_right(self._counting_from, day)
        return self._counting[place - 1] if place else CountingPeriod(effective_from=date.min)

    def hours_on(self, day: date) -> HoursPeriod:
        """Return the office hours in force on this day."""
        if not self._hours:
            raise NoWorkingTime("No office hours are known.")
        return self._hours[max(bisect_right(self._hours_from, day) - 1, 0)]

    def weekly_sessions(self, day: date) -> tuple[Session, ...]:
        """Return what the office hours alone say of this day."""
        return self.hours_on(day).week[day.weekday()]

    def sessions(self, day: date) -> tuple[Session, ...]:
        """Return the working sessions of a day, earliest first; empty on a day off."""
        known = self._sessions.get(day)
        if known is None:
            special = self.days.get(day)
            known = special.sessions if special else self.weekly_sessions(day)
            self._sessions[day] = known
        return known

    def is_working_day(self, day: date) -> bool:
        """Tell whether anybody works on this day, if only half of it."""
        return bool(self.sessions(day))

    def is_working_time(self, moment: datetime) -> bool:
        """Tell whether a moment is in office hours; the closing minute still is."""
        day, minute = to_minute(moment)
        return any(start <= minute <= end for start, end in self.sessions(day))

    def next_working_day(self, day: date, *, count: int = 1) -> date:
        """Return the count-th working day after this one."""
        left, searched = count, 0
        while left:
            day += _ONE_DAY
            searched += 1
            if self.sessions(day):
                left -= 1
                searched = 0
            elif searched > _LONGEST_SEARCH:
                raise NoWorkingTime(f"No working day within a year before {day}.")
        return day

    def this_or_next_working_day(self, day: date) -> date:
        """Return the day itself when somebody works, else the next working day."""
        return day if self.sessions(day) else self.next_working_day(day)

    def closing(self, day: date) -> datetime:
        """Return when the work of a working day ends."""
        return to_moment(day, self.sessions(day)[-1][1])

    def opening(self, moment: datetime) -> datetime:
        """Return the moment itself in office hours, else the next opening."""
        day, minute = to_minute(moment)
        for start, end in self.sessions(day):
            if minute < start:
                return to_moment(day, start)
            if minute < end:
                return to_moment(day, minute)
        day = self.next_working_day(day)
        return to_moment(day, self.sessions(day)[0][0])

    def fit(self, day: date, minute: int) -> datetime:
        """Return the first working minute of a working day not before this, or its closing."""
        for start, end in self.sessions(day):
            if minute <= end:
                return to_moment(day, max(start, minute))
        return self.closing(day)

    def settle(self, moment: datetime) -> datetime:
        """Return the moment itself in office hours, closing included, else the next opening."""
        day, minute = to_minute(moment)
        if self.is_working_time(moment):
            return to_moment(day, minute)
        return self.opening(moment)

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """Return when so many working minutes have passed; nought gives the next opening."""
        moment = self.opening(start)
        if minutes <= 0:
            return moment
        day, minute = to_minute(moment)
        left = minutes
        while True:
            for begin, end in self.sessions(day):
                if end <= minute:
                    continue
                available = end - max(begin, minute)
                if left <= available:
                    return to_moment(day, max(begin, minute) + left)
                left -= available
            day, minute = self.next_working_day(day), 0

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the working minutes from one moment to another; negative backwards."""
        if end < start:
            return -self.minutes_between(end, start)
        first, from_minute = to_minute(start)
        last, to_the_minute = to_minute(end)
        total = 0
        day = first
        while day <= last:
            low = from_minute if day == first else 0
            high = to_the_minute if day == last else 24 * 60
            for begin, finish in self.sessions(day):
                total += max(0, min(finish, high) - max(begin, low))
            day += _ONE_DAY
        return total

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and with `end`."""
        total = 0
        day = start
        while day < end:
            day += _ONE_DAY
            total += bool(self.sessions(day))
        return total

    def special_days_between(self, start: date, end: date) -> Iterator[SpecialDay]:
        """Yield the special days from `start` to `end`, both with them, in order."""
        for day in sorted(self.days):
            if start <= day <= end:
                yield self.days[day]
