"""What others ask of a case. Sight is the room's that owns the object; ask it first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.utils import timezone

from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.words import worded
from tinhso.kernel.workflow.definition import Move, MoveKind, StepKind
from tinhso.kernel.workflow.expressions import holds
from tinhso.kernel.workflow.models import (
    ProcessInstance,
    ProcessVersion,
    StepInstance,
    StepQuerySet,
)
from tinhso.kernel.workflow.registry import GuardContext, guards
from tinhso.kernel.workflow.rules import ProcessState, StepState


@dataclass(frozen=True)
class OfferedMove:
    """A move one actor may make now; `blocked` says what must be true first."""

    key: str
    label: str
    kind: str
    reason: str
    blocked: str

    @property
    def is_return(self) -> bool:
        """Tell whether it sends the case back."""
        return self.kind == MoveKind.RETURN


@dataclass(frozen=True)
class Progress:
    """How far a case has come, for a page that may tell no more."""

    hours_done: int
    hours_total: int

    @property
    def percent(self) -> int:
        """Return the share of the way, 0 to 100."""
        return min(100, round(100 * self.hours_done / self.hours_total)) if self.hours_total else 0


@kept("workflow")
def version_kept(version_id: int) -> ProcessVersion:
    """Return the version a case runs on; it is shared by whoever asks."""
    return ProcessVersion.objects.select_related("process").get(pk=version_id)


def live_process(*, object_kind: str, object_id: int) -> ProcessInstance | None:
    """Return the case of an object: the running one, else the last."""
    cases = read(ProcessInstance, object_kind=object_kind, object_id=object_id)
    if not cases:
        return None
    cases[-1].version = version_kept(cases[-1].version_id)
    return cases[-1]


def steps_of(process: ProcessInstance) -> list[StepInstance]:
    """Return the open steps of one case, what is due first first."""
    steps = read(StepInstance, process=process.pk, state=(StepState.OPEN.value,))
    for step in steps:
        step.process = process
    return sorted(steps, key=attrgetter("by_due"))


def open_steps(
    *,
    unit_ids: Collection[int] | None = None,
    agency_ids: Collection[int] | None = None,
    assignee: UUID | None = None,
    object_kind: str | None = None,
    object_id: int | None = None,
    due_before: datetime | None = None,
) -> StepQuerySet:
    """Return the open steps that match, what is due first first."""
    found = StepInstance.objects.open()
    if unit_ids is not None:
        found = found.filter(unit_id__in=unit_ids)
    if agency_ids is not None:
        found = found.filter(agency_id__in=agency_ids)
    if assignee is not None:
        found = found.filter(assignee=assignee)
    if object_kind is not None:
        found = found.filter(object_kind=object_kind)
    if object_id is not None:
        found = found.filter(object_id=object_id)
    if due_before is not None:
        found = found.filter(due_at__lt=due_before)
    return (
        found.select_related("process__version")
        .defer("process__version__data_text")
        .order_by("due_at", "pk")
    )


def moves_for(*, step: StepInstance, actor: Actor) -> list[OfferedMove]:
    """Return the moves this actor may make from an open step now."""
    if step.state != StepState.OPEN or step.process.state in {
        ProcessState.FINISHED,
        ProcessState.STOPPED,
    }:
        return []
    values = step.process.values
    today = timezone.localdate()
    return [
        OfferedMove(
            key=move.key,
            label=worded(move.label),
            kind=move.kind.value,
            reason=move.reason.value,
            blocked=_blocked(move, step, actor),
        )
        for move in step.step.moves
        if _may(actor, move, step) and (move.when is None or holds(move.when, values, today=today))
    ]


def history(*, process: ProcessInstance) -> list[StepInstance]:
    """Return every visit to a step that somebody worked, in order."""
    rows = StepInstance.objects.filter(process=process).exclude(
        kind__in=[StepKind.JOIN, StepKind.SPLIT, StepKind.END]
    )
    found = list(rows.exclude(kind=StepKind.CONSULTATION, party__isnull=True).order_by("pk"))
    for row in found:
        row.process = process
    return found


def progress(*, process: ProcessInstance) -> Progress:
    """Return how far a case has come, measured in the hours of the longest way left."""
    definition = process.version.definition
    total = definition.total_hours
    if not process.is_running:
        return Progress(total, total)
    open_keys = (
        StepInstance.objects.filter(process=process).live().values_list("step_key", flat=True)
    )
    left = max((definition.hours_from(key) for key in open_keys), default=0)
    return Progress(total - left, total)


def silent_consultations(*, at: datetime, limit: int = 500) -> list[StepInstance]:
    """Return consulted agencies' open steps whose deadline has passed unnoticed."""
    rows = StepInstance.objects.filter(
        state=StepState.OPEN,
        kind=StepKind.CONSULTATION,
        silent_at__isnull=True,
        due_at__lt=at,
        process__state=ProcessState.RUNNING,
    )
    return list(rows.order_by("due_at")[:limit])


def _may(actor: Actor, move: Move, step: StepInstance) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    if not move.permission:
        return False
    if step.unit_id is not None:
        return actor.may(move.permission, unit_id=step.unit_id)
    scope = actor.permissions.get(move.permission, frozenset())
    return bool(scope & EVERYWHERE) or (bool(scope) and actor.agency_id == step.agency_id)


def _blocked(move: Move, step: StepInstance, actor: Actor) -> str:
    for key in move.guards:
        sentence = guards.get(key).check(
            GuardContext(
                object_kind=step.object_kind,
                object_id=step.object_id,
                step_key=step.step_key,
                move=move.key,
                values=step.process.values,
                actor=actor,
            )
        )
        if sentence:
            return sentence
    return ""
