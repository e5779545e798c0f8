"""Passkeys, a forgotten password, a lost telephone, sessions of one's own, guessing strangers."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import House, SignIn
from tests.browser.test_signing_in import (
    NEW_PASSWORD,
    _by_password,
    _code,
    _new_official,
    _set_password,
    _sign_out,
)
from tools.waiting import SILENT

ANOTHER = f"{NEW_PASSWORD}-lai"


def _with_key(page: Page) -> CDPSession:
    """Give the browser a built-in authenticator that says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devtools


def _by_name(house: House) -> str:
    """Return the house's address by name: a passkey belongs to a name, never to a number."""
    return house.url.replace("127.0.0.1", "localhost")


def _link_by_letter(house: House, address: str) -> str:
    """Wait for the letter with a one-time link, which the background work sends."""
    until = time.monotonic() + 3 * SILENT
    while time.monotonic() < until:
        for letter in house.letters.to(address):
            part = letter.get_body(("plain",))
            found = re.search(r"/dat-mat-khau/\S+", str(part.get_content()) if part else "")
            if found is not None:
                return found[0]
        time.sleep(0.3)
    pytest.fail(f"no link came to {address}")


def test_a_passkey_is_added_and_signs_in_without_a_password(sign_in: SignIn, house: House) -> None:
    login, link = _new_official(sign_in("quantri"))
    page = sign_in(None)
    here = _by_name(house)
    _set_password(page, link.replace(house.url, here))
    _by_password(page, login, here)
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    _with_key(page)
    page.goto(f"{here}/tai-khoan/bao-mat/")
    page.fill("#ten-khoa", "Máy ở cơ quan")
    with page.expect_navigation():
        page.locator("[data-passkey-add] button").click()
    page.get_by_text("Máy ở cơ quan").first.wait_for()

    _sign_out(page)
    page.goto(f"{here}/dang-nhap/")
    with page.expect_navigation():
        page.locator("[data-passkey] button").click()

    page.goto(f"{here}/tai-khoan/bao-mat/")
    assert "/tai-khoan/bao-mat/" in page.url
    assert "Máy ở cơ quan" in page.inner_text("main")


def test_a_forgotten_password_comes_back_by_letter_once(sign_in: SignIn, house: House) -> None:
    login, link = _new_official(sign_in("quantri"))
    page = sign_in(None)
    _set_password(page, link)
    page.goto("/dang-nhap/")
    page.locator("main a[href='/quen-mat-khau/']").click()
    page.fill("[name=login]", login)
    page.locator("main form button[type=submit]").first.click()
    told = page.inner_text("main")

    there = _link_by_letter(house, f"{login}@vidu.example")
    page.goto(there)
    page.fill("[name=password]", ANOTHER)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/dang-nhap/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", ANOTHER)
    page.locator("form:has([name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    again = page.goto(there)
    assert again is not None
    assert page.locator("[name=password]").count() == 0
    page.goto("/quen-mat-khau/")
    page.fill("[name=login]", "khong.co.ai")
    page.locator("main form button[type=submit]").first.click()
    assert page.inner_text("main") == told


def test_who_lost_his_telephone_comes_back_through_the_operator(sign_in: SignIn) -> None:
    operator = sign_in("quantri")
    login, link = _new_official(operator)
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
    _sign_out(page)
    _by_password(page, login)
    page.wait_for_url("**/dang-nhap/buoc-hai/")

    operator.fill("[name=proof]", "Gặp trực tiếp, xem thẻ căn cước")
    box = operator.locator("form[action$='/khoi-phuc/'] [type=checkbox]")
    if box.count():
        box.first.check()
    with operator.expect_navigation():
        operator.locator("form[action$='/khoi-phuc/'] button").click()
    fresh = operator.locator(".code", has_text="/dat-mat-khau/").last.inner_text().strip()
    _set_password(page, fresh, ANOTHER)
    _by_password(page, login, password=ANOTHER)

    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def test_a_session_elsewhere_is_seen_and_ended(sign_in: SignIn) -> None:
    login, link = _new_official(sign_in("quantri"))
    office, home = sign_in(None), sign_in(None, phone=True)
    _set_password(office, link)
    for page in (office, home):
        _by_password(page, login)
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    office.goto("/tai-khoan/bao-mat/")
    ends = office.locator("form[action^='/tai-khoan/phien/'] button")
    assert ends.count() == 1
    with office.expect_navigation():
        ends.first.click()

    home.goto("/tai-khoan/")
    assert "/dang-nhap/" in home.url
    office.goto("/tai-khoan/")
    assert "/dang-nhap/" not in office.url


def test_a_guessing_stranger_locks_nobody_out(
    sign_in: SignIn, wrong_sign_ins: Callable[[str, int], list[int]]
) -> None:
    login, link = _new_official(sign_in("quantri"))
    owner = sign_in(None)
    _set_password(owner, link)
    _by_password(owner, login)
    owner.wait_for_url(lambda url: "/dang-nhap/" not in url)

    answers = wrong_sign_ins(login, 12)
    assert answers[0] == 200
    assert answers[-1] == 429

    owner.goto("/tai-khoan/")
    assert "/dang-nhap/" not in owner.url
    _sign_out(owner)
    _by_password(owner, login)
    owner.wait_for_url(lambda url: "/dang-nhap/" not in url)


@pytest.fixture
def wrong_sign_ins(sign_in: SignIn, house: House) -> Callable[[str, int], list[int]]:
    """Return a function by which a stranger at another address guesses passwords."""

    def guess(login: str, times: int) -> list[int]:
        # 127.0.0.2 is another machine to the house: it counts by login and address
        import http.client
        from urllib.parse import urlencode, urlsplit

        place = urlsplit(house.url)
        stranger = sign_in(None)
        token = stranger.request.get("/ma-bao-mat/").json()["token"]
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in stranger.context.cookies())
        seen: list[int] = []
        for number in range(times):
            line = http.client.HTTPConnection(
                str(place.hostname), place.port, source_address=("127.0.0.2", 0), timeout=SILENT
            )
            body = urlencode(
                {"login": login, "password": f"sai-{number}", "csrfmiddlewaretoken": token}
            )
            line.request(
                "POST",
                "/dang-nhap/",
                body,
                {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies},
            )
            seen.append(line.getresponse().status)
            line.close()
        return seen

    return guess
