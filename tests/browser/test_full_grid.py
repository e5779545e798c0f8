"""The full grid of `make crawl`: every account, two widths, two languages, light and dark.

It takes half an hour, so `make test` leaves it out by its mark (`crawl`).
"""

from collections.abc import Callable
from itertools import product

import pytest

from tests.browser.conftest import DESKTOP, PHONE, House, SignIn
from tests.browser.sound import Axe, Walker
from tests.conftest import DEMONSTRATION_ACCOUNTS

pytestmark = pytest.mark.crawl

CITIZENS = frozenset({"congdan", "congdan2", "doanhnghiep"})
PUBLIC = ["/", "/dich-vu-cong/", "/tra-cuu/", "/kiem-tra-chu-ky/"]
WALKS = list(product((None, *DEMONSTRATION_ACCOUNTS), ("vi", "en")))


def starts(login: str | None) -> list[str]:
    """Return where a walk of this account begins."""
    if login is None:
        return [*PUBLIC, "/dang-nhap/"]
    if login in CITIZENS:
        return [*PUBLIC, "/ho-so/", "/tai-khoan/"]
    return ["/lam-viec/", "/tai-khoan/", *(["/quan-tri/"] if login == "quantri" else [])]


def name_of(walk: tuple[str | None, str]) -> str:
    """Return a readable name of one walk."""
    login, language = walk
    return f"{login or 'stranger'}-{language}"


@pytest.mark.parametrize("walk", WALKS, ids=name_of)
def test_every_page_is_sound(
    walk: tuple[str | None, str],
    house: House,
    sign_in: SignIn,
    axe: Axe,
    built: set[str],
    record_property: Callable[[str, object], None],
) -> None:
    login, language = walk
    page = sign_in(login)
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": house.url}],
    )

    walker = Walker(page, axe, language, sizes=(PHONE, DESKTOP), dark=True, built=built)
    walker.walk(starts(login))
    record_property("pages", walker.opened)
    record_property("faults", "\n".join(walker.faults))

    assert walker.faults == []
    assert walker.opened > len(PUBLIC)
