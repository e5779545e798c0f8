"""Results nobody comes for: told again, listed by age, put away, handed over later."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import jobs
from tinhso.dossiers.models import Dossier, UnclaimedResult
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.unclaimed import keep_from, remind_days, reminders_due
from tinhso.dossiers.testing import TODAY, World, resolved
from tinhso.dossiers.tests.desking import DESK_RIGHTS, one, signed_in
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification

LIST = "/lam-viec/mot-cua/chua-nhan/"
WEEK, QUARTER = timedelta(days=8), timedelta(days=91)


def test_one_is_reminded_by_the_days_of_the_rule() -> None:
    due = [
        reminders_due((7, 30), ready_on=TODAY, today=TODAY + timedelta(days=days))
        for days in (0, 6, 7, 29, 30, 300)
    ]

    assert due == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("said", [None, [], "7", [0, -3]])
def test_what_a_procedure_does_not_say_is_usual(said: object) -> None:
    assert remind_days({"unclaimed_remind_days": said}) == (7, 30)


def test_a_procedures_own_days_go_first() -> None:
    own = {"unclaimed_remind_days": [14, 3], "unclaimed_keep_days": 10}

    assert remind_days(own) == (3, 14)
    assert keep_from(own, ready_on=TODAY) == TODAY + timedelta(days=10)
    assert keep_from({}, ready_on=TODAY) == TODAY + timedelta(days=90)


@pytest.mark.django_db
def test_the_owner_is_reminded_once_for_each_day_of_the_rule(
    world: World, clock: time_machine.Traveller
) -> None:
    account = CitizenFactory.create(person=world.person)
    dossier = resolved(world)
    jobs.remind_unclaimed()
    assert not UnclaimedResult.objects.exists()

    clock.shift(WEEK)
    jobs.remind_unclaimed()
    jobs.remind_unclaimed()
    deliver_all()

    row = UnclaimedResult.objects.get()
    assert (row.dossier, row.reminders) == (dossier, 1)
    told = Notification.objects.filter(account_uid=account.uid)
    assert [notice.kind for notice in told].count("dossiers.result_unclaimed") == 1
    assert dossier.timeline.filter(code="result_unclaimed").count() == 1


@pytest.mark.django_db
def test_who_wants_no_paper_is_not_reminded(world: World, clock: time_machine.Traveller) -> None:
    resolved(world, electronic_only=True)
    clock.shift(WEEK)

    jobs.remind_unclaimed()

    assert not UnclaimedResult.objects.exists()


@pytest.mark.django_db
def test_it_is_put_away_from_its_day_on_and_handed_over_later(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = resolved(world)
    clock.shift(WEEK)
    jobs.remind_unclaimed()
    desk = signed_in(world.here, *DESK_RIGHTS)
    early = desk.post(one(dossier, "luu-giu/"), {"place": "Tủ 2"})
    clock.shift(QUARTER)
    desk = signed_in(world.here, *DESK_RIGHTS)
    unsaid = desk.post(one(dossier, "luu-giu/"), {"place": " "})
    kept = desk.post(one(dossier, "luu-giu/"), {"place": "Tủ 2, ngăn 3"})
    shown = desk.get(one(dossier)).content.decode()
    came = {"received_by": "Triệu Văn Páo", "identity_shown": "id_card"}
    returned = desk.post(one(dossier, "tra-ket-qua/"), came)

    assert [a.status_code for a in (early, unsaid, kept, returned)] == [409, 422, 302, 302]
    assert "Tủ 2, ngăn 3" in shown
    dossier.refresh_from_db()
    assert dossier.state == "returned"
    assert UnclaimedResult.objects.get().place == "Tủ 2, ngăn 3"
    assert dossier.shown_number not in desk.get(LIST).content.decode()


@pytest.mark.django_db
def test_only_the_desk_that_returns_puts_away(world: World, clock: time_machine.Traveller) -> None:
    dossier = resolved(world)
    clock.shift(WEEK)
    jobs.remind_unclaimed()
    clock.shift(QUARTER)
    place = {"place": "Tủ 2"}

    without = signed_in(world.here, P.RECEIVE).post(one(dossier, "luu-giu/"), place)
    elsewhere = signed_in(world.there, *DESK_RIGHTS)

    assert without.status_code == 403
    assert elsewhere.post(one(dossier, "luu-giu/"), place).status_code == 404
    assert dossier.shown_number not in elsewhere.get(LIST).content.decode()
    assert UnclaimedResult.objects.get().kept_at is None


@pytest.mark.django_db
def test_the_list_shows_the_oldest_first_in_constant_questions(
    world: World, clock: time_machine.Traveller
) -> None:
    def asked(desk: Client) -> int:
        with CaptureQueriesContext(connection) as found:
            assert desk.get(LIST).status_code == 200
        return len(found)

    first = resolved(world)
    clock.shift(WEEK)
    jobs.remind_unclaimed()
    desk = signed_in(world.here, *DESK_RIGHTS)
    asked(desk)
    few = asked(desk)
    second = resolved(world)
    clock.shift(WEEK)
    jobs.remind_unclaimed()
    desk = signed_in(world.here, *DESK_RIGHTS)
    asked(desk)

    assert asked(desk) == few
    page = desk.get(LIST).content.decode()
    assert page.index(str(first.code)) < page.index(str(second.code))
    assert Dossier.objects.count() == 2


@pytest.mark.django_db
def test_the_api_lists_and_puts_away_what_the_desk_may_return(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = resolved(world)
    clock.shift(QUARTER)
    jobs.remind_unclaimed()
    desk, elsewhere = signed_in(world.here, *DESK_RIGHTS), signed_in(world.there, *DESK_RIGHTS)
    listed = "/api/v1/dossiers/unclaimed"
    keep = f"/api/v1/dossiers/{dossier.uid}/keep"
    due = desk.get(listed, {"standing": "due"}).json()["items"]
    empty = desk.post(keep, {"place": ""}, content_type="application/json")
    strange = elsewhere.post(keep, {"place": "tủ 1"}, content_type="application/json")

    done = desk.post(keep, {"place": "tủ 2, ngăn 3"}, content_type="application/json")

    assert [one["dossier"] for one in due] == [str(dossier.uid)]
    assert due[0]["owner"] != "Triệu Văn Páo"
    assert elsewhere.get(listed).json()["items"] == []
    assert (empty.status_code, strange.status_code) == (422, 404)
    assert done.json()["place"] == "tủ 2, ngăn 3"
    assert desk.get(listed, {"standing": "kept"}).json()["items"][0]["kept_at"] is not None
