"""The way of a dossier as those who resolve it see it: past, present, still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.rules.states import DossierState
from tinhso.identity import queries as identity
from tinhso.kernel.web.words import when
from tinhso.kernel.workflow.drawing import outline
from tinhso.kernel.workflow.models import ProcessInstance, StepInstance


@dataclass(frozen=True, kw_only=True)
class FlowStep:
    """One step of the way as the strip shows it."""

    name: str
    state: str
    by: str = ""
    detail: str = ""
    data: bool = True
    """Whether the name is data of the process."""


def way_of(
    dossier: Dossier, process: ProcessInstance | None, rows: Sequence[StepInstance]
) -> list[FlowStep]:
    """Return the steps from the counter back to it."""
    taken_in = FlowStep(
        name=_("Tiếp nhận"),
        by=dossier.accepted_by_name,
        detail=_at(dossier.accepted_at),
        state="past" if dossier.accepted_at else "now",
        data=False,
    )
    if process is None:
        return [taken_in]
    steps = [taken_in, *_steps(dossier, process, rows)]
    if dossier.state == DossierState.CORRECTING:
        steps.append(_correction(dossier))
    return steps


def _steps(
    dossier: Dossier, process: ProcessInstance, rows: Sequence[StepInstance]
) -> list[FlowStep]:
    past = {row.step_key: row for row in rows if row.done_at is not None}
    current = {row.step_key: row for row in rows if row.state == "open"}
    names = identity.account_names(
        {row.done_by for row in past.values() if row.done_by is not None}
    )
    steps = []
    for row in outline(process.version.definition, current=set(current), done=set(past)):
        if row.kind == "end":
            continue
        if row.key in current:
            due = current[row.key].due_at
            told = _("hạn %(at)s") % {"at": when(due)} if due else ""
            steps.append(
                FlowStep(name=row.name, by=dossier.assignee_name, detail=told, state="now")
            )
        elif row.key in past:
            done = past[row.key]
            name = names.get(done.done_by, "") if done.done_by else ""
            steps.append(FlowStep(name=row.name, by=name, detail=_at(done.done_at), state="past"))
        else:
            hours = _("%(hours)s giờ làm việc") % {"hours": row.hours} if row.hours else ""
            steps.append(FlowStep(name=row.name, detail=hours, state="next"))
    return steps


def _correction(dossier: Dossier) -> FlowStep:
    """Return the step after the last: mending what was given out wrong."""
    due = dossier.correction_due_at
    return FlowStep(
        name=dossier.get_state_display(),
        by=dossier.assignee_name,
        detail=_("hạn %(at)s") % {"at": when(due)} if due else "",
        state="now",
        data=False,
    )


def _at(at: datetime | None) -> str:
    return when(at) if at is not None else ""
