"""Every change of a case: begin, act, give to a person, stand still, go on, stop."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind, require
from tinhso.kernel.audit import record
from tinhso.kernel.calendar import add_working_time, working_time_between
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.errors import Conflict, DomainError, NotPermitted
from tinhso.kernel.events import publish
from tinhso.kernel.workflow import rules
from tinhso.kernel.workflow.definition import Definition, Move, MoveKind, Reason, StepKind
from tinhso.kernel.workflow.events import (
    ConsultationSilent,
    ProcessFinished,
    ProcessPaused,
    ProcessResumed,
    ProcessStarted,
    StepAssigned,
    StepDone,
    StepReturned,
)
from tinhso.kernel.workflow.models import (
    ProcessDefinition,
    ProcessInstance,
    ProcessVersion,
    StepInstance,
)
from tinhso.kernel.workflow.registry import GuardContext, guards
from tinhso.kernel.workflow.rules import ProcessState, StepState
from tinhso.kernel.workflow.writing import Party, Writer, set_parties, step_fields

__all__ = [
    "Party",
    "Refused",
    "SomebodyElses",
    "act",
    "assign",
    "close_silent",
    "pause",
    "publish_version",
    "recall_consultation",
    "resume",
    "start",
    "stop",
]


class Refused(DomainError):
    """A move wants something first: a reason, or what its guards ask for."""

    code = "workflow.refused"


class SomebodyElses(DomainError):
    """The step is in the hands of another person."""

    code = "workflow.somebody_elses"


@transaction.atomic
def publish_version(
    *, code: str, name: str, data: Mapping[str, object], actor: Actor
) -> ProcessVersion:
    """Keep a process as a version; the same content again is the same version.

    Raises `Invalid` with a sentence for each fault. The caller's room decides who may.
    """
    Definition.from_data(data)
    text = canonical_json(data)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    process, _made = ProcessDefinition.objects.select_for_update(of=("self",)).get_or_create(
        code=code, defaults={"name": name}
    )
    known = ProcessVersion.objects.filter(process=process, sha256=sha256).first()
    if known is not None:
        return known
    if process.name != name:
        process.name = name
        process.save(update_fields=["name"])
    last = process.versions.aggregate(last=Max("number"))["last"] or 0
    version = ProcessVersion(
        process=process,
        number=last + 1,
        data_text=text,
        sha256=sha256,
        created_at=timezone.now(),
        created_by=actor.id,
    )
    version.save()
    record("workflow.version_published", actor=actor, target=version, code=code, sha256=sha256)
    return version


@transaction.atomic
def start(
    *,
    version: ProcessVersion,
    object_kind: str,
    object_id: int,
    actor: Actor,
    parties: Sequence[Party] = (),
    values: Mapping[str, object] | None = None,
    at: datetime | None = None,
) -> ProcessInstance:
    """Begin a case on a version; it stays on that version to its end.

    `values` are codes, numbers and dates for the conditions, never personal.
    """
    now = at or timezone.now()
    process = ProcessInstance.objects.create(
        version=version,
        object_kind=object_kind,
        object_id=object_id,
        state=ProcessState.RUNNING,
        values=json.loads(canonical_json(dict(values or {}))),
        started_at=now,
    )
    known = set_parties(process, parties)
    effects = rules.begin(
        version.definition,
        values=process.values,
        consulted=len(known.consulted),
        today=timezone.localdate(now),
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
    Writer(process, known, now).write(effects, live={})
    return process


@transaction.atomic
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
    process = _lock(step.process_id)
    live = _live(process)
    current = _open_row(live, step.pk)
    chosen = current.step.move(move)
    if chosen is None:
        raise Refused(_("Bước này không có cách chuyển đó."))
    _permit(actor, chosen, current)
    _check_hands(current, actor, take_over=take_over)
    if values:
        process.values = {**process.values, **json.loads(canonical_json(dict(values)))}
        process.save(update_fields=["values"])
    _check_reason(chosen, reason)
    _check_guards(chosen, current, process, actor)

    known = set_parties(process, parties)
    try:
        effects = rules.move(
            process.version.definition,
            [_token(row) for row in live.values()],
            ref=current.pk,
            key=move,
            values=process.values,
            consulted=len(known.consulted),
            today=timezone.localdate(now),
        )
    except rules.NoSuchMove:
        raise Refused(_("Bước này chưa chuyển theo cách đó được.")) from None

    returned = chosen.kind is MoveKind.RETURN
    current.state = StepState.RETURNED if returned else StepState.DONE
    current.done_at = now
    current.done_by = actor.id
    current.delegated_by = actor.delegated_by
    current.assignee = actor.id if take_over else current.assignee
    current.move = move
    current.outcome = chosen.outcome or move
    current.reason = reason
    current.save()
    record(
        "workflow.moved",
        actor=actor,
        target=process,
        step=current.step_key,
        visit=current.pk,
        move=move,
        on_behalf=str(actor.delegated_by or ""),
    )
    if returned:
        publish(StepReturned(**step_fields(current), move=move, to_step=chosen.to))
    else:
        publish(
            StepDone(
                **step_fields(current),
                move=move,
                outcome=current.outcome,
                is_late=current.is_late,
            )
        )
    Writer(process, known, now, assignee=assignee, due_at=due_at).write(effects, live=live)
    return current


@transaction.atomic
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
    process = _lock(step.process_id)
    current = _open_row(_live(process), step.pk)
    _require_here(actor, permission, current)
    if current.assignee == assignee and due_at is None:
        return current
    current.assignee = assignee
    if due_at is not None:
        current.due_at = due_at
    current.save(update_fields=["assignee", "due_at"])
    record(
        "workflow.assigned",
        actor=actor,
        target=process,
        visit=current.pk,
        assignee=str(assignee or ""),
    )
    publish(StepAssigned(**step_fields(current), by=actor.id))
    return current


@transaction.atomic
def pause(
    *, process: ProcessInstance, actor: Actor, reason: str, at: datetime | None = None
) -> ProcessInstance:
    """Let the clocks of the open steps stand still; `reason` is a code."""
    locked = _lock(process.pk)
    if locked.state != ProcessState.RUNNING:
        raise Conflict(_("Quy trình này không còn chạy."))
    locked.state = ProcessState.PAUSED
    locked.paused_at = at or timezone.now()
    locked.save(update_fields=["state", "paused_at"])
    record("workflow.paused", actor=actor, target=locked, reason=reason)
    publish(ProcessPaused(**_case(locked), reason=reason))
    return locked


@transaction.atomic
def resume(
    *,
    process: ProcessInstance,
    actor: Actor,
    restart: bool = False,
    at: datetime | None = None,
) -> ProcessInstance:
    """Let the clocks go on with what was left, or with their full hours when `restart`."""
    now = at or timezone.now()
    locked = _lock(process.pk)
    if locked.state != ProcessState.PAUSED or locked.paused_at is None:
        raise Conflict(_("Quy trình này không tạm dừng."))
    for row in _live(locked).values():
        if row.state != StepState.OPEN or row.due_at is None:
            continue
        left = working_time_between(max(locked.paused_at, row.opened_at), row.due_at, row.agency_id)
        minutes = row.hours * 60 if restart else left
        if minutes > 0:
            row.due_at = add_working_time(now, minutes, row.agency_id)
            row.save(update_fields=["due_at"])
    locked.state = ProcessState.RUNNING
    locked.paused_at = None
    locked.save(update_fields=["state", "paused_at"])
    record("workflow.resumed", actor=actor, target=locked, restarted=restart)
    publish(ProcessResumed(**_case(locked)))
    return locked


@transaction.atomic
def stop(
    *,
    process: ProcessInstance,
    outcome: str,
    actor: Actor,
    at: datetime | None = None,
) -> ProcessInstance:
    """End a case before its end: withdrawn, closed, refused. `outcome` is a code."""
    now = at or timezone.now()
    locked = _lock(process.pk)
    if not locked.is_running:
        raise Conflict(_("Quy trình này không còn chạy."))
    live = _live(locked)
    Writer(locked, set_parties(locked, ()), now).stop_all(live)
    locked.state = ProcessState.STOPPED
    locked.outcome = outcome
    locked.finished_at = now
    locked.save(update_fields=["state", "outcome", "finished_at"])
    record("workflow.stopped", actor=actor, target=locked, outcome=outcome)
    publish(ProcessFinished(**_case(locked), outcome=outcome, was_stopped=True))
    return locked


@transaction.atomic
def recall_consultation(
    *,
    step: StepInstance,
    actor: Actor,
    permission: str,
    reason: str,
    at: datetime | None = None,
) -> StepInstance:
    """Wait no longer for one consulted agency; the reason is kept.

    `permission` is the calling room's own code for it, asked in the resolving unit.
    """
    if not reason.strip():
        raise Refused(fields={"reason": _("Hãy ghi vì sao không chờ nữa.")})
    process = _lock(step.process_id)
    live = _live(process)
    current = _open_row(live, step.pk)
    known = set_parties(process, ())
    lead = known.one("resolving")
    require(actor, permission, unit_id=lead.unit_id if lead else None)
    record("workflow.consultation_recalled", actor=actor, target=process, visit=current.pk)
    current.reason = reason
    return _close_unanswered(
        process, live, current, rules.Closing.RECALLED, actor, at or timezone.now()
    )


@transaction.atomic
def close_silent(*, step: StepInstance, actor: Actor, at: datetime | None = None) -> StepInstance:
    """Apply the silence rule of a consultation whose deadline has passed."""
    now = at or timezone.now()
    process = _lock(step.process_id)
    live = _live(process)
    current = _open_row(live, step.pk)
    if current.silent_at is not None or current.due_at is None or current.due_at > now:
        return current
    silence = current.step.silence
    current.silent_at = now
    current.save(update_fields=["silent_at"])
    record("workflow.consultation_silent", actor=actor, target=process, visit=current.pk)
    publish(ConsultationSilent(**step_fields(current), silence=silence.value))
    if silence.value == "wait" or process.state == ProcessState.PAUSED:
        return current
    return _close_unanswered(process, live, current, rules.Closing.SILENT, actor, now)


def _close_unanswered(
    process: ProcessInstance,
    live: dict[int, StepInstance],
    current: StepInstance,
    closing: rules.Closing,
    actor: Actor,
    now: datetime,
) -> StepInstance:
    known = set_parties(process, ())
    try:
        effects = rules.answer_missing(
            process.version.definition,
            [_token(row) for row in live.values()],
            ref=current.pk,
            values=process.values,
            consulted=len(known.consulted),
            today=timezone.localdate(now),
        )
    except rules.NotOpen:
        raise Refused(_("Bước này không phải bước lấy ý kiến.")) from None
    current.state = StepState.SKIPPED
    current.done_at = now
    current.done_by = actor.id
    current.outcome = closing.value
    current.save()
    publish(
        StepDone(**step_fields(current), move="", outcome=closing.value, is_late=current.is_late)
    )
    Writer(process, known, now).write(effects, live=live)
    return current


def _lock(process_id: int) -> ProcessInstance:
    return (
        ProcessInstance.objects.select_for_update(of=("self",))
        .select_related("version")
        .defer("version__data_text")
        .get(pk=process_id)
    )


def _live(process: ProcessInstance) -> dict[int, StepInstance]:
    rows = StepInstance.objects.filter(process=process).live().order_by("pk")
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.process = process
    return found


def _open_row(live: Mapping[int, StepInstance], pk: int) -> StepInstance:
    row = live.get(pk)
    if row is None or row.state != StepState.OPEN:
        raise Conflict(_("Bước này đã có người làm xong. Hãy tải lại trang."))
    return row


def _token(row: StepInstance) -> rules.Token:
    return rules.Token(
        ref=row.pk,
        step=row.step_key,
        state=StepState(row.state),
        parent=row.parent_id,
        needed=row.needed,
        arrived=row.arrived,
        party=row.party,
    )


def _permit(actor: Actor, move: Move, row: StepInstance) -> None:
    if row.kind == StepKind.WAIT and not move.permission:
        # Without a permission only the house itself moves a waiting step on.
        if actor.kind is not ActorKind.SYSTEM:
            raise NotPermitted
        return
    _require_here(actor, move.permission, row)


def _require_here(actor: Actor, permission: str, row: StepInstance) -> None:
    """Ask for the permission in the step's unit, or in its agency when no unit is named."""
    require(actor, permission, unit_id=row.unit_id)
    if actor.kind is ActorKind.SYSTEM or row.unit_id is not None:
        return
    everywhere = bool(actor.permissions.get(permission, frozenset()) & EVERYWHERE)
    if not everywhere and actor.agency_id != row.agency_id:
        raise NotPermitted


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


def _case(process: ProcessInstance) -> dict[str, object]:
    return {
        "process_id": process.pk,
        "object_kind": process.object_kind,
        "object_id": process.object_id,
    }
