"""Each page once per role in a real browser, on a phone: no error, nothing an aid would stumble on.

axe looks once at pages and rows built alike, as in `make crawl`: it judges elements, not words.
`make crawl` walks the full grid (accounts, widths, languages, light and dark).
"""

from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.sound import Axe, Walker

ROLES = {
    None: ["/", "/dich-vu-cong/", "/tra-cuu/", "/kiem-tra-chu-ky/", "/dang-nhap/"],
    "congdan": ["/", "/dich-vu-cong/", "/ho-so/", "/tai-khoan/"],
    "doanhnghiep": ["/ho-so/", "/nop-theo-danh-sach/", "/tai-khoan/"],
    "motcua": ["/lam-viec/"],
    "chuyenvien": ["/lam-viec/"],
    "lanhdao": ["/lam-viec/"],
    "vanthu": ["/lam-viec/"],
    "canbothue": ["/lam-viec/"],
    "bientap": ["/lam-viec/"],
    "bandieuhanh": ["/lam-viec/"],
    "giamsat": ["/lam-viec/"],
    "quantri": ["/quan-tri/", "/lam-viec/"],
}


@pytest.mark.parametrize("login", ROLES, ids=lambda login: login or "stranger")
def test_every_page_is_sound_on_a_phone(
    login: str | None, sign_in: SignIn, axe: Axe, built: set[str]
) -> None:
    walker = Walker(sign_in(login, phone=True), axe, built=built)

    walker.walk(ROLES[login])

    assert walker.faults == []
    assert walker.opened > len(ROLES[login])


@pytest.mark.parametrize("address", ["/lam-viec/dieu-hanh/", "/lam-viec/thong-ke/"])
def test_what_is_printed_from_the_dark_is_black_on_white(
    address: str, sign_in: SignIn, axe: Axe
) -> None:
    page = sign_in("lanhdao", phone=True, dark=True)
    page.goto(address)

    page.emulate_media(media="print")

    assert axe(page) == []


def test_the_list_is_printed_and_not_its_search(sign_in: SignIn) -> None:
    page = sign_in(None)
    page.goto("/diem-phuc-vu/")
    expect(page.get_by_role("search")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".desk-line").first).to_be_visible()
    expect(page.locator("form[role=search]")).to_be_hidden()


def test_the_page_about_ones_own_data_fills_two_sheets_and_no_third(sign_in: SignIn) -> None:
    page = sign_in("congdan")
    page.goto("/tai-khoan/du-lieu/")

    printed = page.pdf(format="A4", prefer_css_page_size=True)

    with pikepdf.open(BytesIO(printed)) as document:
        assert len(document.pages) == 2


def test_the_row_beside_a_list_is_in_the_address_and_back_leads_through_the_rows(
    sign_in: SignIn,
) -> None:
    page = sign_in("lanhdao")
    page.goto("/lam-viec/ho-so/?view=unit&xem=unit")
    rows, pane = page.locator("[data-list] tr[data-row]"), page.locator("#xem-nhanh")
    keys = [(rows.nth(n).get_attribute("id") or "").removeprefix("dong-") for n in (1, 2)]

    for n, key in enumerate(keys, start=1):
        rows.nth(n).locator("[data-preview]").click()
        expect(rows.nth(n)).to_have_class("on")
        expect(pane.locator(f"a[href*='{key}']").first).to_be_visible()
        assert page.url.endswith(f"mo={key}")
    shared = page.url
    page.go_back()
    expect(rows.nth(1)).to_have_class("on")
    expect(pane.locator(f"a[href*='{keys[0]}']").first).to_be_visible()

    page.goto(shared)

    expect(rows.nth(2)).to_have_class("on")
    expect(pane.locator(f"a[href*='{keys[1]}']").first).to_be_visible()
