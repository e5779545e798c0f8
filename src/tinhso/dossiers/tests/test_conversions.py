"""A signed electronic result made paper: checked first, with a block that says so, kept."""

import io
from copy import deepcopy
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, PaperConversion
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.codes import in_groups
from tinhso.dossiers.services.converting import MOST_COPIES
from tinhso.dossiers.testing import World, accepted, resolved, tiny_pdf
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.dossiers.tests.desking import DESK_RIGHTS, one, signed_in
from tinhso.kernel import files
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.papers import qr_svg
from tinhso.signing import services as signing
from tinhso.signing.queries import certificate_of
from tinhso.signing.testing import SETUP

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/mot-cua/ban-giay/"
ACT = "chuyen-ban-giay/"


@pytest.fixture(scope="module")
def resolved_before(world_of_the_file: World) -> int:
    with time_machine.travel(MONDAY_MORNING, tick=False):
        return resolved(deepcopy(world_of_the_file)).pk


@pytest.fixture
def dossier(resolved_before: int, world: World) -> Dossier:
    cache.clear()
    return Dossier.objects.get(pk=resolved_before)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(text_of_pages(pdf)).split())


def convert(world: World, dossier: Dossier, copies: int = 1) -> PaperConversion:
    return services.convert_result(uid=dossier.uid, actor=world.here.clerk_of_desk, copies=copies)


def printed(world: World, row: PaperConversion) -> bytes:
    return services.conversion_pdf(
        uid=row.dossier.uid, conversion_uid=row.uid, actor=world.here.clerk_of_desk
    )


def test_the_paper_names_system_owner_converter_time_and_where_the_original_is_looked_up(
    world: World, dossier: Dossier
) -> None:
    result = dossier.results.get()
    officer = world.here.clerk_of_desk

    row = convert(world, dossier, 2)
    words = words_of(printed(world, row))

    assert "BẢN GIẤY CHUYỂN TỪ BẢN ĐIỆN TỬ" in words
    source = "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh"
    assert f"Hệ thống: {source}; chủ quản: Ủy ban nhân dân tỉnh Cao Bằng" in words
    assert f"số {result.number}, ký ngày 16/11/2026, 1 trang" in words
    assert f"{officer.name}, " in words
    assert "Ủy ban nhân dân xã Đông Khê" in words
    assert "16/11/2026 08:30:00 +07:00; số bản: 2" in words
    assert in_groups(row.check_code) in words
    assert "/kiem-tra-chu-ky" in words


def test_what_is_printed_carries_no_signature_and_the_original_stays(
    world: World, dossier: Dossier
) -> None:
    original = dossier.results.select_related("final_file").get().final_file
    assert original is not None
    before = files.open_file(original)

    row = convert(world, dossier)
    paper = printed(world, row)

    assert signing.verify_pdf(paper).verdict == "unsigned"
    assert b"/ByteRange" not in paper
    assert len(text_of_pages(paper)) == 1
    assert files.open_file(original) == before


def test_it_is_printed_the_same_on_a_later_day(
    world: World, dossier: Dossier, clock: time_machine.Traveller
) -> None:
    row = convert(world, dossier)
    first = printed(world, row)

    clock.shift(timedelta(days=3))

    assert text_of_pages(printed(world, row)) == text_of_pages(first)


def test_its_code_leads_anybody_to_the_original_and_says_who_converted_it(
    world: World, dossier: Dossier, client: Client
) -> None:
    row = convert(world, dossier, 3)

    page = client.get("/kiem-tra-chu-ky/", {"ma": in_groups(row.check_code)}).content.decode()

    assert "Chữ ký hợp lệ" in page
    assert dossier.results.get().number in page
    assert "Chuyển đổi sang giấy" in page
    assert "Mã này in trên bản giấy" in page
    assert world.here.clerk_of_desk.name not in page
    assert "Triệu" not in page


def test_who_did_it_when_and_how_many_copies_is_kept_and_shown(
    world: World, dossier: Dossier
) -> None:
    desk = signed_in(world.here, *DESK_RIGHTS)

    asked = desk.get(one(dossier, ACT)).content.decode()
    done = desk.post(one(dossier, ACT), {"copies": "2"})
    again = convert(world, dossier, 1)
    page = desk.get(one(dossier)).content.decode()

    assert "Số bản giấy" in asked
    assert done.status_code == 302
    row = PaperConversion.objects.exclude(pk=again.pk).get()
    assert (row.copies, row.made_at) == (2, timezone.now())
    assert "Đã chuyển 3 bản giấy" in page
    assert one(dossier, f"ban-giay/{row.uid}.pdf") in page
    assert row.made_by_name in page
    lines = dossier.timeline.filter(code="result_converted").order_by("pk")
    assert [line.values for line in lines] == [{"count": 2}, {"count": 1}]
    entry = AuditEntry.objects.filter(action="dossiers.result_converted").earliest("pk")
    assert entry.data == {"conversion": str(row.uid), "copies": 2}


def test_a_result_whose_signature_does_not_hold_is_not_made_paper(
    world: World, dossier: Dossier
) -> None:
    desk = signed_in(world.here, *DESK_RIGHTS)
    signer = dossier.results.get().signed_by
    assert signer is not None
    lost = certificate_of(account_uid=signer)
    assert lost is not None
    with time_machine.travel(timezone.now() - timedelta(minutes=3), tick=False):
        signing.revoke_certificate(certificate_uid=lost.uid, reason="key_compromise", actor=SETUP)

    refused = desk.post(one(dossier, ACT), {"copies": "1"})

    assert refused.status_code == 422
    assert "không chuyển được sang bản giấy" in refused.content.decode()
    assert not PaperConversion.objects.exists()
    assert not dossier.timeline.filter(code="result_converted").exists()


def test_a_result_without_a_signature_is_not_made_paper(world: World, dossier: Dossier) -> None:
    result = dossier.results.get()
    result.final_file = files.store(
        content=tiny_pdf(), name="cu.pdf", use="dossiers.paper", actor=SETUP
    )
    result.save(update_fields=["final_file"])

    with pytest.raises(services.ResultNotValid, match="không có chữ ký số"):
        convert(world, dossier)

    assert not PaperConversion.objects.exists()


def test_only_who_hands_out_results_there_converts_and_prints(
    world: World, dossier: Dossier
) -> None:
    row = convert(world, dossier)
    paper = one(dossier, f"ban-giay/{row.uid}.pdf")
    receiver = signed_in(world.here, P.RECEIVE)
    elsewhere = signed_in(world.there, *DESK_RIGHTS)

    with pytest.raises(NotPermitted):
        services.convert_result(uid=dossier.uid, actor=world.here.specialist)
    with pytest.raises(NotFound):
        services.convert_result(uid=dossier.uid, actor=world.there.clerk_of_desk)

    assert receiver.get(one(dossier, ACT)).status_code == 403
    assert receiver.post(one(dossier, ACT), {"copies": "1"}).status_code == 403
    assert receiver.get(paper).status_code == 403
    assert elsewhere.get(paper).status_code == 404
    assert PaperConversion.objects.get() == row


@pytest.mark.parametrize("copies", [0, MOST_COPIES + 1])
def test_copies_are_counted_within_reason(world: World, dossier: Dossier, copies: int) -> None:
    desk = signed_in(world.here, *DESK_RIGHTS)

    with pytest.raises(Invalid):
        convert(world, dossier, copies)

    assert desk.post(one(dossier, ACT), {"copies": str(copies)}).status_code == 422
    assert not PaperConversion.objects.exists()


def test_before_there_is_a_result_nothing_is_offered(world: World) -> None:
    dossier = accepted(world)
    desk = signed_in(world.here, *DESK_RIGHTS)

    assert "Chuyển sang bản giấy" not in desk.get(one(dossier)).content.decode()
    assert desk.post(one(dossier, ACT), {"copies": "1"}).status_code == 409
    with pytest.raises(services.WrongState):
        convert(world, dossier)


def test_a_paper_of_a_replaced_result_is_not_printed_again(world: World, dossier: Dossier) -> None:
    row = convert(world, dossier)
    desk = signed_in(world.here, *DESK_RIGHTS)
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa")

    page = desk.get(one(dossier)).content.decode()

    assert "Kết quả đã được thay" in page
    assert desk.get(one(dossier, f"ban-giay/{row.uid}.pdf")).status_code == 409
    with pytest.raises(services.WrongState):
        convert(world, dossier)


def test_the_list_shows_what_ones_desk_converted_in_constant_questions(
    world: World, dossier: Dossier
) -> None:
    def asked(desk: Client) -> int:
        with CaptureQueriesContext(connection) as found:
            assert desk.get(LIST).status_code == 200
        return len(found)

    desk, elsewhere = signed_in(world.here, *DESK_RIGHTS), signed_in(world.there, *DESK_RIGHTS)
    empty = desk.get(LIST).content.decode()
    convert(world, dossier)
    asked(desk)
    few = asked(desk)
    convert(world, dossier, 2)

    assert "Chưa chuyển kết quả nào sang bản giấy" in empty
    assert asked(desk) == few
    assert dossier.shown_number in desk.get(LIST).content.decode()
    assert dossier.shown_number not in elsewhere.get(LIST).content.decode()
    assert signed_in(world.here, P.RECEIVE).get(LIST).status_code == 403


def test_the_api_converts_lists_and_prints(world: World, dossier: Dossier) -> None:
    desk, elsewhere = signed_in(world.here, *DESK_RIGHTS), signed_in(world.there, *DESK_RIGHTS)
    here = f"/api/v1/dossiers/{dossier.uid}/conversions"

    made = desk.post(here, {"copies": 2}, content_type="application/json")
    strange = elsewhere.post(here, {"copies": 2}, content_type="application/json")
    paper = desk.get(f"{here}/{made.json()['uid']}")
    listed = desk.get("/api/v1/dossiers/conversions").json()["items"]

    assert (made.status_code, strange.status_code) == (201, 404)
    assert paper.content.startswith(b"%PDF-")
    assert [(line["number"], line["copies"]) for line in listed] == [(dossier.shown_number, 2)]
    assert desk.get(here).json() == listed
    assert elsewhere.get("/api/v1/dossiers/conversions").json()["items"] == []


def test_where_nothing_is_free_the_block_has_a_page_of_its_own() -> None:
    full = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        page.contents_add(b"0 0 595 842 re f")
        document.save(full)
    block = {
        "qr": qr_svg("https://tinhso.example/kiem-tra-chu-ky/?ma=ABCD"),
        **dict.fromkeys(
            ("words", "system", "owner", "number", "signed_on", "who", "position", "body", "at"),
            "Chữ",
        ),
        "check_code": "ABCD",
        "check_address": "tinhso.example/kiem-tra-chu-ky",
        "pages": 1,
        "copies": 1,
    }

    with_block = signing.printed_copy([full.getvalue(), tiny_pdf()], block)

    pages = text_of_pages(with_block)
    assert len(pages) == 2 + signing.page_count([tiny_pdf()])
    assert ["ABCD" in page for page in pages[:2]] == [False, True]
