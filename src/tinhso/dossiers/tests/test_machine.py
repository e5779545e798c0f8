"""The machine at a desk: a ticket, a receipt followed, procedures read, and nothing that stays."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tinhso.dossiers.models import TrackingGuess
from tinhso.dossiers.services.tracking import MOST_AT_MACHINE, TooManyGuesses, track
from tinhso.dossiers.testing import World, browser_of, resolved, submitted
from tinhso.dossiers.tests.queueing import Hall
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.errors import NotFound
from tinhso.kernel.testing import in_english, vietnamese_left_behind

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(hall: Hall) -> Client:
    """A browser that an officer made the machine of his desk."""
    browser = browser_of(hall.mai)
    browser.post(reverse("queue_make_kiosk"))
    return browser


def home(hall: Hall) -> str:
    return reverse("queue_kiosk", kwargs={"code": hall.code})


def follow(machine: Client, hall: Hall, code: object, second: str) -> Any:
    return machine.post(
        reverse("queue_track", kwargs={"code": hall.code}),
        {"code": str(code), "second_item": second},
    )


def test_whoever_makes_a_machine_is_signed_out_of_it(machine: Client, hall: Hall) -> None:
    assert "_auth_user_id" not in machine.session
    assert machine.get("/lam-viec/mot-cua/").status_code in {302, 401}
    assert "data-machine" in machine.get(home(hall)).content.decode()


def test_nothing_leads_out_of_the_machine_and_nothing_is_kept(machine: Client, hall: Hall) -> None:
    ticket = hall.take()

    for address in (home(hall), reverse("queue_ticket", kwargs={"uid": ticket.uid}), "/danh-gia/"):
        page = machine.get(address)
        shown = page.content.decode()
        for way in ('href="/"', "/dang-nhap/", '/dich-vu-cong/"', '/lich-hen/"'):
            assert way not in shown, (address, way)
        assert "no-store" in page["Cache-Control"], address
        assert "data-guard" not in shown


def test_a_receipt_is_followed_at_the_machine(machine: Client, hall: Hall, world: World) -> None:
    dossier = resolved(world)

    found = follow(machine, hall, dossier.code, "1234")

    shown = found.content.decode()
    assert found.status_code == 200
    assert "no-store" in found["Cache-Control"]
    assert str(dossier.code) in shown
    assert "Hoàn thành" in shown
    assert world.person.name not in shown
    assert 'name="second_item"' not in shown
    assert str(dossier.code) not in machine.get(home(hall)).content.decode()


def test_a_wrong_item_is_said_at_its_place_and_counted(
    machine: Client, hall: Hall, world: World
) -> None:
    dossier = submitted(world)

    wrong = follow(machine, hall, dossier.submission_number, "0000")
    empty = follow(machine, hall, "", "")

    assert (wrong.status_code, empty.status_code) == (404, 422)
    assert "Mã và bốn số cuối phải khớp" in wrong.content.decode()
    assert "data-machine" in wrong.content.decode()
    assert "Hãy nhập mã hồ sơ" in empty.content.decode()
    assert TrackingGuess.objects.count() == 2


def test_who_guesses_too_often_is_told_on_the_machines_own_page(
    machine: Client, hall: Hall, world: World
) -> None:
    dossier = submitted(world)
    for guess in range(MOST_AT_MACHINE):
        follow(machine, hall, f"{dossier.submission_number}{guess}", "0000")

    shut = follow(machine, hall, dossier.submission_number, "1234")

    assert shut.status_code == 429
    assert "thử lại sau một giờ" in shut.content.decode()
    assert "data-machine" in shut.content.decode()


def test_people_at_the_machine_do_not_shut_out_the_hall_and_the_hall_not_them(
    machine: Client, hall: Hall, world: World
) -> None:
    dossier = submitted(world)
    address = "127.0.0.1"
    for guess in range(20):
        with pytest.raises(NotFound):
            track(code=f"{guess}", second_item="0000", address=address)
    with pytest.raises(TooManyGuesses):
        track(code=dossier.submission_number, second_item="1234", address=address)

    found = follow(machine, hall, dossier.submission_number, "1234")

    assert found.status_code == 200
    for guess in range(30):
        follow(machine, hall, f"M{guess}", "0000")
    assert follow(machine, hall, dossier.submission_number, "1234").status_code == 200
    elsewhere = track(code=dossier.submission_number, second_item="1234", address="10.0.0.9")
    assert elsewhere.uid == dossier.uid


def test_only_a_machine_follows_a_receipt_there(hall: Hall, world: World) -> None:
    dossier = submitted(world)

    assert follow(Client(), hall, dossier.submission_number, "1234").status_code == 404


def test_procedures_are_read_at_the_machine(machine: Client, hall: Hall) -> None:
    found = machine.get(home(hall), {"q": "làm giấy khai sinh"}).content.decode()
    nothing = machine.get(home(hall), {"q": "a\0²" * 200, "viec": "khong-co"})

    assert "Giấy tờ cần có" in found
    assert "Quét mã này để đọc đủ" in found
    assert "<svg" in found
    assert nothing.status_code == 200
    assert "Thử nói ngắn hơn" in nothing.content.decode()


def test_the_machine_begins_anew_for_the_next_person(
    machine: Client, hall: Hall, world: World
) -> None:
    machine.force_login(CitizenFactory.create(person=world.person))
    machine.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    again = machine.get(f"{home(hall)}?lai=1")

    assert again["Location"] == home(hall)
    assert again.cookies[settings.LANGUAGE_COOKIE_NAME].value == ""
    assert "_auth_user_id" not in machine.session
    assert machine.get(again["Location"]).status_code == 200


def test_another_browser_does_not_begin_anew(hall: Hall, world: World) -> None:
    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))

    browser.get(f"{home(hall)}?lai=1")

    assert "_auth_user_id" in browser.session


def test_the_machine_speaks_english(machine: Client, hall: Hall) -> None:
    english = in_english(machine)

    for query in ({}, {"q": "khai sinh"}):
        page = english.get(home(hall), query).content.decode()
        assert vietnamese_left_behind(page) == []
