"""Sessions lock when unused, officials' sooner; from outside the office one factor is too few."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.models import Account, AccountSession
from tinhso.identity.testing import (
    AssignmentFactory,
    CitizenFactory,
    OfficialFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db
PASSWORD = "Bằng-Giang-2026-xanh"
PAGE = "/tai-khoan/"
LOOK = "/ma-bao-mat/"
QUIET = {"X-Background": "1"}
OUTSIDE = "203.0.113.9"


def _official() -> Account:
    made = OfficialFactory.create(is_demonstration=False, password_set_at=timezone.now())
    made.set_password(PASSWORD)
    made.save()
    return made


def _administrator() -> Account:
    made = _official()
    AssignmentFactory.create(account=made, role=RoleFactory.create(needs_second_factor=True))
    return made


def _account(who: str) -> Account:
    if who == "citizen":
        return CitizenFactory.create(is_demonstration=False)
    if who == "demonstration":
        return OfficialFactory.create()
    return _administrator() if who == "administrator" else _official()


def _sign_in(client: Client, account: Account, *, second_factor: bool = False) -> None:
    """Sign in and open a page, so that the session has been used."""
    client.force_login(account)
    session = client.session
    session["second_factor"] = second_factor
    session.save()
    assert client.get(PAGE).status_code == 200


def _is_in(client: Client, after: timedelta) -> bool:
    with time_machine.travel(timezone.now() + after, tick=False):
        return bool(client.get(LOOK, headers=QUIET).json()["signed_in"])


@pytest.mark.parametrize(
    ("who", "minutes", "until"),
    [
        ("citizen", 120, 125 * 60),
        ("official", 15, 16 * 60),
        ("administrator", 5, 5 * 60 + 20),
        ("demonstration", 120, 125 * 60),
    ],
)
def test_a_session_locks_after_the_idle_time_of_its_account(
    client: Client, who: str, minutes: int, until: int
) -> None:
    _sign_in(client, _account(who), second_factor=who == "administrator")

    assert _is_in(client, timedelta(minutes=minutes))
    assert not _is_in(client, timedelta(seconds=until + 1))
    assert client.get(PAGE).status_code == 302


def test_a_role_that_does_not_count_shortens_nothing(client: Client) -> None:
    _sign_in(client, _administrator())

    assert _is_in(client, timedelta(minutes=14))


def test_no_minutes_mean_no_lock(client: Client, settings: Settings) -> None:
    settings.TINHSO_SESSION_IDLE_MINUTES_OFFICIALS = 0
    _sign_in(client, _official())

    with time_machine.travel(timezone.now() + timedelta(hours=9), tick=False):
        told = client.get(LOOK, headers=QUIET).json()
    assert (told["signed_in"], told["seconds_left"]) == (True, 0)


def test_use_puts_the_lock_off_and_what_a_page_asks_by_itself_does_not(client: Client) -> None:
    account = _official()
    _sign_in(client, account)
    begun = timezone.now()

    with time_machine.travel(begun + timedelta(minutes=8), tick=False):
        assert 460 < client.get(LOOK, headers=QUIET).json()["seconds_left"] <= 480
        told = client.get(LOOK).json()
    assert (told["seconds_left"], told["account"]) == (960, str(account.uid))
    assert AccountSession.objects.count() == 0  # force_login lists no browser

    with time_machine.travel(begun + timedelta(minutes=22), tick=False):
        assert client.get(LOOK, headers=QUIET).json()["signed_in"]
    with time_machine.travel(begun + timedelta(minutes=25), tick=False):
        assert not client.get(LOOK, headers=QUIET).json()["signed_in"]


def test_what_was_typed_comes_back_with_the_page_that_says_the_session_is_over(
    client: Client,
) -> None:
    _sign_in(client, _official())

    with time_machine.travel(timezone.now() + timedelta(minutes=17), tick=False):
        answer = client.post(
            PAGE,
            {"name": "Hoàng Thị Mới", "version": "1"},
            headers={"Origin": "http://testserver"},
        )

    page = answer.content.decode()
    assert answer.status_code == 401
    assert 'value="Hoàng Thị Mới"' in page
    assert "Phiên làm việc đã hết" in page


def test_a_page_carries_when_it_locks_and_a_strangers_page_does_not(client: Client) -> None:
    assert "data-idle" not in client.get("/").content.decode()
    account = _official()
    _sign_in(client, account)

    page = client.get(PAGE).content.decode()

    assert f'data-idle="{account.uid}"' in page
    told = re.search(r'data-left="(\d+)"', page)
    assert told is not None
    assert 940 < int(told[1]) <= 960


def test_from_outside_an_official_does_not_come_in_by_a_password_alone(
    client: Client, settings: Settings
) -> None:
    settings.TINHSO_OFFICE_NETWORKS = ["10.4.0.0/16", "2001:db8::/32"]
    account = _official()
    given = {"login": account.login, "password": PASSWORD}

    refused = client.post("/dang-nhap/", given, REMOTE_ADDR=OUTSIDE)
    inside = Client().post("/dang-nhap/", given, REMOTE_ADDR="10.4.7.9")
    by_six = Client().post("/dang-nhap/", given, REMOTE_ADDR="2001:db8::7")

    assert refused.status_code == 403
    assert "Bạn đang ở ngoài mạng của cơ quan" in refused.content.decode()
    assert "_auth_user_id" not in client.session
    assert (inside.status_code, by_six.status_code) == (302, 302)


@pytest.mark.parametrize(
    ("second_factor", "is_citizen", "stays"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_a_session_carried_outside_goes_on_only_with_a_second_factor(
    client: Client, settings: Settings, second_factor: bool, is_citizen: bool, stays: bool
) -> None:
    settings.TINHSO_OFFICE_NETWORKS = ["127.0.0.0/8"]
    account = CitizenFactory.create(is_demonstration=False) if is_citizen else _official()
    _sign_in(client, account, second_factor=second_factor)

    answer = client.get(PAGE, REMOTE_ADDR=OUTSIDE)

    assert (answer.status_code == 200) is stays
