"""Those who resolve find what waits and divide it; strangers find nothing; typed words stay."""

from uuid import uuid4

import pytest
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import InternalNote
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    returned,
)
from tinhso.dossiers.tests.working import page_of, signed_in, version_of
from tinhso.identity.testing import AccessRecord


@pytest.mark.parametrize("key", ["co-quan", "don-vi"])
@pytest.mark.parametrize("value", ["9" * 39, "-1", "0", "x"])
def test_a_key_that_nothing_can_have_is_said_so(world: World, key: str, value: str) -> None:
    page = signed_in(world.here.specialist).get("/lam-viec/ho-so/", {key: value})

    assert page.status_code == 200
    assert "Không có lựa chọn này; hãy chọn trong danh sách." in page.content.decode()


def test_list_shows_what_waits_and_opens_it(world: World) -> None:
    held, lying = assigned(world), accepted(world)
    browser = signed_in(world.here.specialist)

    mine = browser.get("/lam-viec/ho-so/?view=mine&xem=mine").content.decode()
    unit = browser.get("/lam-viec/ho-so/?view=unit&xem=unit").content.decode()
    found = browser.get("/lam-viec/ho-so/?q=trieu+van+pao").content.decode()

    assert str(held.code) in mine
    assert str(lying.code) not in mine
    assert str(lying.code) in unit
    assert str(held.code) in found
    assert "Triệu Văn Páo" not in mine


def test_an_officer_of_another_agency_finds_no_page_and_no_row(world: World) -> None:
    dossier = assigned(world)
    browser = signed_in(world.there.specialist)
    listed = browser.get("/lam-viec/ho-so/").content.decode()

    assert str(dossier.code) not in listed
    for more in ("", "xem-nhanh/", "phan-cong/", "du-thao/", "gia-han/", "phieu-kiem-soat/"):
        assert browser.get(page_of(dossier, more)).status_code == 404
    for more in ("nhan-viec/", "ghi-chu/", "tham-dinh/", "vao-so/", "dang-mo/"):
        assert browser.post(page_of(dossier, more), {"text": "x"}).status_code == 404
    assert not InternalNote.objects.exists()


def test_a_citizen_finds_none_of_these_pages(world: World) -> None:
    dossier = assigned(world)
    person = Client()

    assert person.get(page_of(dossier)).status_code == 302
    assert person.get("/lam-viec/dieu-hanh/").status_code == 302


def test_page_tells_deadlines_steps_papers_and_offers(world: World) -> None:
    dossier = assigned(world)
    shown = signed_in(world.here.specialist).get(page_of(dossier)).content.decode()

    assert "Cách tính" in shown
    assert "Bước 3/" in shown
    assert "Tờ khai" in shown
    assert "Hẹn thực địa" in shown
    assert "Ghi phiếu" in shown
    assert "Vào số" not in shown
    assert "Phân công" in shown


def test_opening_is_recorded_with_its_purpose(world: World) -> None:
    from tinhso.identity.queries import accesses_about

    dossier = assigned(world)
    signed_in(world.here.specialist).get(page_of(dossier))

    assert [row.purpose for row in accesses_about(world.person)] == ["Giải quyết hồ sơ"]


def test_numbers_in_answers_are_masked_until_a_purpose_is_given(world: World) -> None:
    dossier = assigned(world)
    browser = signed_in(world.here.specialist)

    masked = browser.get(page_of(dossier)).content.decode()
    whole = browser.post(page_of(dossier, "so-day-du/"), {"purpose": "Đối chiếu sổ hộ tịch"})

    assert "0040•••••234" in masked
    assert "004085001234" not in masked
    assert "004085001234" in whole.content.decode()
    record = AccessRecord.objects.get(what="unmasked")
    assert (record.purpose, record.object_uid) == ("Đối chiếu sổ hộ tịch", str(dossier.uid))


def test_numbers_stay_masked_without_purpose_or_right(world: World) -> None:
    dossier = assigned(world)
    holder, leader = signed_in(world.here.specialist), signed_in(world.here.leader)

    silent = holder.post(page_of(dossier, "so-day-du/"), {"purpose": " "})
    refused = leader.post(page_of(dossier, "so-day-du/"), {"purpose": "Muốn biết"})

    assert (silent.status_code, refused.status_code) == (422, 403)
    assert "Hãy ghi vì sao cần xem số đầy đủ." in silent.content.decode()
    assert "004085001234" not in silent.content.decode()
    assert not AccessRecord.objects.filter(what="unmasked").exists()


def test_a_correction_is_the_step_it_stands_at(world: World) -> None:
    dossier = returned(world)
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")

    page = signed_in(world.here.specialist).get(page_of(dossier)).content.decode()

    now = page[page.index('aria-current="step"') :]
    assert "Đang sửa kết quả sai" in now[: now.index("</li>")]


def test_head_assigns_to_a_specialist_and_sees_the_load(world: World) -> None:
    held, dossier = assigned(world), accepted(world)
    signed_in(world.here.specialist)
    browser = signed_in(world.here.leader)
    asked = browser.get(page_of(dossier, "phan-cong/")).content.decode()
    wrong = browser.post(page_of(dossier, "phan-cong/"), {"note": "xem kỹ khoảng lùi"})

    done = browser.post(
        page_of(dossier, "phan-cong/"),
        {"assignee": str(world.here.specialist.id), "version": version_of(dossier)},
    )

    assert "Nông Văn Tú: đang giữ 1 hồ sơ" in asked
    assert wrong.status_code == 422
    assert "xem kỹ khoảng lùi" in wrong.content.decode()
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert (dossier.state, dossier.assignee) == ("assigned", world.here.specialist.id)
    assert held.pk != dossier.pk


def test_several_are_assigned_at_once_with_an_outcome_for_each(world: World) -> None:
    first, second, done = accepted(world), accepted(world), returned(world)
    signed_in(world.here.specialist)
    browser = signed_in(world.here.leader)
    chosen = [str(row.uid) for row in (first, second, done)]

    asked = browser.post("/lam-viec/ho-so/viec/", {"viec": "assign", "chon": chosen}, follow=True)
    told = browser.post(
        "/lam-viec/ho-so/viec/",
        {"viec": f"assign:{world.here.specialist.id}", "chon": chosen},
        follow=True,
    ).content.decode()

    assert "đang giữ 0 hồ sơ" in asked.content.decode()
    assert told.count("Đã làm") == 2
    assert told.count("Chưa làm được") == 1
    for row in (first, second):
        row.refresh_from_db()
        assert row.assignee == world.here.specialist.id
    done.refresh_from_db()
    assert done.state == "returned"


def test_appraisal_is_kept_while_written_then_recorded(world: World) -> None:
    dossier = assigned(world)
    browser = signed_in(world.here.specialist)
    before = version_of(dossier)
    address = page_of(dossier, "tham-dinh/luu/")
    kept = browser.post(address, {"text": "Khoảng lùi", "muc_ban_ve": "on"})
    shown = browser.get(page_of(dossier)).content.decode()
    colleague = signed_in(world.here.colleague).get(page_of(dossier)).content.decode()
    unchanged = version_of(dossier)

    browser.post(
        page_of(dossier, "tham-dinh/"),
        {"text": "Khoảng lùi 3 m, đạt.", "muc_ban_ve": "on", "version": before},
    )

    assert kept.json().keys() == {"saved_at"}
    assert "Khoảng lùi</textarea>" in shown
    assert "Khoảng lùi" not in colleague
    assert unchanged == before
    dossier.refresh_from_db()
    assert dossier.state == "appraising"
    (note,) = dossier.notes.all()
    assert (note.kind, note.text) == ("appraisal", "Khoảng lùi 3 m, đạt.")


def test_old_page_is_refused_with_its_words_kept(world: World) -> None:
    dossier = assigned(world)
    browser = signed_in(world.here.specialist)

    refused = browser.post(
        page_of(dossier, "tham-dinh/"),
        {"text": "Nhận xét của tôi", "version": version_of(dossier) - 1},
        headers={"origin": "http://testserver"},
    )

    assert refused.status_code == 409
    assert "Nhận xét của tôi" in refused.content.decode()
    assert not dossier.notes.exists()


def test_a_colleague_may_not_act_on_what_is_in_anothers_hands(world: World) -> None:
    dossier = assigned(world)
    browser = signed_in(world.here.colleague)
    shown = browser.get(page_of(dossier)).content.decode()

    refused = browser.post(page_of(dossier, "tham-dinh/"), {"text": "x"})

    assert "Ghi phiếu" not in shown
    assert "Nông Văn Tú" in shown
    assert refused.status_code == 409
    dossier.refresh_from_db()
    assert dossier.state == "assigned"


def test_two_officers_on_one_dossier_are_warned(world: World) -> None:
    dossier = assigned(world)
    signed_in(world.here.specialist).get(page_of(dossier))
    browser = signed_in(world.here.colleague)

    shown = browser.get(page_of(dossier)).content.decode()
    beat = browser.post(page_of(dossier, "dang-mo/"), {"version": "0"}).content.decode()

    assert "cũng đang mở hồ sơ này" in shown
    assert "Nông Văn Tú" in beat
    assert "vừa được người khác xử lý" in beat


def test_an_act_sent_twice_is_done_once(world: World) -> None:
    dossier = assigned(world)
    browser = signed_in(world.here.specialist)
    sent = {"text": "Một lần thôi.", "_once": str(uuid4())}

    for _tap in range(2):
        assert browser.post(page_of(dossier, "ghi-chu/"), sent).status_code == 302

    assert dossier.notes.count() == 1
