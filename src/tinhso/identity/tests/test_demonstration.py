"""The demonstration province and its people."""

import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from tinhso.identity.commands import open_demonstration_account
from tinhso.identity.models import Account, Person
from tinhso.identity.queries import account_names, accounts_in, accounts_with
from tinhso.identity.queries.actors import forget_actors
from tinhso.identity.services import load_demonstration
from tinhso.identity.services.demonstration import DEMONSTRATION_LOGINS, PASSWORD
from tinhso.identity.testing import actor_for
from tinhso.kernel.errors import Invalid
from tinhso.organization.queries import (
    agencies_at,
    agency,
    agency_by_code,
    agency_name,
    ancestors_of,
    desks,
    search_agencies,
    sight_keys_for,
    successors_of,
    units_of,
)
from tinhso.organization.services import load_admin_units
from tinhso.organization.services import load_demonstration as load_province

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _province(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the province once for the module, and leave nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_admin_units()
        load_province()
        started = time.monotonic()
        load_demonstration()
        assert time.monotonic() - started < 20
        yield
        transaction.set_rollback(True)
        forget_actors()


def test_there_are_seventy_two_people() -> None:
    officials = Account.objects.filter(person=None).count()

    assert Person.objects.count() + officials == 72


def test_somebody_leads_the_province() -> None:
    leader = actor_for(Account.objects.get(login="lanhdaotinh"))

    assert leader.agency_id is not None
    assert agency(leader.agency_id).level == "province"


@pytest.mark.parametrize("login", DEMONSTRATION_LOGINS)
def test_each_fixed_account_signs_in(login: str) -> None:
    account = Account.objects.get(login=login)

    assert account.check_password(PASSWORD)
    assert account.is_demonstration
    assert account.is_active


def test_every_demonstration_official_works_somewhere() -> None:
    for account in Account.objects.filter(person=None):
        actor = actor_for(account)
        assert actor.agency_id is not None, account.login
        assert actor.unit_id is not None, account.login


def test_the_first_desk_sits_in_dong_khe() -> None:
    actor = actor_for(Account.objects.get(login="motcua"))

    assert actor.agency_id is not None
    assert agency_name(actor.agency_id) == "Ủy ban nhân dân xã Đông Khê"
    assert f"u:{actor.unit_id}" in actor.sight_keys


def test_a_leader_sees_his_agency_and_those_below() -> None:
    actor = actor_for(Account.objects.get(login="lanhdao"))
    assert actor.agency_id is not None

    assert actor.sight_keys & sight_keys_for(actor.agency_id) == {f"a:{actor.agency_id}"}


def test_the_mother_of_a_child_sees_the_childs_things() -> None:
    actor = actor_for(Account.objects.get(login="congdan"))
    children = Person.objects.filter(name__in=["Nông Minh An", "Nông Gia Bảo"])

    assert {f"p:{child.pk}" for child in children} < actor.sight_keys


def test_agencies_are_marked_and_counted() -> None:
    now = agencies_at()

    assert now.filter(level="commune").count() == 56
    assert now.filter(level="department").count() == 18
    assert not now.filter(agency__is_demonstration=False).exists()
    assert len(desks()) == 57


def test_a_closed_district_leads_to_its_communes() -> None:
    assert [p.name for p in search_agencies("thach an")] == ["Ủy ban nhân dân xã Thạch An"]

    closed = agency_by_code("H14.29", at=date(2025, 6, 30))
    assert closed is not None
    assert closed.name == "Ủy ban nhân dân huyện Thạch An"
    assert "Ủy ban nhân dân xã Đông Khê" in [agency_name(a) for a in successors_of(closed.id)]


def test_every_commune_stands_under_the_province() -> None:
    dong_khe = search_agencies("DONG KHE").get()
    root = agency_by_code("000.00.00.H14")
    assert root is not None

    assert ancestors_of(dong_khe.agency_id) == [root.id]
    assert [p.unit.kind for p in units_of(dong_khe.agency_id)] == [
        "desk",
        "leadership",
        "office",
        "specialist",
        "specialist",
    ]


def test_who_works_at_a_desk_is_found_by_permission() -> None:
    dong_khe = search_agencies("xa dong khe").get()

    found = accounts_in(agency_id=dong_khe.agency_id, permission="identity.view_persons")

    assert [line.name for line in found] == ["Hoàng Thị Mai", "Triệu Mùi Đào"]


def test_who_runs_the_house_is_found_by_permission_wherever_it_holds() -> None:
    holders = accounts_with("operations.view")

    assert set(account_names(holders).values()) == {"Phùng Văn Bình"}
    Account.objects.filter(uid__in=holders).update(is_active=False, lock_reason="left")
    assert accounts_with("operations.view") == []


def test_loading_again_writes_nothing() -> None:
    assert load_demonstration() is False
    assert load_province() is False


def test_nobody_else_has_a_password() -> None:
    others = Account.objects.exclude(login__in=DEMONSTRATION_LOGINS)

    assert others.count() == 41
    assert not any(account.has_usable_password() for account in others)


def test_one_more_of_the_invented_people_signs_in_when_the_operator_lets_him(
    capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    open_demonstration_account(Namespace(login="Ha.Sam"))

    said = capsys.readouterr().out
    client.post("/dang-nhap/", {"login": "ha.sam", "password": PASSWORD})
    assert said.startswith("ha.sam (")
    assert PASSWORD in said
    assert client.get("/lam-viec/").status_code == 200


def test_nobody_real_is_given_a_known_password() -> None:
    Account.objects.filter(login="ha.sam").update(is_demonstration=False)

    with pytest.raises(Invalid, match=r"ha\.sam"):
        open_demonstration_account(Namespace(login="ha.sam"))
    with override_settings(DEMONSTRATION=False), pytest.raises(Invalid, match="demonstration"):
        open_demonstration_account(Namespace(login="le.thu"))

    assert not Account.objects.get(login="ha.sam").has_usable_password()
