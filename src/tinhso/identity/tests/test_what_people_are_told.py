"""What accounts hear of themselves: a new browser, a role, a delegation, an old password."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.models import Account
from tinhso.identity.rules import RepresentationKind, RepresentationState
from tinhso.identity.services import (
    assign_role,
    delegate,
    end_assignment,
    grant_sight,
    refuse_representation,
    represent,
    verify_representation,
)
from tinhso.identity.testing import (
    CitizenFactory,
    OfficialFactory,
    PersonFactory,
    RoleFactory,
    actor_for,
    give_role,
)
from tinhso.kernel.actors import Actor, ActorKind, system_actor
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db

PASSWORD = "Suối-Lê-nin-1941"  # of this test


DESK = Actor(
    kind=ActorKind.OFFICIAL, permissions={"identity.verify_representation": frozenset({0})}
)


def _kinds(account: Account) -> list[str]:
    rows = Notification.objects.filter(account_uid=account.uid).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def _with_password(**values: object) -> Account:
    return OfficialFactory.create(
        is_demonstration=False,
        password=make_password(PASSWORD),
        password_set_at=timezone.now(),
        **values,
    )


def _sign_in(browser: Client, account: Account) -> None:
    browser.post("/dang-nhap/", {"login": account.login, "password": PASSWORD})


def test_a_new_browser_is_told_of_and_a_known_one_is_not() -> None:
    account = _with_password()
    known, strange = Client(), Client()

    _sign_in(known, account)
    known.post("/dang-xuat/")
    _sign_in(known, account)
    assert _kinds(account) == []
    _sign_in(strange, account)

    assert _kinds(account) == ["identity.new_browser"]


def test_a_forged_mark_makes_no_browser_known() -> None:
    account = _with_password()
    _sign_in(Client(), account)
    forged = Client()
    forged.cookies["tinhso_browser"] = f"{account.uid}:forged"

    _sign_in(forged, account)

    assert _kinds(account) == ["identity.new_browser"]


def test_a_role_given_and_taken_is_told() -> None:
    unit = UnitFactory.create()
    account = OfficialFactory.create()
    role = RoleFactory.create(name="Chuyên viên")
    operator = system_actor("test")
    assign_role(
        account_uid=account.uid,
        role_code=role.code,
        agency_id=unit.agency_id,
        unit_id=unit.pk,
        actor=operator,
    )
    assert _kinds(account) == []

    boss = OfficialFactory.create()
    held = give_role(
        boss, "identity.assign_roles", "identity.view_accounts", agency_id=unit.agency_id
    )
    held.role.is_everywhere = True
    held.role.save()
    row = assign_role(
        account_uid=account.uid,
        role_code=role.code,
        agency_id=unit.agency_id,
        unit_id=unit.pk,
        actor=actor_for(boss),
    )
    end_assignment(uid=row.uid, actor=actor_for(boss))

    assert _kinds(account) == ["identity.role_given", "identity.role_ended"]


def test_who_takes_work_over_is_told() -> None:
    unit = UnitFactory.create()
    giver, taker = OfficialFactory.create(), OfficialFactory.create()
    give_role(
        giver, "dossiers.sign", "identity.delegate_own", agency_id=unit.agency_id, unit_id=unit.pk
    )

    delegate(
        giver_uid=giver.uid,
        taker_uid=taker.uid,
        permissions=["dossiers.sign"],
        valid_from=timezone.now(),
        valid_to=timezone.now() + timedelta(days=2),
        reason="Nghỉ phép",
        actor=actor_for(giver),
    )

    assert _kinds(taker) == ["identity.delegated"]


def test_who_may_look_for_a_time_is_told() -> None:
    inspector = OfficialFactory.create()
    chief = Actor(
        kind=ActorKind.OFFICIAL,
        id=OfficialFactory.create().uid,
        permissions={
            "identity.grant_access": frozenset({0}),
            "identity.view_accounts": frozenset({0}),
        },
    )

    grant_sight(
        account_uid=inspector.uid,
        purpose="Thanh tra công vụ",
        basis="Quyết định 12/QĐ-TTr",
        valid_from=timezone.now(),
        valid_to=timezone.now() + timedelta(days=5),
        keys=["o:1"],
        actor=chief,
    )

    assert _kinds(inspector) == ["identity.granted"]


def _declared() -> tuple[Account, str]:
    parent = CitizenFactory.create()
    row = represent(
        representative_id=parent.person_id or 0,
        represented_id=PersonFactory.create(birth_year=2020).pk,
        kind=RepresentationKind.CHILD,
        actor=actor_for(parent),
    )
    return parent, str(row.uid)


def test_a_checked_representation_is_told_once() -> None:
    parent, uid = _declared()

    verify_representation(uid=uid, actor=DESK)
    verify_representation(uid=uid, actor=DESK)

    assert _kinds(parent) == ["identity.representation_verified"]


def test_a_refused_representation_needs_a_reason_and_is_told() -> None:
    parent, uid = _declared()

    with pytest.raises(Invalid):
        refuse_representation(uid=uid, reason=" ", actor=DESK)
    assert parent.person is not None
    assert parent.person.acts_for.get().state == RepresentationState.DECLARED
    refuse_representation(uid=uid, reason="Ảnh mờ", actor=DESK)

    assert _kinds(parent) == ["identity.representation_refused"]
    assert parent.person.acts_for.get().state == RepresentationState.ENDED


def test_nobody_checks_his_own_representation() -> None:
    parent, uid = _declared()
    desk = Actor(
        kind=ActorKind.OFFICIAL,
        id=parent.uid,
        person_id=parent.person_id,
        permissions={"identity.verify_representation": frozenset({0})},
    )

    with pytest.raises(NotPermitted):
        verify_representation(uid=uid, actor=desk)

    assert parent.person is not None
    assert parent.person.acts_for.get().state == RepresentationState.DECLARED


def test_an_officials_password_serves_its_days_and_then_is_changed_first(
    settings: Settings,
) -> None:
    settings.TINHSO_PASSWORD_DAYS = 60
    account = _with_password()
    browser = Client()
    _sign_in(browser, account)
    assert browser.get("/tai-khoan/").status_code == 200
    Account.objects.filter(pk=account.pk).update(
        password_set_at=timezone.now() - timedelta(days=61)
    )

    sent = browser.get("/tai-khoan/")
    page = browser.get("/tai-khoan/mat-khau/").content.decode()
    done = browser.post(
        "/tai-khoan/mat-khau/", {"current": PASSWORD, "password": "Đèo-Mã-Phục-1950"}
    )

    assert sent["Location"] == "/tai-khoan/mat-khau/"
    assert "đã dùng lâu" in page
    assert done["Location"] == "/tai-khoan/bao-mat/"
    assert browser.get("/tai-khoan/").status_code == 200


def test_a_citizen_keeps_his_password() -> None:
    account = CitizenFactory.create(
        is_demonstration=False,
        password=make_password(PASSWORD),
        password_set_at=timezone.now() - timedelta(days=400),
    )
    browser = Client()
    _sign_in(browser, account)

    assert browser.get("/tai-khoan/").status_code == 200
