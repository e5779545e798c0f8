"""Counts for `/metrics`: what this house did since it was started, by bounded names only.

Labels are templates of routes, names of jobs and receivers, and codes of the source: never a path,
an account or anything else a reader can choose. Counting costs some microseconds and asks no
database.
"""

import fcntl
import logging
import os
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

log = logging.getLogger(__name__)

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SIZES: Final = {"counter": 1 << 20, "histogram": 4 << 20}
BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped
_own: Final = CollectorRegistry()
_shared: Path | None = None

_requests: Final = Counter(
    "tinhso_requests",
    "Requests answered, by method, route and class of status",
    ["method", "route", "status"],
    registry=_own,
)
_durations: Final = Histogram(
    "tinhso_request_seconds",
    "Seconds until a request was answered, by method and route",
    ["method", "route"],
    buckets=BUCKETS,
    registry=_own,
)
_jobs: Final = Counter(
    "tinhso_job_runs",
    "Attempts of jobs that ended, by name and outcome",
    ["job", "outcome"],
    registry=_own,
)
_deliveries: Final = Counter(
    "tinhso_deliveries",
    "Attempts to bring an event to a receiver, by receiver and outcome",
    ["receiver", "outcome"],
    registry=_own,
)
_refused: Final = Counter(
    "tinhso_sign_ins_refused", "Sign-ins refused, by reason", ["reason"], registry=_own
)

_stamps: Final = Counter(
    "tinhso_time_stamps_refused",
    "Time-stamps not given because the clock could not be trusted",
    registry=_own,
)


def count_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request; `route` is the template of its address."""
    known = method if method in METHODS else "OTHER"
    _requests.labels(known, route, f"{status // 100}xx").inc()
    _durations.labels(known, route).observe(seconds)


def count_job(name: str, outcome: str) -> None:
    """Count an ended attempt of a job: done, failed (tried again) or parked."""
    _jobs.labels(name, outcome).inc()


def count_delivery(receiver: str, outcome: str) -> None:
    """Count an attempt to deliver: sent, failed (tried again) or parked."""
    _deliveries.labels(receiver, outcome).inc()


def count_refused_sign_in(reason: str) -> None:
    """Count a sign-in that was refused, by a reason of the source."""
    _refused.labels(reason).inc()


def count_refused_stamp() -> None:
    """Count a time-stamp that was not given because the clock could not be trusted."""
    _stamps.inc()


def exposition() -> str:
    """Return all counts as Prometheus reads them: of all processes of this machine, if shared."""
    if _shared is None:
        return generate_latest(_own).decode()
    together = CollectorRegistry()
    MultiProcessCollector(together, path=str(_shared))  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return generate_latest(together).decode()


def share(home: Path) -> None:
    """Count together with the other processes that serve and work from this folder.

    Each process writes a file of its own, and one that ends leaves its file to its successor, so
    that sums never go down and files do not pile up. Files of an earlier start of the machine,
    which a power cut may have torn, are removed. Where there is no room, it counts alone.
    """
    global _shared
    boot = BOOT_ID.read_text().strip() if BOOT_ID.exists() else "this"
    folder = home / "metrics" / boot
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in folder.parent.iterdir():
            if other != folder:
                rmtree(other, ignore_errors=True)
        place = _Place(folder)
        place()
    except OSError as error:
        log.warning("counts are not shared", extra={"error": type(error).__name__})
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue(place)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    _shared = folder


class _Place:
    """The number under which a process counts: the lowest that no living process has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = 0
        self._number = 0

    def __call__(self) -> int:
        if self._process != os.getpid():
            self._take()
        return self._number

    def _take(self) -> None:
        number = 0
        while not self._is_mine(number):
            number += 1
        self._number, self._process = number, os.getpid()
        for kind, size in SIZES.items():
            self._make_room(self._folder / f"{kind}_{number}.db", size)

    def _is_mine(self, number: int) -> bool:
        """Lock a number until this process ends; a forked child does not inherit the lock."""
        held = os.open(self._folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        with suppress(BlockingIOError, PermissionError):
            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        os.close(held)
        return False

    @staticmethod
    def _make_room(path: Path, size: int) -> None:
        """Take the room on the disk now: writing to a mapped file on a full one ends a process."""
        made = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(made, 0, size)
        finally:
            os.close(made)
