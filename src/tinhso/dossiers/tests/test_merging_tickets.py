"""Numbers of two desks that become one: each keeps his own, and the display tells them apart."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.dossiers.models import Queue, Ticket
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.services import waiting
from tinhso.dossiers.testing import World
from tinhso.dossiers.testing.world import Commune
from tinhso.dossiers.tests.mergers import NEW, merged, successor
from tinhso.kernel.actors import Actor
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.permissions import OrganizationPermission as Org
from tinhso.organization.queries import agency_name
from tinhso.organization.services import MergerData, confirm_merger, plan_merger, undo_merger
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.organization.models import Merger


@pytest.fixture
def planner() -> Actor:
    return make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES)


@pytest.fixture
def monday(clock: time_machine.Traveller) -> datetime:
    """A morning on which desks are open."""
    now = timezone.localtime()
    day = now + timedelta(days=7 - now.weekday())
    clock.move_to(day.replace(hour=9, minute=0, second=0, microsecond=0))
    return timezone.localtime()


def queue_at(place: Commune, *, fields: list[str], room: int) -> Queue:
    head = place.official(P.DIVIDE_WORK, unit=place.leadership)
    queue = waiting.set_queue(
        actor=head, letter="A", name="Hộ tịch", slot_capacity=room, field_keys=fields
    )
    waiting.set_counter(actor=head, number=1, queues=[queue.uid])
    return queue


def taken(queue: Queue) -> Ticket:
    return waiting.take_ticket(
        token=uuid4(), queue_uid=queue.uid, actor=make_actor(), source=TicketSource.KIOSK
    )


def into_the_other(world: World, planner: Actor) -> "Merger":
    """Let one commune go into the other, today."""
    today = timezone.localdate()
    merger = plan_merger(
        data=MergerData(
            kind="into",
            in_force_on=today,
            basis_number="12/NQ-HĐND",
            basis_on=today - timedelta(days=10),
            basis_issuer="HĐND tỉnh Cao Bằng",
            agency_ids=[world.here.agency.pk],
            receiving_ids=[world.there.agency.pk],
        ),
        actor=planner,
    )
    confirm_merger(uid=merger.uid, actor=make_actor(Org.CONFIRM_MERGERS))
    run_waiting_jobs("organization.carry_out_merger")
    merger.refresh_from_db()
    return merger


def test_two_of_one_number_are_called_with_the_desk_on_their_strip(
    world: World, planner: Actor, monday: datetime
) -> None:
    places = (world.here, world.there)
    first, second = (taken(queue_at(place, fields=[], room=2)) for place in places)

    merged(world, planner)
    heir = Queue.objects.get(agency=successor().id)
    new = taken(heir)
    for one in (first, second):
        one.refresh_from_db()

    assert [one.text for one in (first, second, new)] == ["A001"] * 3
    names = [agency_name(place.agency.pk) for place in places]
    assert [one.place for one in (first, second, new)] == [*names, ""]
    browser = Client()
    shown = browser.get(f"/lay-so/{NEW}/man-hinh/").content.decode()
    assert all(f"A001 ({name})" in shown for name in names)
    strip = browser.get(f"/lay-so/ve/{first.uid}/").content.decode()
    assert "bạn giữ nguyên số" in strip
    told = browser.get(f"/api/v1/dossiers/queues/{NEW}/display").json()
    assert f"A001 ({names[0]})" in told["next"]
    for place in (f"/lay-so/{NEW}/man-hinh/", f"/lay-so/ve/{first.uid}/"):
        english = in_english(browser).get(place).content.decode()
        assert vietnamese_left_behind(english) == []


def test_a_queue_that_was_there_gets_the_room_and_fields_of_the_one_that_joins(
    world: World, planner: Actor, monday: datetime
) -> None:
    first, second = sorted(one.key for one in procedures.choices().fields)[:2]
    queue_at(world.here, fields=[first], room=2)
    heir = queue_at(world.there, fields=[second], room=3)

    merger = into_the_other(world, planner)
    heir.refresh_from_db()
    joined = (heir.field_keys, heir.slot_capacity)
    undo_merger(uid=merger.uid, actor=planner)
    heir.refresh_from_db()

    assert joined == ([first, second], 5)
    assert (heir.field_keys, heir.slot_capacity) == ([second], 3)


def test_taken_back_the_number_is_called_as_before(
    world: World, planner: Actor, monday: datetime
) -> None:
    ticket = taken(queue_at(world.here, fields=[], room=0))
    merger = into_the_other(world, planner)
    ticket.refresh_from_db()
    moved = ticket.place

    undo_merger(uid=merger.uid, actor=planner)
    ticket.refresh_from_db()

    assert moved == agency_name(world.here.agency.pk)
    assert (ticket.place, ticket.said) == ("", "A001")
