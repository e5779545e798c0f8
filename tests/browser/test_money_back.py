"""Money that came twice is found, given back and reconciled: the desk, the bank, the statement."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser import filling as do
from tests.browser.conftest import DESKTOP, PHONE, House, SignIn
from tests.browser.sound import FOLDED, PAINTED, Axe
from tests.browser.test_fees import walked_in


def sound_at_both_widths(page: Page, axe: Axe) -> None:
    """The page and what it unfolds fit a phone and a desk; an aid stumbles on nothing."""
    page.bring_to_front()
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate(FOLDED) == []
        assert axe(page) == []
        page.emulate_media(color_scheme="dark")
        page.evaluate(PAINTED)
        assert axe(page, "color-contrast") == []
        page.emulate_media(color_scheme="light")
        page.evaluate(PAINTED)


def transfer(customer: Page, house: House, payload: str) -> None:
    """Scan a code at the demonstration bank and send what it asks for."""
    parts = urlsplit(house.url)
    customer.goto(f"http://{parts.hostname}:{(parts.port or 0) + 1000}/qr")
    customer.get_by_label("Nội dung mã").fill(payload)
    customer.get_by_role("button", name="Chuyển tiền").click()
    expect(customer.locator("main")).to_contain_text("Đã chuyển tiền")


def test_what_was_paid_twice_is_given_back_and_the_day_reconciled(
    house: House, sign_in: SignIn, axe: Axe
) -> None:
    desk, customer = sign_in("motcua"), sign_in(None)
    uid = walked_in(desk)
    desk.goto(f"/lam-viec/mot-cua/{uid}/thu-phi/")
    desk.get_by_text("Mã VietQR cho người nộp quét tại quầy").press("Enter")
    desk.get_by_text("Nội dung mã VietQR dạng chữ").press("Enter")
    sound_at_both_widths(desk, axe)
    payload = desk.locator(".code.breaks").inner_text()

    transfer(customer, house, payload)
    desk.goto(f"/lam-viec/mot-cua/{uid}/")
    do.reloaded_until(desk, desk.locator(".desk-pane").get_by_text("Đã nộp"))
    transfer(customer, house, payload)
    do.reloaded_until(desk, desk.get_by_role("link", name="Xử lý", exact=True))

    desk.get_by_role("link", name="Xử lý", exact=True).click()
    expect(desk.locator("main")).to_contain_text("Trả lại lần nộp này cho người chuyển")
    sound_at_both_widths(desk, axe)
    desk.get_by_label("Đã làm gì").fill("Đã chuyển trả, chứng từ UNC-07")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(f"{house.url}/lam-viec/tien-chua-khop/")
    sound_at_both_widths(desk, axe)

    give_back_by_keyboard(desk, uid, axe)
    compare_the_day(desk, axe)


def give_back_by_keyboard(desk: Page, uid: str, axe: Axe) -> None:
    """Refund what was paid once, without a mouse; a reason left out is asked for."""
    desk.goto(f"/lam-viec/mot-cua/{uid}/hoan-phi/")
    sound_at_both_widths(desk, axe)
    desk.get_by_label("Số tiền hoàn").press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("Hãy ghi lý do hoàn trả.")
    sound_at_both_widths(desk, axe)
    desk.get_by_label("Lý do hoàn trả").focus()
    desk.keyboard.type("Người nộp rút yêu cầu sao chụp")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Nghị quyết trình diễn của HĐND tỉnh")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    do.reloaded_until(desk, desk.locator(".desk-pane").get_by_text("Đã hoàn trả"))


def compare_the_day(desk: Page, axe: Axe) -> None:
    """Fetch the bank's statement and say what was done about money that came twice."""
    desk.goto("/lam-viec/doi-soat/")
    sound_at_both_widths(desk, axe)
    desk.get_by_text("Lấy sao kê").first.press("Enter")
    desk.get_by_role("button", name="Đối chiếu").press("Enter")
    double = desk.locator("[data-row]", has_text="Trả lại lần thứ hai")
    do.reloaded_until(desk, double)
    sound_at_both_widths(desk, axe)

    double.first.get_by_role("link").first.click()
    expect(desk.locator("main")).to_contain_text("Trả lại lần thứ hai cho người nộp.")
    sound_at_both_widths(desk, axe)
    desk.get_by_label("Đã làm gì").fill("Đã trả, chứng từ UNC-07")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("Đã trả, chứng từ UNC-07")
