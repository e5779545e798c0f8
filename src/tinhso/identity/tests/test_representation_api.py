"""Representation through the machine API: declared by a person, checked at the desk, ended."""

import pytest
from django.test import Client

from tinhso.identity.models import Representation
from tinhso.identity.permissions import IdentityPermission as P
from tinhso.identity.rules import RepresentationState
from tinhso.identity.testing import CitizenFactory, OfficialFactory, actor_for, give_role
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db
BASE = "/api/v1/identity/representations"
CHILD = {"kind": "child", "name": "Nông Thị Con", "birth": "21/03/2020"}


@pytest.fixture
def desk() -> Client:
    unit = UnitFactory.create()
    account = OfficialFactory.create()
    give_role(account, P.VERIFY_REPRESENTATION, agency_id=unit.agency_id, unit_id=unit.pk)
    browser = Client()
    browser.force_login(account)
    return browser


def test_declared_checked_and_ended(client: Client, desk: Client) -> None:
    parent = CitizenFactory.create()
    client.force_login(parent)

    made = client.post(BASE, CHILD)

    assert (made.status_code, made.json()["state"]) == (201, "declared")
    uid = made.json()["uid"]
    waiting = desk.get(BASE, {"state": "declared"}).json()["items"]
    assert [one["uid"] for one in waiting] == [uid]
    assert desk.post(f"{BASE}/{uid}/verify").json()["state"] == "verified"
    child = Representation.objects.get().represented_id
    assert f"p:{child}" in actor_for(parent).sight_keys
    assert client.delete(f"{BASE}/{uid}").status_code == 204
    assert f"p:{child}" not in actor_for(parent).sight_keys


def test_refused_with_a_reason(client: Client, desk: Client) -> None:
    client.force_login(CitizenFactory.create())
    uid = client.post(BASE, CHILD).json()["uid"]

    empty = desk.post(f"{BASE}/{uid}/refuse", {"reason": " "}, content_type="application/json")
    given = desk.post(f"{BASE}/{uid}/refuse", {"reason": "Mờ"}, content_type="application/json")

    assert (empty.status_code, given.json()["state"]) == (422, "ended")


def test_others_neither_see_nor_check_it(client: Client) -> None:
    client.force_login(CitizenFactory.create())
    uid = client.post(BASE, CHILD).json()["uid"]
    stranger = Client()
    stranger.force_login(CitizenFactory.create())

    assert stranger.get(BASE).json()["items"] == []
    assert stranger.post(f"{BASE}/{uid}/verify").status_code == 404
    assert stranger.delete(f"{BASE}/{uid}").status_code == 404
    assert client.post(f"{BASE}/{uid}/verify").status_code == 403
    assert Representation.objects.get().state == RepresentationState.DECLARED


def test_bad_input_is_named(client: Client) -> None:
    client.force_login(CitizenFactory.create())

    answer = client.post(BASE, {"kind": "other", "name": "Nông Văn Ai"})

    assert (answer.status_code, "number" in answer.json()["errors"]) == (422, True)
    assert not Representation.objects.exists()
