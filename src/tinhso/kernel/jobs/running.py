"""Running one job: claim, heartbeat, end; and finding those whose worker was killed."""

import logging
import os
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from tinhso.kernel.errors import DomainError
from tinhso.kernel.jobs.definitions import JobDefinition, definitions
from tinhso.kernel.jobs.queueing import back_off
from tinhso.kernel.registry.counting import count_job

log = logging.getLogger(__name__)

OVERRUN_STATUS = 70


@dataclass
class _Run:
    job_id: int
    told_at: float = 0.0


_current: ContextVar[_Run | None] = ContextVar("current_job", default=None)


def worker_name() -> str:
    """Return the name of this process among the workers of the house."""
    return f"{socket.gethostname()}:{os.getpid()}"


def progress(done: int, total: int) -> None:
    """Show how far the running job has come; outside a job it does nothing.

    Written at most once a second, except for the last step. Call it outside transactions, or it
    is seen only when they end.
    """
    from tinhso.kernel.jobs.models import Job

    run = _current.get()
    now = monotonic()
    if run is None or (done < total and now - run.told_at < 1):
        return
    run.told_at = now
    Job.objects.filter(pk=run.job_id).update(progress_done=done, progress_total=total)


def run_job(job_id: int) -> None:
    """Run one attempt of a job, if it is due and nobody else has it.

    The attempt is committed before the work begins, so a job that kills its worker is counted.
    """
    from tinhso.kernel.jobs.models import Job, JobState

    now = timezone.now()
    job = Job.objects.filter(pk=job_id, state=JobState.WAITING, run_at__lte=now).first()
    if job is None:
        return
    definition = definitions.find(job.name)
    if definition is None:
        _park_unknown(job_id)
        return
    claimed = Job.objects.filter(pk=job_id, state=JobState.WAITING, run_at__lte=now).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        leased_by=worker_name(),
        lease_until=now + timedelta(seconds=definition.lease_seconds),
        started_at=now,
        finished_at=None,
    )
    if not claimed:
        return
    job.refresh_from_db()
    log.info("job started", extra={"job": job.name, "job_id": job_id, "attempt": job.attempts})
    token = _current.set(_Run(job_id))
    try:
        with _heartbeat(job_id, job.attempts, definition):
            definition.run(**job.arguments)
    except Exception as error:  # noqa: BLE001  the one boundary at which a bug becomes a parked job
        fail(job_id, job.attempts, describe(error))
        log.error(
            "job failed",
            extra={"job": job.name, "job_id": job_id, "error": describe(error)},
        )
    else:
        Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=job.attempts).update(
            state=JobState.DONE, finished_at=timezone.now(), lease_until=None, error=""
        )
        count_job(job.name, "done")
        log.info("job done", extra={"job": job.name, "job_id": job_id})
    finally:
        _current.reset(token)


def describe(error: BaseException) -> str:
    """Say what went wrong and where, without the message, which may name people."""
    if isinstance(error, DomainError):
        return f"{type(error).__name__} {error.code}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "tinhso" in f.filename]
    where = ""
    if frames:
        last = frames[-1]
        where = f" {last.filename.rsplit('tinhso/', 1)[-1]}:{last.lineno}"
    return f"{type(error).__name__}{where}"[:300]


def fail(job_id: int, attempt: int, error: str) -> None:
    """Put a failed attempt back to wait, or park the job when it was the last one."""
    from tinhso.kernel.jobs.models import Job, JobState

    now = timezone.now()
    mine = Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt)
    job = mine.first()
    if job is None:
        return
    if attempt >= job.max_attempts:
        mine.update(state=JobState.PARKED, error=error, finished_at=now, lease_until=None)
        count_job(job.name, "parked")
        return
    count_job(job.name, "failed")
    try:
        with transaction.atomic():
            mine.update(
                state=JobState.WAITING,
                error=error,
                run_at=now + back_off(attempt),
                handed_at=None,
                lease_until=None,
            )
    except IntegrityError:
        mine.update(state=JobState.SUPERSEDED, error=error, finished_at=now, lease_until=None)


def _park_unknown(job_id: int) -> None:
    from tinhso.kernel.jobs.models import Job, JobState

    Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
        state=JobState.PARKED, error="no such job in this version", finished_at=timezone.now()
    )


@contextmanager
def _heartbeat(job_id: int, attempt: int, definition: JobDefinition) -> Iterator[None]:
    """Renew the lease from a thread of its own while the work goes on."""
    if connection.in_atomic_block:  # a test runs the job in its own thread and transaction
        yield
        return
    done = threading.Event()
    beat = threading.Thread(
        target=_renew, args=(job_id, attempt, definition, done), daemon=True, name="heartbeat"
    )
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()


def _renew(job_id: int, attempt: int, definition: JobDefinition, done: threading.Event) -> None:
    from tinhso.kernel.jobs.models import Job, JobState

    ends_at = monotonic() + definition.limit_seconds
    try:
        while not done.wait(definition.lease_seconds / 4):
            if monotonic() > ends_at:
                log.error("job overran its limit", extra={"job": definition.name, "job_id": job_id})
                os._exit(OVERRUN_STATUS)
            try:
                Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt).update(
                    lease_until=timezone.now() + timedelta(seconds=definition.lease_seconds)
                )
            except DatabaseError as error:
                # The next beat may get through; a silent heart would give the job to another.
                log.warning(
                    "heartbeat failed", extra={"job": definition.name, "error": describe(error)}
                )
                connections.close_all()
    finally:
        connections.close_all()
