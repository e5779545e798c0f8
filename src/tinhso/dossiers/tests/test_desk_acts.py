"""The acts of the desk: each happily, refused without permission, and with what was typed kept."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import (
    Attachment,
    Dossier,
    HandOver,
    Incident,
    Paper,
    StopRequest,
    SupplementRequest,
)
from tinhso.dossiers.queries.timeline import lines_of
from tinhso.dossiers.services import PartyInput, SupplementItem
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    permit_answers,
    resolved,
    returned,
    submitted,
    the_owner,
    tiny_pdf,
)
from tinhso.dossiers.tests.desking import (
    ACCEPT,
    DESK_RIGHTS,
    a_picture,
    one,
    signed_in,
)
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.testing import vietnamese_left_behind


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


def test_a_desk_that_took_over_both_sides_only_watches_nothing(world: World, desk: Client) -> None:
    dossier = accepted(world)
    Dossier.objects.filter(pk=dossier.pk).update(monitoring_unit_id=dossier.receiving_unit_id)

    page = desk.get(one(dossier)).content.decode()

    assert "Quầy của bạn theo dõi hồ sơ này" not in page


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


def test_paper_brought_to_the_desk_stays_when_something_else_was_wrong(
    world: World, desk: Client
) -> None:
    dossier = submitted(world)
    services.request_supplement(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        items=[SupplementItem(text="Bản vẽ", component_key="ban_ve")],
    )
    there = one(dossier, "nhan-bo-sung/")

    refused = desk.post(there, {"giay-to-0": SimpleUploadedFile("ban-ve-moi.pdf", tiny_pdf())})
    kept = {f"giu_{row.field}": row.token for row in refused.context["kept"]}
    answer = desk.post(there, {**kept, "done": "on"})

    assert refused.status_code == 422
    assert "ban-ve-moi.pdf" in refused.content.decode()
    assert answer.status_code == 302
    newest = dossier.attachments.filter(component_key="ban_ve").latest("pk")
    assert newest.file is not None
    assert newest.file.name == "ban-ve-moi.pdf"


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


def test_a_wish_to_stop_that_comes_to_the_counter_is_written_down_and_answered(
    world: World, desk: Client
) -> None:
    dossier = assigned(world)
    there = one(dossier, "xin-dung/")
    offered = desk.get(one(dossier)).content.decode()

    unproved = desk.post(there, {"reason": "Không xây nữa", "shown": ""})
    desk.post(there, {"reason": "Không xây nữa", "shown": "letter"})

    wish = StopRequest.objects.get()
    assert (unproved.status_code, there in offered) == (422, True)
    assert (wish.reason, wish.channel, wish.decided_at) == ("Không xây nữa", "post", None)
    assert there not in desk.get(one(dossier)).content.decode()
    desk.post(one(dossier, "dung/"), {"granted": "yes"})
    dossier.refresh_from_db()
    assert dossier.state == "stopped"
    assert "Không xây nữa" in dossier.papers.get(form="05").data


@pytest.mark.parametrize("who", ["specialist", "leader"])
def test_only_the_desk_writes_down_a_wish_to_stop(world: World, who: str) -> None:
    dossier = assigned(world)

    with pytest.raises(NotPermitted):
        services.note_stop_wish(
            uid=dossier.uid, actor=getattr(world.here, who), reason="Thôi", shown="id_card"
        )

    assert not StopRequest.objects.exists()


def test_no_wish_to_stop_is_written_down_once_a_result_is_there(world: World, desk: Client) -> None:
    dossier = resolved(world)

    with pytest.raises(services.WrongState):
        services.note_stop_wish(
            uid=dossier.uid, actor=world.here.clerk_of_desk, reason="Thôi", shown="id_card"
        )

    assert one(dossier, "xin-dung/") not in desk.get(one(dossier)).content.decode()
    assert not StopRequest.objects.exists()


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

    answer = desk.post(one(dossier, "sua-ten/"), {"owner_name": "Triệu Văn Báo", "reissue": "on"})

    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.owner_name == "Triệu Văn Báo"
    assert sorted(Paper.objects.filter(form="01").values_list("issue", flat=True)) == [1, 2]


def test_whom_one_does_not_mend_stays_as_he_was_written_down(world: World, desk: Client) -> None:
    dossier = accepted(
        world,
        parties=[
            the_owner(world),
            PartyInput(role="submitter", name="Lý Thị Mẩy", phone="0977000111"),
        ],
    )
    shown = desk.get(one(dossier, "sua-ten/")).content.decode()
    owner, submitter = (dossier.parties.get(role=role) for role in ("owner", "submitter"))
    typed = {
        f"{row.role}_{name}": getattr(row, name)
        for row in (owner, submitter)
        for name in ("name", "phone", "email", "address")
    }

    nothing = desk.post(one(dossier, "sua-ten/"), typed)
    desk.post(one(dossier, "sua-ten/"), {**typed, "submitter_email": "may@tinhso.example"})

    assert 'value="0977000111"' in shown
    assert nothing.status_code == 422
    after = {row.role: row for row in dossier.parties.all()}
    assert (after["owner"].name, after["owner"].phone) == (owner.name, owner.phone)
    assert (after["submitter"].name, after["submitter"].email) == (
        "Lý Thị Mẩy",
        "may@tinhso.example",
    )


def test_result_is_returned_with_what_was_shown_and_a_signature(world: World, desk: Client) -> None:
    dossier = resolved(world)
    came = {"received_by": "Triệu Văn Páo", "identity_shown": "id_card"}

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


def test_wrong_result_goes_back(world: World, desk: Client) -> None:
    dossier = returned(world)
    before = desk.get(one(dossier)).content.decode()

    answer = desk.post(one(dossier, "sua-sai/"), {"fault": "Sai diện tích tầng 2"})

    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "correcting"
    assert dossier.results.get().number in before
    after = desk.get(one(dossier)).content.decode()
    assert "Sai diện tích tầng 2" in after
    assert "Trả kết quả đã sửa trước" in after
    assert ("Xem, in" in before, "Xem, in" in after) == (True, False)


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
    "mend": (accepted, "sua-ten/", {"owner_name": "Người Khác"}),
    "incident": (accepted, "su-co/", {"kind": "lost", "happened_with": "x", "account": "y"}),
    "reissue": (accepted, "cap-lai/", {}),
    "control sheet": (accepted, "lap-phieu-kiem-soat/", {}),
    "return": (
        resolved,
        "tra-ket-qua/",
        {"received_by": "Triệu Văn Páo", "identity_shown": "id_card"},
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
