"""Killed at any point, an act is done once or not at all; officers at once leave no gap."""

import json
from typing import Any

import pytest

from tests.faults.running import run, said

OFFICERS = 8
SIGNED = {"state": "signed", "told": 1, "verdict": "valid", "signatures": 1}
SEALED = {"state": "issued", "told": 1, "verdict": "valid", "signatures": 2}
UNSIGNED = {"told": 0, "verdict": "", "signatures": 0}


@pytest.fixture(scope="module")
def grown(installation: dict[str, str]) -> Any:
    """Kill every act once; give what was seen, and dossiers that wait at the desk."""
    return said(run(installation, "acts", "kill", str(OFFICERS)))


def test_a_killed_act_leaves_nothing_and_is_done_by_trying_again(grown: Any) -> None:
    seen = grown["seen"]

    left_something = [name for name, told in seen.items() if told.get("left") is False]
    done = {name: told for name, told in seen.items() if "done" in told}
    assert left_something == []
    assert len(seen) - len(done) == 6 + 6 + 3 + 4 + 3 + 1
    assert done == {
        "submit": {"done": True},
        "accept": {"done": True, "numbers": [1]},
        "sign": {"done": True, **SIGNED},
        "number": {"done": True, **SIGNED},
        "seal": {"done": True, **SEALED, "numbers": 1},
        "return": {"done": True, "state": "returned"},
    }


def test_a_leader_killed_between_two_papers_has_signed_the_first_and_signs_the_other_again(
    grown: Any,
) -> None:
    told = grown["seen"]["one of two"]

    assert told["first"] == SIGNED
    assert told["second"] == {**UNSIGNED, "state": "submitted_for_sign"}
    assert told["again"] == SIGNED


def test_officers_at_once_give_codes_without_gap_and_accept_once(
    installation: dict[str, str], grown: Any
) -> None:
    uids = grown["uids"]
    ids = json.dumps(grown["ids"])
    given_before = 5

    pairs = [uids[n : n + 2] for n in range(0, OFFICERS, 2)]
    running = [run(installation, "acts", "accept", ids, uids[0], *pair) for pair in pairs]
    told = [code for process in running for code in said(process)]

    codes = sorted(code for code in told if code != "refused")
    assert len(codes) == OFFICERS
    assert [int(code[-4:]) for code in codes] == list(
        range(given_before + 1, given_before + OFFICERS + 1)
    )
    assert told.count("refused") == OFFICERS
