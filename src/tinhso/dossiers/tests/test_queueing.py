"""People wait in queues, officers call them, and each is called by one."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Queue, ServiceCounter, Ticket
from tinhso.dossiers.queries.queueing import hours, queues_now, ticket_now
from tinhso.dossiers.rules.queueing import TicketSource, TicketState
from tinhso.dossiers.services import waiting
from tinhso.dossiers.testing import World, permit_answers, the_owner
from tinhso.dossiers.tests.queueing import Hall, called
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import make_actor

SATURDAY = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def test_numbers_of_a_queue_have_no_gap_and_begin_again_each_day(
    hall: Hall, clock: time_machine.Traveller
) -> None:
    first = [hall.take().text for _ in range(3)]
    other = hall.take(hall.land).text
    clock.shift(timedelta(days=1))

    assert (first, other) == (["A001", "A002", "A003"], "B001")
    assert hall.take().text == "A001"
    entry = AuditEntry.objects.filter(action="dossiers.ticket_taken").earliest("pk")
    assert entry.data == {"number": "A001", "source": "kiosk"}


def test_the_same_token_gives_the_same_ticket(hall: Hall) -> None:
    token = uuid4()

    taken = [
        waiting.take_ticket(
            token=token,
            queue_uid=hall.births.uid,
            actor=make_actor(),
            source=TicketSource.KIOSK,
        )
        for _ in range(2)
    ]

    assert taken[0] == taken[1]
    assert Ticket.objects.count() == 1


def test_nobody_waits_for_a_closed_counter(hall: Hall, clock: time_machine.Traveller) -> None:
    clock.move_to(SATURDAY)

    with pytest.raises(waiting.QueueClosed):
        hall.take()

    assert not Ticket.objects.exists()
    assert not queues_now(agency_id=hall.commune.agency.pk, at=timezone.now())[0].is_served


def test_a_counter_with_hours_of_its_own_keeps_them_on_days_off(
    hall: Hall, clock: time_machine.Traveller
) -> None:
    on_duty = waiting.CounterHours(opens_at=time(8), closes_at=time(11), on_days_off=True)
    waiting.set_counter(actor=hall.head, number=3, queues=[hall.land.uid], hours=on_duty)
    clock.move_to(SATURDAY)

    assert hall.take(hall.land).text == "B001"
    clock.shift(timedelta(hours=4))
    with pytest.raises(waiting.QueueClosed):
        hall.take(hall.land)


def test_one_telephone_does_not_take_the_whole_morning(hall: Hall) -> None:
    for _ in range(10):
        waiting.take_ticket(
            token=uuid4(),
            queue_uid=hall.births.uid,
            actor=make_actor(),
            source=TicketSource.PHONE,
            address="192.0.2.7",
        )

    with pytest.raises(waiting.TooManyTickets):
        waiting.take_ticket(
            token=uuid4(),
            queue_uid=hall.births.uid,
            actor=make_actor(),
            source=TicketSource.PHONE,
            address="192.0.2.7",
        )

    assert Ticket.objects.count() == 10
    assert hall.take().text == "A011"


# --- calling


def test_two_counters_call_two_people_in_their_order(hall: Hall) -> None:
    hall.sit()
    for _ in range(3):
        hall.take()

    assert [called(hall.mai), called(hall.lan), called(hall.mai)] == ["A001", "A002", "A003"]
    assert called(hall.lan) == ""
    assert Ticket.objects.get(text="A001").state == TicketState.DONE


def test_who_has_priority_is_called_first(hall: Hall) -> None:
    hall.sit()
    hall.take()
    elder = hall.take(priority="elderly")

    assert ticket_now(uid=elder.uid).ahead == 0
    assert called(hall.mai) == "A002"


def test_where_a_priority_counter_is_staffed_the_others_keep_the_order(hall: Hall) -> None:
    waiting.set_counter(
        actor=hall.head,
        uid=hall.second.uid,
        number=2,
        queues=[hall.births.uid],
        is_priority=True,
    )
    hall.sit()
    hall.take()
    hall.take()
    hall.take(priority="pregnant")

    assert called(hall.mai) == "A001"
    assert called(hall.lan) == "A003"
    assert called(hall.lan) == "A002"


def test_an_absent_person_is_put_aside_and_called_later(hall: Hall) -> None:
    hall.sit()
    absent = hall.take()
    hall.take()
    called(hall.mai)
    waiting.call_again(actor=hall.mai)

    waiting.skip_ticket(actor=hall.mai)
    assert called(hall.mai) == "A002"
    back = waiting.call_skipped(uid=absent.uid, actor=hall.lan)

    assert (back.state, back.calls, back.counter) == (TicketState.CALLED, 3, hall.second)


def test_a_person_goes_to_another_queue_with_number_and_place(hall: Hall) -> None:
    hall.sit()
    moved = hall.take()
    waiting.call_next(actor=hall.mai)
    hall.take(hall.land)

    waiting.hand_ticket_on(queue_uid=hall.land.uid, actor=hall.mai)

    assert called(hall.lan) == "A001"
    moved.refresh_from_db()
    assert moved.queue == hall.land
    assert hall.take().text == "A002"


def test_what_is_taken_in_at_the_counter_names_its_ticket(world: World, hall: Hall) -> None:
    hall.sit()
    ticket = hall.take()
    waiting.call_next(actor=hall.mai)

    dossier = services.take_in(
        token=uuid4(),
        procedure_code="1.013225",
        resolving_agency_id=world.here.agency.pk,
        answers=permit_answers(),
        parties=[the_owner(world, person_id=None)],
        actor=hall.mai,
    )

    assert list(ticket.dossiers.all()) == [dossier]


def test_the_day_ends_and_leaves_nobody_waiting(hall: Hall, clock: time_machine.Traveller) -> None:
    hall.sit()
    served, waiting = hall.take(), hall.take()
    called(hall.mai)
    clock.shift(timedelta(hours=15))

    jobs.close_tickets()

    for row in (served, waiting):
        row.refresh_from_db()
    assert (served.state, waiting.state) == (TicketState.DONE, TicketState.CLOSED)
    assert not ServiceCounter.objects.filter(staffed_by__isnull=False).exists()


# --- refusals


def test_who_does_not_receive_calls_nobody(hall: Hall) -> None:
    hall.take()

    with pytest.raises(NotPermitted):
        waiting.sit_at(counter_uid=hall.first.uid, actor=hall.commune.specialist)
    with pytest.raises(waiting.NoCounter):
        waiting.call_next(actor=hall.mai)

    assert Ticket.objects.get().state == TicketState.WAITING


def test_another_agencys_counter_does_not_exist(world: World, hall: Hall) -> None:
    with pytest.raises(NotFound):
        waiting.sit_at(counter_uid=hall.first.uid, actor=world.there.clerk_of_desk)


def test_a_counter_seats_one_officer(hall: Hall) -> None:
    hall.sit()

    with pytest.raises(waiting.CounterTaken):
        waiting.sit_at(counter_uid=hall.first.uid, actor=hall.lan)

    hall.first.refresh_from_db()
    assert hall.first.staffed_by == hall.mai.id


def test_only_who_divides_the_work_arranges_counters(hall: Hall) -> None:
    with pytest.raises(NotPermitted):
        waiting.set_queue(actor=hall.mai, letter="C", name="Chứng thực")
    with pytest.raises(Invalid) as refused:
        waiting.set_queue(actor=hall.head, letter="A", name="")

    assert set(refused.value.fields) == {"letter", "name"}
    assert Queue.objects.count() == 2


# --- figures


def test_waiting_is_told_by_hour(hall: Hall, clock: time_machine.Traveller) -> None:
    hall.sit()
    hall.take()
    hall.take()
    clock.shift(timedelta(minutes=10))
    called(hall.mai)
    clock.shift(timedelta(minutes=5))
    waiting.finish_ticket(actor=hall.mai)
    called(hall.mai)
    waiting.skip_ticket(actor=hall.mai)

    today = timezone.localdate()
    (row,) = hours(actor=hall.head, start=today, end=today)

    assert (row.hour, row.taken, row.served, row.skipped) == (8, 2, 1, 1)
    assert (row.waited, row.longest) == (timedelta(minutes=12, seconds=30), timedelta(minutes=15))
    assert row.each == timedelta(minutes=5)
