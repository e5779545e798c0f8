"""One form tapped many times at once, in several processes, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tools.tables import empty_house
from tools.waiting import HANGING

SOURCE = Path(__file__).resolve().parents[3]
PROCESSES, THREADS = 3, 3


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of an installation of its own, with the tables made."""
    with empty_house(tmp_path) as url:
        yield {
            **os.environ,
            "TINHSO_HOME": str(tmp_path),
            "TINHSO_DATABASE_URL": url,
            "PYTHONPATH": str(SOURCE),
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        }


def _run(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tinhso.dossiers.tests.tappers", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _said(process: "subprocess.Popen[str]") -> list[str]:
    output, error = process.communicate(timeout=HANGING)
    assert process.returncode == 0, error
    return [line for line in output.splitlines() if not line.startswith('{"event"')]


def test_many_taps_make_one_dossier_with_one_code(installation: dict[str, str]) -> None:
    ids = _said(_run(installation, "prepare"))[-1]
    tokens = [str(uuid4()), str(uuid4())]

    running = [_run(installation, "tap", ids, str(THREADS), *tokens) for _ in range(PROCESSES)]
    lines = [line for process in running for line in _said(process)]

    submitted = {line for line in lines if line.startswith("submitted")}
    accepted = sorted(line for line in lines if line.startswith("accepted"))
    assert len(submitted) == len(tokens)
    assert len(accepted) == len(tokens)
    assert [line[-4:] for line in accepted] == ["0001", "0002"]
    assert lines.count("refused") == len(tokens) * (PROCESSES * THREADS - 1)


def test_counters_that_call_at_once_call_different_people(installation: dict[str, str]) -> None:
    officers = json.loads(_said(_run(installation, "hall", "20"))[-1])

    running = [_run(installation, "call", json.dumps(one), "12") for one in officers]
    called = [line for process in running for line in _said(process)]

    assert sorted(line for line in called if line != "-") == [f"A{n:03d}" for n in range(1, 21)]
    assert called.count("-") == 4


def test_acts_on_a_linked_request_and_on_a_part_never_wait_for_each_other(
    installation: dict[str, str],
) -> None:
    ids = _said(_run(installation, "linked"))[-1]

    running = [_run(installation, "hold", ids, which, "150") for which in ("lead", "part") * 2]

    assert [_said(process) for process in running] == [["held 150"]] * 4


def test_a_merger_while_dossiers_move_loses_none_and_hands_none_over_twice(
    installation: dict[str, str],
) -> None:
    ids = _said(_run(installation, "communes"))[-1]

    filing = [_run(installation, "file", ids, "12") for _ in range(2)]
    merging = [_run(installation, "merge", ids) for _ in range(2)]
    said = [line for process in filing for line in _said(process)]
    assert [_said(process)[-1] for process in merging] == ["finished"] * 2

    found = json.loads(_said(_run(installation, "count", ids))[-1])
    filed = sorted(line.split()[1] for line in said if line.startswith("filed"))
    codes = sorted(line.split()[1] for line in said if line.startswith("accepted"))
    assert found["dossiers"] == filed
    assert found["codes"] == codes
    assert (found["behind"], found["twice"], found["faults"]) == (0, 0, [])
    assert found["handed"] <= len(filed)
