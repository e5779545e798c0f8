"""For tests: run background work here and now."""

from django.utils import timezone

from tinhso.kernel.jobs.models import Job, JobState
from tinhso.kernel.jobs.running import run_job


def run_waiting_jobs(*names: str) -> int:
    """Run what is due, also what that work asks for; returns how many ran.

    A job that fails goes back to wait or is parked, as in life; look at `Job.error`.
    """
    ran = 0
    while True:
        due = Job.objects.filter(state=JobState.WAITING, run_at__lte=timezone.now())
        if names:
            due = due.filter(name__in=names)
        ids = list(due.order_by("id").values_list("pk", flat=True))
        if not ids:
            return ran
        for pk in ids:
            run_job(pk)
            ran += 1
