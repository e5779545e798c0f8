"""Signing in as people do: one-time codes, recovery codes, and back into a page that locked."""

import base64
import hmac
import re
import struct
import time
from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.conftest import SignIn

NEW_PASSWORD = "Đèo-Mã-Phục-1950"  # of this test


def _code(secret: str, step: int = 0) -> str:
    """Return the one-time code of a secret (RFC 6238), now or some steps from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.digest(key, counter, "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def _new_official(operator: Page) -> tuple[str, str]:
    """Open an account as the operator; return its login and the link to set its password."""
    login = f"thu.{uuid4().hex[:8]}"
    operator.goto("/quan-tri/tai-khoan/moi/")
    operator.fill("[name=login]", login)
    operator.fill("[name=name]", "Người Thử Đăng Nhập")
    operator.fill("[name=email]", f"{login}@vidu.example")
    operator.locator("main form button[type=submit]").first.click()
    operator.wait_for_url(re.compile(r"/quan-tri/tai-khoan/[0-9a-f-]{36}/"))
    operator.fill("[name=proof]", "Gặp trực tiếp")
    operator.locator("form[action$='/khoi-phuc/'] button").click()
    link = operator.locator(".code", has_text="/dat-mat-khau/").inner_text()
    return login, link.strip()


def _set_password(page: Page, link: str, password: str = NEW_PASSWORD) -> None:
    page.goto(link)
    page.fill("[name=password]", password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/dang-nhap/")


def _by_password(page: Page, login: str, here: str = "", *, password: str = NEW_PASSWORD) -> None:
    page.goto(f"{here}/dang-nhap/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.locator("form:has([name=password]) button[type=submit]").first.click()


def _sign_out(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def test_one_time_codes_ask_a_second_step_and_a_recovery_code_replaces_them(
    sign_in: SignIn,
) -> None:
    login, link = _new_official(sign_in("quantri"))
    page = sign_in(None)
    _set_password(page, link)
    _by_password(page, login)
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    page.goto("/tai-khoan/bao-mat/ma-xac-thuc/")
    page.locator("details.explain summary").click()
    secret = page.locator("details.explain .code").inner_text().strip()
    page.fill("[name=code]", _code(secret))
    page.locator("main form:has([name=code]) button").click()
    page.wait_for_url("**/ma-du-phong/")
    spare = re.findall(r"\b[0-9a-f]{8}\b", page.locator("main").inner_text())
    assert len(spare) == 10

    _sign_out(page)
    _by_password(page, login)
    page.wait_for_url("**/dang-nhap/buoc-hai/")
    page.fill("[name=code]", "000000")
    page.locator("main form:has([name=code]) button").first.click()
    page.get_by_text("Mã không đúng hoặc đã dùng").first.wait_for()
    page.fill("[name=code]", spare[0])
    page.locator("main form:has([name=code]) button").first.click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def test_a_page_that_locked_shows_nothing_and_goes_on_with_what_was_typed(sign_in: SignIn) -> None:
    page = sign_in("congdan2", phone=True)
    page.clock.install()
    page.goto("/tai-khoan/")
    page.fill("[name=phone]", "0987 654 321")
    page.context.clear_cookies(name="sessionid")

    page.clock.fast_forward("02:00:00")
    locked = page.locator("dialog.idle.locked")
    locked.wait_for()
    page.keyboard.press("Escape")
    assert locked.is_visible()

    with page.context.expect_page() as opened:
        locked.get_by_role("link", name="Đăng nhập lại").click()
    again = opened.value
    again.fill("[name=login]", "congdan2")
    again.fill("[name=password]", "tinhso-demo")
    again.locator("form:has([name=password]) button[type=submit]").first.click()
    again.wait_for_url("**/tai-khoan/")
    again.close()
    page.clock.fast_forward(6000)
    locked.wait_for(state="hidden")

    assert page.input_value("[name=phone]") == "0987 654 321"
    page.locator("form:has([name=phone]) button.primary").click()
    page.locator(".notice.good").first.wait_for()
