"""Processes, their versions, and the cases that run on them."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.kernel.workflow.cache import definition_of
from tinhso.kernel.workflow.definition import Definition, Relation, Step, StepKind
from tinhso.kernel.workflow.rules import LIVE, ProcessState, StepState


class Immutable(Exception):
    """A version never changes: a correction is a new version."""


class ProcessDefinition(models.Model):
    """A process as a thing that has versions."""

    code = models.CharField(_("mã"), max_length=64, unique=True)
    name = models.CharField(_("tên"), max_length=300)

    def __str__(self) -> str:
        return self.code


class ProcessVersion(KeptRow):
    """What a process said at one time; never changed, never removed."""

    kept_as = "workflow"

    process = models.ForeignKey(
        ProcessDefinition, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("lần"))
    data_text = models.TextField(_("nội dung"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("lập lúc"))
    created_by = models.UUIDField(_("người lập"), null=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="workflow_version_number"),
            models.UniqueConstraint(fields=["process", "sha256"], name="workflow_version_content"),
        ]

    def __str__(self) -> str:
        return f"{self.process_id}/{self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Write it once."""
        if self.pk is not None:
            raise Immutable
        super().save(force_insert=True)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse: cases may still run on it."""
        raise Immutable

    @property
    def definition(self) -> Definition:
        """Return what it says; read once in each process."""
        return definition_of(self.sha256, lambda: self.data_text)


class ProcessInstance(models.Model):
    """One case, on the version on which it began."""

    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    state = models.CharField(_("trạng thái"), max_length=16, choices=ProcessState.choices)
    outcome = models.CharField(_("kết cục"), max_length=40, blank=True)
    values = models.JSONField(_("giá trị"), default=dict)
    started_at = models.DateTimeField(_("bắt đầu lúc"))
    paused_at = models.DateTimeField(_("tạm dừng từ"), null=True)
    finished_at = models.DateTimeField(_("kết thúc lúc"), null=True)

    first_steps: "Sequence[StepInstance]" = ()
    """What beginning it opened, what is due first first; for who began it, known of no other."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id"],
                condition=Q(state__in=[ProcessState.RUNNING, ProcessState.PAUSED]),
                name="workflow_one_running_case",
            )
        ]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="workflow_case_object")]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}"

    @property
    def is_running(self) -> bool:
        """Tell whether somebody may still act."""
        return self.state in {ProcessState.RUNNING, ProcessState.PAUSED}


class ProcessParty(models.Model):
    """Who is what to a case: agency, unit, and for a consulted one its own hours."""

    process = models.ForeignKey(
        ProcessInstance, on_delete=models.CASCADE, related_name="parties", db_index=False
    )
    relation = models.CharField(_("quan hệ"), max_length=16, choices=[(r, r) for r in Relation])
    position = models.PositiveSmallIntegerField()
    agency_id = models.BigIntegerField(_("cơ quan"))
    unit_id = models.BigIntegerField(_("đơn vị"), null=True)
    hours = models.PositiveIntegerField(_("số giờ"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process", "relation", "position"], name="workflow_party_position"
            )
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.agency_id}"


class StepQuerySet(models.QuerySet["StepInstance"]):
    """Named filters over visits to steps."""

    def live(self) -> Self:
        """Return those that are open or wait."""
        return self.filter(state__in=sorted(LIVE))

    def open(self) -> Self:
        """Return those on which somebody can act."""
        return self.filter(state=StepState.OPEN)


class StepInstance(models.Model):
    """One visit of a case to a step; rework makes a new row, history stays."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    process = models.ForeignKey(
        ProcessInstance, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")
    step_key = models.CharField(_("bước"), max_length=40)
    kind = models.CharField(_("loại"), max_length=20, choices=[(k, k) for k in StepKind])
    role = models.CharField(_("vai trò"), max_length=64, blank=True)
    relation = models.CharField(_("quan hệ"), max_length=16, blank=True)
    state = models.CharField(_("trạng thái"), max_length=16, choices=StepState.choices)
    object_kind = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    agency_id = models.BigIntegerField(_("cơ quan"), null=True)
    unit_id = models.BigIntegerField(_("đơn vị"), null=True)
    assignee = models.UUIDField(_("người được giao"), null=True)
    party = models.PositiveSmallIntegerField(null=True)
    needed = models.PositiveSmallIntegerField(default=0)
    arrived = models.PositiveSmallIntegerField(default=0)
    hours = models.PositiveIntegerField(_("số giờ"), default=0)
    opened_at = models.DateTimeField(_("mở lúc"))
    counted_from = models.DateTimeField(_("tính từ"), null=True)
    counted_minutes = models.PositiveIntegerField(_("số phút làm việc"), default=0)
    """From when and how much working time is counted; none where the deadline was named itself."""
    due_at = models.DateTimeField(_("hạn"), null=True)
    silent_at = models.DateTimeField(_("im lặng từ"), null=True)
    done_at = models.DateTimeField(_("xong lúc"), null=True)
    done_by = models.UUIDField(_("người xong"), null=True)
    delegated_by = models.UUIDField(_("được ủy quyền bởi"), null=True)
    move = models.CharField(_("cách chuyển"), max_length=40, blank=True)
    outcome = models.CharField(_("kết cục"), max_length=40, blank=True)
    reason = EncryptedTextField(_("lý do"), blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["process", "state"], name="workflow_step_case"),
            models.Index(
                fields=["unit_id", "due_at", "id"],
                condition=Q(state="open"),
                name="workflow_step_unit",
            ),
            models.Index(
                fields=["agency_id", "due_at", "id"],
                condition=Q(state="open"),
                name="workflow_step_agency",
            ),
            models.Index(
                fields=["assignee", "due_at", "id"],
                condition=Q(state="open"),
                name="workflow_step_assignee",
            ),
            models.Index(
                fields=["object_kind", "object_id"],
                condition=Q(state="open"),
                name="workflow_step_object",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state="open", kind="consultation", silent_at__isnull=True),
                name="workflow_step_silence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}: {self.step_key}"

    @property
    def by_due(self) -> tuple[bool, datetime]:
        """Its place among open steps: what is due first first."""
        return self.due_at is None, self.due_at or self.opened_at

    @property
    def step(self) -> Step:
        """Return what the process says of this step."""
        return self.process.version.definition.steps[self.step_key]

    @property
    def name(self) -> str:
        """Return the step's name in the reader's language."""
        return self.process.version.definition.name_of(self.step_key)

    @property
    def is_late(self) -> bool:
        """Tell whether a closed step was closed after it was due."""
        return bool(self.due_at and self.done_at and self.done_at > self.due_at)
