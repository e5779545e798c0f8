"""The full grid of `make crawl`: every account, two widths, two languages, light and dark.

It takes long, so `make test` leaves it out by its mark (`crawl`).
"""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, House
from tests.browser.sound import Walker
from tests.conftest import DEMONSTRATION_ACCOUNTS

pytestmark = pytest.mark.crawl

CITIZENS = frozenset({"congdan", "congdan2", "doanhnghiep"})
PUBLIC = ["/", "/dich-vu-cong/", "/tra-cuu/", "/kiem-tra-chu-ky/"]
GRID = list(product((None, *DEMONSTRATION_ACCOUNTS), (PHONE, DESKTOP), ("vi", "en"), (False, True)))


def starts(login: str | None) -> list[str]:
    """Return where a walk of this account begins."""
    if login is None:
        return [*PUBLIC, "/dang-nhap/"]
    if login in CITIZENS:
        return [*PUBLIC, "/ho-so/", "/tai-khoan/"]
    return ["/lam-viec/", "/tai-khoan/", *(["/quan-tri/"] if login == "quantri" else [])]


def name_of(setting: tuple[str | None, dict[str, int], str, bool]) -> str:
    """Return a readable name of one cell of the grid."""
    login, size, language, dark = setting
    return f"{login or 'stranger'}-{size['width']}-{language}-{'dark' if dark else 'light'}"


@pytest.mark.parametrize("setting", GRID, ids=name_of)
def test_every_page_is_sound(
    setting: tuple[str | None, dict[str, int], str, bool],
    house: House,
    chromium: Browser,
    axe: Callable[[Page], list[str]],
) -> None:
    login, size, language, dark = setting
    context = chromium.new_context(
        base_url=house.url,
        viewport=size,  # type: ignore[arg-type]  # a TypedDict of two ints
        color_scheme="dark" if dark else "light",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": house.url}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    if login is not None:
        page.goto("/dang-nhap/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.locator("form:has([name=password]) button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    walker = Walker(page, axe, language)
    walker.walk(starts(login))
    context.close()

    assert walker.faults == []
