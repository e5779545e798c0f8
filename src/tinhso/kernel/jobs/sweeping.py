"""What keeps jobs from being lost: due ones are handed over, dead ones found, old ones cleared."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tinhso.kernel.jobs.definitions import rhythms
from tinhso.kernel.jobs.models import Job, JobState, Schedule, Worker
from tinhso.kernel.jobs.queueing import enqueue, hand_over
from tinhso.kernel.jobs.running import fail

HANDED_LONG_AGO = timedelta(minutes=15)
KEEP_DONE = timedelta(days=7)
AT_ONCE = 100


def hand_over_due() -> int:
    """Give the engine the jobs whose time has come, and again those it seems to have lost."""
    now = timezone.now()
    due = Job.objects.filter(state=JobState.WAITING, run_at__lte=now).filter(
        Q(handed_at=None) | Q(handed_at__lt=now - HANDED_LONG_AGO)
    )
    handed = 0
    for job in due.order_by("run_at")[:AT_ONCE]:
        with transaction.atomic():
            claimed = Job.objects.filter(
                pk=job.pk, state=JobState.WAITING, handed_at=job.handed_at
            ).update(handed_at=now)
            if claimed:
                hand_over(job, now)
                handed += 1
    return handed


def end_lost_attempts() -> int:
    """End the attempts whose worker has been silent for longer than its lease."""
    lost = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=timezone.now())
    found = list(lost.values_list("pk", "attempts")[:AT_ONCE])
    for pk, attempts in found:
        fail(pk, attempts, "the worker ended without an answer")
    return len(found)


def start_periodic() -> int:
    """Ask for each periodic job whose time has come; one process of the house wins each."""
    now = timezone.now()
    known = dict(Schedule.objects.values_list("name", "next_at"))
    started = 0
    for name, rhythm in rhythms:
        if name not in known:
            Schedule.objects.get_or_create(name=name, defaults={"next_at": rhythm.next_after(now)})
            continue
        if known[name] > now:
            continue
        with transaction.atomic():
            claimed = Schedule.objects.filter(name=name, next_at=known[name]).update(
                next_at=rhythm.next_after(now), last_at=now
            )
            if claimed:
                enqueue(name, key=f"every:{name}")
                started += 1
    return started


def clear_old() -> int:
    """Delete the jobs that were done a week ago; parked ones stay until somebody looks."""
    ended = Job.objects.filter(
        state__in=[JobState.DONE, JobState.SUPERSEDED], finished_at__lt=timezone.now() - KEEP_DONE
    )
    removed, _by_model = ended.delete()
    Worker.objects.filter(seen_at__lt=timezone.now() - KEEP_DONE).delete()
    return removed
