"""Processes of the house: started, ended together, and never left behind."""

import contextlib
import ctypes
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 20
PARENT = "TINHSO_PARENT"


def die_with_parent(signal_number: int = signal.SIGTERM) -> None:
    """Ask Linux to send this process a signal when its parent ends, however it ends.

    Elsewhere it does nothing: there only an orderly end of the parent ends its children.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number)
    expected = os.environ.get(PARENT)
    if expected and os.getppid() == 1 and expected != "1":
        sys.exit(1)  # the parent was gone before the request could be made


def forked_children_die_with_parent() -> None:
    """Have every process that is forked from here on end with the one that forked it."""
    os.environ.pop(PARENT, None)
    os.register_at_fork(after_in_child=lambda: die_with_parent(signal.SIGKILL))


def settle_in(addresses: str) -> None:
    """Load every page of the house, named by its module of addresses, before anybody asks.

    What stands then stands as long as the process: it is taken out of the sweeps for garbage, of
    which a whole one would read all of it, a quarter of a second in the middle of a request.
    """
    import_module(addresses)
    gc.collect()
    gc.freeze()


@dataclass
class Child:
    """A process under this one."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self.process.poll() is None

    def end(self) -> None:
        """End it and all its own children: by request, then by force."""
        if self.is_alive():
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end until a moment of `time.monotonic`, then force it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(
    name: str,
    arguments: Sequence[str],
    log: Path,
    *,
    module: str = "tinhso.config.cli",
    more: Mapping[str, str] | None = None,
) -> Child:
    """Start a verb of the house as a child in a session of its own, its words going to a file.

    `module` names another program than the house's, `more` what stands in its environment.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        PARENT: str(os.getpid()),
        "PYTHONUNBUFFERED": "1",
        **(more or {}),
    }
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and our own verb
            [sys.executable, "-m", module, *arguments],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    return Child(name, process, log)


def end_all(children: Sequence[Child]) -> None:
    """End every child; returns when none is left."""
    for child in children:
        child.end()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.wait(until)
