"""The backend Django loads for SQLite: its own, with a fair wait for the one lock for writing.

SQLite has no queue. Whoever finds the lock taken asks again, the longer he has waited the more
seldom, so that a newcomer overtakes him; and turning a file to its write-ahead log is refused at
once when two do it together. Decision 0030.
"""

import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Final, TypeVar

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations
from django.utils.dateparse import parse_datetime

from tinhso.kernel.db.sqlite.schema import SchemaEditor
from tinhso.kernel.db.text import FOLD, fold

T = TypeVar("T")


def _moment(said: bytes) -> datetime | None:
    """Read a moment as Django wrote it; any other as Django reads it."""
    text = said.decode()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parse_datetime(text)


for _kind in ("datetime", "timestamp"):
    sqlite3.register_converter(_kind, _moment)

PATIENCE: Final = 60.0
"""Seconds until a writer is told that the database is locked."""
STATEMENTS: Final = 512
"""How many statements a connection keeps compiled; of Python's 128 a fifth are gone when asked."""
PAUSE: Final = 0.002
TAKES_THE_LOCK: Final = ("BEGIN", "INSERT", "UPDATE", "DELETE", "REPLACE")


def _folded(text: str | None) -> str | None:
    return None if text is None else fold(text)


_front = threading.Lock()
"""Held by the one writer of this process who stands first before the lock of the file."""


def _new_front() -> None:
    global _front
    _front = threading.Lock()


os.register_at_fork(after_in_child=_new_front)


class Operations(DatabaseOperations):
    """Django's, that takes a moment as it is read: a list of a hundred holds four hundred."""

    def convert_datetimefield_value(
        self, value: object, expression: object, connection: object
    ) -> object:
        """Return a moment in UTC."""
        if type(value) is datetime and value.tzinfo is None and self.connection.timezone is UTC:
            return value.replace(tzinfo=UTC)
        return super().convert_datetimefield_value(value, expression, connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits its turn."""

    ops_class = Operations
    SchemaEditorClass = SchemaEditor

    def get_connection_params(self) -> dict[str, object]:
        """Let SQLite wait as patiently for a recovery or a checkpoint; keep more compiled."""
        own = {"timeout": PATIENCE, "cached_statements": STATEMENTS}
        return {**super().get_connection_params(), **own}

    def get_new_connection(self, conn_params: Mapping[str, object]) -> sqlite3.Connection:
        """Open the file and turn it to its write-ahead log, which readers need not wait for."""
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        connection.create_function(FOLD, 1, _folded, deterministic=True)
        in_turn(connection, partial(connection.execute, "PRAGMA journal_mode=WAL"))
        return connection

    def create_cursor(self, name: str | None = None) -> "Cursor":
        """Return a cursor that waits its turn before it writes."""
        return Cursor(self.connection)


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose transactions, and writes outside of one, begin in their turn."""

    def execute(  # type: ignore[override]  # Django's cursor itself takes other parameters
        self, query: str, params: Iterable[object] | None = None
    ) -> base.SQLiteCursorWrapper:
        """Run a statement, after waiting where it takes the lock for writing."""
        if self.connection.in_transaction or not query.startswith(TAKES_THE_LOCK):
            return super().execute(query, params)
        return in_turn(self.connection, partial(super().execute, query, params))

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """Return the statement with SQLite's own marks; those of an act come again and again."""
        if param_names is not None:
            found: str = super().convert_query(query, param_names=param_names)
            return found
        return _with_own_marks(query)


@lru_cache(maxsize=1024)
def _with_own_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


def in_turn(connection: sqlite3.Connection, statement: Callable[[], T]) -> T:
    """Run a statement as soon as the file is free, in about the order in which writers came.

    Threads of one process line up; the first of each process asks the file every millisecond or
    two, so that none of them has a better chance than another. Nothing is held once the statement
    ran: the lock for writing is SQLite's own and ends with the transaction or the process.
    """
    until = time.monotonic() + PATIENCE
    with _at_the_front(PATIENCE), _asking_once(connection):
        while True:
            try:
                return statement()
            except sqlite3.OperationalError as refused:
                busy = refused.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() >= until:
                    raise
            time.sleep(random.uniform(0, PAUSE))  # noqa: S311  no secret; two must not keep step


@contextmanager
def _at_the_front(seconds: float) -> Iterator[None]:
    """Stand first among the threads of this process; after so many seconds, go on as you are."""
    front = _front
    first = front.acquire(timeout=seconds)
    try:
        yield
    finally:
        if first:
            front.release()


@contextmanager
def _asking_once(connection: sqlite3.Connection) -> Iterator[None]:
    """Let SQLite say at once that the file is taken instead of waiting in its own manner."""
    connection.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
