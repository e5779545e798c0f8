"""What no rule of accessibility sees: pages that lost their dress, lists and heads that burst."""

import pytest
from django.test import RequestFactory
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import SignIn
from tests.browser.sound import SIDEWAYS, Axe
from tinhso.kernel.web.errors import plain_page

LONG_NAME = "Hoàng Phủ Ngọc Tường Vi Thị Kim Thoa Nguyễn Phúc Bảo Châu Anh"
LISTS = {
    "motcua": "/lam-viec/mot-cua/?view=mine&xem=mine",
    "chuyenvien": "/lam-viec/ho-so/?view=unit&xem=unit",
    "vanthu": "/lam-viec/ho-so/?view=to_issue&xem=to_issue",
    "lanhdao": "/lam-viec/phan-anh/",
}


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("phone", [True, False])
def test_a_page_of_fault_is_dressed(status: int, phone: bool, sign_in: SignIn, axe: Axe) -> None:
    page = sign_in(None, phone=phone)
    faulty = plain_page(RequestFactory().get("/hong/"), status).content.decode()

    def answer(route: Route) -> None:
        route.fulfill(status=status, body=faulty, content_type="text/html; charset=utf-8")

    page.route("**/hong/", answer)
    page.goto("/hong/")

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    expect(page.get_by_role("link", name="Về trang chủ")).to_be_visible()
    assert heading.evaluate("e => getComputedStyle(e).fontSize") == "24px", "the style sheet came"
    words = heading.bounding_box()
    assert words is not None
    assert words["x"] >= 16, "its words stand away from the window's edge"
    assert words["width"] <= 720, "its lines are no longer than one reads at ease"
    assert width_of(page) <= 0
    assert axe(page) == []


@pytest.mark.parametrize("login", LISTS)
def test_a_list_stays_in_its_frame_and_its_filters_in_one_line(login: str, sign_in: SignIn) -> None:
    page = sign_in(login)
    page.set_viewport_size({"width": 1440, "height": 900})

    page.goto(LISTS[login])

    expect(page.locator("[data-list] tbody tr").first).to_be_visible()
    assert page.evaluate(SIDEWAYS) == []
    assert width_of(page) <= 0
    heights = page.evaluate(
        """() => [...document.querySelectorAll(".toolbar-form > *, .toolbar > .end > *")]
          .filter(one => one.checkVisibility() && one.getBoundingClientRect().height > 8)
          .map(one => one.getBoundingClientRect())
          .map(box => Math.round(box.top + box.height / 2))"""
    )
    assert len(heights) > 4
    assert max(heights) - min(heights) <= 6


@pytest.mark.parametrize("phone", [True, False])
@pytest.mark.parametrize(("login", "address"), [("congdan", "/ho-so/"), ("motcua", "/lam-viec/")])
def test_a_long_name_bursts_no_head(login: str, address: str, phone: bool, sign_in: SignIn) -> None:
    page = sign_in(login, phone=phone)
    page.goto(address)
    name = page.locator(".who-name").first
    before = page.locator("header").first.bounding_box()

    name.evaluate("(one, long) => { one.textContent = long; }", LONG_NAME)

    after = page.locator("header").first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] == before["height"]
    assert width_of(page) <= 0


def test_the_way_to_sign_in_fits_a_thumb(sign_in: SignIn) -> None:
    page = sign_in(None, phone=True)
    page.goto("/")

    link = page.locator(".sign-in")

    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert link.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    assert link.evaluate("e => e.scrollWidth <= e.clientWidth"), "its words stand whole"
