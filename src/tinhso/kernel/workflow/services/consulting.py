"""What happens to a question that is not answered."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.events import publish
from tinhso.kernel.workflow import rules
from tinhso.kernel.workflow.events import (
    ConsultationSilent,
    StepDone,
)
from tinhso.kernel.workflow.models import (
    ProcessInstance,
    StepInstance,
)
from tinhso.kernel.workflow.rules import ProcessState, StepState
from tinhso.kernel.workflow.services.common import (
    Refused,
    live_rows,
    lock,
    open_row,
    token_of,
)
from tinhso.kernel.workflow.writing import Writer, set_parties, step_fields


@one_act()
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
    process = lock(step.process_id)
    live = live_rows(process)
    current = open_row(live, step.pk)
    known = set_parties(process, ())
    lead = known.one("resolving")
    require(actor, permission, unit_id=lead.unit_id if lead else None)
    record("workflow.consultation_recalled", actor=actor, target=process, visit=current.pk)
    current.reason = reason
    return _close_unanswered(
        process, live, current, rules.Closing.RECALLED, actor, at or timezone.now()
    )


@one_act()
def close_silent(*, step: StepInstance, actor: Actor, at: datetime | None = None) -> StepInstance:
    """Apply the silence rule of a consultation whose deadline has passed."""
    now = at or timezone.now()
    process = lock(step.process_id)
    live = live_rows(process)
    current = open_row(live, step.pk)
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
            [token_of(row) for row in live.values()],
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
