"""Who has no certificate on any day: leaders and agencies, by agency and level, as lists."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tinhso.identity.testing import AssignmentFactory, OfficialFactory, RoleFactory
from tinhso.organization.queries import agency
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries
from tinhso.signing.testing import SETUP
from tinhso.signing.tests.test_certificates import signed_in
from tinhso.signing.tests.test_register import issued

if TYPE_CHECKING:
    from tinhso.identity.models import Account
    from tinhso.organization.models import Unit

pytestmark = pytest.mark.django_db

LEADERS = "/lam-viec/chung-thu-so/lanh-dao-chua-co/"
SINCE = date(2025, 1, 1)


@pytest.fixture
def operator() -> Client:
    return signed_in("signing.manage_certificates")


def leader(name: str, unit: "Unit", *, posts: int = 1) -> "Account":
    account = OfficialFactory.create(name=name)
    role = RoleFactory.create(permissions=["signing.sign_item"])
    for _n in range(posts):
        AssignmentFactory.create(
            account=account,
            role=role,
            agency=None,
            agency_id=unit.agency_id,
            unit=None,
            unit_id=unit.pk,
            valid_from=timezone.make_aware(datetime.combine(SINCE, time.min)),
        )
    return account


def names(client: Client, **asked: str) -> list[str]:
    return [line.row.account.name for line in client.get(LEADERS, asked).context["rows"]]


def test_leaders_without_one_on_any_day_stand_in_a_list(operator: Client) -> None:
    unit = UnitFactory.create()
    early, late = leader("An", unit), leader("Bình", unit, posts=2)
    issued(date(2025, 3, 1), agency_id=unit.agency_id, account_uid=early.uid)
    issued(date(2025, 5, 1), agency_id=unit.agency_id, account_uid=late.uid)

    assert names(operator, ngay="2024-12-31") == []
    assert names(operator, ngay="2025-02-28") == ["An", "Bình"]
    assert names(operator, ngay="2025-03-01") == ["Bình"]
    assert names(operator, ngay="2025-05-01") == []


def test_they_are_told_apart_by_agency_and_level_and_found_by_name(operator: Client) -> None:
    here, there = UnitFactory.create(), UnitFactory.create()
    leader("An", here)
    leader("Bình", there)
    info = agency(here.agency_id)

    assert names(operator, **{"co-quan": info.code}) == ["An"]
    assert names(operator, cap=info.level) == ["An", "Bình"]
    assert names(operator, q="binh") == ["Bình"]


def test_the_board_counts_as_the_list_on_the_same_day(operator: Client) -> None:
    unit = UnitFactory.create()
    held = leader("An", unit)
    leader("Bình", unit)
    issued(date(2025, 3, 1), agency_id=unit.agency_id, account_uid=held.uid)

    boards = {
        day: queries.register_board(actor=SETUP, on=day, since=SINCE, until=day)
        for day in (date(2025, 2, 1), date(2025, 4, 1))
    }
    page = operator.get("/lam-viec/chung-thu-so/thong-ke/", {"ngay": "2025-04-01"})

    assert [board.leaders_without for board in boards.values()] == [2, 1]
    assert boards[date(2025, 4, 1)].leaders == ["Bình"]
    assert f"{LEADERS}?ngay=2025-04-01" in page.content.decode()


def test_a_clerk_sees_the_leaders_of_his_agency_alone() -> None:
    unit = UnitFactory.create()
    leader("Người Nơi Khác", unit)
    clerk = signed_in("signing.seal_document")

    assert names(clerk) == []
    assert Client().get(LEADERS).status_code == 302
    assert signed_in().get(LEADERS).status_code == 403


def test_the_list_is_exported(operator: Client) -> None:
    leader("An", UnitFactory.create())

    answer = operator.get(f"{LEADERS}xuat/csv/")

    assert "An" in answer.getvalue().decode("utf-8-sig")


def test_the_list_takes_as_many_queries_however_long(
    operator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    unit = UnitFactory.create()
    leader("An", unit)
    with django_assert_max_num_queries(40) as first:
        operator.get(LEADERS)
    for number in range(4):
        leader(f"Bình {number}", unit)

    with django_assert_max_num_queries(len(first)):
        operator.get(LEADERS)
