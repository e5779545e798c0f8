"""Several processes at once: nothing is lost, counted twice or left running."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tinhso.config.tests.busy import ACTS
from tinhso.config.tests.house import House, new_house
from tools.at_once import loaded
from tools.waiting import HANGING

pytestmark = pytest.mark.own_processes

PROCESSES = 8


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with new_house(tmp_path_factory.mktemp("house")) as made:
        yield made


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + HANGING
    while not true():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive_in_group(leader: int) -> list[int]:
    """Return the processes of a session that are not yet gone."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if leader in (int(fields[2]), int(fields[3])) and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def test_eight_processes_publish_and_record_without_gap_or_loss(house: House) -> None:
    with loaded("tinhso.config.tests.busy", house.environment) as busy:
        busy.said(*[[str(n)] for n in range(PROCESSES)])

    committed = PROCESSES * ACTS * 4 // 5
    places = house.sql(
        "SELECT p.position, e.payload FROM events_eventposition p"
        " JOIN events_publishedevent e ON e.id = p.event_id ORDER BY p.position"
    )
    assert [place for place, _payload in places] == list(range(1, 2 * committed + 1))
    seals = house.sql("SELECT position FROM audit_auditseal ORDER BY position")
    assert seals == [(n,) for n in range(1, committed + 1)]
    heard = [json.loads(str(payload)) for _place, payload in places]
    for who in range(PROCESSES):
        own = [(e["act"], e["half"]) for e in heard if e["who"] == who]
        assert own == sorted(own)
    assert house.verb("verify").count("audit: ok") == 1


def test_a_job_that_kills_its_worker_ends_parked_and_others_go_on(house: House) -> None:
    worker = house.start("tinhso.config.tests.deadly")
    try:
        wait_for(
            lambda: (
                house.sql("SELECT state FROM jobs_job WHERE name = 'tests.deadly'") == [("parked",)]
            )
        )
        rows = house.sql("SELECT name, state, attempts FROM jobs_job WHERE name LIKE 'tests.%'")
    finally:
        worker.terminate()
        worker.communicate(timeout=HANGING)

    assert sorted(rows) == [("tests.deadly", "parked", 2), ("tests.harmless", "done", 1)]
    assert alive_in_group(worker.pid) == []


class Run:
    """`tinhso run` on a free port."""

    def __init__(self, house: House) -> None:
        self.port = free_port()
        self.process = house.start("tinhso.config.cli", "run", TINHSO_PORT=str(self.port))
        wait_for(self.serves)
        self.lines = self.until_it_names_its_address()

    def serves(self) -> bool:
        assert self.process.poll() is None, self.process.communicate()[0]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
                self.health = json.load(answer)
        except OSError:
            return False
        return self.health["worker_seconds"] is not None

    def until_it_names_its_address(self) -> list[str]:
        lines: list[str] = []
        for line in self.process.stdout or ():
            lines.append(line)
            if f"http://127.0.0.1:{self.port}/" in line:
                break
        return lines

    def said(self) -> str:
        return "".join(self.lines) + self.process.communicate(timeout=HANGING)[0]

    def children(self) -> list[int]:
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
        )
        return [int(pid) for pid in found.stdout.split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_house_serves_and_leaves_no_process_however_it_ends(
    house: House, number: signal.Signals
) -> None:
    run = Run(house)
    children = run.children()

    run.process.send_signal(number)

    said = run.said()
    wait_for(lambda: not any(alive_in_group(pid) for pid in children))
    assert run.health["status"] == "ok"
    assert len(children) == len(("web", "background work", "demonstration bank"))
    if number is not signal.SIGKILL:
        assert run.process.returncode == 0
        assert f"http://127.0.0.1:{run.port}/" in said


def test_when_a_part_dies_the_house_says_so_and_ends(house: House) -> None:
    run = Run(house)
    children = run.children()

    os.kill(children[1], signal.SIGKILL)

    said = run.said()
    assert run.process.returncode == 1
    assert "background work ended by itself" in said
    wait_for(lambda: not any(alive_in_group(pid) for pid in children))


def test_a_second_start_in_the_same_folder_is_refused(house: House) -> None:
    run = Run(house)
    try:
        said = house.verb("run", status=1)
    finally:
        run.process.terminate()
        run.said()

    assert "already running" in said


def test_a_taken_port_is_said(house: House) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with house.start("tinhso.config.cli", "run", TINHSO_PORT=str(port)) as second:
            said = second.communicate(timeout=HANGING)[0]

    assert second.returncode == 1
    assert f"Port {port}" in said


def test_a_port_that_was_taken_while_the_house_got_ready_is_said(
    house: House, tmp_path: Path
) -> None:
    port = free_port()
    gathering = tmp_path / ".gathering"
    where = {"TINHSO_PORT": str(port), "TINHSO_STATIC_ROOT": str(tmp_path)}
    with gathering.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # it looks at its port, then waits here
        with house.start("tinhso.config.cli", "run", **where) as second:
            wait_for(lambda: second.poll() is not None or has_open(second.pid, gathering))
            with socket.socket() as other:
                other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                other.bind(("127.0.0.1", port))
                other.listen()
                fcntl.flock(lock, fcntl.LOCK_UN)
                said = second.communicate(timeout=HANGING)[0]

    assert second.returncode == 1
    assert said.index("static files") < said.index(f"Port {port}")


def has_open(pid: int, path: Path) -> bool:
    """Tell whether a process holds a file."""
    return str(path) in {os.path.realpath(held) for held in Path(f"/proc/{pid}/fd").iterdir()}


def test_a_peer_ends_when_its_house_was_gone_before_it_began(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    ended = subprocess.run(
        [sys.executable, "-m", "tinhso_peers.bank", "--port", str(free_port()), "--home", tmp_path],
        env={**os.environ, "BANK_SECRET": "x" * 32, "TINHSO_PARENT": str(gone.pid)},
        timeout=HANGING,
        check=False,
    )

    assert ended.returncode == 0


def test_a_web_process_leaves_what_it_is_made_of_out_of_the_sweeps(house: House) -> None:
    asked = "import gc, tinhso.config.wsgi; print(gc.get_freeze_count())"

    told = subprocess.run(
        [sys.executable, "-c", asked],
        env=house.environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(told.stdout) > 100_000
