"""How agencies serve is published each quarter; who holds a receipt rates without an account."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Rating, ServiceFigures
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services import waiting
from tinhso.dossiers.services.publishing import publish_figures
from tinhso.dossiers.testing import World, accepted, browser_of, returned
from tinhso.dossiers.views.tickets import KIOSK
from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.testing import in_english, vietnamese_left_behind

PAGE = "/ket-qua-phuc-vu/"
RATE = "/danh-gia/"
NIGHT = system_actor("dossiers.publish_figures")


def night_to(day: int) -> datetime:
    """Return a moment of the night before a day of January 2027."""
    return datetime(2027, 1, day, 3, tzinfo=UTC)


def publish(day: date) -> int:
    with time_machine.travel(max(timezone.now(), datetime(2026, 11, 30, tzinfo=UTC)), tick=False):
        return publish_figures(on=day, actor=NIGHT)


def test_what_was_resolved_in_time_and_rated_is_published_by_agency(world: World) -> None:
    first, second = returned(world), returned(world)
    accepted(world)
    services.rate(uid=first.uid, actor=world.citizen, scores={"time": 5, "attitude": 3})
    services.rate(uid=second.uid, actor=world.citizen, scores={"time": 2})

    publish(date(2026, 11, 30))

    (row,) = ServiceFigures.objects.filter(resolved__gt=0)
    assert (row.agency_id, row.resolved, row.in_time) == (world.here.agency.pk, 2, 2)
    assert row.in_time_hundredths == 10_000
    assert (row.rated, row.satisfied, row.average_hundredths) == (2, 1, 300)
    assert row.scores == {"time": 350, "attitude": 300}


def test_a_quarter_is_counted_anew_until_it_is_final_and_never_after(
    world: World, clock: time_machine.Traveller
) -> None:
    returned(world)
    publish(date(2026, 11, 30))
    returned(world)
    clock.move_to(night_to(10))
    publish(date(2027, 1, 10))
    assert ServiceFigures.objects.get(year=2026, quarter=4).resolved == 2

    clock.move_to(night_to(15))
    publish(date(2027, 1, 15))
    kept = ServiceFigures.objects.get(year=2026, quarter=4)
    assert kept.is_final
    assert AuditEntry.objects.filter(action="dossiers.service_published").count() == 1

    clock.move_to(night_to(20))
    publish(date(2027, 1, 20))
    assert ServiceFigures.objects.get(year=2026, quarter=4).counted_at == kept.counted_at


def test_anybody_reads_it_finds_an_agency_and_takes_it_along(world: World) -> None:
    returned(world)
    publish(date(2026, 11, 30))
    name = world.here.agency.periods.get().name
    anybody = Client()

    page = anybody.get(PAGE, {"q": name})
    assert page.status_code == 200
    assert [shown.row.agency_name for shown in page.context["rows"]] == [name]
    assert "100" in page.content.decode()
    assert not anybody.get(PAGE, {"q": "không có"}).context["rows"]
    assert anybody.get(PAGE, {"quy": "2026-4"}).context["rows"]
    assert anybody.get(PAGE, {"quy": "2025-1"}).context["error_lines"]
    taken = anybody.get(f"{PAGE}xuat/csv/")
    assert name in taken.getvalue().decode("utf-8-sig")
    english = in_english(anybody).get(PAGE).content.decode()
    assert vietnamese_left_behind(english) == []


def test_few_ratings_tell_no_score(world: World) -> None:
    for score in (1, 2, 3, 4):
        services.rate(uid=returned(world).uid, actor=world.citizen, scores={"time": score})
    publish(date(2026, 11, 30))
    (shown,) = Client().get(PAGE).context["rows"]
    cells = {column.key: str(cell) for column, cell in shown.cells}
    assert (cells["satisfied"], cells["average"]) == ("", "")

    services.rate(uid=returned(world).uid, actor=world.citizen, scores={"time": 5})
    publish(date(2026, 11, 30))
    (shown,) = Client().get(PAGE).context["rows"]
    cells = {column.key: str(cell) for column, cell in shown.cells}
    assert "40" in cells["satisfied"]
    assert "3" in cells["average"]


def given(code: str, second: str = "1234", **scores: str) -> dict[str, str]:
    return {"code": code, "second_item": second, "comment": "", **scores}


def test_who_holds_the_receipt_rates_without_an_account(world: World) -> None:
    dossier = returned(world)
    anybody = Client()
    tracked = anybody.post("/tra-cuu/", {"code": dossier.code, "second_item": "1234"})
    assert f"{RATE}?ma={dossier.code}" in tracked.content.decode()
    assert str(dossier.code) in anybody.get(f"{RATE}?ma={dossier.code}").content.decode()

    done = anybody.post(RATE, given(str(dossier.code), time="4"))

    assert done.status_code == 302
    rating = Rating.objects.get(dossier=dossier)
    assert (rating.scores, rating.channel) == ({"time": 4}, "code")
    again = anybody.post(RATE, given(str(dossier.code), time="1"))
    assert again.status_code == 422
    assert "đã đánh giá" in again.content.decode()


def test_a_wrong_digit_an_open_dossier_and_no_answer_keep_what_was_typed(world: World) -> None:
    done, still_open = returned(world), accepted(world)
    anybody = Client()
    for body in (
        given(str(done.code), second="9999", time="4"),
        given(str(still_open.code), time="4"),
        given(str(done.code)),
        given("", time="4"),
    ):
        page = anybody.post(RATE, body)
        assert page.status_code == 422
        assert page.context["known"]["code"].value() == body["code"]
        assert page.context["form"]["time"].value() == body.get("time")
    assert not Rating.objects.exists()


def test_an_officer_does_not_rate_in_the_applicants_place_by_code(world: World) -> None:
    dossier = returned(world)
    officer = browser_of(world.here.clerk_of_desk)

    page = officer.post(RATE, given(str(dossier.code), time="5"))

    assert "Hãy đăng xuất" in page.content.decode()
    assert not Rating.objects.exists()
    with pytest.raises(NotPermitted):
        services.rate_by_code(
            code=str(dossier.code),
            second_item="1234",
            address="10.0.0.1",
            scores={"time": 5},
            actor=world.here.clerk_of_desk,
        )


def test_guessing_codes_by_rating_ends_like_guessing_by_tracking(world: World) -> None:
    dossier = returned(world)
    anybody = Client()
    for guess in range(20):
        anybody.post(RATE, given(str(dossier.code), second=f"{guess:04d}", time="1"))

    assert anybody.post(RATE, given(str(dossier.code), time="1")).status_code == 429
    assert not Rating.objects.exists()


def test_the_machine_of_a_desk_offers_rating_and_says_so(world: World) -> None:
    dossier = returned(world)
    officer, machine = browser_of(world.here.clerk_of_desk), Client()
    head = world.here.official(P.DIVIDE_WORK, unit=world.here.leadership, sees_agency=True)
    waiting.set_queue(actor=head, letter="a", name="Hộ tịch")
    made = officer.post(reverse("queue_make_kiosk"))
    machine.cookies[KIOSK] = made.cookies[KIOSK].value
    assert RATE in machine.get(made["Location"]).content.decode()

    machine.post(RATE, given(str(dossier.code), time="5"))

    assert Rating.objects.get(dossier=dossier).channel == "kiosk"


def test_machines_rate_by_the_receipt_and_read_what_is_published(world: World) -> None:
    rated = [returned(world) for _ in range(5)]
    anybody = Client()
    for score, dossier in enumerate(rated, start=1):
        body = {"code": dossier.code, "second_item": "1234", "scores": {"time": score}}
        where = "/api/v1/dossiers/tracking/rating"
        answer = anybody.post(where, body, content_type="application/json")
        assert answer.status_code == 201, answer.content
    publish(date(2026, 11, 30))

    quarter = {"year": "2026", "quarter": "4"}
    (row,) = anybody.get("/api/v1/dossiers/published", quarter).json()

    assert (row["resolved"], row["rated"], row["satisfied"]) == (5, 5, 2)
    assert (row["average"], row["by_question"]) == (3.0, {"time": 3.0})
    above = {**quarter, "level": "province"}
    assert anybody.get("/api/v1/dossiers/published", above).json() == []
