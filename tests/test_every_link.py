"""Every link of every page is opened for every demonstration account: nothing is broken."""

import os

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.conftest import DEMONSTRATION_ACCOUNTS
from tinhso.kernel.testing import vietnamese_left_behind
from tools.links import Walk

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.own_processes,
    pytest.mark.usefixtures("province"),
]

START = ["/", "/dich-vu-cong/", "/tra-cuu/", "/kiem-tra-chu-ky/", "/tai-khoan/", "/thong-bao/"]
OFFICIALS = ["/lam-viec/", "/lenh/"]


def _client(login: str | None) -> Client:
    client = Client()
    if login is not None:
        client.force_login(get_user_model().objects.get(login=login))
    return client


def _starts(login: str | None) -> list[str]:
    if login is None:
        return ["/", "/dich-vu-cong/", "/tra-cuu/", "/kiem-tra-chu-ky/", "/dang-nhap/"]
    if login in {"congdan", "congdan2", "doanhnghiep"}:
        return [*START, "/ho-so/"]
    return [*START, *OFFICIALS, *(["/quan-tri/"] if login == "quantri" else [])]


LONG_WALKS = {"chuyenvien", "chuyenvien2", "vanthu", "vanthu2", "quantri"}
"""Accounts whose pages are many; `make crawl` walks them."""
PER_SHAPE = int(os.environ.get("TEST_LINKS_PER_PAGE", "4"))
"""How many addresses of one page with the same parameters are opened; `make crawl` opens all."""


def _walkers() -> list[object]:
    return [
        pytest.param(
            login,
            id=login or "stranger",
            marks=[pytest.mark.crawl] if login in LONG_WALKS else [],
        )
        for login in (None, *DEMONSTRATION_ACCOUNTS)
    ]


@pytest.mark.parametrize("login", _walkers())
def test_every_link_opens(login: str | None) -> None:
    client = _client(login)
    walk = Walk(_starts(login), per_shape=PER_SHAPE)
    faults: list[str] = []

    for address in walk:
        answer = client.get(address)
        if answer.status_code >= 400:
            faults.append(f"{address}: {answer.status_code}")
        elif answer.status_code in {301, 302}:
            walk.read(f'<a href="{answer["Location"]}">', at=address)
        elif answer.streaming:
            list(answer)
        elif "html" in answer.get("Content-Type", ""):
            walk.read(answer.content.decode(), at=address)
        answer.close()

    assert faults == []
    assert len(walk.seen) > 8


@pytest.mark.parametrize(
    "login",
    [
        None,
        *(
            pytest.param(login, marks=pytest.mark.crawl)
            for login in ("congdan", "motcua", "lanhdao", "vanthu", "quantri")
        ),
    ],
)
def test_an_english_page_shows_vietnamese_only_as_data(login: str | None) -> None:
    client = _client(login)
    client.cookies["django_language"] = "en"
    walk = Walk(_starts(login), per_shape=1)
    left: dict[str, list[str]] = {}

    for address in walk:
        answer = client.get(address, headers={"Accept-Language": "en"})
        if answer.streaming or "html" not in answer.get("Content-Type", ""):
            answer.close()
            continue
        html = answer.content.decode()
        walk.read(html, at=address)
        found = vietnamese_left_behind(html)
        if found:
            left[address] = found[:5]

    assert left == {}
