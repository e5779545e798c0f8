"""Each act of those who resolve on its own page: ask, visit, draft, refuse, extend."""

import io
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from docx import Document
from PIL import Image

from tinhso.dossiers import services
from tinhso.dossiers.models import Consultation, Dossier, Result
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    before_leader,
    visited,
)
from tinhso.dossiers.tests.working import page_of, signed_in


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


def test_a_draft_waits_before_its_leader(world: World) -> None:
    dossier = before_leader(world)
    shown = signed_in(world.here.leader).get(page_of(dossier)).content.decode()

    item: UUID | None = dossier.results.get().signing_item
    assert f"/lam-viec/cho-ky/{item}/" in shown
