"""Fifty officers in four processes take numbers at once, on SQLite and on PostgreSQL."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tools.at_once import loaded
from tools.tables import empty_house
from tools.waiting import HANGING

ROOT = Path(__file__).resolve().parents[5]
PER_PROCESS = (13, 13, 12, 12)
ROUNDS = 6


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of an installation of its own, with the tables made."""
    with empty_house(tmp_path) as url:
        yield {
            **os.environ,
            "TINHSO_HOME": str(tmp_path),
            "TINHSO_DATABASE_URL": url,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        }


def _run(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tinhso.kernel.numbering.tests.officers", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _rows(environment: dict[str, str], sql: str) -> list[tuple[int, ...]]:
    if url := environment.get("TINHSO_DATABASE_URL"):
        with psycopg.connect(url) as server:
            return server.execute(sql.encode()).fetchall()
    database = Path(environment["TINHSO_HOME"]) / "tinhso.sqlite3"
    with closing(sqlite3.connect(database, timeout=HANGING)) as file:
        return file.execute(sql).fetchall()


def _numbers(environment: dict[str, str]) -> list[int]:
    sql = "SELECT number FROM numbering_officialnumber ORDER BY number"
    return [row[0] for row in _rows(environment, sql)]


def _last(environment: dict[str, str]) -> int:
    return _rows(environment, "SELECT last FROM numbering_counter")[0][0]


def test_no_gap_and_no_duplicate_though_every_fifth_act_is_rolled_back(
    installation: dict[str, str],
) -> None:
    with loaded("tinhso.kernel.numbering.tests.officers", installation) as house:
        said = house.said(*[(str(officers), str(ROUNDS)) for officers in PER_PROCESS])

    told = sorted(int(line) for lines in said for line in lines)
    kept = _numbers(installation)
    assert kept == list(range(1, len(kept) + 1))
    assert told == kept
    assert _last(installation) == len(kept)
    assert len(kept) > sum(PER_PROCESS) * ROUNDS // 2


def test_what_was_told_is_kept_though_processes_are_killed(installation: dict[str, str]) -> None:
    processes = [_run(installation, str(officers), "400") for officers in PER_PROCESS]
    deadline = time.monotonic() + HANGING
    while time.monotonic() < deadline and len(_numbers(installation)) < 60:
        time.sleep(0.05)
    for process in processes:
        process.kill()
    outputs = [process.communicate(timeout=HANGING)[0] for process in processes]
    last = _run(installation, "1", "1")
    fault = last.communicate(timeout=HANGING)[1]
    assert last.returncode == 0, fault

    whole_lines = [line for output in outputs for line in output.splitlines(keepends=True)]
    told = {int(line) for line in whole_lines if line.endswith("\n")}
    kept = _numbers(installation)
    assert len(told) >= 50
    assert kept == list(range(1, len(kept) + 1))
    assert told <= set(kept)
    assert _last(installation) == len(kept)
