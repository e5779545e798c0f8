"""Boards, books and lists of those who resolve: the rows of each number, and both languages."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, DossierSight
from tinhso.dossiers.testing import (
    World,
    assigned,
    resolved,
    returned,
)
from tinhso.dossiers.tests.working import page_of, signed_in
from tinhso.kernel.db.sight import grant_sight
from tinhso.kernel.events.testing import follow_all
from tinhso.kernel.testing import vietnamese_left_behind


def test_board_opens_the_very_rows_of_each_number(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    resolved(world)
    follow_all()
    clock.shift(timedelta(days=30))
    browser, specialist = signed_in(world.here.leader), signed_in(world.here.specialist)

    for by in ("agency", "unit", "person", "procedure"):
        board = browser.get(f"/lam-viec/dieu-hanh/?theo={by}&tu=2026-11-01&den=2026-12-20")
        line = next(one for one in board.context["board"].lines if one.row.late)
        rows = browser.get(line.late_url)
        finished = browser.get(line.finished_url)
        assert board.status_code == 200
        assert [shown.row for shown in rows.context["rows"]] == [dossier]
        assert len(finished.context["rows"]) == line.output.finished == 1
    assert specialist.get("/lam-viec/dieu-hanh/").status_code == 404


def test_leader_reminds_from_the_board(world: World, clock: time_machine.Traveller) -> None:
    dossier = assigned(world)
    clock.shift(timedelta(days=30))
    browser = signed_in(world.here.leader)
    key = {"theo": "person", "khoa": str(world.here.specialist.id), "tinh-hinh": "late"}
    strange = browser.post("/lam-viec/dieu-hanh/nhac/", {**key, "khoa": "khong-phai"})

    told = browser.post("/lam-viec/dieu-hanh/nhac/", key, follow=True).content.decode()

    assert strange.status_code == 404
    assert "Đã nhắc 1 hồ sơ." in told
    assert dossier.timeline.filter(code="reminded").count() == 1


def test_what_another_agency_resolves_is_watched_and_not_reminded_of(
    world: World, clock: time_machine.Traveller
) -> None:
    own, theirs = assigned(world), assigned(world)
    Dossier.objects.filter(pk=theirs.pk).update(
        resolving_agency_id=world.there.agency.pk, resolving_unit_id=world.there.division.pk
    )
    theirs.refresh_from_db()
    clock.shift(timedelta(days=30))
    browser = signed_in(world.here.leader)
    for by in ("agency", "unit"):
        board = browser.get(f"/lam-viec/dieu-hanh/?theo={by}").context["board"]
        offered = {line.row.key for line in board.lines if line.may_remind}
        ours, watched = (str(getattr(row, f"resolving_{by}_id")) for row in (own, theirs))
        assert {line.row.key for line in board.lines if line.row.late} == {ours, watched}
        assert offered == {ours}

    told = browser.post(
        "/lam-viec/dieu-hanh/nhac/", {"tinh-hinh": "late"}, follow=True
    ).content.decode()

    assert "Đã nhắc 1 hồ sơ." in told
    assert own.timeline.filter(code="reminded").exists()
    assert not theirs.timeline.filter(code="reminded").exists()


def test_ratings_book_and_numbers(world: World) -> None:
    dossier = returned(world)
    services.rate(
        uid=dossier.uid, actor=world.citizen, scores={"time": 5, "attitude": 4}, comment=""
    )
    leader = signed_in(world.here.leader, "numbering.read_register")

    ratings = leader.get("/lam-viec/danh-gia/").content.decode()
    book = leader.get("/lam-viec/so/").content.decode()
    printed = leader.get("/lam-viec/so/in/?tu=2026-11-01&den=2026-11-30")
    wrong = leader.get("/lam-viec/so/in/?tu=x&den=2026-11-30")

    assert "4,50" in ratings
    assert str(dossier.code) in book
    assert printed.content.startswith(b"%PDF")
    assert wrong.status_code == 422
    assert signed_in(world.here.specialist).get("/lam-viec/so/").status_code == 404


def copy_of(dossier: Dossier) -> Dossier:
    """Return another row like this one, seen by the same."""
    keys = list(dossier.sights.values_list("key", flat=True))
    made = Dossier.objects.get(pk=dossier.pk)
    made.pk, made.uid, made.submission_token = None, uuid4(), uuid4()
    made.submission_number, made.code = f"T-{uuid4().hex}", f"H-{uuid4().hex}"
    made._state.adding = True
    made.save()
    grant_sight(DossierSight, made, keys)
    return made


@pytest.mark.parametrize("address", ["/lam-viec/ho-so/", "/lam-viec/dieu-hanh/", "/lam-viec/so/"])
def test_more_rows_ask_no_more_questions(world: World, address: str) -> None:
    dossier = assigned(world)
    for _n in range(4):
        copy_of(dossier)
    browser = signed_in(world.here.leader)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _n in range(45):
        copy_of(dossier)

    with CaptureQueriesContext(connection) as many:
        assert browser.get(address).status_code == 200

    assert len(many) == len(few)


@pytest.mark.parametrize(
    "more", ["", "phan-cong/", "lay-y-kien/", "thuc-dia/", "bo-sung/", "du-thao/", "gia-han/"]
)
def test_pages_are_spoken_in_english_too(world: World, more: str) -> None:
    dossier = assigned(world)
    browser = signed_in(world.here.leader)
    browser.cookies["django_language"] = "en"

    shown = browser.get(page_of(dossier, more)).content.decode()

    assert vietnamese_left_behind(shown) == []


@pytest.mark.parametrize(
    "address",
    ["/lam-viec/ho-so/", "/lam-viec/dieu-hanh/", "/lam-viec/danh-gia/", "/lam-viec/so/"],
)
def test_lists_and_boards_are_spoken_in_english_too(world: World, address: str) -> None:
    assigned(world)
    browser = signed_in(world.here.leader)
    browser.cookies["django_language"] = "en"

    assert vietnamese_left_behind(browser.get(address).content.decode()) == []
