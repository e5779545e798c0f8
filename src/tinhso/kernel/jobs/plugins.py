"""What jobs plug into the running of the house."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.jobs.models import Job, JobState, Worker
from tinhso.kernel.registry.operations import (
    Concern,
    ConcernWords,
    concern_words,
    doctors,
    metrics,
)

SILENT = timedelta(seconds=30)


def worker_age() -> float | None:
    """Return the seconds since any worker was last seen; None when there has been none."""
    newest = Worker.objects.order_by("-seen_at").first()
    if newest is None:
        return None
    return max((timezone.now() - newest.seen_at).total_seconds(), 0.0)


def silent_workers() -> Iterator[Concern]:
    """Yield a concern when nobody does background work; cheap enough for each page."""
    age = worker_age()
    if age is None or age > SILENT.total_seconds():
        yield Concern(code="jobs.no_worker", is_error=False)


def _look() -> Iterator[Concern]:
    parked = Job.objects.filter(state=JobState.PARKED).count()
    if parked:
        yield Concern(code="jobs.parked", values={"count": parked}, is_error=False)
    yield from silent_workers()


def _gauges() -> Iterator[tuple[str, str, float]]:
    for state in (JobState.WAITING, JobState.RUNNING, JobState.PARKED):
        count = Job.objects.filter(state=state).count()
        yield f"tinhso_jobs_{state}", f"Jobs: {state}", count
    age = worker_age()
    yield "tinhso_worker_age_seconds", "Seconds since a worker was seen", -1 if age is None else age


concern_words.register(
    "jobs.parked",
    ConcernWords(
        _("Số việc nền đã dừng: %(count)d."),
        _("Mở Quản trị, Việc nền; sửa nguyên nhân rồi bấm Chạy lại."),
    ),
)
concern_words.register(
    "jobs.no_worker",
    ConcernWords(
        _("Không có tiến trình nào làm việc nền."),
        _("Khởi động `tinhso work` trên máy chủ. Thông báo, bản gửi đi và hẹn giờ đang chờ."),
    ),
)
doctors.register("jobs", _look)
metrics.register("jobs", _gauges)
