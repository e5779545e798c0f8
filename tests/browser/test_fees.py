"""Money in the browser: a citizen pays by telephone, the desk takes cash and counts its drawer."""

import re
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser import filling as do
from tests.browser.conftest import SignIn
from tests.browser.machine import agency_of, call
from tests.browser.sound import Axe
from tests.browser.test_the_twelve import ONLINE

SHOP, COPIES, STATUS = "1.004363", "2.000815", "1.004873"


def walked_in(desk: Page) -> str:
    """Take a person in who wants two papers copied; returns the dossier's key."""
    body = {
        "token": str(uuid4()),
        "procedure_code": COPIES,
        "resolving_agency": agency_of(desk, "xã Đông Khê"),
        "answers": {
            "nyc_ho_ten": "Nông Văn Thử",
            "nyc_ngay_sinh": "1990-04-12",
            "nyc_so_dinh_danh": "004090123456",
            "cam_doan": True,
            "nyc_dien_thoai": "0912345678",
            "van_ban": [
                {"ten": "Bằng tốt nghiệp", "so_trang": "2", "so_ban": "3"},
                {"ten": "Sổ đất", "so_trang": "5", "so_ban": "1"},
            ],
        },
        "parties": [{"role": "owner", "name": "Nông Văn Thử", "phone": "0912345678"}],
    }
    return str(call(desk, "/dossiers/take-in", body)["uid"])


def test_a_citizen_pays_online_and_the_bank_tells_it_twice(
    sign_in: SignIn, photo: Path, axe: Axe
) -> None:
    phone = sign_in("congdan", phone=True)
    uid = do.file_dossier(phone, SHOP, photo, ONLINE[SHOP])

    phone.goto(f"/ho-so/{uid}/")
    expect(phone.locator("#phi")).to_contain_text("800.000 đ")
    phone.get_by_role("link", name="Xem và nộp").click()
    expect(phone.locator("main")).to_contain_text("phí thẩm định")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(phone) == []
    phone.get_by_role("button", name="Nộp trực tuyến").click()
    phone.get_by_role("link", name="Sang trang ngân hàng").click()
    expect(phone.locator("main")).to_contain_text("800.000 đ")
    phone.get_by_role("button", name="Trả tiền").click()

    expect(phone.locator("#lan-nop")).to_contain_text("Biên lai số")
    assert axe(phone) == []
    receipt = phone.locator("#lan-nop a").first.get_attribute("href")
    assert phone.request.get(receipt or "").body()[:5] == b"%PDF-"
    phone.goto(f"/ho-so/{uid}/")
    expect(phone.locator("#phi")).to_contain_text("Đã nộp")
    fee = call(phone, f"/dossiers/mine/{uid}/fee", method="GET")
    assert [row["state"] for row in fee["payments"]] == ["paid"]


def test_the_desk_takes_cash_and_counts_its_drawer(sign_in: SignIn, axe: Axe) -> None:
    desk = sign_in("motcua")
    uid = walked_in(desk)

    desk.goto(f"/lam-viec/mot-cua/{uid}/")
    expect(desk.locator(".desk-pane")).to_contain_text("19.000 đ")
    desk.get_by_role("link", name="Thu phí").click()
    assert axe(desk) == []
    desk.get_by_role("button", name="Thu và lập biên lai").click()

    expect(desk.locator(".desk-pane")).to_contain_text("Đã nộp")
    strip = desk.get_by_role("link", name="Biên lai khổ 80 mm").get_attribute("href") or ""
    assert desk.request.get(strip).body()[:5] == b"%PDF-"
    desk.goto("/lam-viec/ca-thu/cua-toi/")
    expect(desk.locator("main")).to_contain_text("Theo sổ phải có")
    assert axe(desk) == []
    desk.fill("[name=to_500000]", "1")
    desk.get_by_role("button", name="Đóng ca").click()
    expect(desk.locator("main")).to_contain_text("Bạn đếm được 500.000 đ")
    assert desk.input_value("[name=to_500000]") == "1"
    desk.fill("[name=reason]", "Tiền lẻ đổi cho quầy bên")
    desk.get_by_role("button", name="Đóng ca").click()
    expect(desk.locator("main")).to_contain_text("Tiền lẻ đổi cho quầy bên")


def test_an_unknown_fee_is_set_by_the_desk_and_an_exemption_answered(
    sign_in: SignIn, photo: Path
) -> None:
    phone = sign_in("congdan", phone=True)
    uid = do.file_dossier(phone, STATUS, photo, ONLINE[STATUS])
    phone.goto(f"/ho-so/{uid}/phi/")
    expect(phone.locator("main")).to_contain_text("Chưa rõ mức thu")
    desk = sign_in("motcua")
    desk.goto(f"/lam-viec/mot-cua/{uid}/muc-phi/")
    desk.fill("[name=amount_vnd]", "15.000")
    desk.fill("[name=legal_basis]", "Nghị quyết trình diễn của HĐND tỉnh")
    desk.get_by_role("button", name="Ghi mức thu").click()
    expect(desk.locator(".desk-pane")).to_contain_text("15.000 đ")

    phone.reload()
    phone.get_by_role("link", name="Tôi thuộc diện được miễn").click()
    phone.get_by_label("Người thuộc hộ nghèo").check()
    phone.set_input_files("[name=file]", photo)
    phone.get_by_role("button", name="Gửi đề nghị").click()
    expect(phone.locator("main")).to_contain_text("Chưa phải nộp")
    desk.goto(f"/lam-viec/mot-cua/{uid}/mien-phi/")
    desk.get_by_label("Được miễn", exact=True).check()
    desk.get_by_role("button", name="Lưu trả lời").click()
    expect(desk.locator(".desk-pane")).to_contain_text(re.compile("Được miễn"))

    phone.reload()
    expect(phone.locator("main")).to_contain_text("Được miễn")
