"""A person comes at the hour he chose, and is called then."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tinhso.dossiers import jobs
from tinhso.dossiers.models import Appointment
from tinhso.dossiers.queries.appointments import days_for, queue_for, slots
from tinhso.dossiers.rules.appointments import AppointmentState
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.services import waiting
from tinhso.dossiers.testing import PERMIT, World
from tinhso.dossiers.tests.queueing import Hall, called
from tinhso.identity.testing import Account, CitizenFactory
from tinhso.kernel.actors import system_actor
from tinhso.kernel.calendar.services import declare_day_off
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.procedures.testing import newest_version

TEN = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
"""10:00 in Việt Nam on Tuesday, 17/11/2026; the clock stands at 8:30 on Monday."""
BOOKING = "/lich-hen/moi/"


@pytest.fixture
def hall(world: World) -> Hall:
    """A desk whose land queue takes one person each half hour."""
    made = Hall(world.here)
    made.land = waiting.set_queue(
        actor=made.head,
        uid=made.land.uid,
        letter="B",
        name="Xây dựng",
        field_keys=[newest_version(PERMIT).procedure.field.key],
        slot_capacity=1,
    )
    return made


def booked(world: World, at: datetime = TEN) -> Appointment:
    """Return an appointment of the world's citizen."""
    return waiting.book(
        agency_id=world.here.agency.pk,
        procedure_code=PERMIT,
        starts_at=at,
        actor=world.citizen,
    )


def citizen_browser(world: World) -> Client:
    """Return a browser in which the citizen is signed in."""
    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))
    return browser


def test_an_hour_is_free_until_it_is_full(world: World, hall: Hall) -> None:
    appointment = booked(world)

    now = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
    left = [one.at for one in slots(queue=hall.land, day=date(2026, 11, 17), at=now)]
    assert TEN not in left
    assert TEN + timedelta(minutes=30) in left
    with pytest.raises(waiting.SlotTaken):
        booked(world)
    assert Appointment.objects.get() == appointment


def test_only_working_days_to_come_can_be_chosen(world: World, hall: Hall) -> None:
    days = days_for(agency_id=world.here.agency.pk, at=datetime(2026, 11, 16, 2, tzinfo=UTC))

    assert days[0] == date(2026, 11, 16)
    assert date(2026, 11, 22) not in days
    assert max(days) <= date(2026, 11, 30)
    with pytest.raises(waiting.SlotTaken):
        booked(world, datetime(2026, 11, 22, 3, tzinfo=UTC))


def test_a_desk_without_hours_for_it_takes_no_appointment(world: World, hall: Hall) -> None:
    with pytest.raises(Invalid) as refused:
        waiting.book(
            agency_id=world.there.agency.pk,
            procedure_code=PERMIT,
            starts_at=TEN,
            actor=world.citizen,
        )

    assert set(refused.value.fields) == {"procedure"}
    assert queue_for(agency_id=world.there.agency.pk, procedure_code=PERMIT) is None


def test_nobody_holds_more_than_three_hours(world: World, hall: Hall) -> None:
    for n in range(3):
        booked(world, TEN + n * timedelta(minutes=30))

    with pytest.raises(Invalid):
        booked(world, TEN + timedelta(days=1))

    assert Appointment.objects.count() == 3


def test_an_hour_is_moved_and_given_up_by_its_owner_alone(world: World, hall: Hall) -> None:
    appointment = booked(world)
    later = TEN + timedelta(days=1)

    with pytest.raises(NotFound):
        waiting.cancel_appointment(uid=appointment.uid, actor=world.stranger)
    with pytest.raises(SignInNeeded):
        waiting.book(
            agency_id=world.here.agency.pk,
            procedure_code=PERMIT,
            starts_at=later,
            actor=make_actor(),
        )
    moved = waiting.move_appointment(uid=appointment.uid, starts_at=later, actor=world.citizen)
    assert (moved.starts_at, moved.day) == (later, date(2026, 11, 18))
    waiting.cancel_appointment(uid=appointment.uid, actor=world.citizen)
    with pytest.raises(waiting.AppointmentOver):
        waiting.move_appointment(uid=appointment.uid, starts_at=TEN, actor=world.citizen)


def test_from_its_hour_on_it_is_called_before_the_others(
    world: World, hall: Hall, clock: time_machine.Traveller
) -> None:
    appointment = booked(world)
    clock.move_to(TEN - timedelta(minutes=20))
    hall.sit()
    hall.take(hall.land)
    ticket = waiting.arrive(
        agency_id=world.here.agency.pk,
        code=appointment.code,
        source=TicketSource.KIOSK,
        actor=make_actor(),
    )
    again = waiting.arrive(
        agency_id=world.here.agency.pk,
        code=appointment.code,
        source=TicketSource.KIOSK,
        actor=make_actor(),
    )
    hall.take(hall.land, priority="elderly")

    clock.move_to(TEN)

    assert again == ticket
    assert called(hall.mai) == "B002"
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.ARRIVED


def test_who_comes_late_waits_like_everybody(
    world: World, hall: Hall, clock: time_machine.Traveller
) -> None:
    appointment = booked(world)
    clock.move_to(TEN + timedelta(minutes=16))
    hall.sit()
    hall.take(hall.land)

    waiting.arrive(
        agency_id=world.here.agency.pk,
        code=appointment.code,
        source=TicketSource.KIOSK,
        actor=make_actor(),
    )

    assert called(hall.mai) == "B001"


def test_he_is_reminded_the_day_before_once(world: World, hall: Hall) -> None:
    citizen_browser(world)
    booked(world)

    for _ in range(2):
        jobs.remind_appointments()

    told = Notification.objects.filter(kind="dossiers.appointment_reminder")
    assert told.count() == 1


def test_a_day_off_declared_later_moves_the_hour_and_says_so(world: World, hall: Hall) -> None:
    citizen_browser(world)
    appointment = booked(world)
    declare_day_off(
        on=date(2026, 11, 17),
        name="Nghỉ tránh bão",
        decision="1234/QĐ-UBND",
        decided_on=date(2026, 11, 16),
        agency_id=None,
        actor=system_actor("tests"),
    )

    jobs.move_appointments(day="2026-11-17")
    jobs.move_appointments(day="2026-11-17")

    appointment.refresh_from_db()
    assert appointment.starts_at == TEN + timedelta(days=1)
    assert appointment.moved_for_day_off
    assert Notification.objects.filter(kind="dossiers.appointment_moved").count() == 1


def test_who_did_not_come_is_missed(
    world: World, hall: Hall, clock: time_machine.Traveller
) -> None:
    appointment = booked(world)
    clock.move_to(TEN + timedelta(hours=13))

    jobs.close_tickets()

    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.MISSED


# --- pages and API


def test_a_person_chooses_moves_and_gives_up_by_pages(world: World, hall: Hall) -> None:
    browser = citizen_browser(world)
    page = f"{BOOKING}{hall.code}/"

    shown = browser.get(page, {"procedure": PERMIT, "day": "2026-11-17"}).content.decode()
    assert TEN.astimezone(UTC).isoformat()[:10] in shown
    wrong = browser.post(page, {"procedure": PERMIT, "day": "2026-11-17"})
    assert wrong.status_code == 422
    hour = slots(queue=hall.land, day=date(2026, 11, 17), at=datetime(2026, 11, 16, 2, tzinfo=UTC))[
        0
    ].at.isoformat()
    done = browser.post(page, {"procedure": PERMIT, "day": "2026-11-17", "starts_at": hour})

    assert done["Location"] == reverse("appointments")
    appointment = Appointment.objects.get()
    assert appointment.code in browser.get(done["Location"]).content.decode()
    other = browser.get(reverse("appointment_move", kwargs={"uid": appointment.uid}))
    moving = other.content.decode()
    assert "Giữ giờ này" in moving
    assert "Đổi giờ hẹn" in moving
    assert "Đang hẹn <b>ngày mai 07:00</b>" in moving
    assert "thứ Tư, 18/11/2026" in moving
    browser.post(reverse("appointment_cancel", kwargs={"uid": appointment.uid}))
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.CANCELLED


def test_the_code_is_shown_until_the_day_is_over(
    world: World, hall: Hall, clock: time_machine.Traveller
) -> None:
    appointment = booked(world)
    browser = citizen_browser(world)
    cancel = reverse("appointment_cancel", kwargs={"uid": appointment.uid})

    def shown() -> str:
        browser.force_login(Account.objects.get(person=world.person))
        return browser.get(reverse("appointments")).content.decode()

    before = shown()
    clock.move_to(appointment.starts_at + timedelta(minutes=5))
    late = shown()
    clock.move_to(appointment.starts_at + timedelta(days=1))
    after = shown()

    assert [cancel in page for page in (before, late, after)] == [True, False, False]
    assert [appointment.code in page for page in (before, late, after)] == [True, True, False]


def test_a_wrong_code_is_said_at_the_machine(world: World, hall: Hall) -> None:
    browser = citizen_browser(world)
    booked(world)

    answer = browser.post(reverse("queue_arrive", kwargs={"code": hall.code}), {"code": "12"})

    assert answer.status_code == 422
    assert "không có lịch hẹn mang mã này" in answer.content.decode()
    assert 'value="12"' in answer.content.decode()
    assert "autofocus" in answer.content.decode(), "the code stands below what else is offered"


def test_the_ticket_of_an_appointment_tells_its_hour(
    world: World, hall: Hall, clock: time_machine.Traveller
) -> None:
    appointment = booked(world)
    clock.move_to(TEN - timedelta(minutes=20))
    arrive = reverse("queue_arrive", kwargs={"code": hall.code})

    page = Client().post(arrive, {"code": appointment.code}, follow=True).content.decode()

    assert "Bạn hẹn 10:00: từ giờ này bạn được gọi trước." in " ".join(page.split())


def test_a_machine_books_and_comes(world: World, hall: Hall, clock: time_machine.Traveller) -> None:
    api, browser = "/api/v1/dossiers", citizen_browser(world)
    asked = f"{api}/queues/{hall.code}/slots?procedure_code={PERMIT}&day=2026-11-17"
    hour = browser.get(asked).json()[0]["at"]
    body = {"agency": hall.code, "procedure_code": PERMIT, "starts_at": hour}

    made = browser.post(f"{api}/appointments", body, content_type="application/json").json()
    clock.move_to(datetime.fromisoformat(hour))
    ticket = browser.post(
        f"{api}/queues/{hall.code}/arrivals",
        {"code": made["code"]},
        content_type="application/json",
    ).json()

    assert ticket["number"] == "B001"
    browser.force_login(Account.objects.get(person=world.person))
    assert browser.get(f"{api}/appointments").json()[0]["state"] == "arrived"
    assert browser.delete(f"{api}/appointments/{uuid4()}").status_code == 404
