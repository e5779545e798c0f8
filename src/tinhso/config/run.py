"""`tinhso run`, `serve` and `work`: the house in one command, or its parts apart."""

import fcntl
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import connections

from tinhso.config import backup, preparing, upgrading
from tinhso.config.national_demo import portal_settings
from tinhso.config.processes import (
    PARENT,
    Child,
    die_with_parent,
    end_all,
    forked_children_die_with_parent,
    start,
)
from tinhso.kernel.registry.counting import share
from tinhso.kernel.registry.operations import start_notes

READY_SECONDS = 120
LOG_BYTES = 20_000_000


class Stop(Exception):
    """Somebody asked the house to stop."""


def say(line: str) -> None:
    """Tell the person at the terminal what is being done."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run() -> int:
    """Prepare the house, start web and background work, and end both when asked to stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    children: list[Child] = []
    others: list[Child] = []
    try:
        with _alone():
            _port_is_free()
            preparing.check_settings()
            preparing.compile_messages(say)
            preparing.gather_static_files(say)
            _is_not_resting()
            upgrading.bring_up(
                back_up=lambda: backup.back_up_at_home(say=say), rests=False, say=say
            )
            preparing.first_start(say)
            connections.close_all()
            logs = Path(settings.TINHSO_HOME) / "logs"
            _port_is_free()  # a first start takes its time; two houses at one port answer in turn
            children.append(start("web", ["serve"], _rotated(logs / "web.log")))
            children.append(start("background work", ["work"], _rotated(logs / "work.log")))
            _wait_until_it_serves(children)
            others.extend(_other_parties(logs))
            _greet()
            return _watch(children)
    except (Stop, KeyboardInterrupt):
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if children or others:
            say("Đang dừng …")
            end_all([*children, *others])


def serve() -> int:
    """Serve pages and API by granian until asked to stop."""
    from granian.constants import Interfaces
    from granian.server import Server

    die_with_parent()
    os.environ[PARENT] = str(os.getpid())
    connections.close_all()
    Server(
        "tinhso.config.wsgi:application",
        address=settings.TINHSO_BIND,
        port=settings.TINHSO_PORT,
        interface=Interfaces.WSGI,
        workers=settings.TINHSO_WEB_WORKERS,
        blocking_threads=settings.TINHSO_WEB_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
    ).serve()
    return 0


def work() -> int:
    """Do background work until asked to stop: the engine's workers and the pacemaker's rounds."""
    from django_q.cluster import Cluster

    from tinhso.kernel.jobs.pacemaker import Pacemaker

    die_with_parent()
    forked_children_die_with_parent()
    asked = threading.Event()
    share(Path(settings.TINHSO_HOME))
    connections.close_all()
    cluster = Cluster()
    cluster.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: asked.set())
    pacemaker = Pacemaker()
    pacemaker.start()
    while cluster.sentinel.is_alive() and not asked.wait(0.5):
        pass
    died = not asked.is_set()
    pacemaker.stop()
    cluster.stop()
    return 1 if died else 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the folder of the installation, so that it is not started twice."""
    path = Path(settings.TINHSO_HOME) / backup.RUN_LOCK
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise preparing.NotReady(
                f"Tỉnh Số is already running from {settings.TINHSO_HOME}."
                " Set TINHSO_HOME and TINHSO_PORT for a second installation."
            ) from None
        yield


def _port_is_free() -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.TINHSO_BIND else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.TINHSO_BIND, settings.TINHSO_PORT))
        except OSError as error:
            raise preparing.NotReady(
                f"Port {settings.TINHSO_PORT} at {settings.TINHSO_BIND} cannot be used"
                f" ({error.strerror}). Set TINHSO_PORT to another one."
            ) from None


def _is_not_resting() -> None:
    if upgrading.rest_mark().exists():
        raise preparing.NotReady(
            "The house rests since an upgrade or by its operator: look at it, then"
            " `tinhso maintenance off`."
        )


def _rotated(log: Path) -> Path:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    return log


def _local_address() -> str:
    host = settings.TINHSO_BIND
    if host in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.TINHSO_PORT}"


def _wait_until_it_serves(children: Sequence[Child]) -> None:
    until = time.monotonic() + READY_SECONDS
    request = urllib.request.Request(  # noqa: S310  our own address
        f"{_local_address()}/healthz", headers={"Host": settings.ALLOWED_HOSTS[0]}
    )
    while time.monotonic() < until:
        _all_alive(children)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  our own address
                json.load(answer)
                return
        except OSError:
            time.sleep(0.2)
    raise preparing.NotReady(f"The house did not answer; see {children[0].log}.")


def _all_alive(children: Sequence[Child]) -> None:
    for child in children:
        if not child.is_alive():
            raise preparing.NotReady(
                f"The process for {child.name} ended by itself (status"
                f" {child.process.returncode}); see {child.log}."
            )


def _other_parties(logs: Path) -> list[Child]:
    """Start the parties that are played in the demonstration; the house lives without them."""
    started: list[Child] = []
    if settings.TINHSO_BANK_IS_OURS:
        started.append(_bank(logs))
    if settings.TINHSO_DEMO_NATIONAL:
        started.append(_national_portal(logs))
    return started


def _national_portal(logs: Path) -> Child:
    arguments = [
        "--port",
        str(settings.TINHSO_NATIONAL_PORT),
        "--home",
        str(Path(settings.TINHSO_HOME) / "peers" / "national"),
        "--settings",
        str(portal_settings(_local_address())),
    ]
    connections.close_all()
    return start(
        "demonstration national portal",
        arguments,
        _rotated(logs / "national.log"),
        module="tinhso_peers.national_portal",
    )


def _bank(logs: Path) -> Child:
    arguments = [
        "--port",
        str(settings.TINHSO_BANK_PORT),
        "--home",
        str(Path(settings.TINHSO_HOME) / "peers" / "bank"),
        "--calls",
        f"{_local_address()}/thanh-toan/demo/bao/",
    ]
    return start(
        "demonstration bank",
        arguments,
        _rotated(logs / "bank.log"),
        module="tinhso_peers.bank",
        more={"BANK_SECRET": settings.TINHSO_BANK_SECRET},
    )


def _watch(children: Sequence[Child]) -> int:
    while True:
        _all_alive(children)
        time.sleep(0.5)


def _greet() -> None:
    say("")
    say(f"Tỉnh Số: {settings.TINHSO_BASE_URL}/")
    for _name, notes in start_notes:
        for line in notes():
            say(line)
    say("Ctrl-C để dừng. (Press Ctrl-C to stop.)")
