"""What each kind of term gives, on the real days of 2026."""

from datetime import date, datetime, time

import pytest
from django.utils import translation

from tinhso.kernel.calendar import (
    Clock,
    Extension,
    Remaining,
    Stop,
    StopEffect,
    Term,
    TermUnit,
    WorkCalendar,
    due,
    due_of,
    explain,
    hours_to_days,
    later_only,
    say_remaining,
)
from tinhso.kernel.calendar.rules import lines_from_text
from tinhso.kernel.calendar.words import say_minutes
from tinhso.kernel.calendar.worktime import (
    VIETNAM,
    CountingPeriod,
    DueHour,
    HoursPeriod,
    NoWorkingTime,
    SpecialDay,
)

WEEK = (((420, 690), (810, 1020)),) * 5 + ((), ())


def calendar_of(
    *days: SpecialDay, due_hour: DueHour = DueHour.END_OF_DAY, cut_off: int = 900
) -> WorkCalendar:
    return WorkCalendar(
        hours=[HoursPeriod(date(2020, 1, 1), WEEK)],
        days={day.on: day for day in days},
        counting=[CountingPeriod(date(2020, 1, 1), due_hour, cut_off)],
        token="t",
    )


CULTURE_DAY = SpecialDay(
    on=date(2026, 11, 24), kind="holiday", name="Ngày Văn hóa Việt Nam", decision="80-NQ/TW"
)
SWAPPED = SpecialDay(on=date(2026, 8, 31), kind="swapped", name="Nghỉ hoán đổi")
MAKE_UP = SpecialDay(
    on=date(2026, 8, 22), kind="make_up", name="Làm bù", sessions=((420, 690), (810, 1020))
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        # the building permit of the drawings: ten working days over 24/11
        ("2026-11-16 15:20", Term(10, TermUnit.WORKING_DAY), "2026-12-01 17:00"),
        # after closing it counts from Tuesday morning, so Wednesday is the first day
        ("2026-11-16 17:00", Term(1, TermUnit.WORKING_DAY), "2026-11-18 17:00"),
        # in the lunch gap it counts from 13:30 of the same day
        ("2026-11-16 12:00", Term(1, TermUnit.WORKING_DAY), "2026-11-17 17:00"),
        # eight working hours from Friday morning are Monday at the same hour
        ("2026-11-20 08:52", Term(8, TermUnit.WORKING_HOUR), "2026-11-23 08:52"),
        ("2026-11-20 07:00", Term(8, TermUnit.WORKING_HOUR), "2026-11-20 17:00"),
        ("2026-11-20 11:00", Term(1, TermUnit.WORKING_HOUR), "2026-11-20 14:00"),
        # calendar days count Saturdays and Sundays; a due date on a day off moves
        ("2026-11-16 09:00", Term(3, TermUnit.CALENDAR_DAY), "2026-11-19 17:00"),
        ("2026-11-16 09:00", Term(5, TermUnit.CALENDAR_DAY), "2026-11-23 17:00"),
        ("2026-11-16 09:00", Term(8, TermUnit.CALENDAR_DAY), "2026-11-25 17:00"),
        # a month ends on the same day of the next, or on its last one
        ("2026-01-30 09:00", Term(1, TermUnit.MONTH), "2026-03-02 17:00"),
        ("2026-11-16 09:00", Term(14, TermUnit.MONTH), "2028-01-17 17:00"),
        # hours of the clock, at the next opening when they end outside office hours
        ("2026-11-16 09:00", Term(2, TermUnit.HOUR), "2026-11-16 11:00"),
        ("2026-11-20 16:00", Term(2, TermUnit.HOUR), "2026-11-23 07:00"),
        # same day by the cut-off
        ("2026-11-16 15:00", Term(1, TermUnit.SAME_DAY), "2026-11-16 17:00"),
        ("2026-11-16 15:01", Term(1, TermUnit.SAME_DAY), "2026-11-17 17:00"),
        ("2026-11-16 10:30", Term(1, TermUnit.SAME_DAY, cut_off=600), "2026-11-17 17:00"),
        ("2026-11-23 16:00", Term(1, TermUnit.SAME_DAY), "2026-11-25 17:00"),
        # a make-up Saturday is worked, the swapped Monday is not
        ("2026-08-21 09:00", Term(1, TermUnit.WORKING_DAY), "2026-08-22 17:00"),
        ("2026-08-28 09:00", Term(1, TermUnit.WORKING_DAY), "2026-09-01 17:00"),
    ],
)
def test_a_term_ends(start: str, term: Term, expected: str) -> None:
    calendar = calendar_of(CULTURE_DAY, SWAPPED, MAKE_UP)

    assert due(start=at(start), term=term, calendar=calendar).at == at(expected)


def test_the_hour_of_acceptance_is_the_due_hour_where_the_setting_says_so() -> None:
    calendar = calendar_of(due_hour=DueHour.ACCEPTANCE_HOUR)

    result = due(
        start=at("2026-11-16 15:20"), term=Term(2, TermUnit.WORKING_DAY), calendar=calendar
    )

    assert result.at == at("2026-11-18 15:20")


def test_on_a_half_day_the_due_hour_is_its_closing() -> None:
    half = SpecialDay(
        on=date(2026, 11, 18), kind="declared", name="Nghỉ chiều", sessions=((420, 690),)
    )
    calendar = calendar_of(half, due_hour=DueHour.ACCEPTANCE_HOUR)

    result = due(
        start=at("2026-11-16 15:20"), term=Term(2, TermUnit.WORKING_DAY), calendar=calendar
    )

    assert result.at == at("2026-11-18 11:30")


def test_office_hours_have_dates() -> None:
    winter = (((450, 690), (780, 990)),) * 5 + ((), ())
    calendar = WorkCalendar(
        hours=[HoursPeriod(date(2026, 11, 1), winter), HoursPeriod(date(2020, 1, 1), WEEK)], days={}
    )

    assert calendar.closing(date(2026, 10, 30)) == at("2026-10-30 17:00")
    assert calendar.closing(date(2026, 11, 2)) == at("2026-11-02 16:30")


def test_a_week_without_work_is_refused_rather_than_searched_for_ever() -> None:
    calendar = WorkCalendar(hours=[HoursPeriod(date(2020, 1, 1), ((),) * 7)], days={})

    with pytest.raises(NoWorkingTime):
        calendar.opening(at("2026-11-16 09:00"))


@pytest.mark.parametrize(("hours", "days"), [(1, 1), (8, 1), (9, 2), (20, 3), (160, 20)])
def test_eight_working_hours_are_a_day(hours: int, days: int) -> None:
    assert hours_to_days(hours) == days


@pytest.mark.parametrize(
    ("value", "unit", "cut_off"),
    [(0, TermUnit.HOUR, None), (2, TermUnit.SAME_DAY, None), (1, TermUnit.SAME_DAY, 1440)],
)
def test_a_term_that_means_nothing_is_refused(
    value: int, unit: TermUnit, cut_off: int | None
) -> None:
    with pytest.raises(ValueError, match=r"term|day|cut-off"):
        Term(value, unit, cut_off)


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar_of().opening(datetime.combine(date(2026, 11, 16), time(9)))


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (Remaining(2, 1000, False), "còn 2 ngày làm việc"),
        (Remaining(0, 185, False), "còn 3 giờ làm việc"),
        (Remaining(0, 40, False), "còn 40 phút làm việc"),
        (Remaining(1, 500, True), "quá hạn 1 ngày làm việc"),
        (Remaining(0, 0, False), "đến hạn bây giờ"),
        (Remaining(0, 0, True), "vừa quá hạn"),
    ],
)
def test_what_is_left_is_said_as_people_say_it(left: Remaining, said: str) -> None:
    with translation.override("vi"):
        assert say_remaining(left) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 giờ làm việc"),
        (45, "45 phút"),
        (60, "1 giờ làm việc"),
        (1025, "2 ngày làm việc 1 giờ làm việc 5 phút"),
    ],
)
def test_working_minutes_are_said_in_days_and_hours(minutes: int, said: str) -> None:
    with translation.override("vi"):
        assert say_minutes(minutes) == said


def test_a_clock_tells_its_whole_story() -> None:
    clock = (
        Clock(start=at("2026-11-02 09:00"), term=Term(5, TermUnit.WORKING_DAY))
        .stopped(Stop(from_at=at("2026-11-04 10:00"), ground="supplement", document="3/PYC"))
        .resumed(at("2026-11-09 08:00"))
        .extended(Extension(term=Term(3, TermUnit.WORKING_DAY), document="4/PXL"))
    )

    law = due_of(clock, calendar=calendar_of())
    national = due_of(clock, calendar=calendar_of(), effect=StopEffect.PAUSE)
    moved = later_only(at("2026-11-18 17:00"), law, day_off="2026-11-17", decision="12/TB-UBND")

    with translation.override("vi"):
        told = explain(law.lines)
        subtracted = explain(national.lines)
    assert (law.at, national.at) == (at("2026-11-19 17:00"), at("2026-11-17 17:00"))
    assert told[0] == (
        "Tạm dừng từ 10:00 thứ Tư, 04/11/2026 đến 08:00 thứ Hai, 09/11/2026,"
        " sau đó tính lại từ đầu."
    )
    assert told[-1] == "Gia hạn thêm 3 ngày làm việc; hạn thành 17:00 thứ Năm, 19/11/2026."
    assert "Không tính thời gian từ" in subtracted[-2]
    assert moved is not None
    with translation.override("vi"):
        assert explain(moved.lines)[-1] == (
            "Thêm ngày nghỉ thứ Ba, 17/11/2026 theo 12/TB-UBND:"
            " hạn chuyển từ 17:00 thứ Tư, 18/11/2026 sang 17:00 thứ Năm, 19/11/2026."
        )


def test_a_clock_is_not_stopped_twice_nor_resumed_while_it_runs() -> None:
    clock = Clock(start=at("2026-11-02 09:00"), term=Term(5, TermUnit.WORKING_DAY))
    stopped = clock.stopped(Stop(from_at=at("2026-11-04 10:00")))

    with pytest.raises(ValueError, match="stopped already"):
        stopped.stopped(Stop(from_at=at("2026-11-05 10:00")))
    with pytest.raises(ValueError, match="running"):
        clock.resumed(at("2026-11-05 10:00"))
    with pytest.raises(ValueError, match="before it began"):
        stopped.resumed(at("2026-11-03 10:00"))


def test_a_due_date_explains_itself_in_vietnamese() -> None:
    result = due(
        start=at("2026-11-16 17:20"),
        term=Term(9, TermUnit.WORKING_DAY),
        calendar=calendar_of(CULTURE_DAY),
    )

    with translation.override("vi"):
        sentences = explain(lines_from_text(result.as_text()))

    assert sentences == [
        "Tiếp nhận lúc 17:20 thứ Hai, 16/11/2026.",
        "Khi đó đã hết giờ làm việc, nên tính từ 07:00 thứ Ba, 17/11/2026.",
        "Thời hạn: 9 ngày làm việc.",
        "Ngày đầu tiên được tính là thứ Tư, 18/11/2026.",
        "Giờ trả là cuối giờ làm việc của ngày cuối cùng.",
        "Không tính 4 ngày nghỉ hằng tuần.",
        "Nghỉ thứ Ba, 24/11/2026: Ngày Văn hóa Việt Nam (80-NQ/TW).",
        "Hẹn trả trước 17:00 thứ Ba, 01/12/2026.",
    ]


def test_a_due_date_in_a_year_not_yet_decided_says_so() -> None:
    guess = SpecialDay(
        on=date(2027, 1, 1), kind="holiday", name="Tết Dương lịch", is_provisional=True
    )
    calendar = calendar_of(CULTURE_DAY, guess)

    result = due(
        start=at("2026-12-30 09:00"), term=Term(5, TermUnit.WORKING_DAY), calendar=calendar
    )

    assert [line.values for line in result.lines if line.code == "provisional"] == [{"year": 2027}]


def test_an_english_reader_gets_codes_but_no_vietnamese_prose() -> None:
    swapped = SpecialDay(
        on=date(2026, 11, 18),
        kind="swapped",
        name="Nghỉ hoán đổi",
        name_en="Swapped day off",
        decision="Thông báo của Bộ Nội vụ",
    )
    unnamed = SpecialDay(
        on=date(2026, 11, 19), kind="declared", name="Nghỉ tránh bão", decision="12/TB-UBND"
    )
    result = due(
        start=at("2026-11-16 09:00"),
        term=Term(2, TermUnit.WORKING_DAY),
        calendar=calendar_of(swapped, unnamed),
    )

    with translation.override("en"):
        sentences = [
            sentence
            for line, sentence in zip(result.lines, explain(result.lines), strict=True)
            if line.code == "day_off"
        ]

    assert "Swapped day off." in sentences[0]
    assert "Thông báo" not in sentences[0]
    assert "Nghỉ tránh bão" not in sentences[1]
    assert "12/TB-UBND" in sentences[1]
