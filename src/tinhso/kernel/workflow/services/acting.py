"""A case begins and moves from step to step."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.db.writing import fresh, insert, update
from tinhso.kernel.errors import DomainError, NotPermitted
from tinhso.kernel.events import publish
from tinhso.kernel.workflow import rules
from tinhso.kernel.workflow.definition import Move, MoveKind, Reason, StepKind
from tinhso.kernel.workflow.events import (
    ProcessStarted,
    StepAssigned,
    StepDone,
    StepReturned,
)
from tinhso.kernel.workflow.models import (
    ProcessInstance,
    ProcessVersion,
    StepInstance,
)
from tinhso.kernel.workflow.registry import GuardContext, guards
from tinhso.kernel.workflow.rules import ProcessState, StepState
from tinhso.kernel.workflow.services.common import (
    Refused,
    live_rows,
    lock,
    open_row,
    require_here,
    token_of,
)
from tinhso.kernel.workflow.writing import (
    Party,
    Writer,
    name_parties,
    set_parties,
    step_fields,
)


class SomebodyElses(DomainError):
    """The step is in the hands of another person."""

    code = "workflow.somebody_elses"


@one_act()
def start(
    *,
    version: ProcessVersion,
    object_kind: str,
    object_id: int,
    actor: Actor,
    parties: Sequence[Party] = (),
    values: Mapping[str, object] | None = None,
    at: datetime | None = None,
    at_step: str = "",
    assignee: UUID | None = None,
) -> ProcessInstance:
    """Begin a case on a version; it stays on that version to its end.

    One that began elsewhere goes on `at_step`, a step outside of branches, in the hands of
    `assignee`; steps before it are not told of.

    `values` are codes, numbers and dates for the conditions, never personal.
    """
    now = at or timezone.now()
    process = insert(
        fresh(
            ProcessInstance,
            version_id=version.pk,
            object_kind=object_kind,
            object_id=object_id,
            state=ProcessState.RUNNING,
            values=json.loads(canonical_json(dict(values or {}))),
            started_at=now,
        )
    )
    process.version = version
    known = name_parties(process, parties)
    effects = rules.begin(
        version.definition,
        values=process.values,
        consulted=len(known.consulted),
        today=timezone.localdate(now),
        at_step=at_step,
    )
    record("workflow.started", actor=actor, target=process, version=version.pk)
    publish(
        ProcessStarted(
            process_id=process.pk,
            object_kind=object_kind,
            object_id=object_id,
            version_id=version.pk,
        )
    )
    steps = Writer(process, known, now, assignee=assignee).write(effects, live={})
    opened = (row for row in steps if row.state == StepState.OPEN)
    process.first_steps = sorted(opened, key=attrgetter("by_due"))
    return process


@one_act()
def act(
    *,
    step: StepInstance,
    move: str,
    actor: Actor,
    reason: str = "",
    values: Mapping[str, object] | None = None,
    parties: Sequence[Party] = (),
    assignee: UUID | None = None,
    due_at: datetime | None = None,
    take_over: bool = False,
    at: datetime | None = None,
) -> StepInstance:
    """Leave an open step by one of its moves and open what follows; returns the closed row.

    `assignee` and `due_at` are for the step that opens next (one given by the head who assigns);
    `parties` replaces those of the relations named; `values` adds to the case's. Raises `Conflict`
    when the step is no longer open, `NotPermitted`, `SomebodyElses` when it is another's and
    `take_over` is not set, `Refused` for a missing reason or a guard.
    """
    now = at or timezone.now()
    process = lock(step.process_id)
    live = live_rows(process)
    current = open_row(live, step.pk)
    chosen = current.step.move(move)
    if chosen is None:
        raise Refused(_("Bước này không có cách chuyển đó."))
    _permit(actor, chosen, current)
    _check_hands(current, actor, take_over=take_over)
    if values:
        process.values = {**process.values, **json.loads(canonical_json(dict(values)))}
        update(process, "values")
    _check_reason(chosen, reason)
    _check_guards(chosen, current, process, actor)

    known = set_parties(process, parties)
    try:
        effects = rules.move(
            process.version.definition,
            [token_of(row) for row in live.values()],
            ref=current.pk,
            key=move,
            values=process.values,
            consulted=len(known.consulted),
            today=timezone.localdate(now),
        )
    except rules.NoSuchMove:
        raise Refused(_("Bước này chưa chuyển theo cách đó được.")) from None

    _leave(current, chosen, actor=actor, at=now, reason=reason, is_taken=take_over)
    Writer(process, known, now, assignee=assignee, due_at=due_at).write(effects, live=live)
    return current


def _leave(
    step: StepInstance, move: Move, *, actor: Actor, at: datetime, reason: str, is_taken: bool
) -> None:
    """Close a step by a move, with who did it and for whom, and tell it."""
    is_returned = move.kind is MoveKind.RETURN
    step.state = StepState.RETURNED if is_returned else StepState.DONE
    step.done_at = at
    step.done_by = actor.id
    step.delegated_by = actor.delegated_by
    step.assignee = actor.id if is_taken else step.assignee
    step.move = move.key
    step.outcome = move.outcome or move.key
    step.reason = reason
    update(step)
    record(
        "workflow.moved",
        actor=actor,
        target=step.process,
        step=step.step_key,
        visit=step.pk,
        move=move.key,
        on_behalf=str(actor.delegated_by or ""),
    )
    told = step_fields(step)
    if is_returned:
        publish(StepReturned(**told, move=move.key, to_step=move.to))
    else:
        publish(StepDone(**told, move=move.key, outcome=step.outcome, is_late=step.is_late))


@one_act()
def go_back(
    *,
    step: StepInstance,
    to: str,
    actor: Actor,
    reason: str,
    assignee: UUID | None = None,
    at: datetime | None = None,
) -> StepInstance:
    """Leave an open step back to one before it, where no move is drawn: what it rests on fell away.

    The house alone does it, for the room whose record lost its ground; returns the closed row.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotPermitted
    now = at or timezone.now()
    process = lock(step.process_id)
    live = live_rows(process)
    current = open_row(live, step.pk)
    known = set_parties(process, ())
    try:
        effects = rules.back(
            process.version.definition,
            [token_of(row) for row in live.values()],
            ref=current.pk,
            to=to,
            values=process.values,
            consulted=len(known.consulted),
            today=timezone.localdate(now),
        )
    except rules.NoSuchMove:
        raise Refused(_("Bước này chưa chuyển theo cách đó được.")) from None
    current.state, current.done_at, current.reason = StepState.RETURNED, now, reason
    update(current)
    record("workflow.went_back", actor=actor, target=process, step=current.step_key, to=to)
    publish(StepReturned(**step_fields(current), move="", to_step=to))
    Writer(process, known, now, assignee=assignee).write(effects, live=live)
    return current


@one_act()
def assign(
    *,
    step: StepInstance,
    assignee: UUID | None,
    actor: Actor,
    permission: str,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> StepInstance:
    """Give an open step to a person, to another one, or back to the unit (None).

    `permission` is the calling room's own code for it, asked in the step's unit.
    """
    process = lock(step.process_id)
    current = open_row(live_rows(process), step.pk)
    require_here(actor, permission, current)
    if current.assignee == assignee and due_at is None:
        return current
    current.assignee = assignee
    if due_at is not None:
        current.due_at = due_at
    update(current, "assignee", "due_at")
    record(
        "workflow.assigned",
        actor=actor,
        target=process,
        visit=current.pk,
        assignee=str(assignee or ""),
    )
    publish(StepAssigned(**step_fields(current), by=actor.id))
    return current


def _permit(actor: Actor, move: Move, row: StepInstance) -> None:
    if row.kind == StepKind.WAIT and not move.permission:
        # Without a permission only the house itself moves a waiting step on.
        if actor.kind is not ActorKind.SYSTEM:
            raise NotPermitted
        return
    require_here(actor, move.permission, row)


def _check_hands(row: StepInstance, actor: Actor, *, take_over: bool) -> None:
    if row.assignee is None or take_over or actor.kind is ActorKind.SYSTEM:
        return
    if row.assignee not in {actor.id, actor.delegated_by}:
        raise SomebodyElses(_("Bước này đang do người khác làm. Hãy nhận lại trước khi chuyển."))


def _check_reason(move: Move, reason: str) -> None:
    if move.reason is Reason.REQUIRED and not reason.strip():
        raise Refused(fields={"reason": _("Hãy ghi lý do.")})


def _check_guards(move: Move, row: StepInstance, process: ProcessInstance, actor: Actor) -> None:
    for key in move.guards:
        sentence = guards.get(key).check(
            GuardContext(
                object_kind=process.object_kind,
                object_id=process.object_id,
                step_key=row.step_key,
                move=move.key,
                values=process.values,
                actor=actor,
            )
        )
        if sentence:
            raise Refused(sentence)
