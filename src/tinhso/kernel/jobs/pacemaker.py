"""Beating: each pulse in a thread of its own, and the worker's heartbeat for `/healthz`."""

import logging
import threading

from django.db import DatabaseError, connections
from django.utils import timezone

from tinhso.kernel.jobs.pulse import Pulse, pulses
from tinhso.kernel.jobs.running import describe, worker_name

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5.0
AFTER_ERROR_SECONDS = 5.0


class Pacemaker:
    """Runs every pulse at its rhythm until it is told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._beat, args=(p,), name=p.name, daemon=True)
            for _name, p in pulses
        ]
        heartbeat = Pulse("heartbeat", _tell, HEARTBEAT_SECONDS)
        self._threads.append(
            threading.Thread(target=self._beat, args=(heartbeat,), name="heartbeat", daemon=True)
        )

    def start(self) -> None:
        """Start beating."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop after the rounds under way, and take this process off the list of workers."""
        from tinhso.kernel.jobs.models import Worker

        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)
        Worker.objects.filter(name=worker_name()).delete()

    def _beat(self, pulse: Pulse) -> None:
        wait = 0.0
        while not self._stop.wait(wait):
            wait = pulse.seconds
            try:
                pulse.run()
            except DatabaseError as error:
                log.warning("round failed", extra={"pulse": pulse.name, "error": describe(error)})
                connections.close_all()
                wait = AFTER_ERROR_SECONDS
            except Exception as error:  # noqa: BLE001  one faulty round must not stop the others
                log.error("round failed", extra={"pulse": pulse.name, "error": describe(error)})
                wait = AFTER_ERROR_SECONDS
        connections.close_all()


def _tell() -> None:
    from tinhso.kernel.jobs.models import Worker

    now = timezone.now()
    Worker.objects.update_or_create(
        name=worker_name(),
        defaults={"seen_at": now},
        create_defaults={"seen_at": now, "started_at": now},
    )
