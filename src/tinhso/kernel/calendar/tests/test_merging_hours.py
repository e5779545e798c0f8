"""Office hours and days off on which all agencies of a merger agree go on at the successor."""

from datetime import date
from uuid import uuid4

import pytest

from tinhso.kernel.calendar.models import CalendarDay, OfficeHours
from tinhso.kernel.calendar.plugins import HoursEffect
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.registry.mergers import Merging

pytestmark = pytest.mark.django_db
WEEK = [[["07:30", "11:30"]]] * 5 + [[], []]
MERGING = Merging(uid=uuid4(), on=date(2026, 12, 1), basis="12/NQ", units={}, agencies={7: 9, 8: 9})


def _hours(agency_id: int, week: list[object]) -> None:
    OfficeHours.objects.create(agency_id=agency_id, effective_from=date(2026, 1, 1), week=week)


def _off(agency_id: int, day: int) -> None:
    CalendarDay.objects.create(
        agency_id=agency_id, on=date(2026, 12, day), kind=DayKind.DECLARED, name="Lễ hội"
    )


def test_what_all_agree_on_goes_on_once_and_comes_back() -> None:
    for agency_id in (7, 8):
        _hours(agency_id, list(WEEK))
        _off(agency_id, 10)
    _off(7, 11)

    HoursEffect().apply(MERGING)
    HoursEffect().apply(MERGING)

    assert OfficeHours.objects.get(agency_id=9).week == WEEK
    assert [day.on.day for day in CalendarDay.objects.filter(agency_id=9)] == [10]
    HoursEffect().undo(MERGING)
    assert not OfficeHours.objects.filter(agency_id=9).exists()
    assert not CalendarDay.objects.filter(agency_id=9).exists()


def test_hours_that_differ_are_left_to_the_successor() -> None:
    _hours(7, list(WEEK))

    HoursEffect().apply(MERGING)

    assert not OfficeHours.objects.filter(agency_id=9).exists()
    assert [line.count for line in HoursEffect().preview(MERGING)] == [1, 0]
