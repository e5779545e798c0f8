"""What the bank keeps: orders, money that came in, what is still to be told, its faults."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

TABLES = """
CREATE TABLE IF NOT EXISTS orders (
  number TEXT PRIMARY KEY, amount INTEGER, reference TEXT, account TEXT, words TEXT,
  return_url TEXT, call_url TEXT, expires_at TEXT, state TEXT DEFAULT 'open');
CREATE TABLE IF NOT EXISTS money (
  bank_reference TEXT PRIMARY KEY, number TEXT, account TEXT, amount INTEGER, words TEXT,
  at REAL, refunded INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS refunds (number TEXT PRIMARY KEY, bank_reference TEXT);
CREATE TABLE IF NOT EXISTS calls (
  id INTEGER PRIMARY KEY, url TEXT, body TEXT, due REAL, tries INTEGER DEFAULT 0,
  done REAL, forged INTEGER DEFAULT 0, answer TEXT DEFAULT '');
CREATE TABLE IF NOT EXISTS faults (name TEXT PRIMARY KEY, value INTEGER);
"""
USUAL = {
    "down": 0,
    "repeat": 2,
    "delay": 0,
    "other_amount": 0,
    "forged": 0,
    "out_of_order": 0,
    "silent": 0,
}
"""Each message is told twice even on a good day: a receiver must live with that."""
MOST_TRIES = 20


@dataclass(frozen=True)
class Call:
    """One message to be sent."""

    id: int
    url: str
    body: bytes
    tries: int
    is_forged: bool


class Books:
    """One SQLite file, used by one thread at a time."""

    def __init__(self, home: Path) -> None:
        """Open the books of a folder."""
        home.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(
            home / "bank.sqlite3", check_same_thread=False, isolation_level=None
        )
        self._base.row_factory = sqlite3.Row
        self._base.executescript(TABLES)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()

    # --- faults

    def faults(self) -> dict[str, int]:
        """Return what the bank plays now."""
        with self._lock:
            rows = self._base.execute("SELECT name, value FROM faults").fetchall()
        return {**USUAL, **{row["name"]: row["value"] for row in rows}}

    def play(self, chosen: dict[str, int]) -> None:
        """Choose the faults; what is not named goes back to usual."""
        with self._writing() as base:
            base.execute("DELETE FROM faults")
            base.executemany(
                "INSERT INTO faults VALUES (?, ?)",
                [(name, value) for name, value in chosen.items() if name in USUAL],
            )

    # --- orders and money

    def add_order(self, said: dict[str, object]) -> None:
        """Keep an order; the same one again changes nothing."""
        with self._writing() as base:
            base.execute(
                "INSERT OR IGNORE INTO orders (number, amount, reference, account, words,"
                " return_url, call_url, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    said[name]
                    for name in (
                        "order",
                        "amount",
                        "reference",
                        "account",
                        "words",
                        "return_url",
                        "call_url",
                        "expires_at",
                    )
                ],
            )

    def order(self, number: str) -> dict[str, object] | None:
        """Return one order."""
        with self._lock:
            row = self._base.execute("SELECT * FROM orders WHERE number = ?", [number]).fetchone()
        return dict(row) if row is not None else None

    def pay_order(self, number: str) -> None:
        """Take the money of an order once and queue what is to be told."""
        faults = self.faults()
        with self._writing() as base:
            row = base.execute("SELECT * FROM orders WHERE number = ?", [number]).fetchone()
            if row is None or row["state"] == "paid":
                return
            base.execute("UPDATE orders SET state = 'paid' WHERE number = ?", [number])
            amount = row["amount"] + faults["other_amount"]
            words = f"PHI {row['reference']}"
            key = _take(base, number, row["account"], amount, words)
            said = _message("paid", number, words, amount, key, row["account"])
            _queue(base, row["call_url"], said, faults)
            if faults["out_of_order"]:
                late = _message("failed", number, words, amount, key)
                _queue(base, row["call_url"], late, {**faults, "delay": faults["delay"] + 1})

    def cancel_order(self, number: str) -> None:
        """Give an order up and tell it."""
        faults = self.faults()
        with self._writing() as base:
            row = base.execute("SELECT * FROM orders WHERE number = ?", [number]).fetchone()
            if row is None or row["state"] != "open":
                return
            base.execute("UPDATE orders SET state = 'cancelled' WHERE number = ?", [number])
            said = _message("failed", number, "", row["amount"], "")
            _queue(base, row["call_url"], said, faults)

    def transfer(self, *, account: str, amount: int, words: str, call_url: str) -> str:
        """Take a transfer and tell the holder of the account."""
        faults = self.faults()
        with self._writing() as base:
            key = _take(base, "", account, amount, words)
            if call_url:
                _queue(
                    base, call_url, _message("transfer", "", words, amount, key, account), faults
                )
        return key

    def refund(self, said: dict[str, object]) -> bool:
        """Give money back once for each refund; False when it never came or was given back."""
        with self._writing() as base:
            known = base.execute(
                "SELECT 1 FROM refunds WHERE number = ?", [said["refund"]]
            ).fetchone()
            if known is not None:
                return True
            row = base.execute(
                "SELECT * FROM money WHERE bank_reference = ?", [said["bank_reference"]]
            ).fetchone()
            amount = said["amount"]
            if (
                row is None
                or not isinstance(amount, int)
                or amount > row["amount"] - row["refunded"]
            ):
                return False
            base.execute(
                "UPDATE money SET refunded = refunded + ? WHERE bank_reference = ?",
                [amount, row["bank_reference"]],
            )
            base.execute(
                "INSERT INTO refunds VALUES (?, ?)", [said["refund"], row["bank_reference"]]
            )
            told = _message("refunded", str(said["refund"]), "", amount, _new_key())
            _queue(base, str(said["call_url"]), told, {**USUAL, "repeat": 2})
        return True

    def statement(self, account: str, start: float, end: float) -> list[dict[str, object]]:
        """Return what came into an account between two moments."""
        with self._lock:
            rows = self._base.execute(
                "SELECT * FROM money WHERE account = ? AND at >= ? AND at < ? ORDER BY at",
                [account, start, end],
            ).fetchall()
        return [dict(row) for row in rows]

    # --- what is to be told

    def next_calls(self) -> list[Call]:
        """Return the messages that are due."""
        with self._lock:
            rows = self._base.execute(
                "SELECT * FROM calls WHERE done IS NULL AND due <= ? AND tries < ?"
                " ORDER BY due, id",
                [time.time(), MOST_TRIES],
            ).fetchall()
        return [
            Call(row["id"], row["url"], row["body"].encode(), row["tries"], bool(row["forged"]))
            for row in rows
        ]

    def told(self, call: Call, *, is_taken: bool, answer: str) -> None:
        """Keep how a message was answered; what was not taken is sent again, later each time."""
        now = time.time()
        with self._writing() as base:
            base.execute(
                "UPDATE calls SET tries = tries + 1, answer = ?, done = ?, due = ? WHERE id = ?",
                [answer, now if is_taken else None, now + 2 ** min(call.tries, 8), call.id],
            )

    def calls(self) -> list[dict[str, object]]:
        """Return the last messages, for the bank's own page."""
        with self._lock:
            rows = self._base.execute("SELECT * FROM calls ORDER BY id DESC LIMIT 50").fetchall()
        return [dict(row) for row in rows]


def _new_key() -> str:
    return f"FT{uuid4().hex[:14].upper()}"


def _take(base: sqlite3.Connection, number: str, account: str, amount: int, words: str) -> str:
    key = _new_key()
    base.execute(
        "INSERT INTO money (bank_reference, number, account, amount, words, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [key, number, account, amount, words, time.time()],
    )
    return key


def _message(
    kind: str, order: str, words: str, amount: int, key: str, account: str = ""
) -> dict[str, object]:
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    return {
        "event": uuid4().hex,
        "kind": kind,
        "order": order,
        "words": words,
        "account": account,
        "amount": amount,
        "bank_reference": key,
        "at": at,
    }


def _queue(
    base: sqlite3.Connection, url: str, said: dict[str, object], faults: dict[str, int]
) -> None:
    """Queue a message as often and as late as the faults say; forged ones beside the true one."""
    if faults["silent"]:
        return
    due = time.time() + faults["delay"]
    if faults["forged"]:
        other = {**said, "event": uuid4().hex}
        base.execute(
            "INSERT INTO calls (url, body, due, forged) VALUES (?, ?, ?, 1)",
            [url, json.dumps(other), due],
        )
    for _ in range(max(1, faults["repeat"])):
        base.execute(
            "INSERT INTO calls (url, body, due) VALUES (?, ?, ?)", [url, json.dumps(said), due]
        )
