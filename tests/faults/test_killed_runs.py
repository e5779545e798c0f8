"""An import and a reconciliation killed anywhere: nothing lost, nothing twice."""

from typing import Any

import pytest

from tests.faults.running import run, said

NOTHING = [0, 0, 0, 0, 0]
ONE_BATCH = [3, 3, 18, 3, 3]
ALL = [8, 8, 48, 8, 8]
"""Dossiers, their people, sight and lines, and the rows known by the old system's codes."""


@pytest.fixture(scope="module")
def grown(installation: dict[str, str]) -> Any:
    """Kill both at each place where it hurts; give what stood after each death."""
    return said(run(installation, "bringing"))


def test_a_killed_import_goes_on_behind_its_last_batch(grown: Any) -> None:
    told = grown["import"]

    assert told["seen"] == {
        "looking, before a batch is kept": {"state": "checking", "done": 3, "rows": NOTHING},
        "looked through": {"state": "checked", "done": 8, "rows": NOTHING},
        "first batch, its sight written": {"state": "writing", "done": 0, "rows": NOTHING},
        "first batch, its search written": {"state": "writing", "done": 0, "rows": NOTHING},
        "second batch, its rows not yet known": {"state": "writing", "done": 3, "rows": ONE_BATCH},
        "second batch, its place not yet kept": {"state": "writing", "done": 3, "rows": ONE_BATCH},
        "last batch kept, not yet counted": {"state": "writing", "done": 8, "rows": ALL},
        "brought in": {"state": "written", "done": 8, "rows": ALL},
    }
    assert (told["written"], told["differences"], told["told"]) == (8, 0, 3)


def test_a_killed_call_of_the_bank_is_applied_once_when_it_comes_again(grown: Any) -> None:
    told = grown["reconciliation"]

    assert told["the bank's call"]["payments"] == 0
    assert told["the bank's call, repeated"]["payments"] == 1


def test_a_killed_reconciliation_leaves_nothing_and_is_done_by_trying_again(grown: Any) -> None:
    told = grown["reconciliation"]
    lines = ["matched", "only_bank"]

    for place in ("_write 1", "_write 2", "_clear_other_days 1", "record 2"):
        assert (told[place]["lines"], told[place]["compared"]) == ([], 0), place
    compared = {"payments": 1, "statements": 1, "lines": lines, "compared": 1}
    assert told["compared"] == told["again, killed"] == compared
    assert told["again"] == {"payments": 1, "statements": 2, "lines": lines, "compared": 2}
