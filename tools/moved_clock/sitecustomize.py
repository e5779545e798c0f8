"""Let every process of a run live some seconds ahead; Python imports this when it starts.

All processes read the same offset, so they agree on the time; monotonic clocks run on as they are.
"""

import os
import time
from datetime import UTC, datetime

import time_machine

if ahead := os.environ.get("TEST_CLOCK_AHEAD"):
    there = datetime.fromtimestamp(time.time() + int(ahead), tz=UTC)
    time_machine.travel(there, tick=True).start()
