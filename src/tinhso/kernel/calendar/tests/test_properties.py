"""What must hold of every due date."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.calendar import Clock, Stop, StopEffect, Term, TermUnit, WorkCalendar
from tinhso.kernel.calendar.clock import due_of, later_only
from tinhso.kernel.calendar.rules import due
from tinhso.kernel.calendar.worktime import (
    VIETNAM,
    CountingPeriod,
    DueHour,
    HoursPeriod,
    Session,
    SpecialDay,
)

FIRST = date(2026, 1, 1)
MOMENTS = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2026-12-31"),
    timezones=st.just(VIETNAM),
).map(lambda moment: moment.replace(second=0, microsecond=0))
DAYS = st.integers(0, 420).map(lambda n: FIRST + timedelta(days=n))
TERMS = st.one_of(
    st.builds(
        Term,
        st.integers(1, 40),
        st.sampled_from([unit for unit in TermUnit if unit != TermUnit.SAME_DAY]),
    ),
    st.builds(
        Term, st.just(1), st.just(TermUnit.SAME_DAY), st.one_of(st.none(), st.integers(0, 1439))
    ),
)


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Session, ...]:
    """Return one to three sessions with a gap between each two."""
    hours = sorted(draw(st.sets(st.integers(20, 80), min_size=2, max_size=6)))
    pairs = list(zip(hours[::2], hours[1::2], strict=False))
    return tuple((start * 15, end * 15) for start, end in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Return a calendar with some days off, half days, make-up days and two kinds of hours."""
    weeks = [
        (*(draw(st.one_of(sessions(), st.just(()))) for _ in range(6)), draw(sessions()))
        for _ in range(2)
    ]
    days = draw(st.dictionaries(DAYS, st.one_of(st.just(()), sessions()), max_size=12))
    due_hour = draw(st.sampled_from(DueHour))
    return WorkCalendar(
        hours=[HoursPeriod(FIRST, weeks[0]), HoursPeriod(date(2026, 7, 1), weeks[1])],
        days={
            on: SpecialDay(on=on, kind="declared", name="x", sessions=sessions)
            for on, sessions in days.items()
        },
        counting=[CountingPeriod(FIRST, due_hour)],
    )


def without(calendar: WorkCalendar, day: date) -> WorkCalendar:
    """Return the calendar with this day made a day off."""
    return calendar.with_day(SpecialDay(on=day, kind="declared", name="Nghỉ"))


@given(calendars(), TERMS, MOMENTS, st.integers(0, 20_000))
def test_a_later_start_never_gives_an_earlier_due_date(
    calendar: WorkCalendar, term: Term, start: datetime, later: int
) -> None:
    early = due(start=start, term=term, calendar=calendar)
    late = due(start=start + timedelta(minutes=later), term=term, calendar=calendar)

    assert early.at <= late.at


@given(calendars(), TERMS, MOMENTS)
def test_a_due_date_is_in_working_time_and_after_its_start(
    calendar: WorkCalendar, term: Term, start: datetime
) -> None:
    result = due(start=start, term=term, calendar=calendar)

    assert calendar.is_working_time(result.at)
    assert result.at > start


@given(calendars(), TERMS, MOMENTS, DAYS)
def test_one_more_day_off_never_gives_an_earlier_due_date(
    calendar: WorkCalendar, term: Term, start: datetime, day: date
) -> None:
    before = due(start=start, term=term, calendar=calendar)
    after = due(start=start, term=term, calendar=without(calendar, day))

    assert before.at <= after.at


@given(calendars(), MOMENTS, st.integers(0, 10_000))
def test_adding_working_time_and_measuring_it_are_inverse(
    calendar: WorkCalendar, start: datetime, minutes: int
) -> None:
    end = calendar.add_minutes(start, minutes)

    assert calendar.minutes_between(start, end) == minutes


@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(
    calendar: WorkCalendar, a: datetime, b: datetime, c: datetime
) -> None:
    first, middle, last = sorted((a, b, c))

    whole = calendar.minutes_between(first, last)

    assert whole == calendar.minutes_between(first, middle) + calendar.minutes_between(middle, last)
    assert calendar.minutes_between(last, first) == -whole


@given(calendars(), st.integers(1, 200), MOMENTS, st.integers(0, 9_000), st.integers(1, 9_000))
def test_a_pause_shifts_by_the_working_time_it_took(
    calendar: WorkCalendar, hours: int, start: datetime, wait: int, pause: int
) -> None:
    clock = Clock(start=start, term=Term(hours, TermUnit.WORKING_HOUR))
    from_at = start + timedelta(minutes=wait)
    until_at = from_at + timedelta(minutes=pause)
    paused = clock.stopped(Stop(from_at=from_at, effect=StopEffect.PAUSE)).resumed(until_at)

    before = due_of(clock, calendar=calendar)
    after = due_of(paused, calendar=calendar)

    assert calendar.minutes_between(before.at, after.at) == calendar.minutes_between(
        from_at, until_at
    )


@given(calendars(), TERMS, MOMENTS, st.integers(0, 9_000), st.integers(1, 9_000))
def test_a_restart_counts_the_whole_term_from_the_completion(
    calendar: WorkCalendar, term: Term, start: datetime, wait: int, pause: int
) -> None:
    from_at = start + timedelta(minutes=wait)
    until_at = from_at + timedelta(minutes=pause)
    clock = Clock(start=start, term=term).stopped(Stop(from_at=from_at)).resumed(until_at)

    restarted = due_of(clock, calendar=calendar)
    paused = due_of(clock, calendar=calendar, effect=StopEffect.PAUSE)

    assert restarted.at == due(start=until_at, term=term, calendar=calendar).at
    assert due(start=start, term=term, calendar=calendar).at <= paused.at


@given(calendars(), TERMS, MOMENTS, st.one_of(st.just(()), sessions()), DAYS)
def test_a_day_declared_later_moves_later_only(
    calendar: WorkCalendar,
    term: Term,
    start: datetime,
    left: tuple[Session, ...],
    day: date,
) -> None:
    old = due(start=start, term=term, calendar=calendar)
    changed = calendar.with_day(SpecialDay(on=day, kind="declared", name="Nghỉ", sessions=left))

    new = due(start=start, term=term, calendar=changed)
    moved = later_only(old.at, new, day_off=day.isoformat(), decision="12/TB-UBND")

    assert (moved is None) == (new.at <= old.at)
    if moved is not None:
        assert moved.at > old.at
        assert moved.lines[-1].values["decision"] == "12/TB-UBND"


@given(calendars(), TERMS, MOMENTS)
def test_a_stopped_clock_keeps_its_date_and_says_since_when(
    calendar: WorkCalendar, term: Term, start: datetime
) -> None:
    clock = Clock(start=start, term=term)
    stopped = clock.stopped(Stop(from_at=start + timedelta(hours=1), ground="supplement"))

    result = due_of(stopped, calendar=calendar)

    assert stopped.is_stopped
    assert result.at == due_of(clock, calendar=calendar).at
    assert result.lines[-1].code == "stopped"
    assert replace(result, lines=result.lines[:-1]) == due_of(clock, calendar=calendar)
