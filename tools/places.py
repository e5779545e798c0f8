"""What each test asks of the database, and the fewest tests that ask all of it again.

PostgreSQL need not be told twice: what a function of the house asks there in one test runs there
no differently in the next three hundred. While tests run on SQLite, each notes the statements it
led to (their shape, without values), who in the house asked them and how they ended. In one run
of `make test` the second engine gets each of these, in as few and as quick tests as a greedy
choice finds; beside them run whole there all tests that hold the connection, commit, or were not
noted. Nothing of it is kept: each run chooses from what it saw itself. `make test-pg` runs all.
"""

import json
import re
import sys
import time
from collections.abc import Generator, Mapping
from functools import cache
from heapq import heapify, heappop, heapreplace
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest
from django.db.backends.utils import CursorWrapper

from tools import engines

HOUSE: Final = f"{Path(__file__).resolve().parents[1] / 'src'}/"
OWN: Final = re.compile(r"/(?:kernel/db|tests)/|/testing\.py$")
"""Files whose functions stand between the one who asks and the database."""
LISTED: Final = re.compile(r"(?:\(?%s\)?(?:, |,)?)+")
NUMBER: Final = re.compile(r"\b(?:[A-Z]?\d+)\b")
ASKED: Final = "ASKED_IN"
"""Names the folder in which each process of a run writes what it noted."""
CHOSEN: Final = "CHOSEN_IN"
"""Names the file of what was noted and chosen; without it all tests run."""
LEAST: Final = 0.05
"""Seconds that the shortest test costs beside its own."""
SILENT: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "EXPLAIN")


class Notes:
    """What the tests of one process asked, place by place."""

    def __init__(self) -> None:
        """Begin with an empty sheet."""
        self.numbers: dict[tuple[str, str, str], int] = {}
        self.tests: dict[str, set[int]] = {}
        self.seconds: dict[str, float] = {}
        self._test = ""

    def begin(self, test: str) -> None:
        """Note for one test from here on."""
        self._test = test
        self.tests.setdefault(test, set())

    def end(self, seconds: float) -> None:
        """Note for none, and what this one costs."""
        self.seconds[self._test] = seconds
        self._test = ""

    def note(self, sql: str, ended: str) -> None:
        """Note one statement, unless no test runs."""
        if not self._test or sql.startswith(SILENT):
            return
        if who := who_asks(sys._getframe(3)):
            place = (who, shape(sql), ended)
            self.tests[self._test].add(self.numbers.setdefault(place, len(self.numbers)))

    def write(self, file: Path) -> None:
        """Keep the sheet."""
        told = {
            "places": ["\t".join(place) for place in self.numbers],
            "tests": {test: sorted(asked) for test, asked in self.tests.items()},
            "seconds": self.seconds,
        }
        file.write_text(json.dumps(told), encoding="utf-8")


@cache
def shape(sql: str) -> str:
    """Return a statement without values, lengths of lists and numbers of aliases."""
    return NUMBER.sub("0", LISTED.sub("%s", sql))


def who_asks(frame: FrameType | None) -> str:
    """Return the function of the house nearest to a statement ("" where a test asks itself)."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(HOUSE) and not OWN.search(file):
            return f"{file.removeprefix(HOUSE)}:{frame.f_code.co_qualname}"
        frame = frame.f_back
    return ""


def listen(notes: Notes) -> None:
    """Let every cursor tell what it is asked."""
    cursor: Any = CursorWrapper

    def told(way: str) -> None:
        asked = getattr(cursor, way)

        def tell(self: object, sql: str, *rest: object) -> object:
            try:
                answer = asked(self, sql, *rest)
            except BaseException as error:
                notes.note(sql, type(error).__name__)
                raise
            notes.note(sql, "")
            return answer

        setattr(cursor, way, tell)

    told("_execute")
    told("_executemany")


class Listener:
    """The part of pytest that notes, and writes where its process ends."""

    def __init__(self, folder: Path, process: str) -> None:
        """Write below a folder."""
        self.notes = Notes()
        self._file = folder / f"{process}.json"
        listen(self.notes)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Note what one test asks and how long it took, nothing where it runs there anyway."""
        if item.get_closest_marker("own_processes") or item.get_closest_marker(engines.MARK):
            return (yield)
        self.notes.begin(item.nodeid)
        began = time.monotonic()
        try:
            return (yield)
        finally:
            took = time.monotonic() - began
            self.notes.end(0 if engines.must_run_on_each(item) else took)

    def pytest_sessionfinish(self) -> None:
        """Write the sheet."""
        self.notes.write(self._file)


def choose(folder: Path) -> Path:
    """Write down which of the noted tests the second engine does not need; return the file."""
    sheets = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")]
    asked = {
        test: {sheet["places"][number] for number in numbers}
        for sheet in sheets
        for test, numbers in sheet["tests"].items()
    }
    seconds = {test: took for sheet in sheets for test, took in sheet["seconds"].items()}
    file = folder / "left_out"
    file.write_text(json.dumps(sorted(asked.keys() - fewest(asked, seconds))), encoding="utf-8")
    return file


def fewest(asked: Mapping[str, set[str]], seconds: Mapping[str, float]) -> set[str]:
    """Return tests that together ask all places, each time the one that adds most for its time."""
    left = set().union(*asked.values())
    chosen: set[str] = set()

    def worth(test: str) -> float:
        return len(asked[test] & left) / (seconds[test] + LEAST)

    waiting = [(-worth(test), test) for test in sorted(asked)]
    heapify(waiting)
    while left:
        promised, test = waiting[0]
        if (now := -worth(test)) > promised:  # others took of its places: it waits again
            heapreplace(waiting, (now, test))
            continue
        heappop(waiting)
        chosen.add(test)
        left -= asked[test]
    return chosen


def leave_out(items: list[pytest.Item], file: Path) -> list[pytest.Item]:
    """Take from `items` what was noted and not chosen, and return it; what must run whole stays."""
    noted = set(json.loads(file.read_text(encoding="utf-8")))
    out = [item for item in items if item.nodeid in noted and not engines.must_run_on_each(item)]
    gone = set(out)
    items[:] = [item for item in items if item not in gone]
    return out
