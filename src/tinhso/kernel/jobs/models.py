"""The house's own record of background work; the engine underneath carries only its id."""

import json
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.jobs.definitions import title_of


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Đang chờ")
    RUNNING = "running", _("Đang chạy")
    DONE = "done", _("Đã xong")
    PARKED = "parked", _("Đã dừng lại")
    SUPERSEDED = "superseded", _("Đã có việc khác thay")


class JobQuerySet(models.QuerySet["Job"]):
    """Named filters of jobs."""

    def in_state(self, state: str) -> Self:
        """Keep the jobs of one state."""
        return self.filter(state=state)


class Job(models.Model):
    """One piece of background work, from being asked for to being done or parked."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("việc"), max_length=100)
    arguments_text = models.TextField(_("tham số"), default="{}")
    key = models.CharField(_("khóa"), max_length=200, null=True, blank=True)  # noqa: DJ001  null = no key; unique otherwise
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=JobState.choices, default=JobState.WAITING
    )
    run_at = models.DateTimeField(_("chạy lúc"))
    handed_at = models.DateTimeField(_("giao cho máy chạy lúc"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("số lần chạy"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("số lần tối đa"), default=5)
    leased_by = models.CharField(_("nơi chạy"), max_length=120, blank=True)
    lease_until = models.DateTimeField(_("giữ đến"), null=True, blank=True)
    progress_done = models.PositiveIntegerField(_("đã làm"), default=0)
    progress_total = models.PositiveIntegerField(_("tổng số"), default=0)
    error = models.CharField(_("lỗi"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    started_at = models.DateTimeField(_("bắt đầu"), null=True, blank=True)
    finished_at = models.DateTimeField(_("kết thúc"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state="waiting"), name="jobs_one_waiting_per_key"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "run_at"], name="jobs_state_run_at"),
            models.Index(fields=["state", "-id"], name="jobs_state_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.uid}"

    @property
    def title(self) -> str:
        """Return what operators call this work."""
        return title_of(self.name)

    @property
    def arguments(self) -> dict[str, Any]:
        """The keyword arguments, as given to `enqueue`."""
        found: dict[str, Any] = json.loads(self.arguments_text)
        return found


class Schedule(models.Model):
    """When a periodic job is next due; one process claims it by moving the time on."""

    name = models.CharField(_("việc"), max_length=100, unique=True)
    next_at = models.DateTimeField(_("lần tới"))
    last_at = models.DateTimeField(_("lần trước"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Return what operators call this work."""
        return title_of(self.name)


class Worker(models.Model):
    """A process that works in the background, seen by its heartbeat."""

    name = models.CharField(_("tên"), max_length=120, unique=True)
    started_at = models.DateTimeField(_("bắt đầu"))
    seen_at = models.DateTimeField(_("thấy lúc"))

    def __str__(self) -> str:
        return self.name


class DoneStep(models.Model):
    """A step of the first start that this installation has behind it."""

    name = models.CharField(_("bước"), max_length=120, unique=True)
    done_at = models.DateTimeField(_("xong lúc"), auto_now_add=True)

    def __str__(self) -> str:
        return self.name
