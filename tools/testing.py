"""Everything CI runs, with what failed and the counts of all runs in the last lines.

python -m tools.testing all|check|sqlite|postgresql|browser [pytest arguments]

The journeys, which wait for pages, run beside the checks and the other tests, which reckon: so no
processor waits. What each part says stands together, in one order.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from tools import places, tables
from tools.failures import Failures
from tools.postgresql import cluster

HERE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PROCESSES = int(os.environ.get("TEST_PROCESSES", "2"))
CHECKS = {
    "types": ["mypy", "src", "tests", "tools"],
    "format": [
        "ruff",
        "format",
        "--check",
        "--quiet",
        "src",
        "tests",
        "tools",
        "conftest.py",
        "manage.py",
    ],
    "rules": ["ruff", "check", "--quiet", "src", "tests", "tools", "conftest.py", "manage.py"],
    "floors": ["lint-imports"],
    "templates": ["djlint", "--quiet", "--lint", "src"],
    "template format": ["djlint", "--quiet", "--check", "src"],
    "styles": ["python", "-m", "tools.styles", "check"],
    "messages": ["python", "-m", "tools.messages", "check"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}
SLOWEST = ["--durations", "10", "--durations-min", "5"]
"""Each run names the tests that took longest."""
PARALLEL = ["-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder"]
JOURNEYS = ["tests/browser"]
"""Where they are: the workers of the journeys read no other tests."""
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")


class Tally:
    """What all test runs together counted."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.passed = self.failed = self.skipped = 0
        self.named: list[str] = []
        self._lock = RLock()

    def name(self, part: str, *failures: str) -> None:
        """Keep what failed in a part, to be named at the end."""
        with self._lock:
            self.named += (f"{part}: {failure}" for failure in failures)

    def read(self, closing_line: str, status: int) -> None:
        """Add what one run's closing line says; a run that fell over counts as one failure."""
        counts: dict[str, int] = {}
        for number, word in COUNT.findall(closing_line):
            counts[word.rstrip("s")] = counts.get(word.rstrip("s"), 0) + int(number)
        bad = counts.get("failed", 0) + counts.get("error", 0)
        self.add(
            passed=counts.get("passed", 0),
            failed=bad if bad or not status else 1,
            skipped=counts.get("skipped", 0),
        )

    def add(self, *, passed: int = 0, failed: int = 0, skipped: int = 0) -> None:
        """Add to the counts."""
        with self._lock:
            self.passed += passed
            self.failed += failed
            self.skipped += skipped


class Speaker:
    """What one part says: at once while it is its turn, else when those before it are done."""

    def __init__(self, before: "Speaker | None" = None) -> None:
        """Speak after another."""
        self._is_its_turn = before is None
        self._kept: list[str] = []
        self._next: Speaker | None = None
        self._ended = False
        self._lock: RLock = before._lock if before else RLock()
        if before:
            before._next = self

    def say(self, text: str) -> None:
        """Print, or keep for later."""
        with self._lock:
            self._kept.append(text)
            if self._is_its_turn:
                self._print()

    def end(self) -> None:
        """Let the next one speak."""
        with self._lock:
            self._ended = True
            if self._is_its_turn and self._next:
                self._next._begin()

    def _begin(self) -> None:
        self._is_its_turn = True
        self._print()
        if self._ended and self._next:
            self._next._begin()

    def _print(self) -> None:
        sys.stdout.write("".join(self._kept))
        sys.stdout.flush()
        self._kept.clear()


def environment(home: str, **more: str) -> dict[str, str]:
    """Return the environment of a run: its own data folder, nothing of the caller's.

    Byte code is kept: dozens of tests start processes, and each would compile the whole house.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TINHSO_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    path = f"{BIN}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "TINHSO_HOME": home, **more}


def prepare(home: str) -> None:
    """Compile catalogues and gather static files, as the installations that tests start do."""
    subprocess.run([sys.executable, "-m", "tools.messages", "compile"], cwd=HERE, check=True)
    subprocess.run(
        [sys.executable, "-m", "tinhso.config.tests.gathered"],
        cwd=HERE,
        env=environment(home, DJANGO_SETTINGS_MODULE="tinhso.config.settings"),
        check=True,
    )


class Tables:
    """The tables on SQLite that lanes copy, made by whoever comes first."""

    def __init__(self, folder: Path) -> None:
        """Make them in a folder."""
        self._folder = folder
        self._made: dict[str, str] = {}
        self._lock = RLock()

    def make(self) -> dict[str, str]:
        """Return what tells tests where they are."""
        with self._lock:
            self._made = self._made or tables.make(
                self._folder / "sqlite", environment(str(self._folder))
            )
        return self._made


class Lane:
    """Parts that run one after another, in a data folder of their own."""

    def __init__(
        self, tally: Tally, folder: Path, more: list[str], before: "Lane | None" = None
    ) -> None:
        """Count in `tally`; hand `more` to pytest; speak after another lane; share its tables."""
        self.tally, self.home, self.more = tally, folder, more
        self.asked: Path = folder / "asked"
        self.part = ""
        self.tables: Tables = before.tables if before else Tables(folder)
        self.speaker: Speaker = Speaker(before.speaker if before else None)
        self._running: list[subprocess.Popen[str]] = []
        self._is_stopped = False
        self._lock = RLock()
        folder.mkdir()

    def run(self, parts: list[Callable[["Lane"], None]]) -> None:
        """Run parts to their end."""
        try:
            for part in parts:
                if not self._is_stopped:
                    part(self)
        finally:
            self.speaker.end()

    def stop(self) -> None:
        """End what runs; it ends what its tests started."""
        with self._lock:
            self._is_stopped = True
            for process in self._running:
                process.send_signal(signal.SIGINT)

    def heading(self, text: str) -> None:
        """Say which part begins."""
        self.part = text
        self.speaker.say(f"\n== {text}\n")

    @contextmanager
    def start(self, command: list[str], **variables: str) -> Iterator["subprocess.Popen[str]"]:
        """Start a process whose words are read."""
        with self._lock:
            if self._is_stopped:
                raise KeyboardInterrupt
            process = subprocess.Popen(
                command,
                cwd=HERE,
                env=environment(str(self.home), **variables),
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            self._running.append(process)
        try:
            with process:
                yield process
        finally:
            with self._lock:
                self._running.remove(process)

    def pytest(self, *arguments: str, **variables: str) -> None:
        """Run one pytest session and count it."""
        command = [*(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"), *SLOWEST]
        last = ""
        failures = Failures()
        began = time.monotonic()
        with self.start([*command, *arguments, *self.more], **variables) as run:
            for line in run.stdout or ():
                self.speaker.say(line)
                failures.hear(line)
                if " in " in line and COUNT.search(line):
                    last = line
            used = _end(run)
        seconds = time.monotonic() - began
        self.speaker.say(f"{seconds:.0f} s, {used / seconds:.1f} processors busy\n")
        self.tally.read(last, run.returncode)
        self.tally.name(self.part, *failures.named)


def _end(process: "subprocess.Popen[str]") -> float:
    """Wait for a process; return the processor's seconds of it and of all that ended under it."""
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def check(lane: Lane) -> None:
    """Run the linters, two side by side, the slow one first; each that fails is one failure."""

    def one(command: list[str]) -> tuple[bool, str, float]:
        began = time.monotonic()
        with lane.start([str(BIN / command[0]), *command[1:]]) as process:
            said = process.communicate()[0]
        return process.returncode == 0, said, time.monotonic() - began

    lane.heading("checks")
    with ThreadPoolExecutor(PROCESSES) as pool:
        running = {pool.submit(one, command): name for name, command in CHECKS.items()}
        for done in as_completed(running):
            good, said, seconds = done.result()
            lane.tally.add(passed=good, failed=not good)
            if not good:
                lane.tally.name(lane.part, running[done])
            result = "ok" if good else "FAILED"
            lane.speaker.say(f"{said}{running[done]}: {result} ({seconds:.0f} s)\n")


def sqlite(lane: Lane) -> None:
    """Run all but the journeys on SQLite."""
    lane.heading("tests on SQLite")
    lane.asked.mkdir()
    made = {places.ASKED: str(lane.asked), **lane.tables.make()}
    lane.pytest("-m", "not browser and not crawl", *PARALLEL, **made)


def postgresql(lane: Lane) -> None:
    """Run what depends on the engine on a PostgreSQL that is started for it.

    After the tests on SQLite, as few as ask all that was asked there (`tools.places`), else all.
    """
    lane.heading("tests on PostgreSQL")
    with cluster() as url:
        made = {"TINHSO_DATABASE_URL": url}
        made |= tables.make(lane.home / "postgresql", environment(str(lane.home), **made))
        if lane.asked.exists():
            made[places.CHOSEN] = str(places.choose(lane.asked))
        chosen = "not browser and not own_processes and not crawl and not any_engine"
        lane.pytest("-m", chosen, *PARALLEL, **made)


def browser(lane: Lane) -> None:
    """Run the journeys."""
    lane.heading("journeys in a browser")
    where = [] if any(Path(word.partition("::")[0]).exists() for word in lane.more) else JOURNEYS
    chosen = "browser and not crawl"
    lane.pytest(*where, "-m", chosen, *PARALLEL, **lane.tables.make())


PARTS = {"check": check, "sqlite": sqlite, "postgresql": postgresql}
"""One after another; the journeys (`browser`) run beside them."""


def run_side_by_side(lanes: dict[Lane, list[Callable[[Lane], None]]]) -> None:
    """Run lanes to their end; where one breaks off or somebody asks, end all."""
    with ThreadPoolExecutor(len(lanes)) as pool:
        running = [pool.submit(lane.run, parts) for lane, parts in lanes.items()]
        try:
            for done in as_completed(running):
                done.result()
        except BaseException:
            for lane in lanes:
                lane.stop()
            raise


def main() -> int:
    """Run the parts that are asked for and close with their counts."""
    part, *more = sys.argv[1:] or ["all"]
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    # started in the background it is born deaf to this, and so would be all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="tinhso-test-") as home:
        if part != "check":
            prepare(home)
        first = Lane(tally, Path(home) / "first", more)
        beside = Lane(tally, Path(home) / "beside", more, before=first)
        run_side_by_side(
            {
                first: [run for name, run in PARTS.items() if part in {"all", name}],
                beside: [browser] if part in {"all", "browser"} else [],
            }
        )
    sys.stdout.write("".join(f"\nfailed in {name}" for name in tally.named))
    skipped = f", {tally.skipped} skipped" if tally.skipped else ""
    sys.stdout.write(f"\n{tally.passed} passed, {tally.failed} failed{skipped}\n")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
