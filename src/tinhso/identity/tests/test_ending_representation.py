"""A child grows up, a proof runs out, an authority is taken back: both sides know."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tinhso.identity import jobs
from tinhso.identity.models import Account, Representation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import BirthDate, RepresentationKind
from tinhso.identity.services import end_representation, represent
from tinhso.identity.testing import CitizenFactory, CompanyFactory, PersonFactory, actor_for
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind

DESK = make_actor(IdentityPermission.VIEW_PERSONS, IdentityPermission.VERIFY_REPRESENTATION)
EVE = date(2026, 11, 20)


def at(day: date, hour: int = 5) -> datetime:
    """Return an hour of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def parent(db: None) -> Account:
    return CitizenFactory.create()


def of_a_child(parent: Account) -> Representation:
    """Let a parent act for a child who is 18 on 21/11/2026."""
    child = PersonFactory.create(kind="child", birth_year=2008, birth_month=11, birth_day=21)
    assert parent.person is not None
    return represent(
        representative_id=parent.person.pk,
        represented_id=child.pk,
        kind=RepresentationKind.CHILD,
        actor=DESK,
        verified=True,
    )


def test_the_last_day_of_a_child_is_the_eve_of_its_birthday() -> None:
    assert BirthDate.parse("21/11/2008").eve_of(18) == EVE
    assert BirthDate.parse("2008").eve_of(18) == date(2026, 12, 30)
    assert BirthDate.parse("29/02/2008").eve_of(18) == date(2026, 2, 28)


def test_a_parent_acts_until_the_eve_and_no_day_longer(parent: Account) -> None:
    with time_machine.travel(at(EVE), tick=False) as clock:
        row = of_a_child(parent)
        assert row.valid_to == EVE
        assert f"p:{row.represented_id}" in actor_for(parent).sight_keys

        clock.move_to(at(EVE + timedelta(days=1)))

        assert f"p:{row.represented_id}" not in actor_for(parent).sight_keys


def test_both_are_told_before_and_when_it_has_ended(parent: Account) -> None:
    with time_machine.travel(at(date(2026, 11, 1)), tick=False) as clock:
        row = of_a_child(parent)
        grown = CitizenFactory.create(person=row.represented)
        jobs.end_representations()
        jobs.end_representations()
        soon = Notification.objects.filter(kind="identity.representation_ends_soon")
        assert set(soon.values_list("account_uid", flat=True)) == {parent.uid, grown.uid}

        clock.move_to(at(EVE + timedelta(days=1)))
        jobs.end_representations()

        row.refresh_from_db()
        assert (row.state, row.cause) == ("ended", "grown_up")
        told = Notification.objects.filter(kind="identity.representation_ended")
        assert told.count() == 2
        browser = Client()
        browser.force_login(parent)
        shown = browser.get("/tai-khoan/").content.decode()
        assert "Con đã đủ 18 tuổi" in shown
        english = in_english(browser).get("/tai-khoan/").content.decode()
        assert vietnamese_left_behind(english) == []


def test_who_is_represented_sees_it_and_takes_it_back(parent: Account) -> None:
    owner = CitizenFactory.create()
    assert parent.person is not None
    assert owner.person is not None
    row = represent(
        representative_id=parent.person.pk,
        represented_id=owner.person.pk,
        kind=RepresentationKind.OTHER,
        proof="Giấy ủy quyền số 5",
        actor=DESK,
        verified=True,
    )
    browser = Client()
    browser.force_login(owner)
    assert "Không cho làm thay nữa" in browser.get("/tai-khoan/").content.decode()

    end_representation(uid=row.uid, actor=actor_for(owner))

    row.refresh_from_db()
    assert (row.state, row.cause) == ("ended", "withdrawn")
    assert f"p:{owner.person.pk}" not in actor_for(parent).sight_keys
    told = Notification.objects.get(kind="identity.representation_ended")
    assert told.account_uid == parent.uid


def test_a_proof_that_ran_out_ends_it(parent: Account) -> None:
    company = CompanyFactory.create()
    assert parent.person is not None
    with time_machine.travel(at(EVE), tick=False) as clock:
        row = represent(
            representative_id=parent.person.pk,
            represented_id=company.pk,
            kind=RepresentationKind.COMPANY,
            proof="Giấy ủy quyền số 5",
            valid_to=EVE,
            actor=DESK,
            verified=True,
        )
        clock.move_to(at(EVE + timedelta(days=1)))
        jobs.end_representations()

    row.refresh_from_db()
    assert (row.state, row.cause) == ("ended", "ran_out")
