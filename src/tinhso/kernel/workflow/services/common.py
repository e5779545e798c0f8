"""What every change of a case begins with: the locked case, its live rows, who may."""

from collections.abc import Mapping
from typing import TypedDict

from django.utils.translation import gettext as _

from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind, require
from tinhso.kernel.db.reading import read, read_one
from tinhso.kernel.errors import Conflict, DomainError, NotPermitted
from tinhso.kernel.workflow import rules
from tinhso.kernel.workflow.models import ProcessInstance, StepInstance
from tinhso.kernel.workflow.queries import version_kept
from tinhso.kernel.workflow.rules import LIVE, StepState


class Refused(DomainError):
    """A move wants something first: a reason, or what its guards ask for."""

    code = "workflow.refused"


class CaseFields(TypedDict):
    """What every event about a case carries."""

    process_id: int
    object_kind: str
    object_id: int


def lock(process_id: int) -> ProcessInstance:
    """Return the case, locked, on its version."""
    process = read_one(ProcessInstance, lock=True, id=process_id)
    if process is None:
        raise ProcessInstance.DoesNotExist
    process.version = version_kept(process.version_id)
    return process


def live_rows(process: ProcessInstance) -> dict[int, StepInstance]:
    """Return the rows that are open or wait, by id."""
    rows = read(StepInstance, process=process.pk, state=tuple(sorted(LIVE)))
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.process = process
    return found


def open_row(live: Mapping[int, StepInstance], pk: int) -> StepInstance:
    """Return an open row, or refuse: somebody was faster."""
    row = live.get(pk)
    if row is None or row.state != StepState.OPEN:
        raise Conflict(_("Bước này đã có người làm xong. Hãy tải lại trang."))
    return row


def token_of(row: StepInstance) -> rules.Token:
    """Return a row as the interpreter sees it."""
    return rules.Token(
        ref=row.pk,
        step=row.step_key,
        state=StepState(row.state),
        parent=row.parent_id,
        needed=row.needed,
        arrived=row.arrived,
        party=row.party,
    )


def require_here(actor: Actor, permission: str, row: StepInstance) -> None:
    """Ask for the permission in the step's unit, or in its agency when no unit is named."""
    require(actor, permission, unit_id=row.unit_id)
    if actor.kind is ActorKind.SYSTEM or row.unit_id is not None:
        return
    everywhere = bool(actor.permissions.get(permission, frozenset()) & EVERYWHERE)
    if not everywhere and actor.agency_id != row.agency_id:
        raise NotPermitted


def case_fields(process: ProcessInstance) -> CaseFields:
    """Return what every event about a case carries."""
    return {
        "process_id": process.pk,
        "object_kind": process.object_kind,
        "object_id": process.object_id,
    }
