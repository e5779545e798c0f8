"""Every request asks whose session it is and which account: two short questions, never stale."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.identity.models import Account
from tinhso.identity.testing import CitizenFactory

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/"
DOOR = "/dang-nhap/"


@pytest.fixture
def account(client: Client) -> Account:
    """An account whose browser is signed in and has opened a page."""
    made = CitizenFactory.create()
    client.force_login(made)
    assert client.get(PAGE).status_code == 200
    return made


def _is_let_in(client: Client) -> bool:
    answer = client.get(PAGE)
    return not (answer.status_code == 302 and answer["Location"].startswith(DOOR))


def test_a_request_asks_once_for_its_session_and_once_for_its_account(
    client: Client, account: Account
) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)

    tables = [row["sql"].partition(" FROM ")[2].split()[0] for row in asked]
    assert tables.count('"django_session"') == 1
    assert tables[:2] == ['"django_session"', '"identity_account"']


def test_a_session_that_ran_out_lets_nobody_in(client: Client, account: Account) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not _is_let_in(client)


def test_a_session_that_was_ended_lets_nobody_in(client: Client, account: Account) -> None:
    Session.objects.all().delete()

    assert not _is_let_in(client)


def test_an_account_that_was_locked_is_out_at_its_next_request(
    client: Client, account: Account
) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False, lock_reason="nghỉ việc")

    assert not _is_let_in(client)


def test_another_password_ends_the_sessions_that_were_begun_with_the_old_one(
    client: Client, account: Account
) -> None:
    account.set_password("Bằng-Giang-2026-xanh")
    account.save(update_fields=["password"])

    assert not _is_let_in(client)
