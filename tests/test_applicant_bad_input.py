"""Bad input on the applicant's pages: a sentence at its place, typed text kept, nothing changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Draft, TimelineEntry
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import assigned, returned, submitted, tiny_pdf
from tinhso.kernel.files.models import StoredFile

NOBODYS = "5c9fc1b3-6d35-41e3-874f-b259667e1943"
pytestmark = pytest.mark.django_db
CODE = "1.013225"


@pytest.fixture
def cast() -> Iterator[Cast]:
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=UTC), tick=True):
        yield Cast.make()


def _draft(cast: Cast) -> Draft:
    return services.start_draft(
        procedure_code=CODE,
        actor=cast.world.citizen,
        resolving_agency_id=cast.world.here.agency.pk,
    )


def _told(client: Client, address: str, body: dict[str, object]) -> str:
    """Post, expect 422, and return the page."""
    answer = client.post(address, {"csrfmiddlewaretoken": "as a browser sends", **body})
    assert answer.status_code == 422, (address, answer.status_code)
    return str(answer.content.decode())


def test_start_names_the_field_that_is_missing_or_unknown(cast: Cast) -> None:
    address = f"/dich-vu-cong/{CODE}/nop/"

    missing = _told(cast.citizen, address, {"for_whom": "toi", "agency": ""})
    _told(cast.citizen, address, {"for_whom": "toi", "agency": "x' OR 1=1"})
    _told(cast.citizen, address, {"for_whom": str(uuid4()), "agency": ""})

    assert "Hãy chọn xã, phường hoặc cơ quan giải quyết." in missing
    assert not Draft.objects.exists()


def test_a_step_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast) -> None:
    draft = _draft(cast)
    first = cast.citizen.get(f"/dich-vu-cong/{CODE}/nop/{draft.uid}/", follow=True)
    step = first.request["PATH_INFO"]
    spec_fields = ("loai_cong_trinh", "cdt_so_dinh_danh", "dd_so_thua")

    page = _told(
        cast.citizen, step, {"version": "0", **dict.fromkeys(spec_fields, "<b>không có</b>")}
    )

    assert "<b>không có</b>" not in page
    assert "không có" in Draft.objects.get().answers
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("version", ["", "-1", "x", "99999999999999999999", "٣"])
def test_an_odd_version_on_a_page_is_no_fault(cast: Cast, version: str) -> None:
    draft = _draft(cast)
    step = cast.citizen.get(f"/dich-vu-cong/{CODE}/nop/{draft.uid}/", follow=True).request

    answer = cast.citizen.post(step["PATH_INFO"], {"version": version})

    assert answer.status_code in {409, 422}


@pytest.mark.parametrize(
    "address",
    [
        "/dich-vu-cong/9.999999/nop/",
        f"/dich-vu-cong/{CODE}/nop/{NOBODYS}/",
        f"/dich-vu-cong/{CODE}/nop/{NOBODYS}/giay-to/",
        f"/ho-so/{NOBODYS}/",
        f"/ho-so/{NOBODYS}/bo-sung/",
        "/ho-so/khong-phai-ma/",
    ],
)
def test_an_address_that_names_nothing_is_404(cast: Cast, address: str) -> None:
    assert cast.citizen.get(address).status_code == 404


def test_a_step_that_the_form_does_not_have_is_404(cast: Cast) -> None:
    draft = _draft(cast)

    answer = cast.citizen.get(f"/dich-vu-cong/{CODE}/nop/{draft.uid}/khong-co/")

    assert answer.status_code == 404


def test_papers_that_cannot_be_taken_are_refused_at_their_place(cast: Cast) -> None:
    address = f"/dich-vu-cong/{CODE}/nop/{_draft(cast).uid}/giay-to/"
    program = SimpleUploadedFile("anh.jpg", b"MZ\x90\x00" + b"\x00" * 64, "image/jpeg")
    kept = StoredFile.objects.count()

    bodies: list[dict[str, object]] = [
        {"component_key": "ban_ve"},
        {"component_key": "ban_ve", "file": program},
        {"component_key": "ban_ve", "file": SimpleUploadedFile("rong.pdf", b"")},
        {"component_key": "ban_ve", "reused_result": "x"},
        {"component_key": "x" * 65, "file": SimpleUploadedFile("a.pdf", tiny_pdf())},
    ]
    for body in bodies:
        _told(cast.citizen, address, body)

    assert StoredFile.objects.count() == kept
    assert not Draft.objects.get().files.exists()


def test_an_unfinished_draft_is_not_handed_in(cast: Cast) -> None:
    draft = _draft(cast)

    page = _told(cast.citizen, f"/dich-vu-cong/{CODE}/nop/{draft.uid}/kiem-tra/", {})

    assert "Còn thiếu giấy tờ" in page
    assert not Dossier.objects.exists()


def test_texts_that_are_too_long_or_empty_change_nothing(cast: Cast) -> None:
    uid = submitted(cast.world).uid
    before = TimelineEntry.objects.count()
    long = "ă" * 2001

    withdrawn = _told(cast.citizen, f"/ho-so/{uid}/rut/", {"reason": long})
    asked = _told(cast.citizen, f"/ho-so/{uid}/nhan-tin/", {"text": "   "})

    assert long in withdrawn
    assert "Hãy viết điều bạn muốn hỏi." in asked
    assert (Dossier.objects.get().state, TimelineEntry.objects.count()) == ("submitted", before)


def test_a_field_check_wants_an_answer_and_an_hour_ahead(cast: Cast) -> None:
    dossier = assigned(cast.world)
    check = services.invite_field_check(
        uid=dossier.uid,
        actor=cast.world.here.specialist,
        at=timezone.now() + timedelta(days=1),
        place="Thửa 118",
    )
    address = f"/ho-so/{dossier.uid}/thuc-dia/{check.uid}/"

    _told(cast.citizen, address, {})
    _told(cast.citizen, address, {"answer": "other_time"})
    odd = _told(cast.citizen, address, {"answer": "other_time", "wished_at": "mai nhé"})
    _told(cast.citizen, address, {"answer": "other_time", "wished_at": "2020-01-01T08:00"})

    check.refresh_from_db()
    assert "mai nhé" in odd
    assert check.replied_at is None


def test_a_rating_wants_scores_of_the_scale(cast: Cast) -> None:
    uid = returned(cast.world).uid
    address = f"/ho-so/{uid}/danh-gia/"

    _told(cast.citizen, address, {})
    odd = _told(cast.citizen, address, {"time": "6", "comment": "Tốt nhưng chậm"})

    assert "Tốt nhưng chậm" in odd
    assert not hasattr(Dossier.objects.get(), "rating")


def test_tracking_asks_for_both_and_keeps_what_was_typed(cast: Cast) -> None:
    _told(Client(), "/tra-cuu/", {"code": "", "second_item": ""})
    half = _told(Client(), "/tra-cuu/", {"code": "H14.20.05-261116-0001", "second_item": ""})
    nul = _told(Client(), "/tra-cuu/", {"code": "H14\x00", "second_item": "1234"})

    assert "H14.20.05-261116-0001" in half
    assert nul


def test_a_supplement_is_answered_as_it_was_asked(cast: Cast) -> None:
    dossier = submitted(cast.world)
    services.request_supplement(
        uid=dossier.uid,
        actor=cast.world.here.clerk_of_desk,
        items=[
            SupplementItem(text="Bản vẽ móng", component_key="ban_ve"),
            SupplementItem(text="Số thửa đúng", field_key="dd_so_thua"),
        ],
    )
    address = f"/ho-so/{dossier.uid}/bo-sung/"

    page = _told(cast.citizen, address, {"tra-loi-1": "119"})
    paper = SimpleUploadedFile("mong.pdf", tiny_pdf(), "application/pdf")
    sent = cast.citizen.post(address, {"tra-loi-1": "119", "giay-to-0": paper})

    dossier.refresh_from_db()
    assert 'value="119"' in page
    assert (sent.status_code, dossier.state) == (302, "submitted")
    assert '"dd_so_thua":"119"' in dossier.answers
    assert '"cdt_ho_ten":"Triệu Văn Páo"' in dossier.answers


def test_a_supplement_in_words_is_answered_by_saying_it_is_done(cast: Cast) -> None:
    dossier = submitted(cast.world)
    services.request_supplement(
        uid=dossier.uid,
        actor=cast.world.here.clerk_of_desk,
        items=[SupplementItem(text="Mang bản chính đến đối chiếu")],
    )
    address = f"/ho-so/{dossier.uid}/bo-sung/"

    page = _told(cast.citizen, address, {})
    sent = cast.citizen.post(address, {"done": "on"})

    dossier.refresh_from_db()
    assert "Hãy đánh dấu khi bạn đã làm xong." in page
    assert (sent.status_code, dossier.state) == (302, "submitted")
