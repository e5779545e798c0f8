"""What jobs plug into the running of the house."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from tinhso.kernel.jobs.models import Job, JobState, Worker
from tinhso.kernel.registry.operations import Finding, doctors, metrics

SILENT = timedelta(seconds=30)


def worker_age() -> float | None:
    """Return the seconds since any worker was last seen; None when there has been none."""
    newest = Worker.objects.order_by("-seen_at").first()
    if newest is None:
        return None
    return max((timezone.now() - newest.seen_at).total_seconds(), 0.0)


def _look() -> Iterator[Finding]:
    parked = Job.objects.filter(state=JobState.PARKED).count()
    if parked:
        yield Finding("jobs.parked", f"{parked} jobs are parked: see /quan-tri/viec-nen/", False)
    age = worker_age()
    if age is None or age > SILENT.total_seconds():
        yield Finding("jobs.no_worker", "no worker beats: start `tinhso work`", False)


def _gauges() -> Iterator[tuple[str, str, float]]:
    for state in (JobState.WAITING, JobState.RUNNING, JobState.PARKED):
        count = Job.objects.filter(state=state).count()
        yield f"tinhso_jobs_{state}", f"Jobs: {state}", count
    age = worker_age()
    yield "tinhso_worker_age_seconds", "Seconds since a worker was seen", -1 if age is None else age


doctors.register("jobs", _look)
metrics.register("jobs", _gauges)
