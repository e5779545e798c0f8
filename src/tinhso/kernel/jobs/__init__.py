"""Background work that is at least once, visible and never silently lost.

    @job("dossiers.send_receipt", max_attempts=5, lease_seconds=120)
    def send_receipt(*, dossier_id: int) -> None: ...

    enqueue("dossiers.send_receipt", dossier_id=dossier.pk)   # inside the act's transaction

    @every("dossiers.remind", daily_at="07:00")
    def remind() -> None: ...

A job may run twice, so its body calls a service that can be called twice. Arguments are ids and
codes, never personal values. `progress(done, total)` shows how far a long job has come.
"""

from tinhso.kernel.jobs.definitions import JobDefinition, definitions, every, job
from tinhso.kernel.jobs.pulse import pulse
from tinhso.kernel.jobs.queueing import enqueue, park, run_again
from tinhso.kernel.jobs.running import progress

__all__ = [
    "JobDefinition",
    "definitions",
    "enqueue",
    "every",
    "job",
    "park",
    "progress",
    "pulse",
    "run_again",
]
