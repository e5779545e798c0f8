"""What a cell may say: days as people write them, and a sentence for what is none."""

from datetime import date, datetime

import pytest

from tinhso.kernel.importing.rules import Column, Kind, day_in_words, read_cell

A_DAY = Column(key="ngay", label="Ngày", kind=Kind.DAY, required=True)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("15/03/2026", date(2026, 3, 15)),
        ("15.3.2026", date(2026, 3, 15)),
        ("2026-03-15", date(2026, 3, 15)),
        (" 15-03-2026 08:30 ", date(2026, 3, 15)),
        (datetime(2026, 3, 15), date(2026, 3, 15)),  # noqa: DTZ001  a sheet knows no zone
    ],
)
def test_days_as_text_are_read_day_first(typed: str | datetime, day: date) -> None:
    assert read_cell(A_DAY, typed) == (day, "", {})


@pytest.mark.parametrize("typed", ["03/15/2026", "30/02/2026", "tháng 3", "46096", 46096, "1/1/26"])
def test_what_is_no_day_is_said_so(typed: str | int) -> None:
    assert read_cell(A_DAY, typed)[:2] == (None, "not_a_day")
    assert day_in_words(str(typed)) is None


def test_other_kinds_say_what_they_take() -> None:
    choice = Column(key="kenh", label="Kênh", kind=Kind.CHOICE, choices={"a": "A", "b": "B"})
    number = Column(key="so", label="Số", kind=Kind.NUMBER)
    short = Column(key="ma", label="Mã", most=3, required=True)

    assert read_cell(choice, "c") == (None, "not_a_choice", {"choices": "a, b"})
    assert read_cell(choice, None) == (None, "", {})
    assert read_cell(number, "125") == (125, "", {})
    assert read_cell(number, -1)[1] == "not_a_number"
    assert read_cell(number, 1.5)[1] == "not_a_number"
    assert read_cell(short, "abcd") == (None, "too_long", {"most": 3})
    assert read_cell(short, "  ")[1] == "required"
    assert read_cell(short, "#N/A")[1] == "formula"
