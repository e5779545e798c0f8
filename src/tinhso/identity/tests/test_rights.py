"""Roles, delegation and grants: what an actor may do and see, with effect at once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.identity.models import Assignment, Delegation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries.actors import actor_of_account, forget_actors
from tinhso.identity.rules import Sight
from tinhso.identity.services import (
    assign_role,
    assign_role_in_units,
    delegate,
    end_assignment,
    end_delegation,
    end_grant,
    grant_sight,
    lock_account,
    open_client,
    save_role,
)
from tinhso.identity.services.rights import BeyondOwnRights
from tinhso.identity.testing import OfficialFactory, RoleFactory, actor_for, give_role
from tinhso.kernel.actors import system_actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.organization.services import UnitData, open_unit
from tinhso.organization.testing import OPENED, AgencyFactory, UnitFactory, UnitKind

pytestmark = pytest.mark.django_db
OPERATOR = make_actor(
    IdentityPermission.VIEW_ACCOUNTS,
    IdentityPermission.MANAGE_ACCOUNTS,
    IdentityPermission.ASSIGN_ROLES,
    IdentityPermission.GRANT_ACCESS,
    "organization.change_agencies",
)

OPEN = "operations.open_payload"
OPERATOR_EVERYWHERE = system_actor("identity.test")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget_actors()


def test_a_role_in_many_units_changes_rights_once() -> None:
    units = [UnitFactory.create() for _n in range(3)]
    account = OfficialFactory.create()
    role = RoleFactory.create(permissions=["dossiers.accept"], sight=Sight.OWN_UNIT)
    before = account.rights_version

    assign_role_in_units(
        account_uid=account.uid,
        role_code=role.code,
        units=[(unit.agency_id, unit.pk) for unit in units],
        actor=OPERATOR_EVERYWHERE,
    )

    account.refresh_from_db()
    assert account.rights_version == before + 1
    assert actor_for(account).sight_keys == {f"u:{unit.pk}" for unit in units}


def test_a_role_in_many_units_is_given_in_all_or_none() -> None:
    unit, elsewhere = UnitFactory.create(), UnitFactory.create()
    account = OfficialFactory.create()
    role = RoleFactory.create(permissions=["dossiers.accept"], sight=Sight.OWN_UNIT)

    with pytest.raises(Invalid):
        assign_role_in_units(
            account_uid=account.uid,
            role_code=role.code,
            units=[(unit.agency_id, unit.pk), (unit.agency_id, elsewhere.pk)],
            actor=OPERATOR_EVERYWHERE,
        )

    assert not Assignment.objects.exists()


def test_a_role_in_a_unit_holds_there_only() -> None:
    unit, other = UnitFactory.create(), UnitFactory.create()
    account = OfficialFactory.create()
    give_role(account, "dossiers.accept", agency_id=unit.agency_id, unit_id=unit.pk)

    actor = actor_for(account)

    assert actor.may("dossiers.accept", unit_id=unit.pk)
    assert not actor.may("dossiers.accept", unit_id=other.pk)
    assert actor.sight_keys == {f"u:{unit.pk}"}
    assert (actor.agency_id, actor.unit_id) == (unit.agency_id, unit.pk)


def test_a_leader_holds_his_agency_and_those_below() -> None:
    top = AgencyFactory.create()
    below = AgencyFactory.create(parent=top)
    units = [UnitFactory.create(agency=top), UnitFactory.create(agency=below)]
    elsewhere = UnitFactory.create()
    account = OfficialFactory.create()
    give_role(account, "dossiers.sign", agency_id=top.pk, sight=Sight.AGENCY_AND_BELOW)

    actor = actor_for(account)

    assert actor.permissions["dossiers.sign"] == {unit.pk for unit in units}
    assert not actor.may("dossiers.sign", unit_id=elsewhere.pk)
    assert actor.sight_keys == {f"a:{top.pk}"}


def test_a_new_unit_counts_at_once() -> None:
    agency = AgencyFactory.create()
    account = OfficialFactory.create()
    give_role(account, "dossiers.sign", agency_id=agency.pk, sight=Sight.AGENCY_AND_BELOW)
    assert actor_for(account).permissions["dossiers.sign"] == frozenset()

    unit = open_unit(
        agency_id=agency.pk,
        kind=UnitKind.SPECIALIST,
        data=UnitData(name="Phòng mới"),
        valid_from=OPENED,
        actor=OPERATOR,
    )

    assert actor_for(account).permissions["dossiers.sign"] == {unit.pk}


def test_taking_a_role_away_takes_effect_at_once() -> None:
    unit = UnitFactory.create()
    account = OfficialFactory.create()
    row = give_role(account, "dossiers.accept", agency_id=unit.agency_id, unit_id=unit.pk)
    assert actor_for(account).may("dossiers.accept")

    end_assignment(uid=row.uid, actor=OPERATOR)

    assert not actor_for(account).may("dossiers.accept")
    assert actor_for(account).sight_keys == frozenset()


def test_changing_a_role_template_reaches_its_holders_at_once() -> None:
    unit = UnitFactory.create()
    account = OfficialFactory.create()
    row = give_role(account, "dossiers.accept", agency_id=unit.agency_id, unit_id=unit.pk)
    assert actor_for(account).may("dossiers.accept")

    save_role(
        code=row.role.code,
        name="Đổi",
        permissions=["dossiers.view"],
        sight=Sight.OWN_UNIT,
        actor=OPERATOR,
    )

    assert set(actor_for(account).permissions) == {"dossiers.view"}


def test_what_is_held_by_a_timed_grant_alone_is_in_no_role_and_no_client() -> None:
    unit = UnitFactory.create()
    account = OfficialFactory.create()
    row = give_role(account, "dossiers.view", OPEN, agency_id=unit.agency_id, unit_id=unit.pk)
    assert set(actor_for(account).permissions) == {"dossiers.view"}

    with pytest.raises(Invalid) as by_role:
        save_role(
            code=row.role.code,
            name="Vận hành",
            permissions=["dossiers.view", OPEN],
            sight=Sight.OWN_UNIT,
            actor=OPERATOR_EVERYWHERE,
        )
    with pytest.raises(Invalid) as by_client:
        open_client(name="Đồng bộ", scopes=[OPEN], actor=OPERATOR_EVERYWHERE)

    assert list(by_role.value.fields) == ["permissions"]
    assert list(by_client.value.fields) == ["scopes"]
    now = timezone.now()
    grant_sight(
        account_uid=account.uid,
        purpose="Đối chiếu lỗi gửi",
        basis="Công văn 12/STP",
        valid_from=now,
        valid_to=now + timedelta(days=1),
        permissions=[OPEN],
        actor=OPERATOR,
    )
    assert actor_for(account).may(OPEN)
    with time_machine.travel(now + timedelta(days=1, minutes=1), tick=False):
        assert not actor_for(account).may(OPEN)


def test_a_role_ends_by_itself_on_its_day() -> None:
    unit = UnitFactory.create()
    account = OfficialFactory.create()
    row = give_role(account, "dossiers.accept", agency_id=unit.agency_id, unit_id=unit.pk)
    Assignment.objects.filter(pk=row.pk).update(valid_to=timezone.now() + timedelta(hours=1))
    assert actor_for(account).may("dossiers.accept")

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert not actor_for(account).may("dossiers.accept")


def test_a_role_that_needs_a_second_factor_counts_only_with_one() -> None:
    unit = UnitFactory.create()
    account = OfficialFactory.create(is_demonstration=False)
    row = give_role(account, "identity.manage_accounts", agency_id=unit.agency_id, unit_id=unit.pk)
    row.role.needs_second_factor = True
    row.role.save()

    assert not actor_for(account).may("identity.manage_accounts")
    assert actor_for(account, second_factor=True).may("identity.manage_accounts")


def test_nobody_gives_a_role_to_himself() -> None:
    unit = UnitFactory.create()
    role = RoleFactory.create(permissions=["dossiers.accept"])
    account = OfficialFactory.create()
    himself = make_actor(
        IdentityPermission.VIEW_ACCOUNTS, IdentityPermission.ASSIGN_ROLES, actor_id=account.uid
    )

    with pytest.raises(NotPermitted):
        assign_role(
            account_uid=account.uid,
            role_code=role.code,
            agency_id=unit.agency_id,
            unit_id=unit.pk,
            actor=himself,
        )
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("sight", "everywhere"),
    [(Sight.OWN_UNIT, True), (Sight.OWN_AGENCY, False), (Sight.AGENCY_AND_BELOW, False)],
)
def test_who_gives_roles_in_one_unit_gives_none_that_reach_further(
    sight: Sight, everywhere: bool
) -> None:
    unit = UnitFactory.create()
    UnitFactory.create(agency=unit.agency)
    role = RoleFactory.create(sight=sight, is_everywhere=everywhere)
    account = OfficialFactory.create()
    local = make_actor(
        IdentityPermission.VIEW_ACCOUNTS, IdentityPermission.ASSIGN_ROLES, unit_id=unit.pk
    )

    with pytest.raises(NotPermitted):
        assign_role(
            account_uid=account.uid,
            role_code=role.code,
            agency_id=unit.agency_id,
            unit_id=unit.pk,
            actor=local,
        )
    assert not Assignment.objects.exists()


def test_without_the_permission_no_role_is_given() -> None:
    unit = UnitFactory.create()
    role = RoleFactory.create(permissions=["dossiers.accept"])
    account = OfficialFactory.create()

    with pytest.raises(NotPermitted):
        assign_role(
            account_uid=account.uid,
            role_code=role.code,
            agency_id=unit.agency_id,
            unit_id=unit.pk,
            actor=make_actor(IdentityPermission.VIEW_ACCOUNTS),
        )
    assert not Assignment.objects.exists()


def test_an_account_one_may_not_see_does_not_exist() -> None:
    with pytest.raises(NotFound):
        lock_account(uid=OfficialFactory.create().uid, reason="x", actor=make_actor())


def test_delegation_gives_what_was_named_and_no_more() -> None:
    unit = UnitFactory.create()
    giver, taker = OfficialFactory.create(), OfficialFactory.create()
    give_role(
        giver,
        "dossiers.sign",
        "dossiers.view",
        IdentityPermission.DELEGATE_OWN,
        agency_id=unit.agency_id,
        unit_id=unit.pk,
    )
    now = timezone.now()

    row = delegate(
        giver_uid=giver.uid,
        taker_uid=taker.uid,
        permissions=["dossiers.sign"],
        valid_from=now,
        valid_to=now + timedelta(days=3),
        reason="Đi công tác",
        actor=actor_for(giver),
    )

    assert set(actor_for(taker).permissions) == {"dossiers.sign"}
    assert actor_for(taker).sight_keys == {f"u:{unit.pk}"}
    with time_machine.travel(now + timedelta(days=4)):
        assert not actor_for(taker).may("dossiers.sign")
    end_delegation(uid=row.uid, actor=actor_for(giver))
    assert not actor_for(taker).may("dossiers.sign")


def test_what_the_giver_loses_the_taker_loses() -> None:
    unit = UnitFactory.create()
    giver, taker = OfficialFactory.create(), OfficialFactory.create()
    held = give_role(
        giver,
        "dossiers.sign",
        IdentityPermission.DELEGATE_OWN,
        agency_id=unit.agency_id,
        unit_id=unit.pk,
    )
    now = timezone.now()
    delegate(
        giver_uid=giver.uid,
        taker_uid=taker.uid,
        permissions=["dossiers.sign"],
        valid_from=now,
        valid_to=now + timedelta(days=3),
        reason="Đi công tác",
        actor=actor_for(giver),
    )
    assert actor_for(taker).may("dossiers.sign")

    end_assignment(uid=held.uid, actor=OPERATOR)

    assert not actor_for(taker).may("dossiers.sign")


def test_nobody_hands_on_what_he_does_not_hold() -> None:
    unit = UnitFactory.create()
    giver, taker = OfficialFactory.create(), OfficialFactory.create()
    give_role(giver, IdentityPermission.DELEGATE_OWN, agency_id=unit.agency_id, unit_id=unit.pk)
    now = timezone.now()

    with pytest.raises(BeyondOwnRights):
        delegate(
            giver_uid=giver.uid,
            taker_uid=taker.uid,
            permissions=["dossiers.sign"],
            valid_from=now,
            valid_to=now + timedelta(days=3),
            reason="Đi công tác",
            actor=actor_for(giver),
        )
    assert not Delegation.objects.exists()


def test_a_grant_is_timed_and_recorded() -> None:
    inspector = OfficialFactory.create()
    agency = AgencyFactory.create()
    now = timezone.now()

    grant = grant_sight(
        account_uid=inspector.uid,
        purpose="Kiểm tra quý IV",
        basis="QĐ 12/QĐ-TTr",
        valid_from=now,
        valid_to=now + timedelta(days=10),
        keys=[f"a:{agency.pk}"],
        actor=OPERATOR,
    )

    assert actor_for(inspector).sight_keys == {f"g:{grant.pk}", f"a:{agency.pk}"}
    with time_machine.travel(now + timedelta(days=11)):
        assert actor_for(inspector).sight_keys == frozenset()
    end_grant(uid=grant.uid, actor=OPERATOR)
    assert actor_for(inspector).sight_keys == frozenset()


def test_a_grant_of_somebody_elses_keys_is_refused() -> None:
    inspector = OfficialFactory.create()
    now = timezone.now()

    with pytest.raises(Invalid) as refusal:
        grant_sight(
            account_uid=inspector.uid,
            purpose="Xem",
            basis="không",
            valid_from=now,
            valid_to=now + timedelta(days=100),
            keys=["p:1"],
            actor=OPERATOR,
        )
    assert set(refusal.value.fields) == {"keys", "valid_to"}


def test_a_job_acts_with_the_rights_of_the_moment_and_never_for_a_closed_account() -> None:
    official = OfficialFactory.create()
    unit = UnitFactory.create()
    give_role(official, "dossiers.receive", agency_id=unit.agency_id, unit_id=unit.pk)

    assert actor_of_account(official.uid).may("dossiers.receive")
    lock_account(uid=official.uid, reason="Nghỉ việc", actor=OPERATOR)

    with pytest.raises(NotFound):
        actor_of_account(official.uid)
