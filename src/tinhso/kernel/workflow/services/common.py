"""What every change of a case begins with: the locked case, its live rows, who may."""

from collections.abc import Mapping
from typing import TypedDict

from django.utils.translation import gettext as _

from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind, require
from tinhso.kernel.errors import Conflict, DomainError, NotPermitted
from tinhso.kernel.workflow import rules
from tinhso.kernel.workflow.models import ProcessInstance, StepInstance
from tinhso.kernel.workflow.rules import StepState


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
    return (
        ProcessInstance.objects.select_for_update(of=("self",))
        .select_related("version")
        .defer("version__data_text")
        .get(pk=process_id)
    )


def live_rows(process: ProcessInstance) -> dict[int, StepInstance]:
    """Return the rows that are open or wait, by id."""
    rows = StepInstance.objects.filter(process=process).live().order_by("pk")
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
