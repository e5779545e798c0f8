"""The public pages tell what the catalogue knows, at a constant cost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from tinhso.identity.testing import CitizenFactory, OfficialFactory, give_role
from tinhso.kernel.actors import system_actor
from tinhso.kernel.testing import for_the_whole_file
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures.models import FiledAt, HandledIn, PageRating
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.registry import Waiting, WaitingItem, home_waiting
from tinhso.procedures.services import set_route
from tinhso.procedures.testing import load_catalogue

pytestmark = pytest.mark.django_db
CODES = (
    "1.001193",
    "1.013225",
    "1.004884",
    "1.012784",
    "1.013978",
    "1.014061",
    "1.004873",
    "1.000894",
    "2.000528",
)
FRIDAY_MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalogue_of_the_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _own_home: None
) -> Iterator[None]:
    """Load the procedures once for all tests of the file."""
    with for_the_whole_file(django_db_blocker):
        with time_machine.travel(FRIDAY_MORNING, tick=False):
            load_catalogue(*CODES)
        yield


@pytest.fixture(autouse=True)
def catalogue(catalogue_of_the_file: None, db: None) -> Iterator[None]:
    with time_machine.travel(FRIDAY_MORNING, tick=False):
        yield


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_home_offers_search_events_of_life_and_tracking(client: Client) -> None:
    text = page(client, "/")

    assert 'action="/dich-vu-cong/"' in text
    assert "Sinh con" in text
    assert 'href="/tra-cuu/"' in text
    assert "Hồ sơ của bạn" not in text


def test_home_puts_first_what_waits_for_this_person(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mine(request: HttpRequest) -> Waiting:
        item = WaitingItem(
            title="Đăng ký khai sinh cho Nông Minh An",
            url="/ho-so/1/",
            action="Chụp giấy chứng sinh và gửi",
            state="soon",
            state_words="Chờ bạn bổ sung 1 giấy tờ",
        )
        return Waiting(items=(item,), total=3, all_url="/ho-so/")

    monkeypatch.setattr(home_waiting, "_plugs", {"test": mine})
    client.force_login(CitizenFactory.create())

    text = page(client, "/")

    assert text.index("Đăng ký khai sinh cho Nông Minh An") < text.index("Sinh con")
    assert "Tất cả (3)" in text
    assert "Chụp giấy chứng sinh và gửi" in text
    client.logout()
    assert "Nông Minh An" not in page(client, "/")


def test_everyday_words_find_the_birth_registration_first(client: Client) -> None:
    text = page(client, "/dich-vu-cong/?q=lam giay khai sinh cho con")

    links = [part.split('"')[0] for part in text.split('class="card" href="/dich-vu-cong/')[1:]]
    assert links[0] == "1.001193/"


def test_a_slip_is_mended_and_told(client: Client) -> None:
    assert "Đã tìm theo" in page(client, "/dich-vu-cong/?q=khai sihn")


def test_no_result_says_what_to_do_next(client: Client) -> None:
    text = page(client, "/dich-vu-cong/?q=zzzz")

    assert "Chưa tìm thấy thủ tục nào như bạn nói." in text
    assert "Xem các điểm phục vụ" in text


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("viec=sinh-con", "1.001193", "1.013225"),
        ("linh_vuc=xay-dung", "1.013225", "1.001193"),
        ("cap=province&linh_vuc=dat-dai", "1.012784", "1.013978"),
        ("co_quan=commune_police", "1.014061", "1.001193"),
    ],
)
def test_filters_keep_what_fits(client: Client, query: str, found: str, missing: str) -> None:
    text = page(client, f"/dich-vu-cong/?{query}")

    assert f"/dich-vu-cong/{found}/" in text
    assert f"/dich-vu-cong/{missing}/" not in text


@pytest.mark.parametrize(
    "query",
    ["trang=abc", "trang=0", "trang=99999999999", "linh_vuc=%00", "cap=x", "q=%00", "co_quan=x'--"],
)
def test_a_senseless_address_still_shows_a_page(client: Client, query: str) -> None:
    assert client.get(f"/dich-vu-cong/?{query}").status_code == 200


def test_an_unknown_event_of_life_does_not_exist(client: Client) -> None:
    assert client.get("/dich-vu-cong/?viec=khong-co").status_code == 404


def test_a_procedure_tells_when_it_would_be_ready_and_why(client: Client) -> None:
    text = page(client, "/dich-vu-cong/1.001193/")

    assert "có kết quả trước 17 giờ thứ Sáu, 20/11/2026" in text
    assert "Vì sao là ngày này?" in text
    assert 'href="/dich-vu-cong/1.001193/nop/"' in text
    assert "Không mất tiền" in text


def test_cases_with_own_terms_are_told_apart(client: Client) -> None:
    text = page(client, "/dich-vu-cong/1.013225/")

    assert "Nhà ở riêng lẻ" in text
    assert "thứ Hai, 07/12/2026" in text
    assert "thứ Năm, 10/12/2026" in text


def test_an_unknown_fee_is_never_called_free(client: Client) -> None:
    text = page(client, "/dich-vu-cong/1.004873/")

    assert "Do Hội đồng nhân dân tỉnh quy định" in text
    assert "Không mất tiền" not in text


def test_a_fee_nobody_checked_is_not_called_free(client: Client) -> None:
    assert "Không mất tiền" not in page(client, "/dich-vu-cong/1.014061/")


def test_what_is_not_filed_here_says_where_to_go(client: Client) -> None:
    set_route(
        code="1.000894",
        effective_from=date(2026, 1, 1),
        filed_at=FiledAt.NATIONAL,
        handled_in=HandledIn.PROVINCE,
        decision="118/2025/NĐ-CP",
        actor=system_actor("procedures.tests"),
    )

    text = page(client, "/dich-vu-cong/1.000894/")

    assert "Chưa nộp được ở đây" in text
    assert "https://dichvucong.gov.vn/" in text
    assert "/nop/" not in text


def test_an_old_version_is_marked_and_cannot_be_filed(client: Client) -> None:
    text = page(client, "/dich-vu-cong/1.001193/?phien-ban=1")

    assert "Đây là phiên bản cũ, số 1." in text
    assert "/nop/" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/dich-vu-cong/9.999999/",
        "/dich-vu-cong/1.001193/?phien-ban=99",
        "/dich-vu-cong/9.999999/kiem-tra/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_eligibility_leads_to_the_right_procedure(client: Client) -> None:
    wrong = page(client, "/dich-vu-cong/1.001193/kiem-tra/?q-yeu_to_nuoc_ngoai=co")
    right = page(
        client,
        "/dich-vu-cong/1.001193/kiem-tra/?q-viet_nam=co&q-yeu_to_nuoc_ngoai=khong"
        "&q-da_khai_sinh=khong&q-trong_tinh=co",
    )

    assert "/dich-vu-cong/2.000528/" in wrong
    assert "Bạn làm được việc này." not in wrong
    assert "Bạn làm được việc này." in right


def test_desks_are_listed_with_hours_and_found_without_marks(client: Client) -> None:
    one = AgencyFactory.create(name="Ủy ban nhân dân xã Đông Khê")
    UnitFactory.create(agency=one, kind="desk", name="Bộ phận một cửa xã Đông Khê")
    other = AgencyFactory.create(name="Ủy ban nhân dân xã Bảo Lạc")
    UnitFactory.create(agency=other, kind="desk", name="Bộ phận một cửa xã Bảo Lạc")

    everything = page(client, "/diem-phuc-vu/")
    found = page(client, "/diem-phuc-vu/?q=dong khe")

    assert "07:00–11:30, 13:30–17:00" in everything
    assert "Đang mở cửa" in everything
    assert "Bảo Lạc" in everything
    assert "Đông Khê" in found
    assert "Bảo Lạc" not in found


def test_a_long_list_of_desks_is_folded_and_searched_from_a_procedure(client: Client) -> None:
    for number in range(10):
        one = AgencyFactory.create(name=f"Ủy ban nhân dân xã số {number}")
        UnitFactory.create(agency=one, kind="desk", name="Bộ phận một cửa")

    everything = page(client, "/diem-phuc-vu/")
    of_procedure = page(client, "/dich-vu-cong/1.001193/")

    shown, folded = everything.split("Xem thêm 4 điểm")
    assert shown.count('class="desk-line"') == 6
    assert folded.count('class="desk-line"') == 4
    assert 'hx-get="/diem-phuc-vu/"' in of_procedure
    assert 'name="q"' in of_procedure


def test_pages_cost_the_same_however_many_desks_and_procedures(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for address, most in (
        ("/", 2),
        ("/dich-vu-cong/", 3),
        ("/dich-vu-cong/?q=khai sinh", 3),
        ("/api/v1/procedures/?q=khai sinh", 2),
        ("/dich-vu-cong/1.013225/", 9),
        ("/diem-phuc-vu/", 5),
    ):
        page(client, address)
        with django_assert_max_num_queries(most):
            page(client, address)


def test_a_reader_rates_the_page_without_a_name(client: Client) -> None:
    response = client.post(
        "/dich-vu-cong/1.001193/gop-y/", {"helpful": "khong", "text": "Chưa rõ phí bản sao"}
    )

    assert response.status_code == 302
    rating = PageRating.objects.get()
    assert (rating.is_helpful, rating.text) == (False, "Chưa rõ phí bản sao")


def test_a_rating_without_an_answer_keeps_what_was_typed(client: Client) -> None:
    response = client.post("/dich-vu-cong/1.001193/gop-y/", {"text": "Chưa rõ phí"})

    assert response.status_code == 422
    assert "Hãy chọn Có hoặc Chưa." in response.content.decode()
    assert "Chưa rõ phí" in response.content.decode()
    assert not PageRating.objects.exists()


def test_officials_see_flags_versions_process_and_differences(client: Client) -> None:
    agency = AgencyFactory.create()
    UnitFactory.create(agency=agency)
    account = OfficialFactory.create()
    give_role(account, ProcedurePermission.VIEW_CATALOGUE, agency_id=agency.pk)
    client.force_login(account)

    assert "1.001193" in page(client, "/quan-tri/thu-tuc/")
    assert "filter-clear" not in page(client, "/quan-tri/thu-tuc/")
    assert "filter-clear" in page(client, "/quan-tri/thu-tuc/?ngay=2026-11-20")
    detail = page(client, "/quan-tri/thu-tuc/1.013225/")
    assert '<td data-label="Đơn vị">ngày (kể cả ngày nghỉ)</td>' in detail
    assert ">calendar_day" not in detail
    compared = page(client, "/quan-tri/thu-tuc/1.001193/so-sanh/?cu=1&moi=2")

    assert "Cần xem lại trước khi dùng thật" in detail
    assert "<svg" in detail
    assert "Giấy chứng sinh (hoặc văn bản người làm chứng" in compared
    assert "không phải nộp giấy nếu đã có dữ liệu điện tử ký số</ins>" in compared
    assert "Bản chính: 1<br>" in compared
    assert "<del>Bản chính: 1" not in compared
    assert "gửi bản điện tử chưa?” trả lời Không" in compared


@pytest.mark.parametrize("address", ["/quan-tri/thu-tuc/", "/quan-tri/thu-tuc/1.001193/"])
def test_the_inside_of_the_catalogue_is_not_for_citizens(client: Client, address: str) -> None:
    client.force_login(CitizenFactory.create())

    assert client.get(address).status_code == 404


def test_an_official_without_the_permission_is_refused(client: Client) -> None:
    client.force_login(OfficialFactory.create())

    assert client.get("/quan-tri/thu-tuc/1.001193/").status_code == 403


def test_in_english_the_vietnamese_name_stands_beside(client: Client) -> None:
    client.cookies["django_language"] = "en"

    text = page(client, "/dich-vu-cong/1.001193/")

    heading = text.partition("<h1>")[2].partition("</h1>")[0]
    assert heading.strip() == "Birth registration"
    assert '<p lang="vi" class="strong">Đăng ký khai sinh</p>' in text
