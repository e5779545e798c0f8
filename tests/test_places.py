"""What SQLite was asked, PostgreSQL is asked too, by as few tests as will do."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.db.backends.utils import CursorWrapper

from tinhso.kernel.web import once
from tinhso.kernel.web.models import FormOnce
from tools import engines, places


def test_a_statement_is_known_by_its_shape() -> None:
    first = places.shape('SELECT 1 FROM "a" T4 WHERE T4."id" IN (%s, %s, %s) LIMIT 21')
    assert first == places.shape('SELECT 1 FROM "a" T5 WHERE T5."id" IN (%s) LIMIT 51')
    assert first != places.shape('SELECT 1 FROM "a" T4 WHERE T4."code" IN (%s) LIMIT 21')
    rows = 'INSERT INTO "a" ("b", "c") VALUES '
    assert places.shape(f"{rows}(%s, %s), (%s, %s)") == places.shape(f"{rows}(%s, %s)")


def test_the_fewest_ask_everything_and_the_quick_come_first() -> None:
    asked = {"long": {"1", "2", "3"}, "quick": {"1", "2"}, "third": {"3"}, "idle": {"2"}}
    took = {"long": 60.0, "quick": 0.2, "third": 0.2, "idle": 0.2}
    assert places.fewest(asked, took) == {"quick", "third"}
    assert places.fewest(asked, {**took, "long": 0.0}) == {"long"}


def test_nothing_asked_needs_no_test() -> None:
    assert places.fewest({"idle": set()}, {"idle": 1.0}) == set()


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> places.Notes:
    for way in ("_execute", "_executemany"):
        monkeypatch.setattr(CursorWrapper, way, getattr(CursorWrapper, way))
    heard = places.Notes()
    places.listen(heard)
    heard.begin("a test")
    return heard


@pytest.mark.django_db
def test_who_of_the_house_asked_is_noted(notes: places.Notes) -> None:
    once.forget_forms()
    notes.end(0)
    once.forget_forms()
    ((who, asked, ended),) = notes.numbers
    assert who == "tinhso/kernel/web/once.py:forget_forms"
    assert asked.startswith('DELETE FROM "web_formonce"')
    assert ended == ""
    assert notes.tests == {"a test": {0}}


@pytest.mark.django_db
def test_what_a_test_asks_itself_is_nobodys(notes: places.Notes) -> None:
    assert FormOnce.objects.count() == 0
    assert notes.numbers == {}


@pytest.mark.django_db
def test_how_it_ended_is_noted(notes: places.Notes) -> None:
    token = uuid4()
    assert once._begun(token, "first")
    assert once._begun(token, "first") is None
    assert "IntegrityError" in {ended for _who, _asked, ended in notes.numbers}


def test_what_was_not_noted_runs_and_what_is_about_the_engine_stays(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    items = [item for item in request.session.items if item.path == request.path]
    committing = [item for item in request.session.items if engines.must_run_on_each(item)][:1]
    file = tmp_path / "left_out"
    named = [item.nodeid for item in [items[0], *committing]]
    file.write_text(json.dumps(named), encoding="utf-8")
    mine = [*items, *committing]
    assert places.leave_out(mine, file) == [items[0]]
    assert mine == [*items[1:], *committing]
