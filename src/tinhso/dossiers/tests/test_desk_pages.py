"""The desk's pages: each act happily, refused without permission, and with what was typed kept."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import Settings

from tinhso.dossiers import scanning, services
from tinhso.dossiers.models import (
    Attachment,
    Dossier,
    HandOver,
    Incident,
    Paper,
    StopRequest,
    SupplementRequest,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.timeline import lines_of
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import (
    PERMIT,
    Commune,
    World,
    accepted,
    assigned,
    permit_answers,
    resolved,
    returned,
    submitted,
    tiny_pdf,
)
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.testing import AccessRecord, OfficialFactory, give_role
from tinhso.kernel.testing import vietnamese_left_behind

CARD = "004085001234||Triệu Văn Páo|01011985|Nam|Xóm Nà Pồng, Đông Khê, Thạch An, Cao Bằng|01012022"
DESK_RIGHTS = (
    P.RECEIVE,
    P.RETURN_RESULT,
    P.EXPORT,
    IdentityPermission.VIEW_PERSONS,
    IdentityPermission.UNMASK_NUMBERS,
)


def signed_in(commune: Commune, *permissions: str) -> Client:
    """Return the browser of an officer at a commune's desk."""
    account = OfficialFactory.create()
    give_role(account, *permissions, agency_id=commune.agency.pk, unit_id=commune.desk.pk)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def desk(world: World) -> Client:
    """The desk officer of the commune."""
    return signed_in(world.here, *DESK_RIGHTS)


@pytest.fixture
def onlooker(world: World) -> Client:
    """Somebody of the same desk who may do nothing."""
    return signed_in(world.here)


@pytest.fixture
def elsewhere(world: World) -> Client:
    """The desk officer of another commune."""
    return signed_in(world.there, *DESK_RIGHTS)


def one(dossier: Dossier, slug: str = "") -> str:
    """Return an address of one dossier at the desk."""
    return f"/lam-viec/mot-cua/{dossier.uid}/{slug}"


ACCEPT = {"check_data": "ok", "check_signatures": "no_data", "check_components": "ok"}


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
    written = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]  # streamed
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


# --- acts


def test_accept_with_its_checks_and_receipt(world: World, desk: Client) -> None:
    dossier = submitted(world)

    answer = desk.post(
        one(dossier, "tiep-nhan/"),
        {**ACCEPT, "version": dossier.version, "tp_ban_ve": "ok", "has_paper": "on"},
    )

    assert answer.headers["Location"] == one(dossier) + "?vua-nhan=1"
    dossier.refresh_from_db()
    assert (dossier.state, dossier.check_data) == ("transferred", "ok")
    assert Attachment.objects.get(component_key="ban_ve").checked_as == "ok"
    assert HandOver.objects.filter(dossier=dossier, has_paper=True).count() == 1
    receipt = Paper.objects.get(dossier=dossier, form="01")
    shown = desk.get(answer.headers["Location"])
    assert one(dossier, f"giay/{receipt.uid}/") in shown.content.decode()
    pdf = desk.get(one(dossier, f"giay/{receipt.uid}/"))
    assert pdf.content.startswith(b"%PDF")


def test_accept_with_a_stale_page_is_refused(world: World, desk: Client) -> None:
    dossier = submitted(world)

    answer = desk.post(one(dossier, "tiep-nhan/"), {**ACCEPT, "version": dossier.version + 7})

    assert answer.status_code == 409
    dossier.refresh_from_db()
    assert dossier.code is None


def test_accept_twice_by_one_form_is_one_acceptance(world: World, desk: Client) -> None:
    dossier = submitted(world)
    form = {**ACCEPT, "_once": str(uuid4())}

    first = desk.post(one(dossier, "tiep-nhan/"), form)
    second = desk.post(one(dossier, "tiep-nhan/"), form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Paper.objects.filter(dossier=dossier, form="01").count() == 1


def test_ask_supplement_by_paper_with_reasons(world: World, desk: Client) -> None:
    dossier = submitted(world)

    answer = desk.post(
        one(dossier, "bo-sung/"),
        {
            "thieu_ban_ve": "Bản vẽ thiếu mặt cắt",
            "more": "Ghi lại số thửa",
            "reasons": ["thieu_ban_ve"],
            "note": "Chụp rõ cả trang",
        },
    )

    assert answer.headers["Location"] == one(dossier)
    asked = SupplementRequest.objects.get(dossier=dossier)
    assert [(item["component"], item["text"]) for item in asked.items] == [
        ("ban_ve", "Bản vẽ thiếu mặt cắt"),
        ("", "Ghi lại số thửa"),
    ]
    assert asked.reasons == ["thieu_ban_ve"]


def test_ask_for_nothing_keeps_what_was_typed(world: World, desk: Client) -> None:
    dossier = submitted(world)

    answer = desk.post(one(dossier, "bo-sung/"), {"note": "Chụp rõ cả trang"})

    assert answer.status_code == 422
    assert "Chụp rõ cả trang" in answer.content.decode()
    assert not SupplementRequest.objects.exists()


def test_second_request_asks_why_and_needs_the_permission(world: World, desk: Client) -> None:
    dossier = submitted(world)
    item = SupplementItem(text="Bản vẽ")
    clerk = world.here.clerk_of_desk
    services.request_supplement(uid=dossier.uid, actor=clerk, items=[item])
    services.answer_supplement(
        uid=dossier.uid, actor=world.citizen, answers=permit_answers(dd_so_thua="119")
    )

    without = desk.post(one(dossier, "bo-sung/"), {"more": "Bản vẽ"})
    refused = desk.post(one(dossier, "bo-sung/"), {"more": "Bản vẽ", "override_reason": "Sai"})

    assert (without.status_code, refused.status_code) == (422, 403)
    assert SupplementRequest.objects.count() == 1


def test_paper_brought_to_the_desk_completes_the_dossier(world: World, desk: Client) -> None:
    dossier = submitted(world)
    services.request_supplement(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        items=[SupplementItem(text="Bản vẽ", component_key="ban_ve")],
    )

    answer = desk.post(
        one(dossier, "nhan-bo-sung/"),
        {"giay-to-0": SimpleUploadedFile("ban-ve.pdf", tiny_pdf()), "done": "on"},
    )

    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "submitted"


def test_what_was_asked_for_is_data_on_an_english_page(world: World, desk: Client) -> None:
    dossier = submitted(world)
    services.request_supplement(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        items=[SupplementItem(text="Bản vẽ", component_key="ban_ve")],
    )
    desk.cookies["django_language"] = "en"

    shown = desk.get(one(dossier, "nhan-bo-sung/")).content.decode()

    assert "Bản vẽ" in shown
    assert vietnamese_left_behind(shown) == []


def test_refuse_with_a_reason_of_the_procedure(world: World, desk: Client) -> None:
    dossier = submitted(world)

    answer = desk.post(one(dossier, "tu-choi/"), {"reasons": ["trai_quy_hoach"]})

    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "refused_intake"


def test_refuse_without_a_reason_says_so_at_the_field(world: World, desk: Client) -> None:
    dossier = submitted(world)

    answer = desk.post(one(dossier, "tu-choi/"), {})

    assert answer.status_code == 422
    assert "Hãy chọn hoặc ghi lý do từ chối." in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.state == "submitted"


def test_close_after_the_days_of_the_law(
    world: World, desk: Client, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    services.request_supplement(
        uid=dossier.uid, actor=world.here.specialist, items=[SupplementItem(text="Bản vẽ")]
    )

    early = desk.post(one(dossier, "dong/"), {})
    clock.shift(timedelta(days=40))
    closed = signed_in(world.here, *DESK_RIGHTS).post(one(dossier, "dong/"), {})

    assert (early.status_code, closed.status_code) == (422, 302)
    dossier.refresh_from_db()
    assert dossier.state == "closed"


def test_close_is_offered_once_the_days_are_over_also_before_acceptance(
    world: World, desk: Client, clock: time_machine.Traveller
) -> None:
    dossier = submitted(world)
    desk.post(one(dossier, "bo-sung/"), {"more": "Ghi lại số thửa"})

    early = desk.get(one(dossier)).content.decode()
    clock.shift(timedelta(days=16))
    officer = signed_in(world.here, *DESK_RIGHTS)
    late = officer.get(one(dossier)).content.decode()
    closed = officer.post(one(dossier, "dong/"), {})

    assert (one(dossier, "dong/") in early, one(dossier, "dong/") in late) == (False, True)
    assert closed.status_code == 302
    dossier.refresh_from_db()
    assert (dossier.state, dossier.papers.get(form="05").form_set) == ("closed", "03-2025")


def test_decide_a_wish_to_stop(world: World, desk: Client) -> None:
    dossier = assigned(world)
    services.ask_stop(uid=dossier.uid, actor=world.citizen, reason="Không xây nữa")

    unworded = desk.post(one(dossier, "dung/"), {"granted": "no"})
    assert (unworded.status_code, StopRequest.objects.get().decided_at) == (422, None)
    granted = desk.post(one(dossier, "dung/"), {"granted": "yes"})

    assert granted.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "stopped"


def test_fee_is_asked_for_before_acceptance_and_its_proof_recorded(
    world: World, desk: Client
) -> None:
    dossier = submitted(world)

    silent = desk.post(one(dossier, "yeu-cau-nop-phi/"), {"note": ""})
    asked = desk.post(one(dossier, "yeu-cau-nop-phi/"), {"note": "Lệ phí 75.000 đồng"})
    dossier.refresh_from_db()
    waiting = dossier.state
    paid = desk.post(one(dossier, "da-nop-phi/"), {"document": "BL 001"})

    dossier.refresh_from_db()
    assert [answer.status_code for answer in (silent, asked, paid)] == [422, 302, 302]
    assert (waiting, dossier.state, dossier.payment_state) == ("prepay_wait", "submitted", "paid")
    told = dossier.timeline.get(code="ask_prepayment")
    assert [line.detail for line in lines_of([told])] == ["Lệ phí 75.000 đồng"]


def test_incident_is_recorded_and_half_a_form_is_not(world: World, desk: Client) -> None:
    dossier = accepted(world)
    whole = {"kind": "lost", "happened_with": "Bưu cục 24", "account": "Túi thư bị mất"}

    half = desk.post(one(dossier, "su-co/"), {"kind": "lost", "account": "Túi thư bị mất"})
    assert (half.status_code, Incident.objects.count()) == (422, 0)
    assert "Túi thư bị mất" in half.content.decode()
    done = desk.post(one(dossier, "su-co/"), whole)

    assert done.status_code == 302
    assert Incident.objects.get().happened_with == "Bưu cục 24"


def test_name_is_mended_and_the_receipt_made_again(world: World, desk: Client) -> None:
    dossier = accepted(world)

    answer = desk.post(
        one(dossier, "sua-ten/"), {"role": "owner", "name": "Triệu Văn Báo", "reissue": "on"}
    )

    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.owner_name == "Triệu Văn Báo"
    assert sorted(Paper.objects.filter(form="01").values_list("issue", flat=True)) == [1, 2]


def test_result_is_returned_with_what_was_shown_and_a_signature(world: World, desk: Client) -> None:
    dossier = resolved(world)
    came = {"delivery": "handed_over", "received_by": "Triệu Văn Páo", "identity_shown": "id_card"}

    unchecked = desk.post(one(dossier, "tra-ket-qua/"), {**came, "identity_shown": ""})
    assert unchecked.status_code == 422
    dossier.refresh_from_db()
    assert dossier.returned_at is None
    answer = desk.post(one(dossier, "tra-ket-qua/"), {**came, "signature": a_picture()})

    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "returned"
    entry = dossier.timeline.get(code="return_result")
    assert entry.values == {"delivery": "handed_over", "shown": "id_card"}
    assert dossier.results.get().receipt_signature is not None


def test_posted_result_needs_no_identity(world: World, desk: Client) -> None:
    dossier = resolved(world)

    desk.post(one(dossier, "ve-quay/"), {})
    answer = desk.post(
        one(dossier, "tra-ket-qua/"),
        {"delivery": "posted", "received_by": "EA123456789VN", "identity_shown": "none"},
    )

    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.delivery_state == "posted"


def test_wrong_result_goes_back(world: World, desk: Client) -> None:
    dossier = returned(world)

    answer = desk.post(one(dossier, "sua-sai/"), {"fault": "Sai diện tích tầng 2"})

    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "correcting"


def test_message_to_the_applicant(world: World, desk: Client) -> None:
    dossier = submitted(world)

    empty = desk.post(one(dossier, "nhan-tin/"), {"text": " "})
    answer = desk.post(one(dossier, "nhan-tin/"), {"text": "Anh chụp lại trang 2."})

    assert (empty.status_code, answer.status_code) == (422, 302)
    assert dossier.messages.get().text == "Anh chụp lại trang 2."


REFUSED: dict[str, tuple[Callable[[World], Dossier], str, dict[str, object]]] = {
    "accept": (submitted, "tiep-nhan/", {**ACCEPT}),
    "supplement": (submitted, "bo-sung/", {"more": "Bản vẽ"}),
    "refuse": (submitted, "tu-choi/", {"note": "Không đúng"}),
    "message": (submitted, "nhan-tin/", {"text": "Chào anh"}),
    "mend": (accepted, "sua-ten/", {"role": "owner", "name": "Người Khác"}),
    "incident": (accepted, "su-co/", {"kind": "lost", "happened_with": "x", "account": "y"}),
    "reissue": (accepted, "cap-lai/", {}),
    "return": (
        resolved,
        "tra-ket-qua/",
        {"delivery": "posted", "received_by": "EA1", "identity_shown": "none"},
    ),
    "bring": (resolved, "ve-quay/", {}),
    "correct": (returned, "sua-sai/", {"fault": "Sai tên"}),
    "attach": (submitted, "quet/", {"component_key": "ban_ve"}),
}


@pytest.mark.parametrize("act", REFUSED)
def test_act_without_permission_changes_nothing(
    world: World, onlooker: Client, elsewhere: Client, act: str
) -> None:
    make, slug, form = REFUSED[act]
    dossier = make(world)
    papers = Paper.objects.count()

    def sent(client: Client) -> int:
        given = dict(form)
        if act == "attach":
            given["file"] = SimpleUploadedFile("ban-ve.pdf", tiny_pdf())
        return client.post(one(dossier, slug), given).status_code

    assert sent(onlooker) == 403
    assert sent(elsewhere) == 404
    state, version = dossier.state, dossier.version
    dossier.refresh_from_db()
    assert (dossier.state, dossier.version) == (state, version)
    assert Paper.objects.count() == papers
    assert not dossier.messages.exists()
    assert not Incident.objects.exists()


def test_unknown_act_does_not_exist(world: World, desk: Client) -> None:
    assert desk.get(one(submitted(world), "khong-co/")).status_code == 404


# --- hand-over, book


def test_paper_dossiers_are_listed_by_unit_until_confirmed(world: World, desk: Client) -> None:
    dossier = submitted(world)
    services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk, has_paper=True)
    account = OfficialFactory.create()
    give_role(account, P.APPRAISE, agency_id=world.here.agency.pk, unit_id=world.here.division.pk)
    specialist = Client()
    specialist.force_login(account)
    chosen = {"chon": [str(dossier.uid)]}

    assert "Phòng Kinh tế" in desk.get("/lam-viec/mot-cua/ban-giao/").content.decode()
    assert desk.post("/lam-viec/mot-cua/ban-giao/", chosen).status_code == 403
    assert HandOver.objects.filter(paper_received_at__isnull=False).count() == 0
    specialist.post("/lam-viec/mot-cua/ban-giao/", chosen)

    assert HandOver.objects.filter(paper_received_at__isnull=False).count() == 1
    assert "Không còn hồ sơ giấy" in desk.get("/lam-viec/mot-cua/ban-giao/").content.decode()


def test_book_of_some_days_is_a_pdf(world: World, desk: Client) -> None:
    accepted(world)

    book = desk.get("/lam-viec/mot-cua/so/", {"start": "2026-11-01", "end": "2026-11-30"})
    turned = desk.get("/lam-viec/mot-cua/so/", {"start": "2026-11-30", "end": "2026-11-01"})

    assert book.content.startswith(b"%PDF")
    assert turned.status_code == 422


# --- walk-in


def intake_form(world: World, **changes: object) -> dict[str, object]:
    """Return a whole form of the counter for a house."""
    form: dict[str, object] = {
        "owner_name": "Triệu Văn Páo",
        "owner_number": "004085001234",
        "owner_phone": "0912345678",
        "owner_address": "Xóm Nà Pồng",
        "agency": str(world.here.agency.uid),
        "copies": "1",
        "has_paper": "on",
        "token": str(uuid4()),
        "co_giay_to_dat": "paper",
        "co_ban_ve": "shown",
    }
    for key, value in permit_answers().items():
        if isinstance(value, dict):
            form |= {f"{key}-{part}": text for part, text in value.items()}
        elif isinstance(value, list):
            for number, item in enumerate(value):
                form |= {f"{key}-{number}-{part}": text for part, text in item.items()}
        elif isinstance(value, bool):
            form[key] = "yes" if value else "no"
        else:
            form[key] = str(value)
    form |= {"tg_khoi_cong": "01/2027", "tg_hoan_thanh": "08/2027"}
    return {**form, **changes}


INTAKE = f"/lam-viec/mot-cua/tiep-nhan/{PERMIT}/"


def test_procedure_is_found_in_everyday_words(world: World, desk: Client) -> None:
    page = desk.get("/lam-viec/mot-cua/tiep-nhan/", {"q": "giay khai sinh"})
    by_code = desk.get("/lam-viec/mot-cua/tiep-nhan/", {"q": PERMIT})

    assert page.status_code in {200, 302}
    assert by_code.headers["Location"] == INTAKE


def test_walk_in_is_one_button(world: World, desk: Client) -> None:
    assert desk.get(INTAKE).status_code == 200

    answer = desk.post(INTAKE, intake_form(world))

    dossier = Dossier.objects.get()
    assert answer.headers["Location"] == one(dossier) + "?vua-nhan=1"
    assert (dossier.state, dossier.channel) == ("transferred", "desk")
    assert dossier.owner_name == "Triệu Văn Páo"
    assert sorted(Attachment.objects.values_list("component_key", "is_original_shown")) == [
        ("ban_ve", True),
        ("giay_to_dat", False),
    ]


def test_double_tap_at_the_counter_is_one_dossier(world: World, desk: Client) -> None:
    form = {**intake_form(world), "_once": str(uuid4())}

    first, second = desk.post(INTAKE, form), desk.post(INTAKE, form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Dossier.objects.count() == 1


def test_what_was_typed_and_sent_stays_after_an_error(world: World, desk: Client) -> None:
    wrong = intake_form(
        world, owner_number="00408500123", tep_ban_ve=SimpleUploadedFile("ban-ve.pdf", tiny_pdf())
    )

    page = desk.post(INTAKE, wrong)

    text = page.content.decode()
    assert page.status_code == 422
    assert not Dossier.objects.exists()
    assert "Bạn đã nhập 11" in text
    assert "Công ty Tư vấn xây dựng Cao Bằng" in text
    kept = page.context["kept"]["ban_ve"][0]
    desk.post(INTAKE, intake_form(world, giu_ban_ve=kept))
    assert Attachment.objects.get(component_key="ban_ve").file is not None


def test_wrong_answer_of_the_form_is_said_at_its_question(world: World, desk: Client) -> None:
    page = desk.post(INTAKE, intake_form(world, qm_chieu_cao="cao lắm"))

    assert page.status_code == 422
    assert [line.target for line in page.context["lines"]] == ["id_qm_chieu_cao"]
    assert "cao lắm" in page.content.decode()


def test_card_fills_the_person_without_script_and_with_it(world: World, desk: Client) -> None:
    page = desk.post(INTAKE, {"card": CARD, "_card": "1"})
    told = desk.post("/lam-viec/mot-cua/tiep-nhan/the/", {"card": CARD, "code": PERMIT})
    bad = desk.post("/lam-viec/mot-cua/tiep-nhan/the/", {"card": "không phải thẻ"})

    assert page.status_code == 200
    assert 'value="Triệu Văn Páo"' in page.content.decode()
    answer = told.json()
    assert answer["fields"]["owner_birth"] == "01/01/1985"
    assert answer["answers"]["cdt_so_dinh_danh"] == "004085001234"
    assert bad.status_code == 422


def test_scan_of_the_watched_folder_is_taken_once(
    world: World,
    desk: Client,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.TINHSO_HOME = tmp_path
    folder = tmp_path / "quet" / str(world.here.desk.uid)
    folder.mkdir(parents=True)
    (folder / "quet-01.pdf").write_bytes(tiny_pdf())
    (tmp_path / "khac.pdf").write_bytes(tiny_pdf())

    monkeypatch.setattr(scanning, "SETTLED_SECONDS", -(10**10))

    outside = desk.post(INTAKE, intake_form(world, quet_ban_ve="../../khac.pdf"))
    assert (outside.status_code, Dossier.objects.count()) == (422, 0)
    desk.post(INTAKE, intake_form(world, quet_ban_ve="quet-01.pdf"))

    assert Attachment.objects.get(component_key="ban_ve").file is not None
    assert not (folder / "quet-01.pdf").exists()


def test_counter_is_refused_without_permission(world: World, onlooker: Client) -> None:
    assert onlooker.get(INTAKE).status_code == 403
    assert onlooker.post(INTAKE, intake_form(world)).status_code == 403
    assert not Dossier.objects.exists()


def a_picture() -> SimpleUploadedFile:
    """Return a small drawing as the pad makes it."""
    drawn = BytesIO()
    Image.new("RGB", (60, 20), "white").save(drawn, format="PNG")
    return SimpleUploadedFile("chu-ky.png", drawn.getvalue(), content_type="image/png")
