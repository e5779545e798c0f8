"""A running term that is stopped, started again, extended, or moved by a day off.

Two readings of one stop are kept side by side: the law lets the time restart from zero once a
dossier is complete (NĐ 118/2025, Art. 19(5)); the national reports subtract the interval.
`due_of(clock, calendar=…)` gives the first, `due_of(clock, calendar=…, effect=PAUSE)` the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tinhso.kernel.calendar.rules import DueDate, Line, Term, TermUnit, due
from tinhso.kernel.calendar.worktime import WorkCalendar, to_minute, to_moment


class StopEffect(StrEnum):
    """What a stop does to the time."""

    RESTART = "restart"
    PAUSE = "pause"


@dataclass(frozen=True, kw_only=True)
class Stop:
    """From when to when the time did not run; `until_at` None while it still does not.

    `ground` is a code of the room (`supplement`, `financial_obligation`); `document` the official
    number of the paper that stopped it.
    """

    from_at: datetime
    until_at: datetime | None = None
    effect: StopEffect = StopEffect.RESTART
    ground: str = ""
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class Extension:
    """More time, counted from the due date as it stood (NĐ 118/2025, Art. 19(6): once)."""

    term: Term
    ground: str = ""
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class Rescheduled:
    """A new day that was promised with an apology, and when: later stops move that promise."""

    decided_at: datetime
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A term with everything that befell it, in the order it happened.

    `promised_at` is what another system promised before the case came here: kept in place of
    the term's own end, until the time restarts from zero. So is the day it was `rescheduled` to.
    """

    start: datetime
    term: Term
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    promised_at: datetime | None = None
    rescheduled: Rescheduled | None = None

    @property
    def is_stopped(self) -> bool:
        """Tell whether the time stands still now."""
        return bool(self.stops) and self.stops[-1].until_at is None

    def stopped(self, stop: Stop) -> "Clock":
        """Return the clock with the time stopped; stopping a stopped clock is a bug."""
        if self.is_stopped:
            raise ValueError("The clock is stopped already.")
        return replace(self, stops=(*self.stops, stop))

    def resumed(self, at: datetime) -> "Clock":
        """Return the clock with the time running again from this moment."""
        if not self.is_stopped:
            raise ValueError("The clock is running.")
        if at < self.stops[-1].from_at:
            raise ValueError("A stop cannot end before it began.")
        return replace(self, stops=(*self.stops[:-1], replace(self.stops[-1], until_at=at)))

    def extended(self, extension: Extension) -> "Clock":
        """Return the clock with more time; how often is the room's rule."""
        return replace(self, extensions=(*self.extensions, extension))


def due_of(clock: Clock, *, calendar: WorkCalendar, effect: StopEffect | None = None) -> DueDate:
    """Return when the clock runs out; `effect` reads every stop in one way.

    While the clock is stopped this is the date as it stood before, and the last line says since
    when the time stands still.
    """
    result = _first(clock, calendar)
    promised = clock.rescheduled
    for stop in clock.stops:
        if promised is not None and promised.decided_at <= stop.from_at:
            result, promised = _rescheduled(result, promised, calendar), None
        values = _values(stop.ground, stop.document)
        if stop.until_at is None:
            line = Line("stopped", {"from": _text(stop.from_at), **values})
            return replace(result, lines=(*result.lines, line))
        span: dict[str, str | int] = {
            "from": _text(stop.from_at),
            "until": _text(stop.until_at),
            **values,
        }
        if (effect or stop.effect) is StopEffect.RESTART:
            result = due(start=stop.until_at, term=clock.term, calendar=calendar)
            result = replace(result, lines=(Line("restarted", span), *result.lines))
        else:
            result = _paused(result, stop.from_at, stop.until_at, clock.term, calendar, span)
    if promised is not None:
        result = _rescheduled(result, promised, calendar)
    for extension in clock.extensions:
        result = _extended(result, extension, calendar)
    return result


def later_only(
    old_at: datetime,
    new: DueDate,
    *,
    day_off: str,
    decision: str,
) -> DueDate | None:
    """Return the due date a day off declared later leads to, or None when it moves nothing.

    It moves later only, never earlier (design 5.7); the old date, the new one, the day (ISO) and
    the decision stay in the lines. It is not the applicant's one extension.
    """
    if new.at <= old_at:
        return None
    line = Line(
        "moved_by_day_off",
        {"from": _text(old_at), "to": _text(new.at), "on": day_off, "decision": decision},
    )
    return replace(new, lines=(*new.lines, line))


def _first(clock: Clock, calendar: WorkCalendar) -> DueDate:
    if clock.promised_at is None:
        return due(start=clock.start, term=clock.term, calendar=calendar)
    line = Line("promised_elsewhere", {"at": _text(clock.promised_at)})
    return DueDate(at=clock.promised_at, lines=(line,), calendar_token=calendar.token)


def _rescheduled(result: DueDate, promised: Rescheduled, calendar: WorkCalendar) -> DueDate:
    """Put the day that was promised anew in place of the old one; never an earlier one."""
    last = to_minute(promised.due_at)[0]
    on = calendar.this_or_next_working_day(last)
    at = max(result.at, promised.due_at if on == last else calendar.closing(on))
    line = Line("rescheduled", {"on": _text(promised.decided_at), "to": _text(at)})
    return DueDate(at=at, lines=(*result.lines, line), calendar_token=calendar.token)


def _paused(
    result: DueDate,
    from_at: datetime,
    until_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    span: Mapping[str, str | int],
) -> DueDate:
    """Shift by what the stop took: working time for working terms, days for calendar terms."""
    if term.unit in (TermUnit.WORKING_HOUR, TermUnit.WORKING_DAY, TermUnit.SAME_DAY):
        minutes = calendar.minutes_between(from_at, until_at)
        at = calendar.add_minutes(result.at, minutes) if minutes else result.at
    elif term.unit == TermUnit.HOUR:
        at = calendar.settle(result.at + (until_at - from_at))
    else:
        days = (to_minute(until_at)[0] - to_minute(from_at)[0]).days
        last = to_minute(result.at)[0] + timedelta(days=days)
        at = calendar.closing(calendar.this_or_next_working_day(last))
    line = Line("paused", {**span, "to": _text(at)})
    return DueDate(at=at, lines=(*result.lines, line), calendar_token=calendar.token)


def _extended(result: DueDate, extension: Extension, calendar: WorkCalendar) -> DueDate:
    by_hours = extension.term.unit in (TermUnit.WORKING_HOUR, TermUnit.HOUR)
    # A term of days is counted from the due day itself, whose closing minute is the due hour.
    start = result.at if by_hours else result.at - timedelta(minutes=1)
    more = due(start=start, term=extension.term, calendar=calendar)
    line = Line(
        "extended",
        {
            "value": extension.term.value,
            "unit": str(extension.term.unit),
            "to": _text(more.at),
            **_values(extension.ground, extension.document),
        },
    )
    return DueDate(at=more.at, lines=(*result.lines, line), calendar_token=calendar.token)


def _values(ground: str, document: str) -> dict[str, str | int]:
    return {"ground": ground, "document": document}


def _text(moment: datetime) -> str:
    return to_moment(*to_minute(moment)).isoformat(timespec="minutes")
