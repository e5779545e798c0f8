"""Asking for work, and what an operator does with work that stopped."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.errors import DomainError, NotFound
from tinhso.kernel.jobs.definitions import definitions

if TYPE_CHECKING:
    from uuid import UUID

    from tinhso.kernel.jobs.models import Job

RUNNER = "tinhso.kernel.jobs.running.run_job"


class JobNotParked(DomainError):
    """Only work that stopped can be run again by hand."""

    code = "jobs.not_parked"
    title = _("Chỉ chạy lại được việc đã dừng.")


class JobUnderWay(DomainError):
    """Work that is running or over cannot be parked."""

    code = "jobs.under_way"
    title = _("Chỉ dừng được việc đang chờ.")


def enqueue(
    name: str, *, run_at: datetime | None = None, key: str | None = None, **arguments: object
) -> "Job":
    """Ask for a job within the current transaction: it exists if the transaction commits.

    With a `key`, a job of that key that still waits is returned instead of a second one; it will
    not start before this transaction ends, so it sees what was written here. Concurrent
    transactions with one key wait for each other: take the key from the changed record.
    """
    from tinhso.kernel.jobs.models import Job, JobState

    definition = definitions.get(name)
    now = timezone.now()
    job = Job(
        name=name,
        arguments_text=canonical_json(arguments),
        key=key,
        run_at=run_at or now,
        max_attempts=definition.max_attempts,
    )
    with transaction.atomic(savepoint=False):
        if key is None:
            job.save(force_insert=True)
        else:
            while True:
                Job.objects.bulk_create([job], ignore_conflicts=True)
                kept = (
                    Job.objects.filter(key=key, state=JobState.WAITING).select_for_update().first()
                )
                if kept is not None:
                    break
            if kept.uid != job.uid:
                return kept
            job = kept
        if job.run_at <= now:
            hand_over(job, now)
    return job


def hand_over(job: "Job", now: datetime) -> None:
    """Give the engine the job's id, in the current transaction."""
    from django_q.brokers import get_broker
    from django_q.tasks import async_task

    from tinhso.kernel.jobs.models import Job

    broker = get_broker()
    async_task(RUNNER, job.pk, broker=broker, task_name=f"{job.name}:{job.pk}", timeout=-1)
    Job.objects.filter(pk=job.pk).update(handed_at=now)
    job.handed_at = now


def run_again(*, uid: "UUID") -> "Job":
    """Let a parked job be tried anew, with its attempts counted from nought.

    Raises `NotFound`, or `JobNotParked` when it is in any other state.
    """
    from tinhso.kernel.jobs.models import Job, JobState

    with transaction.atomic():
        job = Job.objects.select_for_update().filter(uid=uid).first()
        if job is None:
            raise NotFound
        if job.state != JobState.PARKED:
            raise JobNotParked
        if job.key and Job.objects.filter(key=job.key, state=JobState.WAITING).exists():
            job.state = JobState.SUPERSEDED
            job.save(update_fields=["state"])
            return job
        now = timezone.now()
        job.state = JobState.WAITING
        job.attempts = 0
        job.run_at = now
        job.finished_at = None
        job.save(update_fields=["state", "attempts", "run_at", "finished_at"])
        hand_over(job, now)
    return job


def park(*, uid: "UUID") -> "Job":
    """Set aside a job that still waits, until an operator runs it again."""
    from tinhso.kernel.jobs.models import Job, JobState

    with transaction.atomic():
        job = Job.objects.select_for_update().filter(uid=uid).first()
        if job is None:
            raise NotFound
        if job.state != JobState.WAITING:
            raise JobUnderWay
        job.state = JobState.PARKED
        job.finished_at = timezone.now()
        job.save(update_fields=["state", "finished_at"])
    return job


def back_off(attempts: int) -> timedelta:
    """Return how long to wait after so many failures: 5 s, 10 s, 20 s ... at most an hour."""
    return timedelta(seconds=min(5 * 2 ** max(attempts - 1, 0), 3600))
