"""Words for dates, money and counts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from tinhso.kernel.db.paging import Count
from tinhso.kernel.eforms.saying import say_number
from tinhso.kernel.testing import vietnamese_left_behind
from tinhso.kernel.web import words
from tinhso.kernel.web.lists.columns import shown

TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 2, 41, tzinfo=UTC)


def test_a_day_is_named_and_written_day_first() -> None:
    assert words.day(date(2026, 12, 1)) == "thứ Ba, 01/12/2026"


def test_a_time_near_midnight_belongs_to_the_day_in_vietnam() -> None:
    assert words.day(datetime(2026, 11, 30, 18, 0, tzinfo=UTC)) == "thứ Ba, 01/12/2026"


def test_a_moment_is_a_sentence() -> None:
    assert words.moment(TUESDAY) == "16 giờ thứ Ba, 01/12/2026"


def test_english_says_the_same_moment() -> None:
    with translation.override("en"):
        assert words.moment(TUESDAY) == "16:00 on Tuesday, 01/12/2026"


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (timedelta(minutes=19), "hôm nay 10:00"),
        (timedelta(days=1), "ngày mai 09:41"),
        (timedelta(days=-1), "hôm qua 09:41"),
        (timedelta(days=3), "thứ Hai 23/11, 09:41"),
        (timedelta(days=-2), "18/11, 09:41"),
        (timedelta(days=-400), "16/10/2025, 09:41"),
    ],
)
def test_a_time_is_as_short_as_it_stays_clear(away: timedelta, told: str) -> None:
    assert words.when(NOW + away, now=NOW) == told


def test_a_time_in_a_cell_breaks_between_day_and_clock_alone() -> None:
    with time_machine.travel(NOW, tick=False):
        assert shown(NOW) == "hôm\N{NO-BREAK SPACE}nay 09:41"


@pytest.mark.parametrize(
    ("away", "kind", "left"),
    [
        (timedelta(hours=-3), "late", "quá 3 giờ"),
        (timedelta(minutes=19), "soon", "còn 19 phút"),
        (timedelta(days=6), "wait", "còn 6 ngày"),
    ],
)
def test_a_deadline_says_what_is_left(away: timedelta, kind: str, left: str) -> None:
    told = words.due(NOW + away, now=NOW)

    assert (told.kind, told.left) == (kind, left)


def test_numbers_are_written_the_english_way_to_who_reads_english() -> None:
    with translation.override("en"):
        said = (
            words.money(1234567),
            words.percent(Decimal("58.41")),
            words.capped(1000),
            words.size(1_250_000),
            str(Count(1000, is_capped=True)),
            say_number("12.50"),
        )

    assert said == ("1,234,567 đ", "58.41%", "1,000+", "1.2 MB", "1,000+", "12.5")


@pytest.mark.parametrize("said", ["1.234.567 đ", "58,41%", "1,2 MB", "1.000+"])
def test_a_number_of_the_other_language_is_seen_on_an_english_page(said: str) -> None:
    assert vietnamese_left_behind(f"<p>{said}</p>") == [said]
    assert vietnamese_left_behind(f'<p lang="vi">{said}</p>') == []


@pytest.mark.parametrize("said", ["1,234,567 đ", "58.41%", "1.2 MB", "1,000+", "1.001193"])
def test_a_number_of_an_english_page_is_left_alone(said: str) -> None:
    assert vietnamese_left_behind(f"<p>{said}</p>") == []


def test_numbers_are_written_the_vietnamese_way() -> None:
    assert words.money(1234567) == "1.234.567 đ"
    assert words.percent(Decimal("97.42")) == "97,42%"
    assert words.capped(1000) == "1.000+"
    assert words.capped(999) == "999"
    assert words.size(480_000) == "480 kB"
    assert words.size(1_250_000) == "1,2 MB"
    assert words.size(50_954_500_000) == "51,0 GB"
