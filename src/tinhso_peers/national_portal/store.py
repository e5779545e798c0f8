"""What the portal remembers: records and progress it was sent, what people filed, files, faults."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final
from uuid import uuid4

from tinhso_peers.national_portal.rules import Json

HANOI: Final = timezone(timedelta(hours=7))
TABLES: Final = """
CREATE TABLE IF NOT EXISTS record (number TEXT PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS progress (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (number, body));
CREATE TABLE IF NOT EXISTS filing (
  number TEXT PRIMARY KEY, procedure TEXT NOT NULL, agency TEXT NOT NULL, body TEXT NOT NULL,
  at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (
  id TEXT PRIMARY KEY, place INTEGER, number TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
  state TEXT NOT NULL, answer TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS file (id TEXT PRIMARY KEY, name TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, kind TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS call (
  id INTEGER PRIMARY KEY, service TEXT NOT NULL, number TEXT NOT NULL, updating INTEGER NOT NULL,
  answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (token TEXT PRIMARY KEY);
"""


@dataclass(frozen=True)
class Message:
    """One message for the province's system, and what became of it."""

    id: str
    number: str
    kind: str
    body: dict[str, Json]
    state: str
    answer: str
    tries: int


def stamp(at: datetime | None = None) -> str:
    """Write a time as the messages do: yyyyMMddHHmmss in Hà Nội."""
    return (at or datetime.now(UTC)).astimezone(HANOI).strftime("%Y%m%d%H%M%S")  # noqa: TID251


class Store:
    """One SQLite file, one connection, one at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it and its folder when they are not there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False)
        with self._open() as cursor:
            cursor.executescript(TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Cursor]:
        with self._lock, self._database:
            yield self._database.cursor()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    # --- what the province's system sends

    def open_session(self) -> str:
        """Give a new session."""
        token = uuid4().hex
        with self._open() as cursor:
            cursor.execute("INSERT INTO session VALUES (?)", (token,))
        return token

    def knows_session(self, token: str) -> bool:
        """Tell whether a session is open."""
        with self._open() as cursor:
            return bool(cursor.execute("SELECT 1 FROM session WHERE token=?", (token,)).fetchone())

    def end_sessions(self) -> None:
        """Forget every session, as a restart would."""
        with self._open() as cursor:
            cursor.execute("DELETE FROM session")

    def record(self, number: str) -> dict[str, Json] | None:
        """Return the record of a dossier as it was last sent."""
        with self._open() as cursor:
            row = cursor.execute("SELECT body FROM record WHERE number=?", (number,)).fetchone()
        return json.loads(row[0]) if row else None

    def records(self) -> list[dict[str, Json]]:
        """Return all records, the newest first."""
        with self._open() as cursor:
            rows = cursor.execute("SELECT body FROM record ORDER BY at DESC LIMIT 200").fetchall()
        return [json.loads(body) for (body,) in rows]

    def keep_record(self, number: str, body: dict[str, Json]) -> None:
        """Keep the newest record of a dossier."""
        with self._open() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO record VALUES (?,?,?)", (number, json.dumps(body), stamp())
            )

    def keep_progress(self, number: str, body: dict[str, Json]) -> bool:
        """Keep one step; False when exactly this step is there already."""
        with self._open() as cursor:
            cursor.execute(
                "INSERT OR IGNORE INTO progress (number, body) VALUES (?,?)",
                (number, json.dumps(body, sort_keys=True)),
            )
            return cursor.rowcount == 1

    def progress_of(self, number: str) -> list[dict[str, Json]]:
        """Return the steps of a dossier in the order in which they came."""
        with self._open() as cursor:
            rows = cursor.execute(
                "SELECT body FROM progress WHERE number=? ORDER BY id", (number,)
            ).fetchall()
        return [json.loads(body) for (body,) in rows]

    def note_call(self, service: str, number: str, updating: bool, answer: str) -> None:
        """Remember that a service was called and what it answered."""
        with self._open() as cursor:
            cursor.execute(
                "INSERT INTO call (service, number, updating, answer) VALUES (?,?,?,?)",
                (service, number, int(updating), answer),
            )

    def calls(self) -> list[dict[str, Json]]:
        """Return every call in order."""
        with self._open() as cursor:
            rows = cursor.execute(
                "SELECT service, number, updating, answer FROM call ORDER BY id"
            ).fetchall()
        return [
            {"service": service, "number": number, "updating": bool(updating), "answer": answer}
            for service, number, updating, answer in rows
        ]

    # --- what people do here

    def file_dossier(self, number: str, procedure: str, agency: str, body: dict[str, Json]) -> None:
        """Keep what somebody filed."""
        with self._open() as cursor:
            cursor.execute(
                "INSERT INTO filing VALUES (?,?,?,?,?)",
                (number, procedure, agency, json.dumps(body), stamp()),
            )

    def filings(self) -> list[tuple[str, str, str]]:
        """Return what was filed here: number, procedure, time; the newest first."""
        with self._open() as cursor:
            rows = cursor.execute(
                "SELECT number, procedure, at FROM filing ORDER BY at DESC, number DESC"
            ).fetchall()
        return [(str(number), str(procedure), str(at)) for number, procedure, at in rows]

    def filing(self, number: str) -> dict[str, Json] | None:
        """Return one filing's message."""
        with self._open() as cursor:
            row = cursor.execute("SELECT body FROM filing WHERE number=?", (number,)).fetchone()
        return json.loads(row[0]) if row else None

    def next_number(self, prefix: str) -> str:
        """Return the next number of a day."""
        with self._open() as cursor:
            (count,) = cursor.execute(
                "SELECT COUNT(*) FROM filing WHERE number LIKE ?", (f"{prefix}-%",)
            ).fetchone()
        return f"{prefix}-{count + 1:04d}"

    def keep_file(self, name: str, content: bytes) -> str:
        """Keep a file somebody attached; returns its id."""
        key = uuid4().hex
        with self._open() as cursor:
            cursor.execute("INSERT INTO file VALUES (?,?,?)", (key, name, content))
        return key

    def file(self, key: str) -> tuple[str, bytes] | None:
        """Return a file's name and bytes."""
        with self._open() as cursor:
            row = cursor.execute("SELECT name, content FROM file WHERE id=?", (key,)).fetchone()
        return (str(row[0]), bytes(row[1])) if row else None

    # --- messages on their way

    def add_message(self, number: str, kind: str, body: dict[str, Json]) -> str:
        """Put a message for the province's system into the queue."""
        key = uuid4().hex
        with self._open() as cursor:
            cursor.execute(
                "INSERT INTO message (id, place, number, kind, body, state) VALUES"
                " (?, (SELECT COALESCE(MAX(place), 0) + 1 FROM message), ?, ?, ?, 'waiting')",
                (key, number, kind, json.dumps(body)),
            )
        return key

    def messages(self, *, state: str = "", number: str = "") -> list[Message]:
        """Return messages in the order in which they were made."""
        with self._open() as cursor:
            rows = cursor.execute(
                "SELECT id, number, kind, body, state, answer, tries FROM message"
                " WHERE (?='' OR state=?) AND (?='' OR number=?) ORDER BY place",
                (state, state, number, number),
            ).fetchall()
        return [Message(r[0], r[1], r[2], json.loads(r[3]), r[4], r[5], r[6]) for r in rows]

    def note_message(self, key: str, *, state: str, answer: str) -> None:
        """Remember what became of a try to hand a message in."""
        with self._open() as cursor:
            cursor.execute(
                "UPDATE message SET state=?, answer=?, tries=tries+1 WHERE id=?",
                (state, answer, key),
            )

    # --- faults that were ordered

    def order_faults(self, kinds: list[str]) -> None:
        """Let the next calls go wrong, one after the other."""
        with self._open() as cursor:
            cursor.executemany("INSERT INTO fault (kind) VALUES (?)", [(kind,) for kind in kinds])

    def faults(self) -> list[str]:
        """Return the faults still to come."""
        with self._open() as cursor:
            rows = cursor.execute("SELECT kind FROM fault ORDER BY id").fetchall()
        return [str(kind) for (kind,) in rows]

    def next_fault(self, *among: str) -> str:
        """Take the next ordered fault if it is one of these; else nothing."""
        with self._open() as cursor:
            row = cursor.execute("SELECT id, kind FROM fault ORDER BY id LIMIT 1").fetchone()
            if row is None or row[1] not in among:
                return ""
            cursor.execute("DELETE FROM fault WHERE id=?", (row[0],))
            return str(row[1])
