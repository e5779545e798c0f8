"""One's own notices by machine: read, marked, and how one wants to be told."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tinhso.identity.models import Account
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.notifications.models import Notification, Preference
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.notifications.testing import KIND, kind_of_notice

pytestmark = pytest.mark.django_db
API = "/api/v1/notifications"


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    with kind_of_notice():
        yield


@pytest.fixture
def reader() -> Account:
    """Return a citizen with an account."""
    return CitizenFactory.create()


@pytest.fixture
def machine(client: Client, reader: Account) -> Client:
    """Return the citizen's own session."""
    client.force_login(reader)
    return client


def told(account: Account, code: str) -> Notification:
    """Tell an account something."""
    return notify(account_uid=account.uid, kind=KIND, values={"code": code, "due": "mai"})[0]


def titles(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    """Return what a page of notices says."""
    return [item["title"] for item in answer["items"]]


def test_own_notices_come_newest_first_in_the_callers_language(
    machine: Client, reader: Account
) -> None:
    told(reader, "H14-1")
    told(reader, "H14-2")
    told(CitizenFactory.create(), "H14-9")

    answer = machine.get(API).json()
    english = machine.get(API, headers={"Accept-Language": "en"}).json()

    assert titles(answer) == ["Hồ sơ H14-2 đã được tiếp nhận", "Hồ sơ H14-1 đã được tiếp nhận"]
    assert titles(english)[0] == "Dossier H14-2 was accepted"
    assert machine.get(f"{API}/unread").json() == {"count": 2}


def test_the_inbox_is_walked_by_cursor(machine: Client, reader: Account) -> None:
    for number in range(5):
        told(reader, f"H14-{number}")

    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    for _page in range(3):
        answer = machine.get(API, query).json()
        seen += titles(answer)
        query["cursor"] = answer["next"] or ""

    assert [title.split()[2] for title in seen] == ["H14-4", "H14-3", "H14-2", "H14-1", "H14-0"]
    assert answer["next"] is None


def test_one_is_read_then_all(machine: Client, reader: Account) -> None:
    first = told(reader, "H14-1")
    told(reader, "H14-2")

    read = machine.post(f"{API}/{first.uid}/read").json()
    left = machine.get(API, {"unread": "true"}).json()
    rest = machine.post(f"{API}/read").json()

    assert (read["uid"], read["is_read"]) == (str(first.uid), True)
    assert titles(left) == ["Hồ sơ H14-2 đã được tiếp nhận"]
    assert rest == {"count": 1}
    assert machine.get(f"{API}/unread").json() == {"count": 0}


def test_anothers_notice_does_not_exist(machine: Client) -> None:
    other = told(CitizenFactory.create(), "H14-9")

    answer = machine.post(f"{API}/{other.uid}/read")

    other.refresh_from_db()
    assert answer.status_code == 404
    assert other.read_at is None


def test_wishes_are_kept_and_told_back(machine: Client, reader: Account) -> None:
    answer = machine.put(
        f"{API}/preferences",
        {"wishes": {"email": "digest"}, "quiet_from": "20:30", "quiet_to": "06:00"},
        content_type="application/json",
    ).json()

    by_channel = {line["channel"]: line["wish"] for line in answer["channels"]}
    assert by_channel["email"] == "digest"
    assert (answer["quiet_from"], answer["quiet_to"]) == ("20:30:00", "06:00:00")
    assert machine.get(f"{API}/preferences").json() == answer
    assert Preference.objects.get().account_uid == reader.uid


def test_half_of_quiet_hours_and_unknown_wishes_change_nothing(machine: Client) -> None:
    half = machine.put(
        f"{API}/preferences",
        {"wishes": {}, "quiet_from": "20:30"},
        content_type="application/json",
    )
    strange = machine.put(
        f"{API}/preferences", {"wishes": {"email": "often"}}, content_type="application/json"
    )

    assert (half.status_code, list(half.json()["errors"])) == (422, ["quiet_to"])
    assert strange.status_code == 422
    assert not Preference.objects.exists()


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for address in (API, f"{API}/unread", f"{API}/preferences"):
        assert client.get(address).status_code == 401


def test_more_notices_ask_no_more_questions(
    machine: Client, reader: Account, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    told(reader, "H14-0")
    machine.get(API)
    for number in range(30):
        told(reader, f"H14-{number}")

    with django_assert_max_num_queries(8):
        assert len(machine.get(API).json()["items"]) == 31
