"""The process behind a dossier: its steps follow the acts of this room."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.rules.process import PROCESS_KEYS
from tinhso.dossiers.services.errors import WrongState
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.workflow import services as workflow
from tinhso.kernel.workflow.models import ProcessInstance, ProcessVersion, StepInstance
from tinhso.kernel.workflow.queries import live_process
from tinhso.kernel.workflow.queries import steps_of as workflow_steps
from tinhso.procedures import queries as procedures

OBJECT = "dossiers.dossier"


def process_version(procedure_version_id: int, *, part: str = "") -> ProcessVersion | None:
    """Return the process a procedure version, or another agency's part of it, runs on."""
    version = procedures.version_by_id(version_id=procedure_version_id)
    if not version.process_data:
        return None
    return _published(procedure_version_id, version.digest, part)


@kept("workflow")
def _published(procedure_version_id: int, _digest: str, part: str) -> ProcessVersion:
    """Return the process of an immutable version, published the first time it is wanted."""
    version = procedures.version_by_id(version_id=procedure_version_id)
    linked = procedures.linked_part(version=version, key=part) if part else None
    return workflow.publish_version(
        code=f"{version.procedure.code}/{linked.key}" if linked else version.procedure.code,
        name=(linked or version).name[:300],
        data=procedures.part_process(part=linked) if linked else version.process_data or {},
        actor=system_actor("dossiers"),
    )


def start(dossier: Dossier, *, actor: Actor, at: datetime, at_step: str = "") -> None:
    """Begin the process at acceptance; units are asked for permission by this room itself.

    A dossier brought in from another system enters `at_step`, in the hands of its official.
    """
    part = dossier.part if dossier.is_member else ""
    version = process_version(dossier.procedure_version_id, part=part)
    if version is None:
        return
    process = workflow.start(
        version=version,
        object_kind=OBJECT,
        object_id=dossier.pk,
        actor=actor,
        parties=[
            workflow.Party("receiving", agency_id=dossier.receiving_agency_id),
            workflow.Party("resolving", agency_id=dossier.resolving_agency_id),
        ],
        values={"case": dossier.case, "channel": dossier.channel},
        at=at,
        at_step=at_step,
        assignee=dossier.assignee,
    )
    _show(dossier, process.first_steps)


def process_of(dossier: Dossier) -> ProcessInstance | None:
    """Return the running process of a dossier, if it has one."""
    process = live_process(object_kind=OBJECT, object_id=dossier.pk)
    return process if process is not None and process.is_running else None


def steps_of(dossier: Dossier) -> list[StepInstance]:
    """Return the open steps, what is due first first."""
    process = live_process(object_kind=OBJECT, object_id=dossier.pk)
    return workflow_steps(process) if process is not None else []


def key_offered(step: StepInstance, act: str) -> str | None:
    """Return the key under which a step offers an act."""
    key = PROCESS_KEYS[act]
    return key if any(move.key == key for move in step.step.moves) else None


def advance(
    dossier: Dossier,
    act: str,
    *,
    actor: Actor,
    reason: str = "",
    assignee: UUID | None = None,
    parties: Sequence[workflow.Party] = (),
    is_needed: bool = True,
    at: datetime | None = None,
) -> bool:
    """Leave the open step that offers this act; True when one did.

    When the process knows the act but stands elsewhere, `WrongState` says where (unless
    `is_needed` is False); an act the process does not know leaves it alone. This room has asked
    for the permission in the dossier's own unit before.
    """
    process = process_of(dossier)
    if process is None:
        return False
    steps = workflow_steps(process)
    for step in steps:
        key = key_offered(step, act)
        if key is None:
            continue
        workflow.act(
            step=step,
            move=key,
            actor=actor,
            reason=reason,
            assignee=assignee,
            parties=parties,
            take_over=True,
            at=at,
        )
        _show(dossier, workflow_steps(process))
        return True
    known = {move.key for step in process.version.definition.steps.values() for move in step.moves}
    if is_needed and PROCESS_KEYS[act] in known:
        where = ", ".join(step.name for step in steps)
        raise WrongState(told(_("Quy trình đang ở bước “%(step)s”."), step=where))
    return False


def go_back(dossier: Dossier, *, of: str, reason: str, actor: Actor, at: datetime) -> None:
    """Go back from the step that offers an act to where the result is put before its signer.

    A process that stands elsewhere, or never knew of signing, is left alone.
    """
    process = process_of(dossier)
    steps = workflow_steps(process) if process is not None else []
    step = next((one for one in steps if key_offered(one, of)), None)
    if process is None or step is None:
        return
    known = process.version.definition.steps.values()
    ways = [(move.key, move.to or one.key, one.key) for one in known for move in one.moves]
    back = next((to for key, to, _at in ways if key == PROCESS_KEYS["return_for_rework"]), "")
    first = next((at for key, _to, at in ways if key == PROCESS_KEYS["submit_for_signing"]), "")
    if to := back or first:
        workflow.go_back(
            step=step, to=to, actor=actor, reason=reason, assignee=dossier.assignee, at=at
        )
        show_step(dossier)


def give(dossier: Dossier, *, assignee: UUID, actor: Actor, permission: str) -> None:
    """Give the open step to a person."""
    steps = steps_of(dossier)
    given = [
        workflow.assign(step=step, assignee=assignee, actor=actor, permission=permission)
        for step in steps[:1]
    ]
    _show(dossier, given + steps[1:])


def pause(dossier: Dossier, *, actor: Actor, reason: str, at: datetime) -> None:
    """Let the steps' clocks stand still."""
    process = process_of(dossier)
    if process is not None:
        workflow.pause(process=process, actor=actor, reason=reason, at=at)


def resume(dossier: Dossier, *, actor: Actor, restart: bool, at: datetime) -> None:
    """Let the steps' clocks go on."""
    process = process_of(dossier)
    if process is not None:
        workflow.resume(process=process, actor=actor, restart=restart, at=at)
        show_step(dossier)


def recount(dossier: Dossier, *, actor: Actor) -> bool:
    """Move the deadlines of open steps after a day off was declared; the caller saves."""
    process = process_of(dossier)
    if process is None or not workflow.recount(process=process, actor=actor):
        return False
    show_step(dossier)
    return True


def stop(dossier: Dossier, *, outcome: str, actor: Actor, at: datetime) -> None:
    """End the process before its end."""
    process = process_of(dossier)
    if process is not None:
        workflow.stop(process=process, outcome=outcome, actor=actor, at=at)
        dossier.step_key, dossier.step_due_at = "", None


def show_step(dossier: Dossier) -> None:
    """Put the first open step on the dossier for lists; the caller saves."""
    _show(dossier, steps_of(dossier))


def _show(dossier: Dossier, steps: Sequence[StepInstance]) -> None:
    dossier.step_key = steps[0].step_key if steps else ""
    dossier.step_due_at = steps[0].due_at if steps else None
