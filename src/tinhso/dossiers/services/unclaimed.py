"""Results nobody comes for: reminded of, put away, handed over later like any other."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import ReminderDue
from tinhso.dossiers.models import Dossier, UnclaimedResult
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.states import WITH_RESULT, DeliveryState
from tinhso.dossiers.rules.unclaimed import keep_from, remind_days, reminders_due
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.errors import WrongState
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish

UNCLAIMED = "result_unclaimed"


@one_act()
def remind_unclaimed(*, dossier_id: int, at: datetime) -> bool:
    """Remind who has not come for his paper result, once for each of the days of the rule.

    Whoever wants no paper takes his result from the system and is not reminded.
    """
    dossier = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("procedure_version")
        .get(pk=dossier_id)
    )
    if dossier.state not in WITH_RESULT or dossier.electronic_only or dossier.finished_at is None:
        return False
    if dossier.is_member or dossier.awaits_parts:  # handed over together, once all is there
        return False
    if dossier.delivery_state == DeliveryState.POSTED:
        return False
    settings = dossier.procedure_version.settings_data
    ready_on, today = timezone.localdate(dossier.finished_at), timezone.localdate(at)
    due = reminders_due(remind_days(settings), ready_on=ready_on, today=today)
    if due == 0:
        return False
    row, _made = UnclaimedResult.objects.get_or_create(
        dossier=dossier,
        defaults={
            "ready_at": dossier.finished_at,
            "keep_from": keep_from(settings, ready_on=ready_on),
        },
    )
    if row.reminders >= due:
        return False
    # After a pause of the jobs one reminder stands for all that were missed.
    row.reminders, row.reminded_at = due, at
    row.save(update_fields=["reminders", "reminded_at"])
    actor = system_actor("dossiers.reminders")
    _core.tell(UNCLAIMED, dossier, actor=actor, at=at, values={"number": due})
    _core.audit(UNCLAIMED, dossier, actor=actor, reminders=due)
    publish(ReminderDue(**_core.envelope(dossier, actor), what=UNCLAIMED))
    return True


@one_act()
def keep_unclaimed(*, uid: UUID, actor: Actor, place: str) -> UnclaimedResult:
    """Put a result away that lay too long, and say where; it is handed over later all the same."""
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit(
        actor,
        P.RETURN_RESULT,
        unit_id=dossier.receiving_unit_id,
        agency_id=dossier.receiving_agency_id,
    )
    if dossier.state not in WITH_RESULT:
        raise WrongState
    if not place.strip():
        raise Invalid(fields={"place": _("Hãy ghi nơi lưu giữ: tủ, ngăn, số thứ tự.")})
    now = timezone.now()
    row = UnclaimedResult.objects.select_for_update(of=("self",)).filter(dossier=dossier).first()
    if row is None or timezone.localdate(now) < row.keep_from:
        raise WrongState(_("Kết quả này chưa đến ngày chuyển lưu giữ."))
    row.kept_at, row.kept_by, row.kept_by_name = now, actor.id, actor.name
    row.place = place.strip()[:120]
    row.save(update_fields=["kept_at", "kept_by", "kept_by_name", "place"])
    _core.tell("result_kept", dossier, actor=actor, at=now, is_told=False)
    _core.audit("result_kept", dossier, actor=actor)
    return row
