"""Every link of every page is opened for every demonstration account, in both languages.

Nothing may be broken: no refusal, no server error, no way out of the house, no place on a page
that is not there, and no Vietnamese on an English page but data.
"""

import os
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.test import Client

from tests.conftest import DEMONSTRATION_ACCOUNTS
from tinhso.kernel.testing import vietnamese_left_behind
from tools.links import Walk, shape_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.own_processes,
    pytest.mark.usefixtures("province"),
]

PUBLIC = ["/", "/dich-vu-cong/", "/tra-cuu/", "/kiem-tra-chu-ky/"]
OWN = ["/tai-khoan/", "/thong-bao/"]
CITIZENS = {"congdan", "congdan2", "doanhnghiep"}
PER_SHAPE = int(os.environ.get("TEST_LINKS_PER_PAGE", "2"))
"""How many addresses of one page are opened, one in each language; `make crawl` opens all."""
PER_FILTER = 2
"""How many of those that differ in the values of the same parameters only."""
ASIDE = frozenset({"xep"})
"""The order of a list is looked at alone, not again with every filter."""
LANGUAGES = ("en", "vi")


def _client(login: str | None) -> Client:
    client = Client()
    if login is not None:
        client.force_login(get_user_model().objects.get(login=login))
    return client


def _starts(login: str | None) -> list[str]:
    if login is None:
        return [*PUBLIC, "/dang-nhap/", "/api/v1/openapi.json"]
    if login in CITIZENS:
        return [*PUBLIC, *OWN, "/ho-so/"]
    operators = ["/quan-tri/"] if login == "quantri" else []
    return [*PUBLIC, *OWN, "/lam-viec/", "/lenh/", *operators]


class Reader:
    """An account that opens addresses and keeps what is wrong with each."""

    def __init__(self, login: str | None) -> None:
        """Sit down before a browser."""
        self.client = _client(login)
        self.walk = Walk(_starts(login), per_shape=PER_SHAPE, per_filter=PER_FILTER, aside=ASIDE)
        self.faults: list[str] = []
        self.opened = 0

    def go(self) -> None:
        """Follow every link; addresses of one shape by turns in English and Vietnamese."""
        for address in self.walk:
            place = len(self.walk.shapes[shape_of(address, ASIDE)]) - 1
            self.open(address, LANGUAGES[place % 2])
        for only, *more in list(self.walk.shapes.values()):
            if not more:
                self.open(only, "vi")

    def open(self, address: str, language: str) -> None:
        """Open one address and take in where it leads."""
        self.opened += 1
        self.client.cookies["django_language"] = language
        answer = self.client.get(address)
        if answer.status_code >= 400:
            found_at = self.walk.found_at.get(address, "the start")
            self.faults.append(f"{address}: {answer.status_code}, linked at {found_at}")
        elif answer.status_code in {301, 302}:
            self.walk.follow(answer["Location"], at=address)
        elif "html" in answer.get("Content-Type", "") and not answer.streaming:
            self._read(answer.content.decode(), address, language)
        elif not _has_bytes(answer):
            self.faults.append(f"{address}: empty")
        answer.close()

    def _read(self, html: str, address: str, language: str) -> None:
        self.walk.read(html, at=address)
        left = vietnamese_left_behind(html) if language == "en" else []
        if left:
            self.faults.append(f"{address}: left in Vietnamese: {left[:5]}")


def _has_bytes(answer: HttpResponseBase) -> bool:
    if isinstance(answer, StreamingHttpResponse):
        return any(answer)
    return isinstance(answer, HttpResponse) and bool(answer.content)


@pytest.mark.parametrize(
    "login", [None, *DEMONSTRATION_ACCOUNTS], ids=lambda one: one or "stranger"
)
def test_every_link_opens(
    login: str | None, record_property: Callable[[str, object], None]
) -> None:
    reader = Reader(login)

    reader.go()
    record_property("pages", reader.opened)
    record_property("faults", "\n".join([*reader.faults, *reader.walk.faults]))

    assert [*reader.faults, *reader.walk.faults] == []
    assert reader.opened > 30
