"""Calendars come in by sheet: days off, days worked in their stead, office hours per agency."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.calendar.models import CalendarDay, OfficeHours
from tinhso.kernel.importing import queries as imports
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.services import write, write_sheet
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import AgencyFactory

pytestmark = pytest.mark.django_db
DAYS, HOURS = "organization.calendar_days", "organization.office_hours"
SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 30)
A_DAY: dict[str, Any] = {
    "ngay": "30/11/2026",
    "loai": "nghi",
    "ten": "Nghỉ hoán đổi",
    "can_cu": "12/TB-UBND",
    "ngay_quyet_dinh": "20/11/2026",
}


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(datetime(2026, 11, 23, 2, tzinfo=UTC), tick=False):
        yield


def bring_in(kind: str, rows: list[dict[str, Any]]) -> tuple[ImportRun, list[str]]:
    """Bring a sheet in; return the run and what was wrong, by line, column and code."""
    actor = make_actor(ImportPermission.IMPORT)
    run = looked_through(kind, sheet_of(kind, rows), actor=actor)
    if run.good_count:
        write(uid=run.uid, actor=actor)
        run = write_sheet(uid=run.uid)
        assert not imports.differences(run)
    return run, [f"{fault.line} {fault.column} {fault.code}" for fault in imports.faults_of(run)]


def test_swapped_days_of_one_agency_change_its_calendar_alone() -> None:
    agency = AgencyFactory.create(code_new="H14.31")
    worked = {"ngay": "28/11/2026", "loai": "lam-bu", "thay_cho_ngay": "30/11/2026"}
    rows = [A_DAY | {"ma_co_quan": "H14.31"}, A_DAY | worked | {"ma_co_quan": "H14.31"}]

    run, said = bring_in(DAYS, rows)
    _again, said_again = bring_in(DAYS, rows)

    own, whole = calendar_for(agency.pk, fresh=True), calendar_for(None, fresh=True)
    assert said == said_again == []
    assert (own.is_working_day(MONDAY), own.is_working_day(SATURDAY)) == (False, True)
    assert (whole.is_working_day(MONDAY), whole.is_working_day(SATURDAY)) == (True, False)
    assert [line.group for line in imports.totals_of(run)] == [
        ("H14.31", "lam-bu", "2026"),
        ("H14.31", "nghi", "2026"),
    ]
    cells = [cell for sample in imports.samples_of(run) for cell in sample.cells]
    assert not [cell for cell in cells if cell.differs]


def test_what_a_calendar_cannot_take_is_said_at_its_cell() -> None:
    AgencyFactory.create(code_new="H14.31")
    bring_in(DAYS, [A_DAY])
    rows = [
        A_DAY | {"ngay": "20/11/2026"},
        A_DAY | {"ngay": "30/11/2036"},
        A_DAY | {"ngay": "01/12/2026", "ma_co_quan": "H14.99"},
        A_DAY | {"ngay": "01/12/2026", "gio_lam": "sáng"},
        A_DAY | {"ngay": "02/12/2026", "gio_lam": "10:00-09:00"},
        A_DAY | {"ngay": "03/12/2026", "loai": "lam-bu"},
        A_DAY | {"ngay": "04/12/2026", "can_cu": ""},
        A_DAY | {"ten": "Đã ghi bằng tay"},
    ]

    _run, said = bring_in(DAYS, rows)

    assert said == [
        "2 ngay past",
        "3 ngay too_far",
        "4 ma_co_quan unknown_agency",
        "5 gio_lam no_session",
        "6 gio_lam wrong_sessions",
        "7 ngay works_anyway",
        "8 can_cu required",
        "9 ngay differs",
    ]
    assert CalendarDay.objects.filter(on=MONDAY).get().name == "Nghỉ hoán đổi"


def test_a_day_that_stands_already_is_not_written_over() -> None:
    CalendarDay.objects.create(on=MONDAY, kind="declared", name="Bão", decision="1/TB")

    _run, said = bring_in(DAYS, [A_DAY])

    assert said == ["2 ngay day_taken"]
    assert CalendarDay.objects.get(on=MONDAY).name == "Bão"


def test_office_hours_come_in_for_the_province_and_for_an_agency() -> None:
    agency = AgencyFactory.create(code_new="H14.31")
    full = {f"thu_{n}": "07:00-11:30, 13:30-17:00" for n in range(2, 7)}
    rows = [
        {"tu_ngay": "30/11/2026", **full, "can_cu": "QĐ 5"},
        {"ma_co_quan": "H14.31", "tu_ngay": "30/11/2026", "thu_7": "07:30–11:30"},
        {"ma_co_quan": "H14.31", "tu_ngay": "01/12/2026"},
        {"ma_co_quan": "H14.31", "tu_ngay": "02/12/2026", "chu_nhat": "8h-9h"},
    ]

    _run, said = bring_in(HOURS, rows)

    assert said == ["4 thu_2 no_work", "5 chu_nhat no_session"]
    own, whole = calendar_for(agency.pk, fresh=True), calendar_for(None, fresh=True)
    assert (own.is_working_day(date(2026, 12, 5)), own.is_working_day(MONDAY)) == (True, False)
    assert (whole.is_working_day(date(2026, 12, 5)), whole.is_working_day(MONDAY)) == (False, True)
    assert OfficeHours.objects.filter(effective_from=MONDAY).count() == 2
    _run, said = bring_in(HOURS, [rows[0] | {"thu_7": "08:00-09:00"}])
    assert said == ["2 tu_ngay differs"]
