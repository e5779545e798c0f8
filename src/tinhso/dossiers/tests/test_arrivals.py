"""What the post or a hired service brings, and what is taken in on the road (118 Art. 14, 15)."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Arrival, Dossier, Paper, Ticket
from tinhso.dossiers.queries.reports import report
from tinhso.dossiers.rules.arrival import ArrivalWay, ways_for
from tinhso.dossiers.services import ArrivalInput, waiting
from tinhso.dossiers.testing import World, permit_answers, submitted, the_owner
from tinhso.dossiers.tests.desking import INTAKE, intake_form, one
from tinhso.dossiers.tests.national import connected, tell
from tinhso.dossiers.tests.queueing import Hall
from tinhso.kernel.errors import Invalid
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso_peers.national_portal.server import Portal

NUMBER = "EE123456789VN"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with connected(tmp_path) as opened:
        yield opened


def taken_in(world: World, arrival: ArrivalInput) -> Dossier:
    return services.take_in(
        token=uuid4(),
        procedure_code="1.013225",
        resolving_agency_id=world.here.agency.pk,
        answers=permit_answers(),
        parties=[the_owner(world, person_id=None)],
        actor=world.here.clerk_of_desk,
        arrival=arrival,
    )


def takes(world: World, *channels: str) -> None:
    versions = type(world.version).objects
    versions.filter(pk=world.version.pk).update(channels=list(channels))


def test_a_letter_is_taken_in_at_the_counter_by_its_number(world: World, desk: Client) -> None:
    sent = {"way": "post", "tracking": NUMBER, "carrier": "Bưu cục Đông Khê"}

    there = desk.post(INTAKE, intake_form(world, **sent)).headers["Location"]

    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.channel) == ("transferred", "post")
    assert str(dossier.arrival) == f"Bưu chính công ích · Bưu cục Đông Khê · {NUMBER}"
    receipt = Paper.objects.get(dossier=dossier, form="01")
    assert json.loads(receipt.data)["arrival"] == str(dossier.arrival)
    shown = desk.get(there).content.decode()
    assert NUMBER in shown
    assert "hãy gửi giấy tiếp nhận cho họ" in shown


def test_a_post_office_keeps_its_name_on_an_english_page(world: World, desk: Client) -> None:
    sent = ArrivalInput(way=ArrivalWay.POST, tracking=NUMBER, carrier="Bưu cục Đông Khê")
    dossier = taken_in(world, sent)

    shown = in_english(desk).get(f"/lam-viec/ho-so/{dossier.uid}/").content.decode()

    assert "Bưu cục Đông Khê" in shown
    assert vietnamese_left_behind(shown) == []


@pytest.mark.parametrize(("way", "field"), [("post", "tracking"), ("hired", "carrier")])
def test_a_sending_that_nobody_could_trace_is_not_taken_in(
    world: World, desk: Client, way: str, field: str
) -> None:
    page = desk.post(INTAKE, intake_form(world, way=way))

    assert page.status_code == 422
    assert [line.target for line in page.context["lines"]] == [f"id_{field}"]
    assert not Dossier.objects.exists()
    with pytest.raises(Invalid):
        taken_in(world, ArrivalInput(way=way))


def test_what_was_carried_is_counted_and_told_as_post(world: World, portal: Portal) -> None:
    sent = [
        taken_in(world, ArrivalInput(way=ArrivalWay.POST, tracking=NUMBER)),
        taken_in(world, ArrivalInput(way=ArrivalWay.HIRED, carrier="Công ty Chuyển phát Núi")),
    ]
    walked_in = taken_in(world, ArrivalInput())

    tell()

    told = [portal.store.record(row.code or "") for row in [*sent, walked_in]]
    assert [record and record["KenhThucHien"] for record in told] == ["3", "3", "1"]
    with time_machine.travel(datetime(2026, 12, 16, 9, tzinfo=ZoneInfo(settings.TIME_ZONE))):
        found = report(actor=world.here.leader, code="07a", length="nam", year=2026, number=1)
    numbers = [column.number for column in found.form.columns]
    values = dict(zip(numbers, found.rows[0].values, strict=True))
    assert (values["6"], values["7"]) == (2, 1)


def test_it_is_promised_as_its_channel_is(world: World, desk: Client) -> None:
    by_way = {way: at for way, _chosen, at in desk.get(INTAKE).context["promises"]}

    letter = taken_in(world, ArrivalInput(way=ArrivalWay.POST, tracking=NUMBER))
    walk_in = taken_in(world, ArrivalInput())

    assert letter.due_at is not None
    assert walk_in.due_at is not None
    assert (letter.due_at > walk_in.due_at) == (by_way.get("post") != by_way.get("desk"))


def test_nobody_who_waits_is_taken_for_the_sender_of_a_letter(world: World, hall: Hall) -> None:
    hall.sit()
    ticket: Ticket = hall.take()
    waiting.call_next(actor=hall.mai)

    taken_in(world, ArrivalInput(way=ArrivalWay.POST, tracking=NUMBER))

    assert not ticket.dossiers.exists()


def test_on_the_road_it_is_taken_in_as_at_the_desk_and_says_where(
    world: World, desk: Client
) -> None:
    desk.post(INTAKE, intake_form(world, way="mobile"))

    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.intake_place) == ("desk", "mobile")
    assert not Arrival.objects.exists()
    assert "Lưu động" in desk.get(one(dossier)).content.decode()


def test_the_counter_offers_only_the_ways_of_the_procedure(world: World, desk: Client) -> None:
    takes(world, "direct")

    page = desk.post(INTAKE, intake_form(world, way="post", tracking=NUMBER))

    assert page.status_code == 422
    assert not Dossier.objects.exists()
    assert ways_for(["direct"]) == ["desk", "mobile", "on_site"]
    takes(world, "online")
    assert desk.get(INTAKE).status_code == 302


def test_what_is_filed_online_alone_was_taken_in_nowhere_else(world: World) -> None:
    before = submitted(world)
    takes(world, "online")

    dossier = submitted(world)

    assert (before.intake_place, dossier.intake_place) == ("desk", "online_only")
