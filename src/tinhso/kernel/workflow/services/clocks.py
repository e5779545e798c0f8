"""A case stands still, goes on, or ends before its end."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.calendar import add_working_time, calendar_for, working_time_between
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Conflict
from tinhso.kernel.events import publish
from tinhso.kernel.workflow.events import (
    ProcessFinished,
    ProcessPaused,
    ProcessResumed,
)
from tinhso.kernel.workflow.models import (
    ProcessInstance,
    StepInstance,
)
from tinhso.kernel.workflow.rules import ProcessState, StepState
from tinhso.kernel.workflow.services.common import (
    case_fields,
    live_rows,
    lock,
)
from tinhso.kernel.workflow.writing import Writer, set_parties


@one_act()
def pause(
    *, process: ProcessInstance, actor: Actor, reason: str, at: datetime | None = None
) -> ProcessInstance:
    """Let the clocks of the open steps stand still; `reason` is a code."""
    locked = lock(process.pk)
    if locked.state != ProcessState.RUNNING:
        raise Conflict(_("Quy trình này không còn chạy."))
    locked.state = ProcessState.PAUSED
    locked.paused_at = at or timezone.now()
    locked.save(update_fields=["state", "paused_at"])
    record("workflow.paused", actor=actor, target=locked, reason=reason)
    publish(ProcessPaused(**case_fields(locked), reason=reason))
    return locked


@one_act()
def resume(
    *,
    process: ProcessInstance,
    actor: Actor,
    restart: bool = False,
    at: datetime | None = None,
) -> ProcessInstance:
    """Let the clocks go on with what was left, or with their full hours when `restart`."""
    now = at or timezone.now()
    locked = lock(process.pk)
    if locked.state != ProcessState.PAUSED or locked.paused_at is None:
        raise Conflict(_("Quy trình này không tạm dừng."))
    for row in live_rows(locked).values():
        if row.state != StepState.OPEN or row.due_at is None:
            continue
        left = working_time_between(max(locked.paused_at, row.opened_at), row.due_at, row.agency_id)
        minutes = row.hours * 60 if restart else left
        if minutes > 0:
            row.counted_from, row.counted_minutes = now, minutes
            row.due_at = add_working_time(now, minutes, row.agency_id)
            row.save(update_fields=["counted_from", "counted_minutes", "due_at"])
    locked.state = ProcessState.RUNNING
    locked.paused_at = None
    locked.save(update_fields=["state", "paused_at"])
    record("workflow.resumed", actor=actor, target=locked, restarted=restart)
    publish(ProcessResumed(**case_fields(locked)))
    return locked


@one_act()
def recount(*, process: ProcessInstance, actor: Actor) -> list[StepInstance]:
    """Count the deadlines of open steps again after a day off was declared; return those moved.

    They move later only, never earlier (design 5.7). A deadline that was named as a date, as in a
    consultation, is an agreement and stays; a case that stands still is counted when it goes on.
    """
    locked = lock(process.pk)
    if locked.state != ProcessState.RUNNING:
        return []
    moved = []
    for row in live_rows(locked).values():
        if row.due_at is None or row.counted_from is None or not row.counted_minutes:
            continue
        calendar = calendar_for(row.agency_id, fresh=True)
        due_at = calendar.add_minutes(row.counted_from, row.counted_minutes)
        if due_at > row.due_at:
            row.due_at = due_at
            row.save(update_fields=["due_at"])
            moved.append(row)
    if moved:
        record("workflow.recounted", actor=actor, target=locked, steps=len(moved))
    return moved


@one_act()
def stop(
    *,
    process: ProcessInstance,
    outcome: str,
    actor: Actor,
    at: datetime | None = None,
) -> ProcessInstance:
    """End a case before its end: withdrawn, closed, refused. `outcome` is a code."""
    now = at or timezone.now()
    locked = lock(process.pk)
    if not locked.is_running:
        raise Conflict(_("Quy trình này không còn chạy."))
    live = live_rows(locked)
    Writer(locked, set_parties(locked, ()), now).stop_all(live)
    locked.state = ProcessState.STOPPED
    locked.outcome = outcome
    locked.finished_at = now
    locked.save(update_fields=["state", "outcome", "finished_at"])
    record("workflow.stopped", actor=actor, target=locked, outcome=outcome)
    publish(ProcessFinished(**case_fields(locked), outcome=outcome, was_stopped=True))
    return locked
