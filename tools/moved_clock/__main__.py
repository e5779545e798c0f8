"""`python -m tools.moved_clock 2027-02-06T23:50 COMMAND …` runs it from that Vietnamese moment on.

    .venv/bin/python -m tools.moved_clock 2027-02-06T23:50 .venv/bin/python -m pytest tests/browser

For tests only: the product has no setting for its clock. Only forward, because certificates and
sessions made on the way are of the real world.
"""

import os
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo


def main() -> None:
    """Become the command, in an environment that moves the clock of every Python below it."""
    moment, *command = sys.argv[1:]
    there = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    ahead = int(there.timestamp() - time.time())
    if ahead < 0 or not command:
        sys.exit("Name a moment to come, and a command.")
    path = [str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    moved = {
        "TEST_CLOCK_AHEAD": str(ahead),
        "PYTHONPATH": os.pathsep.join(path),
        # the clock is moved before pytest looks, so that it cannot rewrite what moves it
        "PYTEST_ADDOPTS": "-W ignore::pytest.PytestAssertRewriteWarning",
    }
    os.execvpe(command[0], command, {**os.environ, **moved})  # noqa: S606  the operator's own words


if __name__ == "__main__":
    main()
