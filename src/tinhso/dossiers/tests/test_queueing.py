"""People wait in queues, officers call them, and each is called by one."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Queue, ServiceCounter, Ticket
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.queueing import hours, queues_now, ticket_now
from tinhso.dossiers.rules.queueing import TicketSource, TicketState
from tinhso.dossiers.services import waiting
from tinhso.dossiers.testing import Commune, World, browser_of, permit_answers, the_owner
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.organization import queries as organization

CALLING = "/lam-viec/mot-cua/goi-so/"
SATURDAY = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


class Hall:
    """A desk with two queues and two counters: one takes both and is for priority."""

    def __init__(self, commune: Commune) -> None:
        """Arrange it."""
        self.commune = commune
        self.head = commune.official(
            P.DIVIDE_WORK, P.OVERSEE, unit=commune.leadership, sees_agency=True
        )
        self.births = waiting.set_queue(actor=self.head, letter="a", name="Hộ tịch")
        self.land = waiting.set_queue(actor=self.head, letter="b", name="Đất đai")
        both = [self.births.uid, self.land.uid]
        self.first = waiting.set_counter(actor=self.head, number=1, queues=both)
        self.second = waiting.set_counter(actor=self.head, number=2, queues=both)
        self.mai = commune.clerk_of_desk
        self.code = organization.agency(commune.agency.pk).code
        self.lan = commune.official(P.RECEIVE, unit=commune.desk, name="Đinh Lan")

    def take(self, queue: Queue | None = None, priority: str = "") -> Ticket:
        """Take a ticket at the machine."""
        return waiting.take_ticket(
            token=uuid4(),
            queue_uid=(queue or self.births).uid,
            actor=make_actor(),
            source=TicketSource.KIOSK,
            priority=priority,
        )

    def sit(self) -> None:
        """Let both officers sit down."""
        waiting.sit_at(counter_uid=self.first.uid, actor=self.mai)
        waiting.sit_at(counter_uid=self.second.uid, actor=self.lan)


@pytest.fixture
def hall(world: World) -> Hall:
    """The desk of the commune, with counters."""
    return Hall(world.here)


def called(actor: Actor) -> str:
    """Call the next and return the number."""
    ticket = waiting.call_next(actor=actor)
    return ticket.text if ticket is not None else ""


# --- taking


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


# --- pages


def test_anybody_takes_a_ticket_and_sees_how_many_are_ahead(hall: Hall) -> None:
    hall.take()
    page = reverse("queue_kiosk", kwargs={"code": hall.code})

    shown = Client().get(page)
    answer = Client().post(page, {"queue": str(hall.births.uid), "token": str(uuid4())})

    assert "Hộ tịch" in shown.content.decode()
    ticket = Ticket.objects.latest("pk")
    assert answer["Location"] == reverse("queue_ticket", kwargs={"uid": ticket.uid})
    told = Client().get(answer["Location"]).content.decode()
    assert "A002" in told
    assert "Còn 1 người trước bạn" in told
    strip = Client().get(reverse("queue_ticket_paper", kwargs={"uid": ticket.uid}))
    assert strip.content.startswith(b"%PDF")


def test_a_closed_machine_says_so_and_keeps_what_was_chosen(
    hall: Hall, clock: time_machine.Traveller
) -> None:
    clock.move_to(SATURDAY)
    page = reverse("queue_kiosk", kwargs={"code": hall.code})

    answer = Client().post(page, {"queue": str(hall.births.uid), "priority": "disabled"})

    assert answer.status_code == 422
    assert "Hãy quay lại trong giờ làm việc" in answer.content.decode()
    assert 'value="disabled" checked' in answer.content.decode()


def test_an_officer_makes_a_browser_the_ticket_machine(hall: Hall) -> None:
    browser = browser_of(hall.mai)
    page = browser.post(reverse("queue_make_kiosk"))["Location"]

    answer = browser.post(page, {"queue": str(hall.births.uid), "token": str(uuid4())})

    assert answer["Location"].endswith("?in=1")
    assert "data-print-now" in browser.get(answer["Location"]).content.decode()
    assert Ticket.objects.get().source == TicketSource.KIOSK


def test_an_officer_calls_from_the_desk(hall: Hall) -> None:
    hall.take()
    browser = browser_of(hall.mai)
    sat = browser.post(f"{CALLING}lam/ngoi-quay/", {"counter": str(hall.first.uid), "from": "desk"})

    answer = browser.post(f"{CALLING}lam/goi-tiep/", {"from": "desk"})

    assert sat["Location"] == answer["Location"] == reverse("desk")
    shown = browser.get(answer["Location"]).content.decode()
    assert "A001" in shown
    assert 'data-key="Alt+G"' in shown
    board = reverse("queue_display", kwargs={"code": hall.code})
    assert "Mời số A001 đến quầy 1" in Client().get(board).content.decode()


def test_a_stranger_to_the_desk_has_no_counter_page(hall: Hall) -> None:
    assert browser_of(hall.commune.specialist).get(CALLING).status_code == 404
    assert browser_of(hall.mai).get(f"{CALLING}quay/").status_code == 403
    assert Client().post(f"{CALLING}lam/goi-tiep/").status_code == 401


def test_a_head_arranges_a_counter_by_its_form(hall: Hall) -> None:
    browser = browser_of(hall.head)
    given = {"number": "7", "queues": [str(hall.births.uid)], "opens_at": "09:00"}

    wrong = browser.post(f"{CALLING}quay/moi/", given)
    right = browser.post(f"{CALLING}quay/moi/", {**given, "closes_at": "11:00", "is_open": "on"})

    assert wrong.status_code == 422
    assert 'value="09:00"' in wrong.content.decode()
    assert right["Location"] == reverse("counters")
    made = ServiceCounter.objects.get(number=7)
    assert (made.opens_at, made.closes_at) == (time(9), time(11))
    assert "09:00 – 11:00" in browser.get(f"{CALLING}quay/").content.decode()
    letter = browser.post(
        f"{CALLING}hang/moi/", {"letter": "A", "name": "Trùng", "slot_capacity": "0"}
    )
    assert "Chữ cái này đã dùng" in letter.content.decode()


def test_the_list_of_tickets_asks_as_often_for_many(hall: Hall) -> None:
    hall.sit()
    browser = browser_of(hall.mai)
    hall.take()
    called(hall.mai)
    browser.get(f"{CALLING}so/")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"{CALLING}so/?gio=8")
    for _ in range(5):
        hall.take()
        called(hall.lan)

    with CaptureQueriesContext(connection) as many:
        shown = browser.get(f"{CALLING}so/?gio=8").content.decode()

    assert "A006" in shown
    assert len(many) == len(one)


def test_a_leader_reads_the_hours_on_their_page(hall: Hall) -> None:
    hall.sit()
    hall.take()
    called(hall.mai)

    shown = browser_of(hall.head).get(f"{CALLING}thong-ke/").content.decode()

    assert "08:00" in shown
    assert f"gio=8&amp;ngay_tu={date(2026, 10, 18)}" in shown
    assert browser_of(hall.mai).get(f"{CALLING}thong-ke/").status_code == 403


# --- the API


def test_a_machine_takes_calls_and_ends(hall: Hall) -> None:
    api = "/api/v1/dossiers"
    code = hall.code
    browser = browser_of(hall.mai)
    (births, _land) = Client().get(f"{api}/queues/{code}").json()
    body = {"token": str(uuid4()), "queue": births["uid"], "priority": "elderly"}

    taken = Client().post(f"{api}/tickets", body, content_type="application/json").json()
    browser.post(f"{api}/calling/counter/{hall.first.uid}")
    calls = browser.post(f"{api}/calling/next").json()

    assert calls["uid"] == taken["uid"]
    assert browser.get(f"{api}/calling").json()["ticket"]["number"] == "A001"
    assert Client().get(f"{api}/tickets/{taken['uid']}").json()["counter"] == 1
    line = Client().get(f"{api}/queues/{code}/display").json()["called"][0]
    assert (line["number"], line["counter"]) == ("A001", 1)
    assert browser.post(f"{api}/calling/done").json()["state"] == "done"
    assert browser_of(hall.head).get(f"{api}/queue-hours").json()[0]["served"] == 1
    assert UUID(taken["uid"]) == Ticket.objects.get().uid
