"""Whoever works on a dossier is told that the use of somebody's data is restricted."""

from collections.abc import Collection, Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers.testing import World, assigned, browser_of, submitted
from tinhso.kernel.registry.holdings import restrictions
from tinhso.kernel.testing import in_english, vietnamese_left_behind

MARK = "Có hạn chế xử lý"


@pytest.fixture
def restricted(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The owner asked that his data be used no more than must be; the room above says so."""
    person = world.person.pk

    def why(person_ids: Collection[int]) -> Mapping[int, str]:
        return {person: "Đang tranh chấp"} if person in person_ids else {}

    monkeypatch.setitem(restrictions._plugs, "dossiers.tests", why)
    return world


def test_rows_and_pages_of_who_works_on_it_say_so(restricted: World) -> None:
    dossier, waiting = assigned(restricted), submitted(restricted)
    specialist, desk = restricted.here.specialist, restricted.here.clerk_of_desk

    rows = browser_of(specialist).get("/lam-viec/ho-so/").content.decode()
    page = browser_of(specialist).get(f"/lam-viec/ho-so/{dossier.uid}/").content.decode()
    at_desk = browser_of(desk).get("/lam-viec/mot-cua/").content.decode()
    pane = browser_of(desk).get(f"/lam-viec/mot-cua/{waiting.uid}/").content.decode()

    assert MARK in rows
    assert MARK in at_desk
    for text in (page, pane):
        assert "Hạn chế xử lý dữ liệu cá nhân" in text
        assert "Đang tranh chấp" in text
    english = in_english(browser_of(specialist)).get(f"/lam-viec/ho-so/{dossier.uid}/")
    assert vietnamese_left_behind(english.content.decode()) == []


def test_other_peoples_dossiers_say_nothing(world: World) -> None:
    dossier = assigned(world)
    browser = browser_of(world.here.specialist)

    assert MARK not in browser.get("/lam-viec/ho-so/").content.decode()
    assert MARK not in browser.get(f"/lam-viec/ho-so/{dossier.uid}/").content.decode()


def test_more_rows_ask_no_more_questions(restricted: World) -> None:
    browser = browser_of(restricted.here.specialist)
    assigned(restricted)
    browser.get("/lam-viec/ho-so/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/lam-viec/ho-so/")
    for _more in range(2):
        assigned(restricted)

    with CaptureQueriesContext(connection) as three:
        browser.get("/lam-viec/ho-so/")

    assert len(three) == len(one)
