"""One form tapped many times at once, in several processes, on SQLite and on PostgreSQL."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tools.at_once import Loaded, loaded
from tools.tables import empty_house

ROOT = Path(__file__).resolve().parents[4]
PROCESSES, THREADS = 3, 3
FILED = 3
"""So many dossiers are filed when two communes become one; more are on their way."""


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Loaded]:
    """Wait for acts in an installation of its own, with the tables made."""
    with empty_house(tmp_path) as url:
        environment = {
            **os.environ,
            "TINHSO_HOME": str(tmp_path),
            "TINHSO_DATABASE_URL": url,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        }
        with loaded("tinhso.dossiers.tests.tappers", environment) as waiting:
            yield waiting


def _ids(people: Loaded, *act: str) -> str:
    """Let one lay the ground; return what he said last."""
    return people.said(act)[0][-1]


def test_many_taps_make_one_dossier_with_one_code(people: Loaded) -> None:
    ids = _ids(people, "prepare")
    tokens = [str(uuid4()), str(uuid4())]

    told = people.said(*[("tap", ids, str(THREADS), *tokens) for _ in range(PROCESSES)])

    lines = [line for said in told for line in said]
    submitted = {line for line in lines if line.startswith("submitted")}
    accepted = sorted(line for line in lines if line.startswith("accepted"))
    assert len(submitted) == len(tokens)
    assert len(accepted) == len(tokens)
    assert [line[-4:] for line in accepted] == ["0001", "0002"]
    assert lines.count("refused") == len(tokens) * (PROCESSES * THREADS - 1)


def test_counters_that_call_at_once_call_different_people(people: Loaded) -> None:
    officers = json.loads(_ids(people, "hall", "20"))

    told = people.said(*[("call", json.dumps(one), "12") for one in officers])

    called = [line for said in told for line in said]
    assert sorted(line for line in called if line != "-") == [f"A{n:03d}" for n in range(1, 21)]
    assert called.count("-") == 4


def test_acts_on_a_linked_request_and_on_a_part_never_wait_for_each_other(people: Loaded) -> None:
    ids = _ids(people, "linked")

    told = people.said(*[("hold", ids, which, "150") for which in ("lead", "part") * 2])

    assert told == [["held 150"]] * 4


def test_a_merger_while_dossiers_move_loses_none_and_hands_none_over_twice(people: Loaded) -> None:
    ids = _ids(people, "communes")

    told = people.said(*[("file", ids, "12")] * 2, *[("merge", ids, str(FILED))] * 2)

    assert [said[-1] for said in told[2:]] == ["finished"] * 2
    lines = [line for said in told[:2] for line in said]
    found = json.loads(_ids(people, "count", ids))
    filed = sorted(line.split()[1] for line in lines if line.startswith("filed"))
    codes = sorted(line.split()[1] for line in lines if line.startswith("accepted"))
    assert len(filed) >= FILED
    assert found["dossiers"] == filed
    assert found["codes"] == codes
    assert (found["behind"], found["twice"], found["faults"]) == (0, 0, [])
    assert found["handed"] <= len(filed)
