"""Each page once per role in a real browser, on a phone: no error, nothing an aid would stumble on.

`make crawl` walks the full grid (accounts, widths, languages, light and dark).
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SignIn
from tools.links import Walk

ROLES = {
    None: ["/", "/dich-vu-cong/", "/tra-cuu/", "/kiem-tra-chu-ky/", "/dang-nhap/"],
    "congdan": ["/", "/dich-vu-cong/"],
    "motcua": ["/lam-viec/"],
    "chuyenvien": ["/lam-viec/"],
    "lanhdao": ["/lam-viec/"],
    "vanthu": ["/lam-viec/"],
    "quantri": ["/quan-tri/", "/lam-viec/"],
}


@pytest.mark.crawl
@pytest.mark.parametrize("login", ROLES, ids=lambda login: login or "stranger")
def test_every_page_opens_on_a_phone(
    login: str | None, sign_in: SignIn, axe: Callable[[Page], list[str]]
) -> None:
    page = sign_in(login, phone=True)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: script: {error}"))
    page.on(
        "console",
        lambda message: (
            faults.append(f"{page.url}: console: {message.text}")
            if message.type == "error"
            else None
        ),
    )
    walk = Walk(list(ROLES[login]), per_shape=1)

    for address in walk:
        answer = page.request.get(address, max_redirects=0)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        shown = page.goto(address)
        assert shown is not None
        if shown.status >= 400:
            faults.append(f"{address}: {shown.status}")
            continue
        walk.read(page.content(), at=address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            faults.append(f"{address}: {wide} px wider than the phone")
        faults.extend(f"{address}: {violation}" for violation in axe(page))

    assert faults == []
