"""Certified copies: many papers typed at once, the fee by the page, a book with its own numbers."""

from datetime import timedelta
from unicodedata import normalize

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Charge, Dossier, Paper
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.work_page import WorkPage
from tinhso.dossiers.rules.form_sets import TT_01_2018
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.testing import World, resolve
from tinhso.dossiers.tests.desking import DESK_RIGHTS, signed_in
from tinhso.kernel.files.previews import text_of_pages
from tinhso.organization.queries import agency_name, place_of

pytestmark = pytest.mark.django_db

CODE = "2.000815"
PROCEDURES = (CODE,)
INTAKE = f"/lam-viec/mot-cua/tiep-nhan/{CODE}/"
BOOK = "/lam-viec/so/chung-thuc/"
ROWS = "Bằng tốt nghiệp\tTrường THPT Đông Khê\t2\t3\nHọc bạ\tTrường THPT Đông Khê\t5\t1"


@pytest.fixture
def copies(world: World) -> World:
    """The world, whose procedure is the certifying of copies."""
    return world


def typed(world: World, **changes: str) -> dict[str, str]:
    """Return the counter's form for somebody with two papers."""
    return {
        "owner_name": "Triệu Văn Páo",
        "owner_number": "004085001234",
        "owner_birth": "01/01/1985",
        "owner_phone": "0912345678",
        "agency": str(world.here.agency.uid),
        "copies": "1",
        "co_ban_chinh": "shown",
        "nyc_ho_ten": "Triệu Văn Páo",
        "nyc_ngay_sinh": "01/01/1985",
        "nyc_so_dinh_danh": "004085001234",
        "nyc_dien_thoai": "0912345678",
        "van_ban-0-ten": "Bằng tốt nghiệp",
        "van_ban-0-noi_cap": "Trường THPT Đông Khê",
        "van_ban-0-so_trang": "2",
        "van_ban-0-so_ban": "3",
        "van_ban-1-ten": "Học bạ",
        "van_ban-1-noi_cap": "Trường THPT Đông Khê",
        "van_ban-1-so_trang": "5",
        "van_ban-1-so_ban": "1",
        "cam_doan": "yes",
        **changes,
    }


def certified(world: World, desk: Client) -> Dossier:
    """Return a request that was taken in at the counter and certified."""
    known = set(Dossier.objects.values_list("pk", flat=True))
    desk.post(INTAKE, typed(world))
    dossier = Dossier.objects.exclude(pk__in=known).get()
    resolve(world, dossier)
    return dossier


def test_the_receipt_of_2018_lists_what_is_certified_with_pages_and_copies(copies: World) -> None:
    signed_in(copies.here, *DESK_RIGHTS).post(INTAKE, typed(copies))
    dossier = Dossier.objects.get()
    Dossier.objects.filter(pk=dossier.pk).update(form_set=TT_01_2018)
    Paper.objects.filter(dossier=dossier).update(form_set=TT_01_2018)

    again = services.reissue_paper(
        uid=dossier.uid, form=Form.RECEIPT, actor=copies.here.clerk_of_desk
    )

    words = normalize("NFC", " ".join(" ".join(text_of_pages(services.pdf_of(again))).split()))
    assert "Tên giấy tờ Số trang Số bản giấy Bản điện tử đã ký" in words
    assert "1 Bằng tốt nghiệp 2 3" in words


def test_what_no_step_asks_for_is_never_the_first_button(copies: World) -> None:
    desk = signed_in(copies.here, *DESK_RIGHTS)
    desk.post(INTAKE, typed(copies))
    dossier, specialist = Dossier.objects.get(), copies.here.specialist
    services.take(uid=dossier.uid, actor=specialist)

    page = WorkPage(queries.dossier_page(uid=dossier.uid, actor=specialist), specialist)
    acts = [offer.act for offer in page.offers]

    assert page.first_offers[-1].act == "draft_result"
    assert acts[-2:] == ["invite_field_check", "consult"]


def test_rows_pasted_at_the_counter_fill_the_papers(copies: World) -> None:
    desk = signed_in(copies.here, *DESK_RIGHTS)

    page = desk.post(INTAKE, {"owner_name": "Páo", "van_ban-dan": ROWS, "_paste": "van_ban"})

    text = page.content.decode()
    assert page.status_code == 200
    assert not Dossier.objects.exists()
    assert 'name="van_ban-1-ten"' in text
    assert 'value="Học bạ"' in text
    assert 'value="Páo"' in text


def test_two_bad_rows_among_ten_are_named_and_nothing_is_lost(copies: World) -> None:
    desk = signed_in(copies.here, *DESK_RIGHTS)
    rows = [f"Giấy tờ số {number}\tXã Đông Khê\t2\t1" for number in range(1, 11)]
    rows[3], rows[6] = "Giấy tờ số 4\tXã Đông Khê\thai\t1", "Giấy tờ số 7\tXã Đông Khê\t8"
    pasted = desk.post(INTAKE, {"van_ban-dan": "\n".join(rows), "_paste": "van_ban"})
    items = pasted.context["steps"][1][2].questions[0].items
    lines = {q.name: q.value for item in items for q in item.questions}

    answer = desk.post(INTAKE, {**typed(copies), **lines})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Giấy tờ 4: Chỗ này là một số" in text
    assert "Giấy tờ 7: Hãy điền “Số bản cần”." in text
    assert [f'value="Giấy tờ số {number}"' in text for number in range(1, 11)] == [True] * 10
    assert "data-autosave-answers" in text
    assert not Dossier.objects.exists()


def test_a_request_for_many_papers_is_paid_by_the_page(copies: World) -> None:
    desk = signed_in(copies.here, *DESK_RIGHTS)

    answer = desk.post(INTAKE, typed(copies))

    assert answer.status_code == 302
    assert Charge.objects.get().amount_vnd == 3 * 4_000 + 7_000


def test_its_time_is_never_put_off(copies: World) -> None:
    signed_in(copies.here, *DESK_RIGHTS).post(INTAKE, typed(copies))
    dossier = Dossier.objects.get()
    assert dossier.due_at is not None

    with pytest.raises(services.WrongState):
        services.extend(
            uid=dossier.uid,
            actor=copies.here.leader,
            reason="Đông người.",
            due_at=dossier.due_at + timedelta(days=7),
        )

    dossier.refresh_from_db()
    assert dossier.extension_count == 0


def test_the_book_gives_its_own_numbers_and_prints(copies: World) -> None:
    desk = signed_in(copies.here, *DESK_RIGHTS)
    number = certified(copies, desk).results.get().number

    page = desk.get(BOOK).content.decode()
    print_ = desk.get(f"{BOOK}in/", {"tu": "2026-11-01", "den": "2026-11-30"})
    said = normalize("NFC", "".join("".join(text_of_pages(print_.content)).split()))

    assert number.endswith("-SCT/BS")
    assert number in page
    assert "Bằng tốt nghiệp; Học bạ" in page
    assert "19.000" in page
    assert number in said
    assert "Cộng:1sốchứngthực,4bảnsao,19.000đồng." in said
    place = place_of(agency_name(copies.here.agency.pk))
    assert f"{''.join(place.split())},ngày" in said


def test_the_book_is_asked_in_constant_questions(copies: World) -> None:
    desk = signed_in(copies.here, *DESK_RIGHTS)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(BOOK).status_code == 200
        return len(asked)

    certified(copies, desk)
    count()
    few = count()
    certified(copies, desk)

    assert count() == few


def test_the_book_is_its_agencys_own(copies: World) -> None:
    number = certified(copies, signed_in(copies.here, *DESK_RIGHTS)).results.get().number

    elsewhere = signed_in(copies.there, P.RECEIVE).get(BOOK)
    without = signed_in(copies.here, P.APPRAISE).get(BOOK)

    assert number not in elsewhere.content.decode()
    assert without.status_code == 404
    turned = signed_in(copies.here, P.RECEIVE).get(
        f"{BOOK}in/", {"tu": "2026-11-30", "den": "2026-11-01"}
    )
    assert turned.status_code == 422
