"""Everything CI runs, in one order, with the counts of all runs in the last line.

python -m tools.testing all|check|sqlite|postgresql|browser [pytest arguments]
"""

import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from tools import tables
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
    "messages": ["python", "-m", "tools.messages", "check"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}
SLOWEST = ["--durations", "10", "--durations-min", "5"]
"""Each run names the tests that took longest."""
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")


class Tally:
    """What all test runs together counted."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.passed = self.failed = self.skipped = 0

    def read(self, closing_line: str, status: int) -> None:
        """Add what one run's closing line says; a run that fell over counts as one failure."""
        counts: dict[str, int] = {}
        for number, word in COUNT.findall(closing_line):
            counts[word.rstrip("s")] = counts.get(word.rstrip("s"), 0) + int(number)
        self.passed += counts.get("passed", 0)
        self.skipped += counts.get("skipped", 0)
        bad = counts.get("failed", 0) + counts.get("error", 0)
        self.failed += bad if bad or not status else 1


def heading(text: str) -> None:
    """Say which part begins."""
    sys.stdout.write(f"\n== {text}\n")
    sys.stdout.flush()


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


def check(tally: Tally, home: str) -> None:
    """Run the linters, two side by side, the slow one first; each that fails is one failure."""

    def one(command: list[str]) -> tuple[bool, str, float]:
        began = time.monotonic()
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=HERE,
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.returncode == 0, done.stdout, time.monotonic() - began

    heading("checks")
    with ThreadPoolExecutor(PROCESSES) as pool:
        running = {pool.submit(one, command): name for name, command in CHECKS.items()}
        for done in as_completed(running):
            good, said, seconds = done.result()
            tally.passed += good
            tally.failed += not good
            result = "ok" if good else "FAILED"
            sys.stdout.write(f"{said}{running[done]}: {result} ({seconds:.0f} s)\n")
            sys.stdout.flush()


def pytest(tally: Tally, home: str, *arguments: str, **variables: str) -> None:
    """Run one pytest session and count it."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SLOWEST, *arguments]
    last = ""
    with subprocess.Popen(
        command, cwd=HERE, env=environment(home, **variables), text=True, stdout=subprocess.PIPE
    ) as run:
        try:
            for line in run.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                if " in " in line and COUNT.search(line):
                    last = line
        except BaseException:
            run.send_signal(signal.SIGINT)  # it ends what its tests started
            raise
    tally.read(last, run.returncode)


@contextmanager
def timed() -> Iterator[None]:
    """Say at the end how long a part took and how busy it kept the processors: what waits shows."""
    began, before = time.monotonic(), _processor_seconds()
    yield
    seconds, used = time.monotonic() - began, _processor_seconds() - before
    sys.stdout.write(f"{seconds:.0f} s, {used / seconds:.1f} processors busy\n")
    sys.stdout.flush()


def _processor_seconds() -> float:
    """Return what ended children used; a server that a test leaves to the system is not in it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def prepare(home: str) -> None:
    """Compile catalogues and gather static files, as an installation does."""
    subprocess.run([sys.executable, "-m", "tools.messages", "compile"], cwd=HERE, check=True)
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
        cwd=HERE,
        env=environment(home),
        check=True,
    )


def main() -> int:
    """Run the parts that are asked for and close with their counts."""
    part, *more = sys.argv[1:] or ["all"]
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    tally = Tally()
    parallel = ["-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder"]
    with tempfile.TemporaryDirectory(prefix="tinhso-test-") as home:
        if part in {"all", "check"}:
            with timed():
                check(tally, home)
        if part != "check":
            prepare(home)
        if part in {"all", "sqlite"}:
            heading("tests on SQLite")
            made = tables.make(Path(home) / "sqlite", environment(home))
            with timed():
                pytest(tally, home, "-m", "not browser and not crawl", *parallel, *more, **made)
        if part in {"all", "postgresql"}:
            heading("tests on PostgreSQL")
            with timed(), cluster() as url:
                made = {"TINHSO_DATABASE_URL": url}
                made |= tables.make(Path(home) / "postgresql", environment(home, **made))
                chosen = "not browser and not own_processes and not crawl"
                pytest(tally, home, "-m", chosen, *parallel, *more, **made)
        if part in {"all", "browser"}:
            heading("journeys in a browser")
            with timed():
                pytest(tally, home, "-m", "browser and not crawl", *parallel, *more)
    skipped = f", {tally.skipped} skipped" if tally.skipped else ""
    sys.stdout.write(f"\n{tally.passed} passed, {tally.failed} failed{skipped}\n")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
