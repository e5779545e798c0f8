"""The ticket machine, the counter and its figures on pages and by the API."""

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.dossiers.models import ServiceCounter, Ticket
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.testing import browser_of
from tinhso.dossiers.tests.queueing import Hall, called

CALLING = "/lam-viec/mot-cua/goi-so/"
SATURDAY = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


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


def test_who_only_opens_the_address_of_the_machine_is_led_to_the_agencies(hall: Hall) -> None:
    browser = browser_of(hall.mai)

    answer = browser.get(reverse("queue_make_kiosk"))

    assert answer["Location"] == reverse("queue_agencies")
    assert browser.get(reverse("desk")).status_code == 200


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
