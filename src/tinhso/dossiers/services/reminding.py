"""What the clocks remind of: the desk after two hours, those who will be late a day before."""

from datetime import datetime
from typing import Final

from tinhso.dossiers.events import ReminderDue
from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services import _core
from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.events import publish

CORRECTIONS: Final = frozenset({"correction_soon", "correction_late"})
REMINDERS: Final = frozenset({"due_soon", "apology_owed", "late", "answer_late"}) | CORRECTIONS


@one_act()
def alert_desk(*, dossier_id: int, at: datetime) -> bool:
    """Alert the desk to an online dossier nobody has answered, once (118/2025 Art. 17(2))."""
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier_id)
    if (
        dossier.state != DossierState.SUBMITTED
        or dossier.alerted_at is not None
        or dossier.alert_at is None
        or dossier.alert_at > at
    ):
        return False
    actor = system_actor("dossiers.alert")
    dossier.alerted_at = at
    dossier.save(update_fields=["alerted_at"])
    _core.tell("desk_alerted", dossier, actor=actor, at=at, is_told=False)
    _core.audit("desk_alerted", dossier, actor=actor)
    publish(
        ReminderDue(
            **_core.envelope(dossier, actor), what="desk_alert", due_at=dossier.answer_due_at
        )
    )
    return True


@one_act()
def remind_due(*, dossier_id: int, what: str, at: datetime) -> bool:
    """Remind those who hold a dossier, once for each kind and promised time."""
    if what not in REMINDERS:
        raise ValueError(what)
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier_id)
    due = _pressing(dossier, what)
    if due is None:
        return False
    code = f"reminder_{what}"
    mark = _core.iso(due)
    if TimelineEntry.objects.filter(dossier=dossier, code=code, values__due=mark).exists():
        return False
    actor = system_actor("dossiers.reminders")
    _core.tell(code, dossier, actor=actor, at=at, values={"due": mark}, is_told=False)
    _core.audit("reminded", dossier, actor=actor, what=what)
    publish(ReminderDue(**_core.envelope(dossier, actor), what=what, due_at=due))
    return True


def _pressing(dossier: Dossier, what: str) -> datetime | None:
    """Return the deadline of which is reminded, while it runs."""
    if what == "answer_late":
        return dossier.answer_due_at if dossier.state == DossierState.SUBMITTED else None
    if what in CORRECTIONS:
        return dossier.correction_due_at if dossier.is_in_correction else None
    return dossier.due_at if dossier.clock_runs else None
