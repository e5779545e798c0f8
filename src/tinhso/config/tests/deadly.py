"""A worker with a job that kills it."""

import os
import signal
import sys

from tinhso.kernel.loading import load

if __name__ == "__main__":
    load()
    from tinhso.config.run import work
    from tinhso.kernel.jobs import enqueue, job

    @job("tests.deadly", max_attempts=2, lease_seconds=1)
    def deadly() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    @job("tests.harmless")
    def harmless() -> None:
        return None

    enqueue("tests.deadly")
    enqueue("tests.harmless")
    sys.exit(work())
