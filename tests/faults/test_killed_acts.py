"""Killed at any point, an act is done once or not at all; officers at once leave no gap."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.tables import empty_house
from tools.waiting import HANGING

ROOT = Path(__file__).resolve().parents[2]
OFFICERS = 8
SIGNED = {"state": "signed", "told": 1, "verdict": "valid", "signatures": 1}
UNSIGNED = {"told": 0, "verdict": "", "signatures": 0}


def _run(environment: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.acts", *arguments],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _said(process: "subprocess.Popen[str]") -> Any:
    output, error = process.communicate(timeout=HANGING)
    assert process.returncode == 0, error
    return json.loads(output.splitlines()[-1])


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the environment of an installation of its own, with the tables made."""
    home = tmp_path_factory.mktemp("home")
    with empty_house(home) as url:
        yield {
            **os.environ,
            "TINHSO_HOME": str(home),
            "TINHSO_DATABASE_URL": url,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        }


@pytest.fixture(scope="module")
def grown(installation: dict[str, str]) -> Any:
    """Kill every act once; give what was seen, and dossiers that wait at the desk."""
    return _said(_run(installation, "kill", str(OFFICERS)))


def test_a_killed_act_leaves_nothing_and_is_done_by_trying_again(grown: Any) -> None:
    seen = grown["seen"]

    left_something = [name for name, told in seen.items() if told.get("left") is False]
    done = {name: told for name, told in seen.items() if "done" in told}
    assert left_something == []
    assert len(seen) - len(done) == 8 + 6 + 1
    assert done == {
        "submit": {"done": True},
        "accept": {"done": True, "numbers": [1]},
        "sign": {"done": True, **SIGNED},
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

    running = [_run(installation, "accept", ids, uids[n], uids[0]) for n in range(OFFICERS)]
    said = [code for process in running for code in _said(process)]

    codes = sorted(code for code in said if code != "refused")
    assert len(codes) == OFFICERS
    assert [int(code[-4:]) for code in codes] == list(
        range(given_before + 1, given_before + OFFICERS + 1)
    )
    assert said.count("refused") == OFFICERS
