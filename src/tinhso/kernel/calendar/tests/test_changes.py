"""Changes of the calendar, and what they do to due dates."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from time import process_time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.calendar import (
    Remaining,
    Term,
    TermUnit,
    add_working_hours,
    calendar_for,
    due_for,
    is_working_day,
    later_only,
    next_working_day,
    remaining,
    working_time_between,
)
from tinhso.kernel.calendar.events import CalendarChanged, DayOffDeclared
from tinhso.kernel.calendar.models import CalendarDay, CountingRule, OfficeHours
from tinhso.kernel.calendar.permissions import CalendarPermission
from tinhso.kernel.calendar.queries import (
    calendar_page,
    decision_behind,
)
from tinhso.kernel.calendar.rules import DayKind, due
from tinhso.kernel.calendar.services import (
    DayPast,
    DayTaken,
    SessionText,
    add_make_up_day,
    confirm_year,
    declare_day_off,
    set_counting_rule,
    set_office_hours,
    withdraw_day,
)
from tinhso.kernel.calendar.words import explain
from tinhso.kernel.calendar.worktime import VIETNAM, DueHour
from tinhso.kernel.db.keeping import _begin_request, _end_request
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.events.testing import published
from tinhso.kernel.testing import make_actor

pytestmark = pytest.mark.django_db
OFFICE = system_actor("office")
START = datetime(2026, 11, 16, 8, 20, tzinfo=UTC)
TEN_DAYS = Term(10, TermUnit.WORKING_DAY)
STORM = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 20, 2, tzinfo=UTC), tick=False):
        yield


def close(
    *,
    on: date = STORM,
    agency_id: int | None = None,
    name: str = "Nghỉ tránh bão",
    decision: str = "12/TB-UBND",
    sessions: Sequence[SessionText] = (),
    actor: Actor = OFFICE,
) -> CalendarDay:
    return declare_day_off(
        on=on,
        agency_id=agency_id,
        name=name,
        decision=decision,
        decided_on=date(2026, 11, 19),
        sessions=sessions,
        actor=actor,
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_the_seeded_days_are_those_of_the_law() -> None:
    def off(day: str) -> bool:
        return not is_working_day(date.fromisoformat(day))

    tet_2026 = ["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"]
    assert all(off(day) for day in [*tet_2026, "2026-08-31", "2026-09-01", "2026-09-02"])
    assert off("2026-11-24")
    assert not off("2025-11-24")
    assert [off(day) for day in ("2024-05-04", "2025-04-26", "2026-08-22")] == [False] * 3
    provisional = CalendarDay.objects.filter(is_provisional=True)
    assert {day.on.year for day in provisional} == {2027, 2028}


def test_questions_are_answered_from_the_kept_days() -> None:
    assert due_for(start=START, term=TEN_DAYS).at == at("2026-12-01 17:00")
    assert next_working_day(date(2026, 11, 23)) == date(2026, 11, 25)
    assert add_working_hours(at("2026-11-23 16:00"), 2) == at("2026-11-25 08:00")
    assert working_time_between(at("2026-11-23 16:00"), at("2026-11-25 08:00")) == 120


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-27 16:00", Remaining(2, 60 + 480 + 480, False)),
        ("2026-12-01 16:00", Remaining(0, 60, False)),
        ("2026-12-01 18:00", Remaining(0, 0, True)),
        ("2026-12-03 09:00", Remaining(2, 480 + 120, True)),
    ],
)
def test_what_is_left_is_counted_in_working_time(now: str, expected: Remaining) -> None:
    assert remaining(due_at=at("2026-12-01 17:00"), now=at(now)) == expected


def test_a_day_off_declared_later_moves_a_due_date_later_and_is_told() -> None:
    old = due_for(start=START, term=TEN_DAYS)

    day = close()
    new = due_for(start=START, term=TEN_DAYS)
    moved = later_only(old.at, new, day_off="2026-11-30", decision=decision_behind(day_id=day.pk))

    assert moved is not None
    assert moved.at == at("2026-12-02 17:00")
    assert moved.calendar_token != old.calendar_token
    (event,) = published(DayOffDeclared)
    assert (event.day_id, event.on, event.agency_id) == (day.pk, "2026-11-30", None)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data) == ("calendar.day_off_declared", {"on": "2026-11-30"})


def test_a_day_off_of_one_agency_is_not_anothers() -> None:
    close(agency_id=7)

    assert [is_working_day(STORM, agency) for agency in (None, 7, 8)] == [True, False, True]


def test_a_half_day_leaves_its_sessions() -> None:
    close(sessions=[("07:00", "11:30")])

    assert calendar_for().sessions(STORM) == ((420, 690),)


def test_a_withdrawn_day_counts_no_more_and_stays_in_the_list() -> None:
    day = close()

    withdraw_day(day_id=day.pk, reason="Bão tan", actor=OFFICE)

    assert is_working_day(STORM)
    day.refresh_from_db()
    assert (day.withdrawal_reason, day.withdrawn_at is not None) == ("Bão tan", True)
    close()
    assert not is_working_day(STORM)


def test_a_make_up_saturday_works_by_the_hours_of_the_day_it_stands_for() -> None:
    add_make_up_day(
        on=date(2026, 12, 5),
        agency_id=None,
        name="Làm bù",
        decision="14/TB-UBND",
        decided_on=date(2026, 11, 19),
        in_place_of=STORM,
        actor=OFFICE,
    )

    assert calendar_for().sessions(date(2026, 12, 5)) == ((420, 690), (810, 1020))
    assert published(CalendarChanged)[0].effective_from == "2026-12-05"


def test_withdrawing_a_make_up_day_is_told_as_a_day_off() -> None:
    day = CalendarDay.objects.create(
        on=date(2026, 12, 5), kind=DayKind.MAKE_UP, name="Làm bù", decision="14/TB-UBND"
    )

    withdraw_day(day_id=day.pk, reason="Nhầm ngày", actor=OFFICE)

    assert published(DayOffDeclared)[0].on == "2026-12-05"


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (partial(close, name=" "), "name"),
        (partial(close, decision=""), "decision"),
        (partial(close, on=date(2062, 11, 30)), "on"),
        (partial(close, sessions=[("11:30", "07:00")]), "sessions"),
        (partial(close, sessions=[("07:00", "11:30"), ("11:00", "12:00")]), "sessions"),
        (partial(close, sessions=[("7 giờ", "11:30")]), "sessions"),
        (partial(close, sessions=[("25:00", "26:00")]), "sessions"),
    ],
)
def test_a_badly_filled_day_gets_a_sentence_and_changes_nothing(
    act: Callable[[], CalendarDay], field: str
) -> None:
    before = CalendarDay.objects.count()

    with pytest.raises(Invalid) as refused:
        act()

    assert set(refused.value.fields) == {field}
    assert CalendarDay.objects.count() == before


def test_a_day_that_is_past_or_taken_is_refused() -> None:
    close()
    before = CalendarDay.objects.count()

    with pytest.raises(DayTaken):
        close()
    with pytest.raises(DayPast):
        close(on=date(2026, 11, 19))

    assert CalendarDay.objects.count() == before


def test_a_working_day_needs_no_make_up() -> None:
    with pytest.raises(Invalid) as refused:
        add_make_up_day(
            on=STORM,
            agency_id=None,
            name="Làm bù",
            decision="1/TB",
            decided_on=STORM,
            actor=OFFICE,
        )

    assert set(refused.value.fields) == {"on"}


def test_the_provinces_calendar_is_not_changed_by_one_agency() -> None:
    clerk = make_actor(CalendarPermission.DECLARE_DAY_OFF, unit_id=3, agency_id=7)

    for agency_id in (None, 8):
        with pytest.raises(NotPermitted):
            close(agency_id=agency_id, actor=clerk)
    assert not CalendarDay.objects.filter(on=STORM).exists()

    close(agency_id=7, actor=clerk)
    assert CalendarDay.objects.filter(on=STORM, agency_id=7).exists()


WINTER: list[SessionText] = [("07:30", "11:30"), ("13:00", "16:30")]


def test_an_agency_has_its_own_hours_until_it_gives_them_up() -> None:
    weekdays = [WINTER] * 5 + [[("07:30", "11:30")], []]
    set_office_hours(
        effective_from=date(2026, 12, 1), agency_id=7, week=weekdays, decision="5/QĐ", actor=OFFICE
    )
    set_office_hours(
        effective_from=date(2027, 3, 1), agency_id=7, week=[], decision="6/QĐ", actor=OFFICE
    )

    seven = calendar_for(7)
    assert seven.closing(STORM) == at("2026-11-30 17:00")
    assert seven.closing(date(2026, 12, 1)) == at("2026-12-01 16:30")
    assert seven.is_working_day(date(2026, 12, 5))
    assert not seven.is_working_day(date(2027, 3, 6))
    assert not is_working_day(date(2026, 12, 5))
    saturday = due(start=at("2026-12-04 09:00"), term=Term(1, TermUnit.WORKING_DAY), calendar=seven)
    assert saturday.at == at("2026-12-05 11:30")
    own = "Tính theo giờ làm việc riêng của cơ quan, áp dụng từ thứ Ba, 01/12/2026."
    assert own in explain(saturday.lines)
    after = due(start=at("2027-03-04 09:00"), term=Term(1, TermUnit.WORKING_DAY), calendar=seven)
    assert not any(line.code == "own_hours" for line in after.lines)


@pytest.mark.parametrize("week", [[], [[]] * 7, [WINTER] * 6])
def test_a_province_without_office_hours_is_refused(week: list[list[SessionText]]) -> None:
    with pytest.raises(Invalid):
        set_office_hours(
            effective_from=STORM, agency_id=None, week=week, decision="5/QĐ", actor=OFFICE
        )

    assert not OfficeHours.objects.exists()


def test_the_due_hour_and_the_cut_off_are_dated_settings() -> None:
    set_counting_rule(
        effective_from=STORM,
        agency_id=None,
        due_hour=DueHour.ACCEPTANCE_HOUR,
        cut_off="14:30",
        decision="7/QĐ",
        actor=OFFICE,
    )
    same_day = Term(1, TermUnit.SAME_DAY)

    before = due_for(start=at("2026-11-27 14:40"), term=same_day)
    after = due_for(start=at("2026-11-30 14:40"), term=same_day)
    by_hour = due_for(start=at("2026-11-30 14:40"), term=TEN_DAYS)

    assert before.at == at("2026-11-27 17:00")
    assert after.at == at("2026-12-01 17:00")
    assert by_hour.at == at("2026-12-14 14:40")


def test_a_cut_off_that_is_no_hour_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        set_counting_rule(
            effective_from=STORM,
            agency_id=None,
            due_hour=DueHour.END_OF_DAY,
            cut_off="15h",
            decision="7/QĐ",
            actor=OFFICE,
        )

    assert set(refused.value.fields) == {"cut_off"}
    assert not CountingRule.objects.exists()


def test_a_provisional_year_is_confirmed_by_a_decision() -> None:
    confirmed = confirm_year(
        year=2027, decision="99/TB-BNV", decided_on=date(2026, 11, 19), actor=OFFICE
    )

    assert confirmed == 15
    assert not CalendarDay.objects.filter(on__year=2027, is_provisional=True).exists()
    page = calendar_page(actor=make_actor(CalendarPermission.MANAGE_CALENDAR), year=2027)
    assert {day.decision for day in page.days} == {"99/TB-BNV"}


def test_a_kept_calendar_costs_one_query_and_inside_a_request_none() -> None:
    calendar_for(7)

    with CaptureQueriesContext(connection) as outside:
        calendar_for(7)
    _begin_request()
    calendar_for(7)
    with CaptureQueriesContext(connection) as inside:
        calendar_for(7)
    with CaptureQueriesContext(connection) as promised:
        due_for(start=START, term=TEN_DAYS, agency_id=7)
    _end_request()

    assert (len(outside), len(inside), len(promised)) == (1, 0, 1)


def test_a_due_date_costs_less_than_a_millisecond() -> None:
    calendar = calendar_for()
    term = Term(60, TermUnit.WORKING_DAY)
    due_for(start=START, term=term)

    begun = process_time()
    for _ in range(100):
        due(start=START, term=term, calendar=calendar)
    took = process_time() - begun

    assert took / 100 < 0.001
