"""`tinhso load`: so many requests a second at a real web server, and proof that none was lost.

The web server is the one of `tinhso serve`, started here with as many processes as is asked; people
sign in at it by password over HTTP. Each request is due at a moment of its own, whether those
before are answered or not, and its time counts from then. Without a rate everybody asks again as
soon as he is answered: that tells how many the house can answer.
"""

import os
import socket
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Final, TextIO

from django.db import connections

from tinhso.config.load_browsers import Browser, Session, sign_in
from tinhso.config.processes import Child, end_all, start
from tinhso.kernel.errors import DomainError
from tinhso.kernel.registry.loading import Ask, Load, Told, Walk, loads

HEADS: Final = ("times", "a second", "median", "p95", "p99", "statuses")
READY_SECONDS: Final = 60
THREADS: Final = 32
WHOLE_RATE: Final = "1000000/m"
"""Some few accounts stand for all of a province's people, each of whom has a rate of his own."""
FASTEST: Final = 300
"""Nobody answers more than so many a second here: so many matters are made ready."""


class NotServing(DomainError):
    """The web server did not answer within a minute of its start."""

    code = "config.not_serving"


@dataclass(frozen=True)
class Plan:
    """How hard and how long is asked, of how many processes; a rate of 0 is as fast as they can."""

    rate: float
    seconds: float
    processes: int = 1
    threads: int = THREADS

    @property
    def matters(self) -> int:
        """How many matters at most are begun: a third of the requests write, each at least one."""
        return int((self.rate or FASTEST) * self.seconds / 12) + self.threads


@dataclass
class Line:
    """What was measured under one name."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass
class Run:
    """One run: who asks next, and what came of it."""

    plan: Plan
    load: Load
    lines: dict[str, Line] = field(default_factory=lambda: defaultdict(Line))
    whole: Line = field(default_factory=Line)
    written: int = 0
    latest: float = 0.0
    """By how many milliseconds the asking itself was late at most."""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        """Make the matters ready."""
        self._lock = threading.Lock()
        self._number = 0
        self._ready: deque[tuple[Walk, Ask]] = deque(
            (walk, next(walk)) for walk in self.load.walks(self.plan.matters)
        )

    def ask_all(self, port: int, sessions: Mapping[str, Session]) -> None:
        """Ask until the time is over, by so many threads."""
        self._begins = time.monotonic()
        threads = [
            threading.Thread(target=self._ask, args=(Browser(port, sessions),))
            for _ in range(self.plan.threads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.seconds = time.monotonic() - self._begins

    def _ask(self, browser: Browser) -> None:
        while (due := self._due()) is not None:
            number, moment = due
            time.sleep(max(0.0, moment - time.monotonic()))
            walk, ask = self._next(number)
            late = (time.monotonic() - moment) * 1000
            told = browser.send(ask)
            took = (time.monotonic() - moment) * 1000
            with self._lock:
                self.latest = max(self.latest, late)
                for line in (self.lines[ask.name], self.whole):
                    line.milliseconds.append(took)
                    line.statuses[told.status] += 1
                self.written += walk is not None
            if walk is not None:
                self._go_on(walk, told)
        browser.close()

    def _due(self) -> tuple[int, float] | None:
        """Return the number of the next request and when it is due; nothing once time is over."""
        with self._lock:
            number, self._number = self._number, self._number + 1
        now = time.monotonic()
        moment = self._begins + number / self.plan.rate if self.plan.rate else now
        return (number, moment) if moment < self._begins + self.plan.seconds else None

    def _next(self, number: int) -> tuple[Walk | None, Ask]:
        """Return an act of a matter at each third request, else what somebody looks at."""
        if number % 3 == 0:
            with self._lock:
                if self._ready:
                    return self._ready.popleft()
        return None, self.load.read()

    def _go_on(self, walk: Walk, told: Told) -> None:
        """Let a matter go on, after those that wait."""
        try:
            ask = walk.send(told)
        except StopIteration:
            return
        with self._lock:
            # in front of those not begun, behind those under way: matters end as the run goes on
            self._ready.insert(min(self.plan.threads, len(self._ready)), (walk, ask))


def run(plan: Plan, out: TextIO, *, room: str = "dossiers") -> int:
    """Ask by a plan, print what came of it, and prove that it was done; 1 where it was not."""
    load = loads.get(room)()
    done = Run(plan, load)
    connections.close_all()
    with web_server(plan.processes) as (port, _child):
        sessions = signed_in(port, load)
        done.ask_all(port, sessions)
    told(done, out)
    return proved(done, out)


def compare(plan: Plan, out: TextIO, *, room: str = "dossiers") -> int:
    """Ask one process and then two as fast as they answer, and print both side by side."""
    rates: dict[int, float] = {}
    status = 0
    for processes in (1, 2):
        side = Plan(0, plan.seconds, processes, plan.threads)
        done = Run(side, load := loads.get(room)())
        connections.close_all()
        with web_server(processes) as (port, child):
            sessions = signed_in(port, load)
            before, own = _cpu_of(child.process.pid), time.process_time()
            done.ask_all(port, sessions)
            web = _cpu_of(child.process.pid) - before
            own = time.process_time() - own
        out.write(f"\n{processes} web process{'es' if processes > 1 else ''}\n")
        told(done, out)
        status = max(status, proved(done, out))
        rates[processes] = _rate(done)
        out.write(
            f"CPU seconds: web {web:.1f}, asking {own:.1f}, of {os.cpu_count()} cores for"
            f" {done.seconds:.1f} s; {len(done.whole.milliseconds) / max(web, 0.01):.1f} requests"
            " for each CPU second of the web\n"
        )
    out.write(
        f"\ntwo processes answer {rates[2] / rates[1]:.2f} times as many as one. Whoever asks and"
        " the database share the cores with them: a second process gets what these leave.\n"
    )
    return status


def told(done: Run, out: TextIO) -> None:
    """Print a table of what was asked, and a line of all."""
    out.write(_row("", HEADS))
    for name, line in sorted(done.lines.items()):
        out.write(_row(f"  {name}", _cells(line, done.seconds)))
    out.write(_row("all", _cells(done.whole, done.seconds)))
    share = 100 * done.written / max(len(done.whole.milliseconds), 1)
    out.write(
        f"{_rate(done):.1f} requests a second for {done.seconds:.0f} s, {share:.0f} % of them"
        f" writing; asked {done.latest:.0f} ms late at most\n"
    )


def proved(done: Run, out: TextIO) -> int:
    """Say what is lost, doubled, out of line or failed; 0 where nothing is."""
    failed = sum(n for status, n in done.whole.statuses.items() if status >= 500)
    unanswered = done.whole.statuses[0]
    found = list(done.load.prove())
    connections.close_all()
    for sentence in found[:50]:
        out.write(f"WRONG: {sentence}\n")
    out.write(
        f"proof: {len(found)} faults in what was answered as done and in the numbers given;"
        f" {failed} server errors, {unanswered} without an answer\n"
    )
    return 1 if found or failed or unanswered else 0


@contextmanager
def web_server(processes: int) -> Iterator[tuple[int, Child]]:
    """Start the house's web server on a free port, and end it again."""
    port = _free_port()
    more = {
        "TINHSO_WEB_WORKERS": str(processes),
        "TINHSO_PORT": str(port),
        "TINHSO_BIND": "127.0.0.1",
        "TINHSO_API_RATE": WHOLE_RATE,
    }
    with TemporaryDirectory() as folder:
        log = Path(folder) / "web.log"
        child = start("web", ["serve"], log, more=more)
        try:
            _wait_for(port, child)
            yield port, child
        finally:
            end_all([child])


def signed_in(port: int, load: Load) -> dict[str, Session]:
    """Sign everybody in."""
    return {login: sign_in(port=port, login=login, password=load.password) for login in load.logins}


def _wait_for(port: int, child: Child) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and child.is_alive():
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/dang-nhap/")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    raise NotServing(child.log.read_text(errors="replace")[-2000:])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _cpu_of(session: int) -> float:
    """Return the CPU seconds of all processes of a session; 0 where Linux does not say."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _rate(done: Run) -> float:
    return len(done.whole.milliseconds) / max(done.seconds, 0.001)


def _cells(line: Line, seconds: float) -> tuple[str, ...]:
    times = sorted(line.milliseconds)
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    statuses = " ".join(f"{status}×{n}" for status, n in sorted(line.statuses.items()))
    figures = [f"{cuts[place]:.0f}" for place in (49, 94, 98)] if cuts else ["", "", ""]
    return (str(len(times)), f"{len(times) / max(seconds, 0.001):.1f}", *figures, statuses)


def _row(name: str, cells: tuple[str, ...]) -> str:
    return f"{name:34}{''.join(f'{cell:>10}' for cell in cells[:5])}  {cells[5]}\n"
