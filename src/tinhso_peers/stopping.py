"""When a peer ends: at a signal, or when whoever started it is gone."""

import os
import signal
import threading

PARENT = "TINHSO_PARENT"


def wait_until_stopped(stopped: threading.Event) -> None:
    """Return once a signal came, `stopped` was set, or the parent process ended.

    A house that starts a peer names itself in `TINHSO_PARENT`: it may be gone before this begins.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    parent = int(os.environ.get(PARENT) or os.getppid())
    while os.getppid() == parent and not stopped.wait(1.0):
        pass
