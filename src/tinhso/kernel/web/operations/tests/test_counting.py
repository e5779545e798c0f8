"""What `/metrics` counts: requests, jobs, deliveries and refused sign-ins, of all processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from tinhso.kernel.events import Event, handlers, publish, subscribe
from tinhso.kernel.events.models import OutboxEntry
from tinhso.kernel.events.outbox import deliver
from tinhso.kernel.jobs import enqueue, job
from tinhso.kernel.jobs.definitions import definitions
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.registry import counting
from tinhso.kernel.web.middleware import CountingMiddleware

pytestmark = pytest.mark.django_db

SOURCE = Path(__file__).resolve().parents[5]


def counted(name: str, **labels: str) -> float:
    """Return a count as a scrape reads it."""
    for family in text_string_to_metric_families(counting.exposition()):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return 0


class Grown:
    """How much a count grew since the test began."""

    def __init__(self, name: str, **labels: str) -> None:
        """Remember where it stands."""
        self._name, self._labels = name, labels
        self._before = counted(name, **labels)

    @property
    def by(self) -> float:
        """Return the difference."""
        return counted(self._name, **self._labels) - self._before


def requests(route: str, status: str, method: str = "GET") -> Grown:
    return Grown("tinhso_requests_total", method=method, route=route, status=status)


def test_requests_are_counted_by_route_and_status(client: Client) -> None:
    healthy, took = (
        requests("healthz", "2xx"),
        Grown("tinhso_request_seconds_count", method="GET", route="healthz"),
    )

    client.get("/healthz")
    client.get("/healthz")

    assert (healthy.by, took.by) == (2, 2)
    assert b"# TYPE tinhso_requests_total counter" in client.get("/metrics").content


def test_the_front_page_is_not_taken_for_an_address_nobody_has(client: Client) -> None:
    front, nobody = requests("/", "2xx"), requests("", "2xx")

    client.get("/")

    assert (front.by, nobody.by) == (1, 0)


def test_what_a_reader_chooses_becomes_no_label(client: Client) -> None:
    unknown, odd = requests("", "4xx"), requests("", "2xx", "OTHER")

    client.get("/nong-thi-hoa-012345678901/")
    CountingMiddleware(lambda _request: HttpResponse())(RequestFactory().generic("NONGTHIHOA", "/"))

    assert (unknown.by, odd.by) == (1, 1)
    assert "012345678901" not in counting.exposition()
    assert "NONGTHIHOA" not in counting.exposition()


@pytest.fixture
def _harbour() -> Iterator[None]:
    @job("tests.harbour", max_attempts=2)
    def sail(*, sinks: bool) -> None:
        if sinks:
            raise ValueError

    yield
    definitions._plugs.pop("tests.harbour")


@pytest.mark.usefixtures("_harbour")
def test_jobs_are_counted_by_outcome() -> None:
    done, failed, parked = (
        Grown("tinhso_job_runs_total", job="tests.harbour", outcome=outcome)
        for outcome in ("done", "failed", "parked")
    )
    enqueue("tests.harbour", sinks=False)
    sinking = enqueue("tests.harbour", sinks=True)

    run_waiting_jobs("tests.harbour")
    assert (done.by, failed.by, parked.by) == (1, 1, 0)

    Job.objects.filter(pk=sinking.pk).update(run_at=timezone.now())
    run_waiting_jobs("tests.harbour")
    assert (done.by, failed.by, parked.by) == (1, 1, 1)


@dataclass(frozen=True, kw_only=True)
class CrateLanded(Event):
    crate_id: int


@pytest.fixture
def crates() -> Iterator[list[bool]]:
    answers: list[bool] = []

    def take(_event: CrateLanded) -> None:
        if not answers.pop(0):
            raise ValueError

    subscribe(CrateLanded, after_commit=True, name="tests.quay", max_attempts=2)(take)
    yield answers
    handlers._outside.pop(CrateLanded)
    handlers.deliveries._plugs.pop("tests.quay")


def test_deliveries_are_counted_by_outcome(crates: list[bool]) -> None:
    sent, failed, parked = (
        Grown("tinhso_deliveries_total", receiver="tests.quay", outcome=outcome)
        for outcome in ("sent", "failed", "parked")
    )
    crates += [True, False, False]
    publish(CrateLanded(crate_id=1))
    deliver("tests.quay")
    publish(CrateLanded(crate_id=2))
    deliver("tests.quay")
    assert (sent.by, failed.by, parked.by) == (1, 1, 0)

    OutboxEntry.objects.update(due_at=timezone.now())
    deliver("tests.quay")

    assert (sent.by, failed.by, parked.by) == (1, 1, 1)


COUNT = """
import sys
from pathlib import Path
from tinhso.kernel.registry import counting
counting.share(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    counting.count_job("tests.harbour", "done")
print(counting.exposition(), flush=True)
sys.stdin.read()
"""


def process(home: Path, times: int) -> "subprocess.Popen[str]":
    """Start a process that counts, tells the sums it reads, and stays until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", COUNT, str(home), str(times)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def sum_read_by(reader: "subprocess.Popen[str]") -> str:
    """Return the line that a process read, of all that count."""
    assert reader.stdout is not None
    return next(line.strip() for line in reader.stdout if line.startswith("tinhso_job_runs_total"))


@pytest.mark.own_processes
def test_a_scrape_of_any_process_tells_of_all_living_and_ended(tmp_path: Path) -> None:
    line = 'tinhso_job_runs_total{job="tests.harbour",outcome="done"} '
    first = process(tmp_path, 3)
    assert sum_read_by(first) == f"{line}3.0"
    second = process(tmp_path, 4)
    assert sum_read_by(second) == f"{line}7.0"
    first.communicate()
    third = process(tmp_path, 5)

    assert sum_read_by(third) == f"{line}12.0"

    second.communicate()
    third.communicate()
    assert len(list(tmp_path.glob("metrics/*/counter_*.db"))) == 2


@pytest.mark.own_processes
def test_files_of_an_earlier_start_of_the_machine_are_removed(tmp_path: Path) -> None:
    torn = tmp_path / "metrics" / "before" / "counter_0.db"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"\xff" * 64)

    one = process(tmp_path, 1)

    assert sum_read_by(one).endswith(" 1.0")
    one.communicate()
    assert not torn.exists()
