"""The full grid: every demonstration account, 360 and 1280 px, both languages, light and dark.

    python -m tools.crawl [--since COMMIT] [pytest arguments]

Follows every link of every account in the test client, then walks every page in the browser; says
what is wrong with each. A walk that went through is written down with its commit, so that the
next run goes on where this one stopped; with `--since` walks count that went through at that
commit or later. `-k lanhdao` walks one account. Ends with a table of all walks. A second run in
the same checkout is turned away: it would take the house away under the first.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "crawl"
WALKS = ("tests/test_every_link.py", "tests/browser/test_full_grid.py")
"""All accounts and links in the test client, then the grid in the browser."""


@dataclass(frozen=True)
class Passed:
    """A walk that went through: at which commit, how many pages it opened, how long it took."""

    commit: str
    pages: int
    seconds: int


class Record:
    """What went through so far, kept in a file; each walk is written down as it ends."""

    def __init__(self, file: Path) -> None:
        """Read what earlier runs have left."""
        self.file = file
        rows = json.loads(file.read_text()) if file.exists() else {}
        self.passed = {name: Passed(**row) for name, row in rows.items()}

    def keep(self, name: str, passed: Passed) -> None:
        """Write a walk down."""
        self.passed[name] = passed
        self._save()

    def drop(self, name: str) -> None:
        """Forget a walk that has met a fault since."""
        if self.passed.pop(name, None):
            self._save()

    def standing(self, commits: Iterable[str]) -> set[str]:
        """Return the walks that went through at one of these commits."""
        known = frozenset(commits)
        return {name for name, passed in self.passed.items() if passed.commit in known}

    def _save(self) -> None:
        rows = {name: asdict(passed) for name, passed in sorted(self.passed.items())}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(rows, indent=1) + "\n")


class Crawl:
    """Leaves out of a run what stands already, writes down what went through, ends with a table."""

    def __init__(self, record: Record, commit: str, standing: set[str]) -> None:
        """Walk at this commit (empty: one that differs from what is committed, kept for nobody)."""
        self.record, self.commit, self.standing = record, commit, standing
        self.outcomes: dict[str, str] = {}

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out the walks that went through before."""
        anew = self.begin([item.nodeid for item in items])
        left_out = [item for item in items if item.nodeid not in anew]
        items[:] = [item for item in items if item.nodeid in anew]
        config.hook.pytest_deselected(items=left_out)

    def begin(self, nodeids: list[str]) -> list[str]:
        """Return which of these are walked; the others stand."""
        self.outcomes = {
            name: "went through before" if name in self.standing else "not reached"
            for name in map(name_of, nodeids)
        }
        return [nodeid for nodeid in nodeids if name_of(nodeid) not in self.standing]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write a walk down as soon as it has ended; say what it met."""
        name, said = name_of(report.nodeid), dict(report.user_properties)
        if report.failed:
            self.outcomes[name] = "met faults"
            self.record.drop(name)
            for fault in str(said.get("faults", "")).splitlines():
                sys.stdout.write(f"\n  {fault}")
        elif report.when == "call" and report.passed:
            self.outcomes[name] = "went through"
            pages = int(str(said.get("pages", 0)))
            passed = Passed(self.commit or "uncommitted", pages, round(report.duration))
            self.record.keep(name, passed)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print how every walk stands."""
        terminalreporter.section("walks")
        for line in table(self.outcomes, self.record.passed):
            terminalreporter.write_line(line)


def name_of(nodeid: str) -> str:
    """Return how a walk is called in the table: links or pages, account, language."""
    path, _, walk = nodeid.partition("[")
    return f"{'links' if 'every_link' in path else 'pages'} {walk.rstrip(']')}"


def table(outcomes: dict[str, str], passed: dict[str, Passed]) -> list[str]:
    """Return one line for each walk, then how many of them stand."""
    lines = [f"{'walk':<24}{'outcome':<22}{'commit':<13}{'pages':>6}{'seconds':>9}"]
    for name, outcome in outcomes.items():
        line = f"{name:<24}{outcome:<22}"
        if outcome.startswith("went through"):
            row = passed[name]
            line += f"{row.commit[:11]:<13}{row.pages:>6}{row.seconds:>9}"
        lines.append(line.rstrip())
    stand = sum(outcome.startswith("went through") for outcome in outcomes.values())
    return [*lines, f"{stand} of {len(outcomes)} walks went through"]


def git(*arguments: str) -> str:
    """Return what git answers; nothing where there is none."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


@contextmanager
def alone(kept: Path) -> Iterator[bool]:
    """Give whether no other run walks here; a run that was killed holds nothing."""
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "running").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def folder_of_the_house(commit: str) -> Path:
    """Return the folder of the province grown at this commit; one of another is taken away."""
    folder = KEPT / "house"
    grown_at = KEPT / "grown-at"
    if not commit or not grown_at.exists() or grown_at.read_text() != commit:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    grown_at.write_text(commit)
    return folder


def main() -> int:
    """Walk what has not gone through yet, unless another run does."""
    with alone(KEPT) as is_alone:
        if is_alone:
            return walk(sys.argv[1:])
    sys.stderr.write("Another crawl runs in this checkout; wait for its end or take another one.\n")
    return 1


def walk(arguments: list[str]) -> int:
    """Walk what has not gone through yet; return pytest's exit status."""
    commit = "" if git("status", "--porcelain") else git("rev-parse", "HEAD")
    count = {commit} - {""}
    if arguments[:1] == ["--since"]:
        since = git("rev-parse", "--verify", arguments[1])
        count |= {since, *git("rev-list", f"{since}..HEAD").split()} - {""}
        arguments = arguments[2:]
    record = Record(KEPT / "walks.json")
    os.environ.setdefault("TEST_LINKS_PER_PAGE", "10000")
    os.environ.setdefault("TINHSO_TEST_FOLDER", str(folder_of_the_house(commit)))
    crawl = Crawl(record, commit, record.standing(count))
    chosen = ["-v", "-p", "no:cacheprovider", "-p", "no:randomly", *WALKS]
    ended = int(pytest.main([*chosen, *arguments], plugins=[crawl]))
    return 0 if ended == pytest.ExitCode.NO_TESTS_COLLECTED and crawl.outcomes else ended


if __name__ == "__main__":
    sys.exit(main())
