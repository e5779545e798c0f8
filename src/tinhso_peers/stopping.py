"""When a peer ends: at a signal, or when whoever started it is gone."""

import os
import signal
import threading


def wait_until_stopped(stopped: threading.Event) -> None:
    """Return once a signal came, `stopped` was set, or the parent process ended."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    parent = os.getppid()
    while not stopped.wait(1.0):
        if os.getppid() != parent:
            return
