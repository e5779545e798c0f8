"""The tables of an empty house: made once for a whole run, then copied by whoever needs them.

Applying every migration takes half a minute of a processor. `tools.testing` does it once for each
engine; a worker's test database and each installation that a test starts are copies. Where nobody
has made them (one test run by hand), they are made on the spot.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

MADE: Final = "TINHSO_TEST_TABLES"
"""Names the folder of the copies to take on SQLite; on PostgreSQL any value says they are there."""
OPEN, GUARDED = "tables_open", "tables_guarded"
"""Without the guards of append-only tables, as test databases are emptied; and with them."""
FILE: Final = "tinhso.sqlite3"
SECONDS: Final = 900
HERE: Final = Path(__file__).resolve().parents[1]
SHAPING: Final = (
    "**/migrations/**/*",
    "**/models/**/*",
    "**/models.py",
    "config/**/*",
    "kernel/**/*",
)
"""What under `src/tinhso` decides which tables there are, how they begin and who guards them."""
refused = ""
"""The test that may have no database, because `tools.engines` has it run on one engine only."""


def make(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Make both sets of tables on one engine; return what tells tests where they are."""
    server = environment.get("TINHSO_DATABASE_URL", "")
    for name in (OPEN, GUARDED):
        home = folder / name
        home.mkdir(parents=True, exist_ok=True)
        if server:
            _create(server, name, template=OPEN if name == GUARDED else "")
        elif name == GUARDED:
            shutil.copyfile(folder / OPEN / FILE, home / FILE)
        _fill(home, _at(server, name), environment, guarded=name == GUARDED)
        if not server:
            _make_one_file(home / FILE)
    return {MADE: str(folder)}


def keep_for_next_time() -> None:
    """Name the tables kept from an earlier run on SQLite, making them where they no longer fit."""
    if os.environ.get(MADE) or os.environ.get("TINHSO_DATABASE_URL"):
        return
    kept = HERE / "build" / "test-tables"
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = kept / _shape()
        if not folder.exists():
            for old in kept.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            os.environ.update(make(folder.with_suffix(".making"), os.environ))
            folder.with_suffix(".making").rename(folder)
    os.environ[MADE] = str(folder)


def _shape() -> str:
    """Return one short hash of everything that decides how empty tables look."""
    seen = sha256()
    source = HERE / "src" / "tinhso"
    found = {path for pattern in SHAPING for path in source.glob(pattern) if path.is_file()}
    for path in sorted(found):
        if path.suffix in {".py", ".json", ".csv", ".sql"} and "tests" not in path.parts:
            seen.update(path.relative_to(source).as_posix().encode())
            seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


@contextmanager
def empty_house(home: Path) -> Iterator[str]:
    """Give an installation its tables on the engine the tests run on; yields its database's URL.

    The URL is empty for the embedded SQLite file. A PostgreSQL database is dropped at the end.
    """
    made = os.environ.get(MADE, "")
    home.mkdir(parents=True, exist_ok=True)
    with empty_database(template=GUARDED if made else "") as url:
        if not made:
            _fill(home, url, os.environ, guarded=True)
        elif not url:
            copy_guarded(home)
        yield url


def copy_guarded(home: Path) -> None:
    """Give an embedded installation the tables that stand made."""
    shutil.copyfile(Path(os.environ[MADE]) / GUARDED / FILE, home / FILE)


@contextmanager
def empty_database(*, template: str = "") -> Iterator[str]:
    """Make a PostgreSQL database when the tests run on PostgreSQL; otherwise yield ""."""
    if refused:
        raise RuntimeError(f"{refused} makes a database, which `tools.engines` did not see")
    server = os.environ.get("TINHSO_DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"house_{uuid.uuid4().hex[:12]}"
    _create(server, name, template=template)
    try:
        yield _at(server, name)
    finally:
        _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def fill_memory(address: str) -> sqlite3.Connection | None:
    """Copy the made tables into a shared SQLite database in memory; keep the connection open."""
    made = os.environ.get(MADE)
    if not made:
        return None
    memory = sqlite3.connect(address, uri=True)
    with closing(sqlite3.connect(Path(made) / OPEN / FILE)) as source:
        source.backup(memory)
    return memory


def _fill(home: Path, url: str, environment: Mapping[str, str], *, guarded: bool) -> None:
    """Run the house's own migrations in a process of its own."""
    command = [sys.executable, "-m", "tinhso.config.tests.tables"]
    done = subprocess.run(
        command if guarded else [*command, "--open"],
        env={
            **environment,
            "TINHSO_HOME": str(home),
            "TINHSO_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def _make_one_file(database: Path) -> None:
    """Bring what still stands in the write-ahead log into the file that is copied."""
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")


def _create(server: str, name: str, *, template: str) -> None:
    _tell(server, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))


def _tell(server: str, statement: str) -> None:
    with psycopg.connect(_at(server, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def _at(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}")) if server else ""
