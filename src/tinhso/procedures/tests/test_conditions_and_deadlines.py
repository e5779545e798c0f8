"""Conditions are built and told in words; deadlines are tried over real days."""

from datetime import date

import pytest

from tinhso.kernel.calendar import Term, TermUnit, WorkCalendar
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.calendar.worktime import HoursPeriod, SpecialDay
from tinhso.kernel.eforms.testing import birth_form
from tinhso.kernel.errors import Invalid
from tinhso.procedures.drafting import conditions, deadlines, places
from tinhso.procedures.drafting.conditions import Parts
from tinhso.procedures.drafting.layout import Content

WEEK = (((420, 690), (810, 1020)),) * 5 + ((), ())
TET = [date(2027, 2, day) for day in (4, 5, 8, 9, 10, 11, 12)]


def form() -> Content:
    return {"form_data": birth_form(), "name": "Khai sinh"}


def calendar(*days_off: date) -> WorkCalendar:
    days = {
        day: SpecialDay(on=day, kind=DayKind.HOLIDAY, sessions=(), name="Tết", name_en="Tết")
        for day in days_off
    }
    return WorkCalendar(hours=[HoursPeriod(date.min, WEEK)], days=days)


def test_a_condition_may_ask_only_about_what_stands_above() -> None:
    place = places.place_at("trang/0/o/3/")

    known = [answer.key for answer in conditions.known_answers(form(), before=place)]

    assert known == ["tre_ten", "tre_sinh", "gioi_tinh"]


def test_fields_of_the_same_words_are_told_apart_by_their_page() -> None:
    home = {"key": "me_o", "kind": "address", "label": {"vi": "Nơi cư trú", "en": "Home"}}
    father = {"title": {"vi": "Người cha"}, "fields": [home | {"key": "cha_o"}]}
    name = {"key": "ten", "kind": "text", "label": {"vi": "Họ tên"}}
    mother = {"title": {"vi": "Người mẹ"}, "fields": [home, name]}

    known = conditions.known_answers({"form_data": {"steps": [mother, father]}})

    assert [answer.label for answer in known] == [
        "Nơi cư trú (Người mẹ)",
        "Họ tên",
        "Nơi cư trú (Người cha)",
    ]


def test_a_field_of_a_group_may_ask_about_its_neighbours() -> None:
    place = places.place_at("trang/1/o/9/o/1/")

    known = [answer.key for answer in conditions.known_answers(form(), before=place)]

    assert known[-1] == "ten"


@pytest.mark.parametrize(
    ("key", "comparison", "value", "made", "said"),
    [
        ("gioi_tinh", "eq", "nam", {"eq": ["gioi_tinh", "nam"]}, "“Gioi tinh” là “Nam”"),
        ("co_cha", "no", "", {"eq": ["co_cha", False]}, "“Co cha” trả lời Không"),
        ("can_nang", "lt", "2,5", {"lt": ["can_nang", 2.5]}, "“Can nang” nhỏ hơn “2.5”"),
        (
            "tre_sinh",
            "after",
            "2026-01-01",
            {"gt": ["tre_sinh", "2026-01-01"]},
            "“Tre sinh” sau ngày “2026-01-01”",
        ),
        ("cha_ten", "empty", "", {"not": {"filled": "cha_ten"}}, "“Cha ten” để trống"),
        ("giay_to", "has", "b", {"has": ["giay_to", "b"]}, "“Giay to” có chọn “B”"),
    ],
)
def test_a_clause_is_made_and_told(
    key: str, comparison: str, value: str, made: object, said: str
) -> None:
    known = conditions.known_answers(form())
    answer = next(one for one in known if one.key == key)

    clause = conditions.clause(answer, comparison, value)

    assert clause == made
    assert conditions.said(clause, known) == said


@pytest.mark.parametrize(
    ("key", "comparison", "value", "field"),
    [
        ("gioi_tinh", "lt", "nam", "comparison"),
        ("gioi_tinh", "eq", "khac", "value"),
        ("can_nang", "lt", "nhiều", "value"),
        ("tre_sinh", "after", "hôm qua", "value"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    key: str, comparison: str, value: str, field: str
) -> None:
    answer = next(one for one in conditions.known_answers(form()) if one.key == key)

    with pytest.raises(Invalid) as refused:
        conditions.clause(answer, comparison, value)

    assert list(refused.value.fields) == [field]


def test_clauses_are_joined_and_taken_apart() -> None:
    one, other = {"filled": "cha_ten"}, {"eq": ["co_cha", True]}
    both = conditions.joined(Parts(joint="or", clauses=(one, other)))

    assert both == {"or": [one, other]}
    assert conditions.parts_of(both) == Parts(joint="or", clauses=(one, other))
    assert conditions.joined(Parts(joint="or", clauses=(one,))) == one
    assert conditions.joined(Parts(joint="and", clauses=())) is None
    known = conditions.known_answers(form())
    assert conditions.said(both, known) == "“Cha ten” đã được điền hoặc “Co cha” trả lời Có"


def test_five_calendar_days_hold_three_working_days_over_a_weekend() -> None:
    term = Term(5, TermUnit.CALENDAR_DAY)
    first = date(2026, 11, 2)

    # accepted at the close of Wednesday: Thursday, Friday and, Monday being the fifth day, Monday
    assert (
        deadlines.worst_overrun(hours=24, term=term, calendar=calendar(), first_day=first, days=30)
        is None
    )
    worst = deadlines.worst_overrun(
        hours=25, term=term, calendar=calendar(), first_day=first, days=30
    )
    assert worst is not None
    assert worst.fits_hours == 24


def test_tet_leaves_fewer_hours_than_any_other_week() -> None:
    term = Term(10, TermUnit.CALENDAR_DAY)
    plain = deadlines.worst_overrun(
        hours=48, term=term, calendar=calendar(), first_day=date(2027, 1, 4), days=60
    )

    worst = deadlines.worst_overrun(
        hours=48, term=term, calendar=calendar(*TET), first_day=date(2027, 1, 4), days=60
    )

    assert plain is None
    assert worst is not None
    assert worst.starts_at.date() == date(2027, 2, 3)
    assert worst.due_at.date() == date(2027, 2, 15)
    assert worst.fits_hours == 8


def test_a_same_day_procedure_has_the_hours_after_its_cut_off() -> None:
    term = Term(1, TermUnit.SAME_DAY, cut_off=15 * 60)
    first = date(2026, 11, 2)

    assert (
        deadlines.worst_overrun(hours=2, term=term, calendar=calendar(), first_day=first, days=10)
        is None
    )
    worst = deadlines.worst_overrun(
        hours=3, term=term, calendar=calendar(), first_day=first, days=10
    )
    assert worst is not None
    assert (worst.starts_at.hour, worst.fits_hours) == (15, 2)


def test_rows_are_found_added_moved_and_removed_without_touching_the_old_content() -> None:
    content = form()
    place = places.place_at("trang/0/o/them/")

    added = places.with_row(content, place, {"key": "", "kind": "text", "label": "Tên gọi khác"})
    moved = places.moved_row(added, places.place_at("trang/0/o/7/"), -1)
    removed = places.without_row(moved, places.place_at("trang/0/o/6/"))

    fields = places.rows_at(added, place)
    assert [field["key"] for field in fields[-2:]] == ["cha_sinh", "ten_goi_khac"]
    assert [field["key"] for field in places.rows_at(moved, place)][-2:] == [
        "ten_goi_khac",
        "cha_sinh",
    ]
    assert removed == content == form()


def test_a_second_row_of_the_same_words_gets_a_key_of_its_own() -> None:
    content = form()
    place = places.place_at("trang/1/o/them/")

    for _time in range(2):
        content = places.with_row(content, place, {"key": "", "kind": "text", "label": "Tre ten"})

    keys = [field["key"] for field in places.rows_at(content, place)]
    assert keys[-2:] == ["tre_ten_2", "tre_ten_3"]
