"""A merger killed anywhere, in a house of its own: nothing lost, nothing twice."""

from typing import Any

import pytest

from tests.faults.running import run, said


@pytest.fixture(scope="module")
def merged(installation: dict[str, str]) -> Any:
    """Kill a merger at each place where it hurts; give what stood after each death."""
    return said(run(installation, "merging"))


AT_THE_SWITCH = (
    *("_change_list", "close_agency", "_point", "_move_duties", "repoint"),
    *("advance", "record", "publish"),
)
SWITCHED = {
    **{"state": "switched", "agencies": 1, "successions": 8, "moved": 26},
    **{"records": 2, "lines": 5, "switched": 1, "published": 1},
}


def told(count: int) -> dict[str, int]:
    """Return what is made for so many dossiers: a line, an entry of the trail, an event."""
    return {"told": count, "kept": count, "handed": count}


def test_a_merger_killed_before_its_end_has_not_happened(merged: Any) -> None:
    for place in AT_THE_SWITCH:
        assert merged["seen"][place] == {"state": "confirmed"}, place


def test_a_merger_killed_behind_its_switch_goes_on_where_it_was(merged: Any) -> None:
    seen = merged["seen"]

    for place in ("nobody told yet", "first batch, its sight written", "first batch, half told"):
        assert seen[place] == SWITCHED, place
    assert seen["second batch, before its end"] == SWITCHED | told(2)
    assert seen["all told, not yet ended"] == SWITCHED | told(5)
    done = SWITCHED | told(5) | {"state": "finished", "finished": 1}
    assert merged["lost"] == 1
    assert seen["carried out"] == seen["again and swept"] == done


def test_a_killed_merger_loses_nothing_and_does_nothing_twice(merged: Any) -> None:
    assert (merged["where"], merged["ended"]) == (["new new"], "old old")
    assert merged["changed"] == []
    assert merged["notices"] == 5
    assert merged["faults"] == []


def test_reports_on_both_sides_of_a_killed_merger_count_each_dossier_once(merged: Any) -> None:
    figures = merged["figures"]

    assert figures["balances"] is True
    lines = (figures["old"], figures["other"], figures["new"])
    assert [sum(column) for column in zip(*lines, strict=True)] == [4, 2, 0, 0, 2]
    boards = [figures[f"{name} on the board"] for name in ("old", "other", "new")]
    assert boards == [[3, 2], [0, 0], [1, 0]]
