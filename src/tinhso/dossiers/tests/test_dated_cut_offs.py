"""Officials date the day on which report periods are cut: no gap, no overlap, nothing recut."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tinhso.dossiers import services
from tinhso.dossiers.models import LawRule, PeriodReport
from tinhso.dossiers.permissions import LawPermission
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.clocks import SHIPPED, Law
from tinhso.dossiers.rules.house_rules import (
    DAY_OF_MONTH,
    REPORT_CUT_OFF,
    RuleValue,
    with_dated,
)
from tinhso.dossiers.rules.periods import MONTHS, Length, Period, Reckoning, holding, whole
from tinhso.dossiers.rules.reports import due_on
from tinhso.dossiers.testing import World, browser_of, date_law_rule
from tinhso.dossiers.tests.test_dated_rules import office
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.testing import in_english, vietnamese_left_behind

LIST = "/quan-tri/quy-dinh/"
NEW = f"{LIST}moi/?quy-dinh={REPORT_CUT_OFF}"
DAYS = st.dates(date(2019, 3, 13), date(2031, 12, 31))
MOVES = st.lists(st.tuples(DAYS, st.integers(2, 28)), max_size=4)


def dated(law: Law, since: date, first_day: int) -> Law:
    """Return the law with another cut from a day on."""
    value = RuleValue(amount=first_day, unit=DAY_OF_MONTH)
    return with_dated(law, REPORT_CUT_OFF, value, basis="Nghị định 99/2027", since=since)


def law_of(moves: list[tuple[date, int]]) -> Law:
    """Return the law after these moves."""
    law = SHIPPED
    for since, first_day in moves:
        law = dated(law, since, first_day)
    return law


def years(length: Length, law: Law) -> list[Period]:
    """Return the report periods of one length in fourteen years."""
    return [
        whole(Reckoning.DECREE_09, length, year, number, law=law)
        for year in range(2019, 2033)
        for number in range(1, 12 // MONTHS[length] + 1)
    ]


@given(moves=MOVES, length=st.sampled_from(list(MONTHS)))
def test_periods_follow_each_other_without_gap_or_overlap(
    moves: list[tuple[date, int]], length: Length
) -> None:
    law = law_of(moves)

    found = years(length, law)

    assert all(one.start <= one.end for one in found)
    assert all(before.end + timedelta(days=1) == after.start for before, after in pairwise(found))
    assert all(after.before == before for before, after in pairwise(found))


@given(moves=MOVES, day=DAYS, length=st.sampled_from(list(MONTHS)))
def test_each_day_lies_in_one_period_and_longer_ones_are_made_of_months(
    moves: list[tuple[date, int]], day: date, length: Length
) -> None:
    law = law_of(moves)

    one = holding(Reckoning.DECREE_09, length, day, law=law)

    assert one.start <= day <= one.end
    starts = {month.start for month in years(Length.MONTH, law)}
    assert one.start in starts
    assert one.end + timedelta(days=1) in starts


@given(moves=MOVES, since=DAYS, first_day=st.integers(2, 28))
def test_a_rule_changes_no_period_that_ended_before_its_day(
    moves: list[tuple[date, int]], since: date, first_day: int
) -> None:
    before = law_of([move for move in moves if move[0] < since])
    after = dated(before, since, first_day)

    for length in MONTHS:
        for old, new in zip(years(length, before), years(length, after), strict=True):
            if old.end < since:
                assert new == old


@given(moves=MOVES, length=st.sampled_from(list(MONTHS)))
def test_a_report_is_due_after_its_period_and_within_a_month(
    moves: list[tuple[date, int]], length: Length
) -> None:
    for period in years(length, law_of(moves)):
        for province in (False, True):
            assert 1 <= (due_on(period, province=province) - period.end).days <= 31


@pytest.fixture
def publisher(world: World) -> Actor:
    return office(world, LawPermission.WRITE, LawPermission.PUBLISH)


def test_officials_date_another_cut_and_see_which_month_joins_both_sides(
    world: World, publisher: Actor, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 11, 20, 2, tzinfo=UTC))
    leader = world.here.leader
    services.send_report(code="07a", length="thang", year=2026, number=11, actor=leader)
    browser = browser_of(publisher)
    typed = {
        "amount": "20",
        "unit": DAY_OF_MONTH,
        "effective_from": "2027-01-01",
        "origin": "central",
        "legal_basis": "Nghị định 99/2026/NĐ-CP Điều 12",
        "is_verified": "on",
    }

    browser.post(NEW, typed)
    row = LawRule.objects.get(is_shipped=False)
    page = browser.get(f"{LIST}{row.uid}/").content.decode()
    browser.post(f"{LIST}{row.uid}/cong-bo/", {"version": row.version})
    coming = browser.get("/quan-tri/thay-doi/?tu=2027-01-01&den=2027-01-01").content.decode()
    clock.move_to(datetime(2027, 2, 22, 2, tzinfo=UTC))
    listed = browser_of(leader).get("/lam-viec/thong-ke/bao-cao/").content.decode()

    assert "từ ngày 20 tháng trước đến ngày 19 tháng cuối kỳ" in page
    for days in (
        "Tháng 12/2026: 15/11/2026 – 14/12/2026",
        "Tháng 1/2027: 15/12/2026 – 19/01/2027",
        "Tháng 2/2027: 20/01/2027 – 19/02/2027",
    ):
        assert days in page
    assert "từ tháng bắt đầu vào hoặc sau ngày này" in coming
    assert "Tháng 2/2027: 20/01/2027 – 19/02/2027" in listed
    assert "Tháng 11/2026: 15/10/2026 – 14/11/2026" in listed
    kept = PeriodReport.objects.get()
    assert (kept.start, kept.end) == (date(2026, 10, 15), date(2026, 11, 14))
    assert kept.number in listed
    for url in (LIST, NEW, f"{LIST}{row.uid}/"):
        english = in_english(browser_of(publisher)).get(url).content.decode()
        assert vietnamese_left_behind(english) == []


@pytest.mark.parametrize(
    ("first_day", "since", "field"),
    [(29, date(2027, 1, 1), "amount"), (1, date(2027, 1, 1), "amount")],
)
def test_a_day_that_not_every_month_has_is_refused(
    publisher: Actor, first_day: int, since: date, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        date_law_rule(REPORT_CUT_OFF, first_day, DAY_OF_MONTH, since=since)

    assert list(refusal.value.fields) == [field]
    assert law_in_force().cut_offs == SHIPPED.cut_offs
