"""Agencies of the demonstration with office hours of their own."""

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tinhso.kernel.calendar import Term, TermUnit, calendar_for, due_for, explain, say_week
from tinhso.kernel.calendar.models import OfficeHours
from tinhso.kernel.calendar.permissions import CalendarPermission
from tinhso.kernel.calendar.queries import calendar_page
from tinhso.kernel.calendar.worktime import VIETNAM
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.registry import names_of_agencies
from tinhso.organization.queries import agencies_at
from tinhso.organization.rules import MERGER_DAY
from tinhso.organization.services import load_admin_units, load_demonstration, set_own_hours

if TYPE_CHECKING:
    from tinhso.organization.models import AgencyPeriod

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> None:
    """The demonstration province with its hours."""
    load_admin_units()
    load_demonstration()
    assert set_own_hours() == 2


def agency(short_name: str) -> "AgencyPeriod":
    """Return an agency of today."""
    return agencies_at().get(short_name=short_name)


def test_two_communes_keep_their_own_hours_since_they_opened(province: None) -> None:
    ward = calendar_for(agency("UBND phường Thục Phán").agency_id)
    hills = calendar_for(agency("UBND xã Thành Công").agency_id)
    today = timezone.localdate()

    assert say_week(ward, today) == (
        "Thứ Hai đến thứ Sáu: 07:00–11:30, 13:30–17:00; thứ Bảy: 07:30–11:30"
    )
    assert say_week(hills, today) == (
        "Thứ Hai đến thứ Tư: 07:00–11:30, 13:30–17:00; thứ Năm đến thứ Sáu: 07:00–11:30"
    )
    assert set(OfficeHours.objects.values_list("effective_from", flat=True)) == {MERGER_DAY}
    assert set_own_hours() == 0


def test_a_due_date_there_counts_the_saturday_and_says_why(province: None) -> None:
    friday = datetime(2026, 11, 20, 9, tzinfo=VIETNAM)
    ward = agency("UBND phường Thục Phán").agency_id

    here = due_for(start=friday, term=Term(1, TermUnit.WORKING_DAY), agency_id=ward)
    elsewhere = due_for(start=friday, term=Term(1, TermUnit.WORKING_DAY))

    assert here.at == datetime(2026, 11, 21, 11, 30, tzinfo=VIETNAM)
    assert elsewhere.at == datetime(2026, 11, 23, 17, tzinfo=VIETNAM)
    said = explain(here.lines)
    assert "Tính theo giờ làm việc riêng của cơ quan, áp dụng từ thứ Ba, 01/07/2025." in said


def test_the_page_of_an_agency_tells_when_it_is_open(province: None, client: Client) -> None:
    uid = agency("UBND phường Thục Phán").agency.uid

    shown = client.get(f"/co-quan/{uid}/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(f"/co-quan/{uid}/").content.decode()

    assert "Thứ Hai đến thứ Sáu: 07:00–11:30, 13:30–17:00; thứ Bảy: 07:30–11:30" in shown
    assert "Monday to Friday: 07:00–11:30, 13:30–17:00; Saturday: 07:30–11:30" in english


def test_who_keeps_the_provinces_calendar_sees_each_agencys_own_hours_by_name(
    province: None,
) -> None:
    keeper = make_actor(CalendarPermission.MANAGE_CALENDAR)
    own = {agency(name).agency_id for name in ("UBND phường Thục Phán", "UBND xã Thành Công")}

    page = calendar_page(actor=keeper, year=2026)

    assert {hours.agency_id for hours in page.hours} >= own
    assert set(names_of_agencies(own | {0})) == own
