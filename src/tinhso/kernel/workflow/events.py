"""What happens to a case; ids, codes and times only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProcessEvent(Event):
    """Which case, of which object of which room."""

    process_id: int
    object_kind: str
    object_id: int


@dataclass(frozen=True, kw_only=True)
class ProcessStarted(ProcessEvent):
    """A case began on a version of its process."""

    version_id: int


@dataclass(frozen=True, kw_only=True)
class StepEvent(ProcessEvent):
    """Which visit to which step, and whose it is."""

    step_id: int
    step_key: str
    kind: str
    role: str
    relation: str
    agency_id: int | None
    unit_id: int | None
    assignee: UUID | None


@dataclass(frozen=True, kw_only=True)
class StepOpened(StepEvent):
    """A step waits for somebody."""

    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class StepDone(StepEvent):
    """A step was left forward."""

    move: str
    outcome: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class StepReturned(StepEvent):
    """A step sent the case back for rework."""

    move: str
    to_step: str


@dataclass(frozen=True, kw_only=True)
class StepStopped(StepEvent):
    """An open step ended because its case, or its branch, was stopped."""


@dataclass(frozen=True, kw_only=True)
class StepAssigned(StepEvent):
    """A step was given to a person, or to another one."""

    by: UUID | None


@dataclass(frozen=True, kw_only=True)
class ConsultationSilent(StepEvent):
    """A consulted agency let its deadline pass; the lead tells the head of the desk."""

    silence: str


@dataclass(frozen=True, kw_only=True)
class ProcessPaused(ProcessEvent):
    """The clocks of the open steps stand still."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ProcessResumed(ProcessEvent):
    """The clocks run again."""


@dataclass(frozen=True, kw_only=True)
class ProcessFinished(ProcessEvent):
    """A case reached an end, or was stopped."""

    outcome: str
    was_stopped: bool
