"""On SQLite a writer waits for his turn; readers and whoever has the lock already do not."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from tinhso.kernel.db.sqlite import base

Connections = Callable[[], base.DatabaseWrapper]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database file as a copy or a restored backup is: without a write-ahead log."""
    with closing(sqlite3.connect(tmp_path / "house.sqlite3")) as made, made:
        made.execute("CREATE TABLE letter (number INTEGER)")
    return tmp_path / "house.sqlite3"


@pytest.fixture
def connect(file: Path, django_db_blocker: Any) -> Iterator[Connections]:
    """Give connections of the house to that file."""
    opened: list[base.DatabaseWrapper] = []

    def another() -> base.DatabaseWrapper:
        database = {
            "ENGINE": "tinhso.kernel.db.sqlite",
            "NAME": file,
            "OPTIONS": {"transaction_mode": "IMMEDIATE"},
        }
        handler = ConnectionHandler({"default": database})
        opened.append(handler["default"])  # type: ignore[arg-type]  # our own backend, by the settings
        return opened[-1]

    with django_db_blocker.unblock():
        yield another
        for connection in opened:
            connection.close()


@pytest.fixture
def other(file: Path) -> Iterator[sqlite3.Connection]:
    """Another program on the same file."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as opened:
        yield opened


def _at_the_first_pause(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> list[str]:
    """Do something as soon as a writer was refused and pauses; the list says that it was so."""
    pauses: list[str] = []

    def pause(_seconds: float) -> None:
        if not pauses:
            act()
        pauses.append("waited")

    monkeypatch.setattr("tinhso.kernel.db.sqlite.base.time.sleep", pause)
    return pauses


def _numbers(file: Path) -> list[int]:
    with closing(sqlite3.connect(file)) as opened:
        return [number for (number,) in opened.execute("SELECT number FROM letter")]


def test_a_file_somebody_reads_is_turned_to_its_log_when_he_is_through(
    connect: Connections, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.execute("BEGIN")
    other.execute("SELECT * FROM letter")
    pauses = _at_the_first_pause(monkeypatch, lambda: other.execute("COMMIT"))

    connection = connect()
    connection.ensure_connection()

    assert pauses == ["waited"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)


@pytest.mark.parametrize("in_a_transaction", [True, False])
def test_a_write_waits_until_the_file_is_free(
    in_a_transaction: bool,
    connect: Connections,
    other: sqlite3.Connection,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = connect()
    connection.ensure_connection()
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO letter VALUES (1)")
    pauses = _at_the_first_pause(monkeypatch, lambda: other.execute("COMMIT"))

    if in_a_transaction:
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO letter VALUES (%s)", [2])
    if in_a_transaction:
        connection.commit()

    assert pauses == ["waited"]
    assert _numbers(file) == [1, 2]


def test_who_waited_too_long_is_told_so_and_wrote_nothing(
    connect: Connections,
    other: sqlite3.Connection,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = connect()
    connection.ensure_connection()
    monkeypatch.setattr(base, "PATIENCE", 0.0)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="locked"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO letter VALUES (2)")

    other.execute("COMMIT")
    assert _numbers(file) == []


def test_another_fault_is_not_waited_out(
    connect: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect()
    pauses = _at_the_first_pause(monkeypatch, lambda: None)

    with pytest.raises(OperationalError, match="no such table"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO envelope VALUES (2)")

    assert pauses == []


def test_only_who_takes_the_lock_stands_in_line(
    connect: Connections, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lined_up: list[str] = []
    real = base.in_turn

    def counted(connection: sqlite3.Connection, statement: Callable[[], object]) -> object:
        lined_up.append("once")
        return real(connection, statement)

    connection = connect()
    connection.ensure_connection()
    monkeypatch.setattr(base, "in_turn", counted)

    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM letter")
        assert lined_up == []
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO letter VALUES (1)")
        cursor.execute("UPDATE letter SET number = number + 1")
        cursor.execute("COMMIT")

    assert lined_up == ["once"]
    assert _numbers(file) == [2]
