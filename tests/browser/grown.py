"""The demonstration province of the journeys: grown once for a run, copied by each worker."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tools import tables
from tools.waiting import HANGING

ROOT = Path(__file__).resolve().parents[2]


def begin_as_copy(home: Path, run: Path, environment: Mapping[str, str]) -> None:
    """Fill an installation's folder with the province that workers of the folder `run` share.

    Who comes first grows it, as `make run` does before it serves, while the others wait.
    """
    with (run / "province.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        province = run / "province"
        if not province.exists():
            _grow(province.with_suffix(".growing"), environment)
            province.with_suffix(".growing").rename(province)
    shutil.copytree(province, home, dirs_exist_ok=True)


def shared_by_workers(own: Path) -> Path:
    """Return the folder of this run that its workers share; `own` is this process's."""
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


def _grow(home: Path, environment: Mapping[str, str]) -> None:
    """Do what a first start does before it serves."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    if os.environ.get(tables.MADE) and not os.environ.get("TINHSO_DATABASE_URL"):
        tables.copy_guarded(home)
    done = subprocess.run(
        [sys.executable, "-m", "tinhso.config.cli", "migrate"],
        cwd=ROOT,
        env={**environment, "TINHSO_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=HANGING,
    )
    if done.returncode:
        raise RuntimeError(f"the province did not grow:\n{done.stdout[-4000:]}")
