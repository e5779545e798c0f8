"""Pages about money: what a citizen reads and pays, what the desk takes, the counted drawer."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import services
from tinhso.dossiers.models import CashShift, Charge, Dossier, Payment, Refund
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import BIRTH, World, browser_of, sample_of, submitted
from tinhso.dossiers.tests import banking
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.web import words
from tinhso.kernel.web.context import rail_of

pytestmark = pytest.mark.django_db
SHOP, STATUS = "1.004363", "1.004873"
FEE = 800_000
PROCEDURES = (SHOP, STATUS)


@pytest.fixture
def shop(world: World) -> World:
    return world.at(SHOP)


@pytest.fixture
def status(world: World) -> World:
    return world.at(STATUS)


def filed(world: World, **changes: Any) -> Dossier:
    return submitted(world, **{**sample_of(world.version), **changes})


def citizen(world: World) -> Client:
    """Return the applicant's own browser."""
    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))
    return browser


def owed(world: World) -> Dossier:
    """Return a dossier whose unknown fee the desk has written down."""
    dossier = filed(world)
    services.set_fee(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        amount_vnd=15_000,
        legal_basis="Nghị quyết trình diễn",
    )
    return dossier


# --- the applicant


def test_the_applicant_reads_how_much_and_why_and_every_way_to_pay(shop: World) -> None:
    banking.account_for(shop.here)
    dossier = filed(shop)

    page = citizen(shop).get(f"/ho-so/{dossier.uid}/phi/").content.decode()

    assert "800.000 đ" in page
    assert "phí thẩm định" in page
    assert "Nộp trực tuyến" in page
    assert Charge.objects.get().reference in page
    assert "Một cửa xã Đông Khê" in page
    assert "800.000 đ" in citizen(shop).get(f"/ho-so/{dossier.uid}/").content.decode()


def test_an_unknown_fee_is_said_to_be_unknown(status: World) -> None:
    dossier = filed(status)

    page = citizen(status).get(f"/ho-so/{dossier.uid}/phi/").content.decode()

    assert "Chưa rõ mức thu" in page
    assert "Nộp trực tuyến" not in page


def test_beside_a_free_procedure_stands_what_is_charged_apart(world: World) -> None:
    free = world.at(BIRTH)
    asked = sample_of(free.version, tre_ngay_sinh="2026-11-05", so_ban_sao=0)
    dossier = submitted(free, **asked)
    apart = "miễn lệ phí; bản sao giấy khai sinh thu phí riêng"

    own = citizen(free).get(f"/ho-so/{dossier.uid}/phi/").content.decode()
    desk = browser_of(free.here.clerk_of_desk).get(f"/lam-viec/mot-cua/{dossier.uid}/")

    assert "Thủ tục này không thu phí, lệ phí." in own
    assert apart in own
    assert apart in desk.content.decode()
    assert not Charge.objects.exists()


def test_copies_asked_for_are_charged_by_their_number_and_paid_at_the_desk(world: World) -> None:
    free = world.at(BIRTH)
    asked = sample_of(free.version, tre_ngay_sinh="2026-11-05", so_ban_sao=3)
    dossier = submitted(free, **asked)

    own = citizen(free).get(f"/ho-so/{dossier.uid}/phi/").content.decode()

    charge = Charge.objects.get()
    assert (charge.amount_vnd, charge.unit_vnd, charge.per) == (24_000, 8_000, "bản sao")
    assert charge.get_kind_display() == "Phí"
    assert words.money(24_000) in own
    assert words.money(8_000) in own
    services.collect(uid=dossier.uid, actor=free.here.clerk_of_desk)
    assert Payment.objects.get().amount_vnd == 24_000


def test_a_stranger_finds_no_fee(shop: World) -> None:
    dossier = filed(shop)
    stranger = Client()
    stranger.force_login(CitizenFactory.create())

    assert stranger.get(f"/ho-so/{dossier.uid}/phi/").status_code == 404
    assert stranger.post(f"/ho-so/{dossier.uid}/phi/truc-tuyen/").status_code == 404
    assert not Payment.objects.exists()


def test_an_exemption_is_asked_for_and_what_was_typed_stays(status: World) -> None:
    dossier, browser = owed(status), citizen(status)
    address = f"/ho-so/{dossier.uid}/phi/mien/"

    refused = browser.post(address, {"key": "ho_ngheo", "words": ""})
    assert refused.status_code == 422
    assert 'value="ho_ngheo" checked' in " ".join(refused.content.decode().split())
    taken = browser.post(address, {"key": "ho_ngheo", "words": "Giấy chứng nhận số 5"})

    assert taken.status_code == 302
    charge = Charge.objects.get()
    assert (charge.claim_state, charge.claim_words) == ("claimed", "Giấy chứng nhận số 5")
    page = browser.get(f"/ho-so/{dossier.uid}/phi/").content.decode()
    assert "Chưa phải nộp" in page
    assert "Nộp tại quầy" not in page


def test_the_way_to_the_bank_and_back(shop: World) -> None:
    banking.account_for(shop.here)
    dossier, browser = filed(shop), citizen(shop)

    there = browser.post(f"/ho-so/{dossier.uid}/phi/truc-tuyen/").headers["Location"]

    assert "Đang mở trang ngân hàng" in browser.get(there).content.decode()
    payment = Payment.objects.get()
    Payment.objects.update(problem="down")
    down = browser.get(there).content.decode()
    assert "Ngân hàng chưa trả lời" in down
    assert "Thử lại ngay" in down
    Payment.objects.update(problem="", checkout_url="http://127.0.0.1:1/pay/x")
    assert "Sang trang ngân hàng" in browser.get(there).content.decode()
    banking.tell(banking.paid(payment.uid, FEE))
    done = browser.get(there, headers={"HX-Request": "true"}).content.decode()
    assert "1/BLP-TTPVHCC" in done
    assert "hx-trigger" not in done


def test_another_persons_payment_is_not_found(shop: World) -> None:
    banking.account_for(shop.here)
    mine, other = filed(shop), filed(shop)
    payment = services.start_online(uid=other.uid, actor=shop.citizen)

    assert citizen(shop).get(f"/ho-so/{mine.uid}/phi/{payment.uid}/").status_code == 404


# --- the desk


def test_the_desk_takes_cash_and_prints_both_receipts(shop: World) -> None:
    dossier, desk = filed(shop), browser_of(shop.here.clerk_of_desk)
    pane = desk.get(f"/lam-viec/mot-cua/{dossier.uid}/").content.decode()
    assert "thu-phi" in pane
    assert "Thủ tục này thu phí trước khi tiếp nhận." in pane

    answer = desk.post(
        f"/lam-viec/mot-cua/{dossier.uid}/thu-phi/", {"method": "cash", "document": ""}
    )

    assert answer.status_code == 302
    receipt = Payment.objects.get().receipt
    assert receipt is not None
    address = f"/lam-viec/mot-cua/{dossier.uid}/giay/{receipt.uid}/"
    for kind in ("", "?kho=80"):
        assert b"".join(desk.get(address + kind))[:5] == b"%PDF-"
    assert "1/BLP-TTPVHCC" in desk.get(f"/lam-viec/mot-cua/{dossier.uid}/").content.decode()


def test_a_voucher_is_asked_for_at_its_field(shop: World) -> None:
    dossier, desk = filed(shop), browser_of(shop.here.clerk_of_desk)

    answer = desk.post(
        f"/lam-viec/mot-cua/{dossier.uid}/thu-phi/", {"method": "post", "document": ""}
    )

    assert answer.status_code == 422
    assert "Hãy ghi số chứng từ nộp tiền." in answer.content.decode()
    assert not Payment.objects.exists()


def test_the_desk_writes_an_unknown_amount_typed_with_points(status: World) -> None:
    dossier, desk = filed(status), browser_of(status.here.clerk_of_desk)
    address = f"/lam-viec/mot-cua/{dossier.uid}/muc-phi/"

    wrong = desk.post(address, {"kind": "le_phi", "amount_vnd": "nhiều", "legal_basis": "NQ 1"})
    assert wrong.status_code == 422
    assert "nhiều" in wrong.content.decode()
    desk.post(
        address, {"kind": "le_phi", "amount_vnd": "15.000", "legal_basis": "Nghị quyết trình diễn"}
    )

    assert Charge.objects.get().amount_vnd == 15_000


def test_the_desk_answers_an_exemption(status: World) -> None:
    dossier, desk = owed(status), browser_of(status.here.clerk_of_desk)
    services.claim_exemption(
        uid=dossier.uid, actor=status.citizen, key="khuyet_tat", words="Giấy số 9"
    )
    assert "Người khuyết tật" in desk.get(f"/lam-viec/mot-cua/{dossier.uid}/").content.decode()

    desk.post(f"/lam-viec/mot-cua/{dossier.uid}/mien-phi/", {"granted": "yes"})

    assert Charge.objects.get().state == "waived"


def test_the_desk_exempts_who_shows_his_paper(status: World) -> None:
    dossier, desk = owed(status), browser_of(status.here.clerk_of_desk)

    desk.post(
        f"/lam-viec/mot-cua/{dossier.uid}/mien-phi/",
        {"granted": "yes", "key": "ho_ngheo", "words": "Giấy số 5"},
    )

    assert Charge.objects.get().state == "waived"


def test_the_desk_gives_back(shop: World) -> None:
    dossier, desk = filed(shop), browser_of(shop.here.clerk_of_desk)
    services.collect(uid=dossier.uid, actor=shop.here.clerk_of_desk)
    services.withdraw(uid=dossier.uid, actor=shop.citizen)
    address = f"/lam-viec/mot-cua/{dossier.uid}/hoan-phi/"

    asked = desk.get(address)
    answer = desk.post(
        address,
        {
            "amount_vnd": "800.000",
            "reason": "Người nộp rút hồ sơ",
            "legal_basis": "118/2025 Điều 21",
            "method": "cash",
            "document": "",
        },
    )

    assert 'value="800.000"' in asked.content.decode()
    assert answer.status_code == 302
    assert Refund.objects.get().state == "done"


# --- the drawer


def test_the_drawer_is_opened_counted_and_printed(shop: World) -> None:
    desk = browser_of(shop.here.clerk_of_desk)
    desk.post("/lam-viec/ca-thu/cua-toi/", {"opening_vnd": "200.000"})
    services.collect(uid=filed(shop).uid, actor=shop.here.clerk_of_desk)
    shift = CashShift.objects.get()
    address = f"/lam-viec/ca-thu/{shift.uid}/"
    assert desk.get("/lam-viec/ca-thu/cua-toi/").headers["Location"] == address
    assert "Ca đang mở" in desk.get("/lam-viec/ca-thu/").content.decode()
    assert "1.000.000 đ" in desk.get(address).content.decode()

    wrong = desk.post(address, {"to_500000": "1", "to_200000": "2", "reason": ""})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Bạn đếm được 900.000 đ, theo sổ phải có 1.000.000 đ." in page
    desk.post(address, {"to_500000": "1", "to_200000": "2", "reason": "Trả thừa 100.000 đồng"})

    shift.refresh_from_db()
    assert shift.difference_vnd == -100_000
    assert b"".join(desk.get(f"{address}phieu/"))[:5] == b"%PDF-"
    listed = desk.get("/lam-viec/ca-thu/").content.decode()
    assert "Trả thừa" in listed
    assert "Ca đang mở" not in listed


@pytest.mark.parametrize(
    ("path", "lit"),
    [
        ("/lam-viec/", "Việc của tôi"),
        ("/lam-viec/ca-thu/", "Một cửa"),
        ("/lam-viec/ca-thu/cua-toi/", "Một cửa"),
        ("/lam-viec/khoan-thu/", "Đối soát"),
        ("/lam-viec/doi-soat/", "Đối soát"),
        ("/lam-viec/quyet-toan/", "Quyết toán"),
    ],
)
def test_pages_about_money_light_their_own_place_in_the_rail(
    shop: World, path: str, lit: str
) -> None:
    cashier = shop.here.official(P.RECEIVE, P.RECONCILE, unit=shop.here.desk)

    blocks = rail_of(cashier, path)

    lines = [line for block in blocks for line in block.items if line.current]
    assert [str(line.label) for line in lines] == [lit]


def test_a_drawer_is_its_officers(shop: World) -> None:
    shift = services.open_cash_shift(actor=shop.here.clerk_of_desk)

    for other in (shop.there.clerk_of_desk, shop.here.specialist):
        assert browser_of(other).get(f"/lam-viec/ca-thu/{shift.uid}/").status_code == 404
    assert citizen(shop).get("/lam-viec/ca-thu/").status_code == 404


def test_a_drawer_with_many_payments_asks_no_more_questions(shop: World) -> None:
    clerk = shop.here.clerk_of_desk
    desk = browser_of(clerk)

    def asked() -> int:
        address = f"/lam-viec/ca-thu/{CashShift.objects.get().uid}/"
        with CaptureQueriesContext(
            connection,
        ) as taken:
            desk.get(address)
        return len(taken)

    services.collect(uid=filed(shop).uid, actor=clerk)
    asked()
    few = asked()
    for _ in range(3):
        services.collect(uid=filed(shop).uid, actor=clerk)

    assert asked() == few
