"""Queues, counters and chosen hours of a desk go on after a merger, and come back with it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.dossiers.models import Appointment, MergerRecord, Queue, ServiceCounter, Ticket
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.appointments import AppointmentState
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.services import waiting
from tinhso.dossiers.services.merger_records import record_pdf
from tinhso.dossiers.services.merging_desks import DeskMoves
from tinhso.dossiers.services.moving_queues import free_letter
from tinhso.dossiers.testing import PERMIT, World, assigned, browser_of
from tinhso.dossiers.testing.world import Commune
from tinhso.dossiers.tests.mergers import merged, successor
from tinhso.identity.testing import Account
from tinhso.kernel.actors import Actor
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.permissions import OrganizationPermission as Org
from tinhso.organization.queries import agency_answering, agency_by_code, handed_on, merging_of
from tinhso.organization.services import WorkWentOn, undo_merger


@pytest.fixture
def planner() -> Actor:
    return make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES)


def head_of(place: Commune) -> Actor:
    return place.official(P.DIVIDE_WORK, unit=place.leadership)


def desk_with(place: Commune, letter: str, name: str) -> Queue:
    """Set one queue and the counter that serves it."""
    head = head_of(place)
    queue = waiting.set_queue(actor=head, letter=letter, name=name, slot_capacity=2)
    waiting.set_counter(actor=head, number=1, queues=[queue.uid])
    return queue


def next_monday(hour: int) -> datetime:
    now = timezone.localtime()
    day = now + timedelta(days=7 - now.weekday())
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def booked(world: World, queue: Queue, at: datetime) -> Appointment:
    return Appointment.objects.create(
        agency_id=queue.agency_id,
        queue=queue,
        person=world.person,
        procedure_code=PERMIT,
        starts_at=at,
        day=timezone.localdate(at),
        code="123456",
        made_at=timezone.now(),
    )


def test_queues_and_counters_of_both_desks_go_on_at_the_one(world: World, planner: Actor) -> None:
    desk_with(world.here, "A", "Hộ tịch")
    desk_with(world.there, "A", "Đất đai")

    merged(world, planner)

    queues = Queue.objects.filter(agency=successor().id).order_by("pk")
    assert [(one.letter, one.name) for one in queues] == [("A", "Hộ tịch"), ("B", "Đất đai")]
    counters = ServiceCounter.objects.filter(agency=successor().id).order_by("number")
    served = [(one.number, [q.name for q in one.queues.all()]) for one in counters]
    assert served == [(1, ["Hộ tịch"]), (2, ["Đất đai"])]
    assert not Queue.objects.filter(is_open=True).exclude(agency=successor().id).exists()


def test_two_queues_of_one_name_become_one_with_room_for_both(world: World, planner: Actor) -> None:
    desk_with(world.here, "A", "Hộ tịch")
    desk_with(world.there, "B", "Hộ tịch")

    merged(world, planner)

    queue = Queue.objects.get(agency=successor().id)
    assert (queue.letter, queue.slot_capacity) == ("A", 4)


def test_an_appointment_keeps_its_hour_and_its_holder_is_told_once(
    world: World, planner: Actor
) -> None:
    Account.objects.create(login="pao", kind="citizen", person=world.person)
    first = booked(world, desk_with(world.here, "A", "Hộ tịch"), next_monday(9))
    second = booked(world, desk_with(world.there, "A", "Đất đai"), next_monday(10))

    merger = merged(world, planner)
    DeskMoves().finish(merging_of(merger), lambda _done, _total: None)

    for one in (first, second):
        one.refresh_from_db()
        assert (one.agency_id, one.state) == (successor().id, AppointmentState.BOOKED)
    assert first.code != second.code
    assert timezone.localtime(first.starts_at).hour == 9
    assert Notification.objects.filter(kind="dossiers.appointment_handed_on").count() == 2


def test_an_hour_at_which_nobody_works_is_called_off_and_told_once(
    world: World, planner: Actor
) -> None:
    Account.objects.create(login="pao", kind="citizen", person=world.person)
    appointment = booked(world, desk_with(world.here, "A", "Hộ tịch"), next_monday(3))

    merger = merged(world, planner)
    DeskMoves().finish(merging_of(merger), lambda _done, _total: None)

    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.CANCELLED
    told = Notification.objects.get(kind="dossiers.appointment_merged")
    assert "12/NQ-HĐND" in told.values_text
    assert [str(one) for one in DeskMoves().since(merging_of(merger))]


def test_taken_back_everything_is_at_its_old_desk(world: World, planner: Actor) -> None:
    queue = desk_with(world.here, "A", "Hộ tịch")
    appointment = booked(world, queue, next_monday(9))
    clash = booked(world, desk_with(world.there, "A", "Đất đai"), next_monday(9))
    merger = merged(world, planner)

    undo_merger(uid=merger.uid, actor=planner)

    for one in (appointment, clash):
        one.refresh_from_db()
        assert one.code == "123456"
    assert (appointment.queue, appointment.agency_id) == (queue, world.here.agency.pk)
    assert list(Queue.objects.filter(is_open=True).values_list("letter", flat=True)) == ["A", "A"]
    assert ServiceCounter.objects.filter(is_open=True).count() == ServiceCounter.objects.count()


def test_who_stands_in_line_already_keeps_the_merger(
    world: World, planner: Actor, clock: time_machine.Traveller
) -> None:
    clock.move_to(next_monday(9))
    desk_with(world.here, "A", "Hộ tịch")
    before = _ticket(Queue.objects.get())
    merger = merged(world, planner)
    heir = Queue.objects.get(agency=successor().id)
    before.refresh_from_db()
    assert before.queue == heir
    _ticket(heir)

    with pytest.raises(WorkWentOn, match="lấy số"):
        undo_merger(uid=merger.uid, actor=planner)


def _ticket(queue: Queue) -> Ticket:
    return waiting.take_ticket(
        token=queue.uid, queue_uid=queue.uid, actor=make_actor(), source=TicketSource.KIOSK
    )


def test_what_was_handed_on_stands_on_the_page_and_in_the_record(
    world: World, planner: Actor
) -> None:
    dossier = assigned(world)
    desk_with(world.here, "A", "Hộ tịch")
    leader = world.here.leader
    reader = world.here.official(Org.PLAN_MERGERS, unit=world.here.office)

    merger = merged(world, planner)

    handed = handed_on(act=merger.uid, agency_id=world.here.agency.pk)
    queues = next(one for one in handed if one.named == [["A Hộ tịch", ""]])
    browser = browser_of(reader)
    page = browser.get(f"/quan-tri/sap-xep/{merger.uid}/").content.decode()
    address = f"/quan-tri/sap-xep/{merger.uid}/da-chuyen/{queues.pk}/"
    assert f'href="{address}"' in page
    assert "A Hộ tịch" in browser.get(address).content.decode()
    for place in (f"/quan-tri/sap-xep/{merger.uid}/", address):
        english = in_english(browser).get(place).content.decode()
        assert vietnamese_left_behind(english) == []
        assert dossier.owner_name not in english
    assert browser.get(address.replace(f"/{queues.pk}/", "/99999/")).status_code == 404
    assert browser_of(world.here.specialist).get(address).status_code == 404
    record = MergerRecord.objects.get()
    there = f"/lam-viec/ban-giao-ho-so/{record.uid}/"
    assert "Hàng chờ đi tiếp" in browser_of(leader).get(there).content.decode()
    assert record_pdf(uid=record.uid, actor=leader).startswith(b"%PDF")


def test_a_retired_code_is_answered_by_who_goes_on(world: World, planner: Actor) -> None:
    old = world.here.agency.periods.get().code_new
    desk_with(world.here, "A", "Hộ tịch")

    merged(world, planner)

    assert agency_by_code(old) is None
    answering = agency_answering(old)
    assert answering is not None
    assert answering.id == successor().id
    assert agency_answering("H14.99.98") is None
    hung_up = Client().get(f"/lay-so/{old}/")
    assert hung_up.status_code == 200
    assert answering.name in hung_up.content.decode()


def test_a_letter_that_is_taken_gives_way_to_the_first_free_one() -> None:
    assert free_letter("C", {"A"}) == "C"
    assert free_letter("A", {"A", "B"}) == "C"
