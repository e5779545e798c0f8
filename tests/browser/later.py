"""The same house some days on: a second process over its folder whose clock is ahead.

What waits for a deadline is then seen after it, in the browser, by the same rules and records. Only
pages are served there; the background work stays with the house of today.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.browser.conftest import House, answers
from tests.browser.grown import ROOT
from tools.postgresql import free_port
from tools.waiting import HANGING


@contextmanager
def after(house: House, deadline: datetime) -> Iterator[str]:
    """Serve the house from a minute after a deadline on; gives its address there.

    Whoever goes there signs in anew: a session of today would end there and be lost here too.
    """
    moment = timezone.localtime(deadline + timedelta(minutes=1))
    port = free_port()
    log = house.home / "later.log"
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TINHSO_") and name != "TEST_CLOCK_AHEAD"
    }  # a run that is itself on another day must not count its own lead twice
    with log.open("wb") as written:
        serve = subprocess.Popen(
            [
                *(sys.executable, "-m", "tools.moved_clock", f"{moment:%Y-%m-%dT%H:%M}"),
                *(sys.executable, "-m", "tinhso.config.cli", "serve"),
            ],
            cwd=ROOT,
            env={**kept, "TINHSO_HOME": str(house.home), "TINHSO_PORT": str(port)},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + HANGING
    try:
        while not answers(f"{url}/healthz"):
            if serve.poll() is not None or time.monotonic() > until:
                pytest.fail(f"the later house did not open:\n{log.read_text()[-4000:]}")
            time.sleep(0.3)
        yield url
    finally:
        serve.send_signal(signal.SIGINT)
        serve.wait(timeout=HANGING)
