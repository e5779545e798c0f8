"""An installation with processes of its own, for tests that kill, tamper and restore."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tools.tables import empty_house
from tools.waiting import HANGING


class Program(subprocess.Popen[str]):
    """A program of this project in a session of its own."""

    def __exit__(self, *fault: Any) -> None:
        """End what still runs: a test that gave up waiting would wait here for ever."""
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        super().__exit__(*fault)


@dataclass(frozen=True)
class House:
    """A data folder, a database, and a way to run verbs and test programs on them."""

    home: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of the developer's own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TINHSO_", "PYTEST_"))}
        return {
            **kept,
            "TINHSO_HOME": str(self.home),
            "TINHSO_DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "TINHSO_DEMO_DOSSIERS": "4",
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, module: str, *arguments: str, **variables: str) -> Program:
        """Start a program of this project."""
        return Program(
            [sys.executable, "-m", module, *arguments],
            env={**self.environment, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def program(self, module: str, *arguments: str, status: int = 0) -> str:
        """Run a program to its end and return what it said."""
        with self.start(module, *arguments) as process:
            said = process.communicate(timeout=HANGING)[0]
        assert process.returncode == status, said
        return said

    def verb(self, *arguments: str, status: int = 0) -> str:
        """Run a verb of `tinhso` and return what it said."""
        return self.program("tinhso.config.cli", *arguments, status=status)

    @property
    def file(self) -> Path:
        """The database file of an embedded installation."""
        return self.home / "tinhso.sqlite3"

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Run a statement on the database behind the house's back."""
        if self.database_url:
            with psycopg.connect(self.database_url, autocommit=True) as connection:
                cursor = connection.execute(statement.replace("%", "%%").replace("?", "%s"), values)
                return list(cursor.fetchall()) if cursor.description else []
        with closing(sqlite3.connect(self.file, timeout=HANGING)) as opened, opened:
            return list(opened.execute(statement, values))


class Answering:
    """One process of a house that runs verb after verb."""

    def __init__(self, house: House) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tinhso.config.tests.answering"],
            env=house.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def verb(self, *arguments: str, status: int = 0) -> str:
        """Run a verb and return what it said."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        got, said = json.loads(self._process.stdout.readline())
        assert got == status, said
        return str(said)

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=HANGING)


@contextmanager
def answering(house: House) -> Iterator[Answering]:
    """Open such a process and end it."""
    opened = Answering(house)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def new_house(home: Path) -> Iterator[House]:
    """Make an installation with empty tables, on the engine the tests run on."""
    with empty_house(home) as url:
        yield House(home, url)
