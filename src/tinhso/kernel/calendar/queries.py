"""Questions to the calendar of an agency. `agency_id=None` is the province's own."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.calendar.models import (
    PROVINCE,
    CalendarDay,
    CountingRule,
    OfficeHours,
)
from tinhso.kernel.calendar.permissions import CalendarPermission
from tinhso.kernel.calendar.rules import (
    DayKind,
    DueDate,
    Remaining,
    Term,
    TermUnit,
    due,
    remaining_between,
)
from tinhso.kernel.calendar.worktime import (
    CountingPeriod,
    DueHour,
    HoursPeriod,
    Session,
    SpecialDay,
    WorkCalendar,
)
from tinhso.kernel.db.keeping import edition_of, kept
from tinhso.kernel.errors import NotPermitted

_Rule = TypeVar("_Rule", OfficeHours, CountingRule)

_STANDARD_WEEK: Final = (((420, 690), (810, 1020)),) * 5 + ((), ())
"""07:00 to 11:30 and 13:30 to 17:00, Monday to Friday: what holds before anything is entered."""


def due_for(*, start: datetime, term: Term, agency_id: int | None = None) -> DueDate:
    """Return when a term that starts now at this agency ends, with its reckoning.

    Always reckons with the calendar as it stands in the database at this moment.
    """
    return due(start=start, term=term, calendar=calendar_for(agency_id, fresh=True))


def remaining(
    *, due_at: datetime, agency_id: int | None = None, now: datetime | None = None
) -> Remaining:
    """Return the working time left until a due date; word it with `say_remaining`."""
    return remaining_between(
        now=now or timezone.now(), due_at=due_at, calendar=calendar_for(agency_id)
    )


def working_time_between(start: datetime, end: datetime, agency_id: int | None = None) -> int:
    """Return the working minutes between two moments."""
    return calendar_for(agency_id).minutes_between(start, end)


def add_working_time(start: datetime, minutes: int, agency_id: int | None = None) -> datetime:
    """Return when so many working minutes have passed."""
    return calendar_for(agency_id).add_minutes(start, minutes)


def add_working_hours(start: datetime, hours: int, agency_id: int | None = None) -> datetime:
    """Return when so many working hours have passed."""
    return add_working_time(start, hours * 60, agency_id)


def next_working_day(day: date, agency_id: int | None = None, *, count: int = 1) -> date:
    """Return the count-th working day after this one."""
    return calendar_for(agency_id).next_working_day(day, count=count)


def is_working_day(day: date, agency_id: int | None = None) -> bool:
    """Tell whether the agency works on this day, if only half of it."""
    return calendar_for(agency_id).is_working_day(day)


def calendar_for(agency_id: int | None = None, *, fresh: bool = False) -> WorkCalendar:
    """Return the working calendar of an agency, kept in the process until something changes.

    Costs one small query to see that nothing changed; within one web request only the first call
    does, unless `fresh` asks for it, and within one act only the first of all.
    """
    if fresh:
        edition_of("calendar", fresh=True)
    return _calendar(agency_id or PROVINCE)


@kept("calendar")
def _calendar(agency_id: int) -> WorkCalendar:
    return _build(agency_id, edition_of("calendar"))


@dataclass(frozen=True)
class CalendarPage:
    """What the page of the calendar shows of one year.

    `agency_id` is whose calendar the reader may change: None for the province's.
    """

    year: int
    agency_id: int | None
    days: "QuerySet[CalendarDay]"
    hours: "QuerySet[OfficeHours]"
    counting: "QuerySet[CountingRule]"
    working_days: int
    has_provisional: bool


def calendar_page(*, actor: Actor, year: int) -> CalendarPage:
    """Return the special days of a year and all office hours and counting rules, newest first.

    Who keeps the province's calendar sees besides its own days and rules those of each agency.
    Raises `NotPermitted` for whoever may change no calendar.
    """
    agency_id = changeable_by(actor)
    calendar = calendar_for(agency_id)
    days = days_shown(agency_id).filter(on__year=year).order_by("on", "agency_id", "pk")
    return CalendarPage(
        year=year,
        agency_id=agency_id,
        days=days,
        hours=_rules_shown(OfficeHours.objects.all(), agency_id),
        counting=_rules_shown(CountingRule.objects.all(), agency_id),
        working_days=calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)),
        has_provisional=agency_id is None
        and days.filter(
            agency_id=PROVINCE, is_provisional=True, withdrawn_at__isnull=True
        ).exists(),
    )


def days_shown(agency_id: int | None) -> "QuerySet[CalendarDay]":
    """Return the days shown to who changes this calendar: every agency's to the province's."""
    if agency_id is None:
        return CalendarDay.objects.all()
    return CalendarDay.objects.filter(agency_id__in={PROVINCE, agency_id})


def _rules_shown(rules: "QuerySet[_Rule]", agency_id: int | None) -> "QuerySet[_Rule]":
    if agency_id is None:
        return rules.order_by("agency_id", "-effective_from")
    return rules.filter(agency_id__in={PROVINCE, agency_id}).order_by("-effective_from")


def changeable_by(actor: Actor) -> int | None:
    """Return whose calendar the actor changes: None for the province's, else his agency's."""
    permissions = (CalendarPermission.MANAGE_CALENDAR, CalendarPermission.DECLARE_DAY_OFF)
    if any(actor.may(permission, unit_id=0) for permission in permissions):
        return None
    held = next((p for p in permissions if actor.may(p)), CalendarPermission.MANAGE_CALENDAR)
    require(actor, held)
    if actor.agency_id is None:
        raise NotPermitted
    return actor.agency_id


@dataclass(frozen=True)
class Effect:
    """What a change would do to a dossier accepted at a moment: the due date now and then."""

    term: Term
    before: datetime
    after: datetime


_SAMPLES: Final = (
    Term(1, TermUnit.SAME_DAY),
    Term(8, TermUnit.WORKING_HOUR),
    Term(3, TermUnit.WORKING_DAY),
    Term(5, TermUnit.WORKING_DAY),
    Term(10, TermUnit.WORKING_DAY),
    Term(15, TermUnit.WORKING_DAY),
    Term(20, TermUnit.WORKING_DAY),
    Term(30, TermUnit.CALENDAR_DAY),
)


def effect_of_day(
    *, on: date, sessions: tuple[Session, ...], agency_id: int | None, accepted_at: datetime
) -> list[Effect]:
    """Return what making a day off (or leaving it these sessions) would do to usual terms."""
    calendar = calendar_for(agency_id)
    changed = calendar.with_day(
        SpecialDay(on=on, kind=DayKind.DECLARED.value, name="", sessions=sessions)
    )
    return [
        Effect(
            term=term,
            before=due(start=accepted_at, term=term, calendar=calendar).at,
            after=due(start=accepted_at, term=term, calendar=changed).at,
        )
        for term in _SAMPLES
    ]


def decision_behind(*, day_id: int) -> str:
    """Return the law or decision a special day rests on, for the lines of a moved due date."""
    return CalendarDay.objects.values_list("decision", flat=True).get(pk=day_id)


def minutes_of(text: str) -> int:
    """Return the minute of the day of a text like "07:30"."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def sessions_in(text: str) -> list[tuple[str, str]]:
    """Return the sessions of a text as people write it: "07:00-11:30, 13:30-17:00".

    Raises `ValueError` with the part that is none. An empty text is no work.
    """
    found = []
    for part in re.split("[,;]", text.replace("–", "-").replace(" ", "")):
        if not part:
            continue
        start, dash, end = part.partition("-")
        try:
            minutes = minutes_of(start), minutes_of(end)
        except ValueError:
            raise ValueError(part) from None
        if not dash or not all(0 <= minute < 24 * 60 for minute in minutes):
            raise ValueError(part)
        found.append((start, end))
    return found


def sessions_of(rows: list[list[str]]) -> tuple[Session, ...]:
    """Return sessions kept as pairs of text like "07:30"."""
    return tuple(sorted((minutes_of(start), minutes_of(end)) for start, end in rows))


def _build(agency_id: int, token: str) -> WorkCalendar:
    hours = _hours(agency_id)
    plain = WorkCalendar(hours=hours, days={})
    rows = CalendarDay.objects.filter(
        agency_id__in={PROVINCE, agency_id}, withdrawn_at__isnull=True
    ).order_by("agency_id")
    days = {row.on: _special(row, plain) for row in rows}
    return WorkCalendar(hours=hours, days=days, counting=_counting(agency_id), token=token)


def _hours(agency_id: int) -> list[HoursPeriod]:
    """Weave the agency's own hours into the province's: its own hold while it has some."""
    province = [
        HoursPeriod(row.effective_from, tuple(sessions_of(day) for day in row.week))
        for row in OfficeHours.objects.filter(agency_id=PROVINCE).order_by("effective_from")
    ]
    province.insert(0, HoursPeriod(date.min, _STANDARD_WEEK))
    if agency_id == PROVINCE:
        return province
    own = list(OfficeHours.objects.filter(agency_id=agency_id).order_by("effective_from"))
    if not own:
        return province
    starts = sorted(
        {period.effective_from for period in province} | {r.effective_from for r in own}
    )
    woven = []
    for start in starts:
        general = [period for period in province if period.effective_from <= start][-1]
        mine = [row for row in own if row.effective_from <= start][-1:]
        if mine and mine[0].week:
            week = tuple(sessions_of(day) for day in mine[0].week)
            woven.append(HoursPeriod(start, week, own_since=mine[0].effective_from))
        else:
            woven.append(HoursPeriod(start, general.week))
    return woven


def _counting(agency_id: int) -> list[CountingPeriod]:
    rows = CountingRule.objects.filter(agency_id=agency_id).order_by("effective_from")
    own = [CountingPeriod(row.effective_from, DueHour(row.due_hour), row.cut_off) for row in rows]
    if agency_id == PROVINCE:
        return own
    first = own[0].effective_from if own else date.max
    return [period for period in _counting(PROVINCE) if period.effective_from < first] + own


def _special(row: CalendarDay, plain: WorkCalendar) -> SpecialDay:
    sessions = sessions_of(row.sessions)
    if not sessions and row.kind == DayKind.MAKE_UP:
        sessions = plain.weekly_sessions(row.in_place_of or row.on) or plain.weekly_sessions(
            plain.next_working_day(row.on)
        )
    return SpecialDay(
        on=row.on,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        decision=row.decision,
        sessions=sessions,
        is_provisional=row.is_provisional,
    )
