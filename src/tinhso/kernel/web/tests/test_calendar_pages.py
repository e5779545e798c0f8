"""The pages by which officials keep the working calendar."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import is_working_day
from tinhso.kernel.calendar.models import CalendarDay, CountingRule, OfficeHours
from tinhso.kernel.calendar.permissions import CalendarPermission
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.registry import Registry
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.tests.conftest import SignIn

pytestmark = pytest.mark.django_db
BASE = "/quan-tri/lich-lam-viec/"
STORM = date(2026, 11, 30)
DAY_OFF = {
    "on": "2026-11-30",
    "name": "Nghỉ tránh bão",
    "name_en": "Storm",
    "sessions": "",
    "decision": "12/TB-UBND",
    "decided_on": "2026-11-19",
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 20, 2, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def keeper(as_actor: SignIn, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a client of an official who keeps the province's calendar."""
    actor = make_actor(CalendarPermission.MANAGE_CALENDAR, CalendarPermission.DECLARE_DAY_OFF)
    return signed_in(as_actor, monkeypatch, actor)


def signed_in(as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, actor: Actor) -> Client:
    monkeypatch.setattr("tinhso.kernel.web.calendar_pages.actor_of", lambda _request: actor)
    return as_actor(actor)


def test_a_year_is_shown_with_its_law(keeper: Client) -> None:
    page = keeper.get(BASE).content.decode()

    assert "Lịch làm việc năm 2026" in page
    assert "249 ngày làm việc" in page
    assert "Ngày Văn hóa Việt Nam" in page
    assert "Nghị quyết 80-NQ/TW" in page
    assert "mới là dự kiến" not in page
    assert "mới là dự kiến" in keeper.get(f"{BASE}?nam=2027").content.decode()


@pytest.mark.parametrize("year", ["", "abc", "99999", "²", "-1"])
def test_a_year_that_is_none_shows_this_one(keeper: Client, year: str) -> None:
    assert "năm 2026" in keeper.get(BASE, {"nam": year}).content.decode()


def test_the_page_costs_the_same_however_full_the_year(
    keeper: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keeper.get(BASE)
    with django_assert_num_queries(5):
        keeper.get(f"{BASE}?nam=2024")
    with django_assert_num_queries(5):
        keeper.get(f"{BASE}?nam=2040")


def test_a_day_off_is_previewed_before_it_is_kept(keeper: Client) -> None:
    page = keeper.post(f"{BASE}nghi/", {**DAY_OFF, "xem": ""}).content.decode()

    assert (
        '<td>10 ngày làm việc</td><td data-label="Hiện nay">17:00 thứ Hai, 07/12/2026</td>' in page
    )
    assert "<strong>17:00 thứ Ba, 08/12/2026</strong>" in page
    assert 'value="Nghỉ tránh bão"' in page
    assert is_working_day(STORM)

    answer = keeper.post(f"{BASE}nghi/", {**DAY_OFF, "ghi": ""})

    assert (answer.status_code, answer["Location"]) == (302, f"{BASE}?nam=2026")
    assert not is_working_day(STORM)


def test_what_is_badly_filled_stays_with_a_sentence_at_its_field(keeper: Client) -> None:
    answer = keeper.post(f"{BASE}nghi/", {**DAY_OFF, "on": "30-11", "sessions": "sáng", "ghi": ""})

    page = answer.content.decode()
    assert "Hãy ghi ngày, ví dụ 30/11/2026." in page
    assert "sáng chưa phải một buổi, ví dụ 07:00-11:30." in page
    assert 'value="Nghỉ tránh bão"' in page
    assert is_working_day(STORM)


@pytest.mark.parametrize("on", ["2020-01-06", "2026-11-24", "2099-01-05"])
def test_a_day_that_is_over_taken_or_far_off_is_refused_at_its_field(
    keeper: Client, on: str
) -> None:
    for address in ("nghi/", "lam-bu/"):
        answer = keeper.post(f"{BASE}{address}", {**DAY_OFF, "on": on, "ghi": ""})

        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == ["on"]
        assert 'value="Nghỉ tránh bão"' in answer.content.decode()


def test_hours_that_cannot_be_are_refused_with_what_was_typed(keeper: Client) -> None:
    dated = {"effective_from": "2026-12-01", "decision": "5/QĐ-UBND"}

    hours = keeper.post(f"{BASE}gio/", {**dated, "day0": "13:00-17:00, 08:00-14:00"})
    empty = keeper.post(f"{BASE}gio/", dated)
    cut_off = keeper.post(f"{BASE}cach-tinh/", {**dated, "due_hour": "end_of_day", "cut_off": "x"})

    assert "13:00-17:00, 08:00-14:00" in hours.content.decode()
    assert [a.status_code for a in (hours, empty, cut_off)] == [200, 200, 200]
    assert list(cut_off.context["form"].errors) == ["cut_off"]
    assert not OfficeHours.objects.exists()


def test_a_make_up_day_hours_and_counting_are_kept(keeper: Client) -> None:
    make_up = {**DAY_OFF, "on": "2026-12-05", "in_place_of": "2026-11-30"}
    week = {f"day{n}": "07:30-11:30, 13:00-16:30" for n in range(5)}
    dated = {"effective_from": "2026-12-01", "decision": "5/QĐ-UBND"}

    answers = [
        keeper.post(f"{BASE}lam-bu/", make_up),
        keeper.post(f"{BASE}gio/", {**week, **dated}),
        keeper.post(
            f"{BASE}cach-tinh/", {**dated, "due_hour": "acceptance_hour", "cut_off": "14:30"}
        ),
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert is_working_day(date(2026, 12, 5))
    assert OfficeHours.objects.get().week[0] == [["07:30", "11:30"], ["13:00", "16:30"]]
    assert CountingRule.objects.get().cut_off == 14 * 60 + 30
    page = keeper.get(BASE).content.decode()
    assert "07:30–11:30, 13:00–16:30" in page
    assert "14:30" in page


def test_a_day_is_withdrawn_and_a_year_confirmed(keeper: Client) -> None:
    day = CalendarDay.objects.get(on=date(2026, 11, 24))

    keeper.post(f"{BASE}ngay/{day.pk}/huy/", {"reason": "Ghi nhầm"})
    keeper.post(f"{BASE}nam/2027/xac-nhan/", {"decision": "99/TB", "decided_on": "2026-11-19"})
    unfilled = keeper.post(f"{BASE}nam/2028/xac-nhan/", {})
    sealed = {"decision": "99/TB", "decided_on": "2026-11-19"}
    for year in (0, 1999, 99999):
        assert keeper.post(f"{BASE}nam/{year}/xac-nhan/", sealed).status_code == 404

    day.refresh_from_db()
    assert day.withdrawal_reason == "Ghi nhầm"
    assert not CalendarDay.objects.filter(on__year=2027, is_provisional=True).exists()
    assert unfilled.status_code == 200
    assert CalendarDay.objects.filter(on__year=2028, is_provisional=True).exists()


@pytest.mark.parametrize("address", ["", "nghi/", "lam-bu/", "gio/", "cach-tinh/"])
def test_who_keeps_no_calendar_is_refused(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    client = signed_in(as_actor, monkeypatch, make_actor(agency_id=7))

    assert client.get(BASE + address).status_code == 403
    if address:
        assert client.post(BASE + address, DAY_OFF).status_code == 403
    assert is_working_day(STORM)


def test_an_agency_changes_its_own_calendar_only(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = make_actor(CalendarPermission.DECLARE_DAY_OFF, unit_id=3, agency_id=7)
    client = signed_in(as_actor, monkeypatch, actor)
    national = CalendarDay.objects.get(on=date(2026, 11, 24))

    client.post(f"{BASE}nghi/", {**DAY_OFF, "ghi": ""})
    refused = client.post(f"{BASE}ngay/{national.pk}/huy/", {"reason": "x"})

    assert (is_working_day(STORM), is_working_day(STORM, 7)) == (True, False)
    assert refused.status_code == 403
    national.refresh_from_db()
    assert national.withdrawn_at is None


def test_the_province_sees_the_hours_of_each_agency_and_an_agency_its_own(
    keeper: Client, as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: Registry[Callable[[Collection[int]], Mapping[int, str]]] = Registry("names")
    names.register("here", lambda ids: {one: f"Xã Thử {one}" for one in ids})
    monkeypatch.setattr("tinhso.kernel.web.registry.agency_names", names)
    week = [[["07:30", "11:30"]]] * 6 + [[]]
    for agency_id in (7, 8):
        OfficeHours.objects.create(
            agency_id=agency_id, effective_from=date(2026, 3, 1), week=week, decision="3/QĐ-UBND"
        )

    whole = keeper.get(BASE).content.decode()
    actor = make_actor(CalendarPermission.DECLARE_DAY_OFF, unit_id=3, agency_id=7)
    own = signed_in(as_actor, monkeypatch, actor).get(BASE).content.decode()

    assert "Xã Thử 7" in whole
    assert "Xã Thử 8" in whole
    assert "Xã Thử 7" in own
    assert "Xã Thử 8" not in own


def test_the_province_sees_the_days_of_each_agency_and_an_agency_its_own(
    keeper: Client, as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: Registry[Callable[[Collection[int]], Mapping[int, str]]] = Registry("names")
    names.register("here", lambda ids: {one: f"Xã Thử {one}" for one in ids})
    monkeypatch.setattr("tinhso.kernel.web.registry.agency_names", names)
    for agency_id in (7, 8):
        CalendarDay.objects.create(
            agency_id=agency_id,
            on=STORM,
            kind=DayKind.DECLARED,
            name=f"Mất điện {agency_id}",
            decision="3/TB-UBND",
            is_provisional=True,
        )

    whole = keeper.get(BASE).content.decode()
    listed = keeper.get(f"{BASE}ngay/").content.decode()
    actor = make_actor(CalendarPermission.DECLARE_DAY_OFF, unit_id=3, agency_id=7)
    own = signed_in(as_actor, monkeypatch, actor).get(BASE).content.decode()

    for page in (whole, listed):
        assert "Mất điện 7" in page
        assert "Xã Thử 7" in page
        assert "Mất điện 8" in page
        assert "Xã Thử 8" in page
    assert "mới là dự kiến" not in whole
    assert "Mất điện 7" in own
    assert "Mất điện 8" not in own


def test_days_of_all_years_are_found_and_taken_out(keeper: Client) -> None:
    address = f"{BASE}ngay/"
    keeper.post(f"{BASE}nghi/", {**DAY_OFF, "ghi": "1"})

    def names(query: str) -> list[str]:
        file = keeper.get(f"{address}xuat/csv/?{query}")
        lines = file.getvalue().decode().splitlines()[1:]
        return [line.split(",")[1] for line in lines]

    assert names("q=tranh+b%C3%A3o") == ["Nghỉ tránh bão"]
    assert names("loai=declared&da-huy=khong") == ["Nghỉ tránh bão"]
    assert names("ngay_tu=2026-11-30&ngay_den=2026-11-30") == ["Nghỉ tránh bão"]
    assert names("pham-vi=False") == []
    assert len(names("")) > 20
    assert keeper.get(address).status_code == 200


def test_the_list_of_days_is_for_those_who_keep_a_calendar(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(as_actor, monkeypatch, make_actor())

    assert client.get(f"{BASE}ngay/").status_code == 403
