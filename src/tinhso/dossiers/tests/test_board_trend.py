"""A leader's board says where the share in time goes, and how late the latest is."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from tinhso.dossiers.queries.outputs import DayOutput, output_per_day
from tinhso.dossiers.testing import World, assigned, resolved
from tinhso.dossiers.tests.working import signed_in
from tinhso.dossiers.views._board_trend import SLICES, Trend
from tinhso.kernel.events.testing import follow_all
from tinhso.kernel.testing import in_english, vietnamese_left_behind

BOARD = "/lam-viec/dieu-hanh/"
FIRST = date(2026, 11, 1)


def days_of(*each: tuple[int, int]) -> list[DayOutput]:
    """Return days by how many were finished in time and late."""
    return [
        DayOutput(day=FIRST + timedelta(days=n), received=0, early=0, on_time=good, late=late)
        for n, (good, late) in enumerate(each)
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (days_of((9, 1), (9, 1), (10, 0), (10, 0)), "cao hơn kỳ liền trước 10,00 điểm phần trăm"),
        (days_of((10, 0), (3, 1)), "thấp hơn kỳ liền trước 25,00 điểm phần trăm"),
        (days_of((1, 1), (2, 2)), "bằng kỳ liền trước"),
        (days_of((0, 0), (2, 2)), ""),
        (days_of((2, 2), (0, 0)), ""),
    ],
)
def test_the_shown_days_are_held_against_those_before(days: list[DayOutput], said: str) -> None:
    assert Trend(days).compared == said


def test_each_day_counts_in_one_slice_and_the_last_stands_at_the_end() -> None:
    days = days_of(*[(1, 0)] * 29, (0, 1))
    trend = Trend(days)
    drawn = trend.drawn

    assert len(trend.shares) == SLICES
    assert sum(1 for _place, share in trend.shares if share == 100) == SLICES - 1
    assert len(re.findall("<line", drawn)) == SLICES  # the target, and between two slices each
    assert 'cx="98.0%" cy="31.0"' in drawn  # the worst share lies at the foot of the scale


def test_a_single_slice_shows_no_direction() -> None:
    assert Trend(days_of((0, 0), (1, 0))).drawn == ""
    assert Trend(days_of((0, 0), (0, 0))).drawn == ""


def test_the_page_tells_how_late_the_latest_is_and_draws_the_line(
    world: World, clock: time_machine.Traveller
) -> None:
    resolved(world)
    clock.shift(timedelta(days=30))
    dossier = assigned(world)
    resolved(world)
    follow_all()
    clock.shift(timedelta(days=29))
    leader = signed_in(world.here.leader)

    page = leader.get(BOARD)
    board = page.context["board"]
    shown = page.content.decode()

    assert board.first_late == dossier.due_at
    assert board.first_soon is None
    assert [one.first for one in board.decisions if one.key == "apology"] == [dossier.due_at]
    assert dossier.due_at.isoformat() in shown
    assert "lâu nhất: <" in shown
    assert 'class="board-trend"' in shown
    assert len(board.days) == 30
    assert board.trend.days[0].day == board.start - timedelta(days=30)
    assert vietnamese_left_behind(in_english(leader).get(BOARD).content.decode()) == []


def test_days_count_what_stretches_count(world: World) -> None:
    resolved(world)
    follow_all()
    agency = world.here.agency.pk

    days = output_per_day(agency_ids=[agency], start=FIRST, end=date(2026, 12, 31))

    assert sum(day.received for day in days) == 1
    assert sum(day.finished for day in days) == 1
