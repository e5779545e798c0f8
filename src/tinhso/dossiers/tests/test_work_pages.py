"""Those who resolve do every act on its page; strangers find nothing; typed words are kept."""

import io
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from PIL import Image

from tinhso.dossiers import services
from tinhso.dossiers.models import Consultation, Dossier, DossierSight, InternalNote, Result
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    before_leader,
    browser_of,
    resolved,
    returned,
    visited,
)
from tinhso.identity.testing import AccessRecord, Account, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.sight import grant_sight
from tinhso.kernel.events.testing import follow_all
from tinhso.kernel.testing import vietnamese_left_behind


def signed_in(actor: Actor, *more: str) -> Client:
    """Return a browser of this official, who may also do `more`."""
    browser = browser_of(actor)
    if more:
        account = Account.objects.get(pk=browser.session["_auth_user_id"])
        give_role(account, *more, agency_id=actor.agency_id or 0, unit_id=actor.unit_id)
    return browser


def page_of(dossier: Dossier, more: str = "") -> str:
    """Return the address of a dossier's page."""
    return f"/lam-viec/ho-so/{dossier.uid}/{more}"


def version_of(dossier: Dossier) -> int:
    """Return the version as it is now."""
    return Dossier.objects.get(pk=dossier.pk).version


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


def test_consultation_is_asked_answered_and_goes_on(world: World) -> None:
    dossier = visited(world)
    browser = signed_in(world.here.specialist)
    wrong = browser.post(
        page_of(dossier, "lay-y-kien/"), {"agency_1": str(world.there.agency.pk), "question_1": ""}
    )
    asked = browser.post(
        page_of(dossier, "lay-y-kien/"),
        {"agency_1": str(world.there.agency.pk), "question_1": "Có vướng quy hoạch không?"},
    )
    row = Consultation.objects.get()
    unit = world.there.division
    answerer = world.there.official(
        "dossiers.answer_consultation",
        unit=unit if row.unit_id == unit.pk else type(unit).objects.get(pk=row.unit_id),
        name="Hoàng Văn Sử",
    )
    other = signed_in(answerer)
    seen = other.get(page_of(dossier)).content.decode()
    silent = other.post(page_of(dossier, f"y-kien/{row.uid}/"), {"opinion": "disagree"})
    waiting = Consultation.objects.get().opinion

    other.post(page_of(dossier, f"y-kien/{row.uid}/"), {"opinion": "agree", "answer": "Không."})

    assert wrong.status_code == 422
    assert asked.status_code == 302
    assert "Ý kiến của đơn vị bạn" in seen
    assert silent.status_code == 422
    assert waiting == ""
    assert Consultation.objects.get().opinion == "agree"
    dossier.refresh_from_db()
    assert dossier.state == "appraising"


def test_field_check_is_invited_and_recorded_with_a_photograph(world: World) -> None:
    dossier = assigned(world)
    browser = signed_in(world.here.specialist)
    at = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    past = browser.post(
        page_of(dossier, "thuc-dia/"), {"at": "2026-01-05T08:00", "place": "Thửa 118"}
    )
    browser.post(page_of(dossier, "thuc-dia/"), {"at": at, "place": "Thửa 118"})
    check = dossier.field_checks.get()
    services.reply_field_check(
        uid=dossier.uid,
        check_uid=check.uid,
        actor=world.citizen,
        confirmed=False,
        wished_at=timezone.now() + timedelta(days=3),
    )
    told = browser.get(page_of(dossier)).content.decode()
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(photo, "JPEG")
    photo.seek(0)
    photo.name = "hien-truong.jpg"

    browser.post(
        page_of(dossier, "thuc-dia/ghi/"),
        {"outcome": "met", "findings": "Đúng hiện trạng.", "file": photo},
    )

    assert past.status_code == 422
    assert "Thửa 118" in past.content.decode()
    assert "Người nộp xin" in told
    check.refresh_from_db()
    assert (check.outcome, check.findings) == ("met", "Đúng hiện trạng.")
    assert check.file is not None


def test_supplement_is_asked_once_with_form_02(world: World) -> None:
    dossier = visited(world)
    browser = signed_in(world.here.specialist)
    empty = browser.post(page_of(dossier, "bo-sung/"), {"note": "Ghi ở đây"})

    done = browser.post(page_of(dossier, "bo-sung/"), {"thieu_ban_ve": "Bản vẽ móng, tỷ lệ 1/50"})

    assert empty.status_code == 422
    assert "Ghi ở đây" in empty.content.decode()
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "supplement"
    assert dossier.papers.filter(form="02").count() == 1


def test_obligation_stops_the_clock_until_paid(world: World) -> None:
    dossier = visited(world)
    browser = signed_in(world.here.specialist)
    browser.post(page_of(dossier, "nghia-vu/"), {"document": "TB 12/TB-CCT"})
    dossier.refresh_from_db()
    owed = dossier.state

    browser.post(page_of(dossier, "nghia-vu/"), {"document": "BL 0000123"})

    assert owed == "fin_obligation"
    dossier.refresh_from_db()
    assert dossier.state == "appraising"


def test_result_is_drafted_from_the_template_and_submitted(world: World) -> None:
    dossier = visited(world)
    signed_in(world.here.leader)
    browser = signed_in(world.here.specialist)
    form = browser.get(page_of(dossier, "du-thao/")).content.decode()
    browser.post(
        page_of(dossier, "du-thao/"),
        {
            "kq_conditions": "Giữ khoảng lùi 3 m.\nKhông lấn rãnh nước.",
            "kq_valid_months": "12",
            "don_cdt_ho_ten": "Triệu Văn Páo",
        },
    )
    data = from_json(Result.objects.get().data)
    word = browser.get(page_of(dossier, "ban-word/"))
    nobody = browser.post(page_of(dossier, "trinh-ky/"), {})

    done = browser.post(page_of(dossier, "trinh-ky/"), {"signer": str(world.here.leader.id)})

    assert 'name="kq_conditions"' in form
    assert 'name="don_cdt_ho_ten"' in form
    assert data["conditions"] == ["Giữ khoảng lùi 3 m.", "Không lấn rãnh nước."]
    text = "\n".join(p.text for p in Document(io.BytesIO(word.content)).paragraphs)
    assert "Giữ khoảng lùi 3 m." in text
    assert "Triệu Văn Páo" in text
    assert nobody.status_code == 422
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "submitted_for_sign"


def test_refusal_after_appraisal_wants_its_reason(world: World) -> None:
    dossier = visited(world)
    browser = signed_in(world.here.specialist)
    empty = browser.post(page_of(dossier, "tu-choi/"), {"reason": " "})

    browser.post(page_of(dossier, "tu-choi/"), {"reason": "Không phù hợp quy hoạch."})

    assert empty.status_code == 422
    result = Result.objects.get()
    assert result.kind == "refusal"
    assert result.draft_file is not None


def test_extension_is_the_leaders_alone(world: World) -> None:
    dossier = assigned(world)
    due = {"due_at": "2026-12-04T16:00", "reason": "Mưa lũ, chưa đo được."}
    refused = signed_in(world.here.specialist).post(page_of(dossier, "gia-han/"), due)
    unchanged = Dossier.objects.get(pk=dossier.pk).extension_count
    browser = signed_in(world.here.leader)
    holiday = browser.post(page_of(dossier, "gia-han/"), {**due, "due_at": "2026-12-06T16:00"})

    browser.post(page_of(dossier, "gia-han/"), due)

    assert refused.status_code == 403
    assert unchanged == 0
    assert holiday.status_code == 422
    assert "Mưa lũ, chưa đo được." in holiday.content.decode()
    dossier.refresh_from_db()
    assert dossier.extension_count == 1


def test_notes_stay_inside_and_messages_reach_the_applicant(world: World) -> None:
    dossier, other = assigned(world), accepted(world)
    browser = signed_in(world.here.specialist)
    browser.post(page_of(dossier, "ghi-chu/"), {"text": "Xem lại thửa bên."})
    browser.post(page_of(dossier, "nhan-nguoi-nop/"), {"text": "Mời bác mang bản vẽ."})
    empty = browser.post(page_of(dossier, "ghi-chu/"), {"text": ""})
    lost = browser.post(page_of(dossier, "lien-quan/"), {"code": "H99.00-000000-0000"})

    browser.post(page_of(dossier, "lien-quan/"), {"code": str(other.code), "reason": "cùng thửa"})

    assert empty.status_code == 422
    assert lost.status_code == 422
    assert "H99.00-000000-0000" in lost.content.decode()
    assert [note.text for note in dossier.notes.all()] == ["Xem lại thửa bên."]
    assert [m.text for m in dossier.messages.all()] == ["Mời bác mang bản vẽ."]
    assert dossier.links.get().other == other


def test_an_act_sent_twice_is_done_once(world: World) -> None:
    dossier = assigned(world)
    browser = signed_in(world.here.specialist)
    sent = {"text": "Một lần thôi.", "_once": str(uuid4())}

    for _tap in range(2):
        assert browser.post(page_of(dossier, "ghi-chu/"), sent).status_code == 302

    assert dossier.notes.count() == 1


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


def test_a_draft_waits_before_its_leader(world: World) -> None:
    dossier = before_leader(world)
    shown = signed_in(world.here.leader).get(page_of(dossier)).content.decode()

    item: UUID | None = dossier.results.get().signing_item
    assert f"/lam-viec/cho-ky/{item}/" in shown
