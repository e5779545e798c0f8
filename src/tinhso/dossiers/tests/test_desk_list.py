"""The desk's list and one dossier beside it: what waits, who sees it, what is recorded."""

from datetime import timedelta

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import (
    World,
    accepted,
    resolved,
    submitted,
)
from tinhso.dossiers.tests.desking import ACCEPT, one, signed_in
from tinhso.dossiers.work_piles import work
from tinhso.identity.testing import AccessRecord

# --- list


def test_list_opens_on_what_waits_and_counts_each_pile(world: World, desk: Client) -> None:
    waiting, taken = submitted(world), accepted(world)

    page = desk.get("/lam-viec/mot-cua/")

    assert page.status_code == 200
    text = page.content.decode()
    assert waiting.submission_number in text
    assert str(taken.code) not in text
    assert [(str(tab.label), tab.count) for tab in page.context["tabs"]] == [
        ("Chờ tiếp nhận", "1"),
        ("Chờ bổ sung", "0"),
        ("Xin dừng", "0"),
        ("Chờ trả", "0"),
        ("Tôi đang giữ", "0"),
        ("Theo dõi", "0"),
        ("Tất cả", ""),
    ]
    assert "8 giờ làm việc" in text or "còn 1 ngày làm việc" in text


def test_a_result_that_awaits_its_owner_is_no_lateness_of_the_desk(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = resolved(world)
    finished = timezone.localdate(dossier.finished_at)
    clock.shift(timedelta(days=60))

    piles = {group.key: group for group in work(world.here.clerk_of_desk)}
    (item,) = piles["dossiers.to_return"].items

    assert item.due_at is None
    assert (item.state, item.state_label) == ("done", f"Có kết quả từ {finished:%d/%m/%Y}")
    assert item.url == one(dossier)


def test_another_desk_sees_none_of_it(world: World, elsewhere: Client) -> None:
    dossier = submitted(world)

    assert dossier.submission_number not in elsewhere.get("/lam-viec/mot-cua/").content.decode()
    assert elsewhere.get(one(dossier)).status_code == 404
    assert elsewhere.post(one(dossier, "tiep-nhan/"), ACCEPT).status_code == 404
    dossier.refresh_from_db()
    assert dossier.state == "submitted"


def test_whole_code_in_the_search_goes_straight_to_its_dossier(world: World, desk: Client) -> None:
    dossier = accepted(world)

    answer = desk.get("/lam-viec/mot-cua/", {"q": str(dossier.code).lower()})

    assert (answer.status_code, answer.headers["Location"]) == (302, one(dossier))


def test_list_asks_a_constant_number_of_questions(world: World, desk: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get("/lam-viec/mot-cua/").status_code == 200
        return len(asked)

    for _number in range(5):
        submitted(world)
    count()
    few = count()
    for _number in range(45):
        submitted(world)

    assert count() == few


def test_filters_export_and_the_palette_find_a_dossier(world: World, desk: Client) -> None:
    dossier = accepted(world)

    kept = desk.get("/lam-viec/mot-cua/", {"view": "all", "channel": "online"})
    none = desk.get("/lam-viec/mot-cua/", {"view": "all", "channel": "post"})
    file = desk.get("/lam-viec/mot-cua/xuat/csv/", {"view": "all"})
    written = file.getvalue().decode()
    palette = desk.get("/lenh/", {"q": "trieu van pao"})

    assert str(dossier.code) in kept.content.decode()
    assert str(dossier.code) not in none.content.decode()
    assert str(dossier.code) in written
    assert AccessRecord.objects.filter(what="exported").count() == 1
    assert str(dossier.code) in palette.content.decode()


def test_a_scanned_code_opens_its_dossier_from_any_page(world: World, desk: Client) -> None:
    dossier = accepted(world)

    by_scanner = desk.get("/lenh/", {"q": f" {dossier.shown_number.lower()} "})
    by_name = desk.get("/lenh/", {"q": "trieu van pao"})

    assert by_scanner["Location"] == one(dossier)
    assert by_name.status_code == 200


def test_export_without_permission_is_refused(world: World, onlooker: Client) -> None:
    assert onlooker.get("/lam-viec/mot-cua/xuat/csv/").status_code == 403


# --- one dossier


def test_preview_says_what_accepting_would_promise_and_is_recorded(
    world: World, desk: Client
) -> None:
    dossier, other = submitted(world), submitted(world)

    page = desk.get(one(dossier), headers={"HX-Request": "true"})

    text = page.content.decode()
    assert "<html" not in text
    assert "Nếu nhận bây giờ" in text
    assert "004085001234" not in text
    assert other.submission_number in text
    record = AccessRecord.objects.get(object_uid=str(dossier.uid))
    assert record.purpose == "Tiếp nhận, trả kết quả tại một cửa"


def test_full_number_is_shown_and_recorded(world: World, desk: Client) -> None:
    dossier = submitted(world)

    page = desk.post(one(dossier, "hien-so/owner/"))

    assert "004085001234" in page.content.decode()
    assert AccessRecord.objects.filter(what="unmasked").count() == 1


def test_full_number_is_refused_without_permission(world: World) -> None:
    dossier = submitted(world)
    clerk = signed_in(world.here, P.RECEIVE)

    page = clerk.post(one(dossier, "hien-so/owner/"))

    assert page.status_code == 403
    assert not AccessRecord.objects.filter(what="unmasked").exists()


def test_another_officer_is_told_who_has_it_open(world: World, desk: Client) -> None:
    dossier = submitted(world)
    services.heartbeat(uid=dossier.uid, actor=world.here.clerk_of_desk)

    answer = desk.post(one(dossier, "dang-mo/"))

    assert "Hoàng Mai" in answer.content.decode()
