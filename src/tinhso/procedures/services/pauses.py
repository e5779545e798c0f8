"""Filing online rests: announced in time, ended, taken back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.calendar import next_working_day
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.web.words import short_day
from tinhso.procedures.models import Procedure, ServicePause
from tinhso.procedures.pausing import NOTICE_WORKING_DAYS, is_in_time
from tinhso.procedures.permissions import ProcedurePermission


class PauseOver(Conflict):
    """A pause that is over, or was taken back, stays as it was."""

    code = "procedures.pause_over"


@transaction.atomic
def announce_pause(
    *,
    actor: Actor,
    starts_at: datetime,
    ends_at: datetime | None,
    reason: str,
    codes: Sequence[str] = (),
    is_fault: bool = False,
) -> ServicePause:
    """Announce that filing online rests, for these procedures or for all (224/2026 Art. 13).

    A planned pause has an end and is told seven working days ahead; a fault is told as it is.
    """
    require(actor, ProcedurePermission.PAUSE_SERVICE)
    if actor.id is None:
        raise NotFound
    now = timezone.now()
    codes = sorted(set(codes))
    faults = _faults(now, starts_at, ends_at, nfc(reason), is_fault=is_fault)
    known = set(Procedure.objects.filter(code__in=codes).values_list("code", flat=True))
    unknown = [code for code in codes if code not in known]
    if unknown:
        faults["codes"] = _("Không có thủ tục %(code)s.") % {"code": ", ".join(unknown)}
    if faults:
        raise Invalid(fields=faults)
    pause = ServicePause.objects.create(
        codes=codes,
        starts_at=starts_at,
        ends_at=ends_at,
        is_fault=is_fault,
        reason=nfc(reason),
        announced_at=now,
        announced_by=actor.id,
        announced_by_name=actor.name,
    )
    record(
        "procedures.pause_announced",
        actor=actor,
        target=pause,
        fault=is_fault,
        procedures=len(codes),
        starts=starts_at.isoformat(),
    )
    return pause


def _faults(
    now: datetime, starts_at: datetime, ends_at: datetime | None, reason: str, *, is_fault: bool
) -> dict[str, str]:
    faults = {}
    if not reason:
        faults["reason"] = _("Hãy ghi vì sao tạm ngừng; người dân đọc được câu này.")
    if ends_at is None and not is_fault:
        faults["ends_at"] = _("Tạm ngừng có kế hoạch phải có giờ kết thúc.")
    if ends_at is not None and ends_at <= max(starts_at, now):
        faults["ends_at"] = _("Giờ kết thúc phải sau giờ bắt đầu và ở phía trước.")
    if not is_fault:
        earliest = next_working_day(timezone.localdate(now), count=NOTICE_WORKING_DAYS)
        if not is_in_time(starts_at=timezone.localtime(starts_at), earliest=earliest):
            faults["starts_at"] = _(
                "Phải báo trước ít nhất %(days)s ngày làm việc (Nghị định 224/2026 Điều 13): "
                "sớm nhất là ngày %(day)s. Nếu là sự cố, hãy đánh dấu sự cố."
            ) % {"days": NOTICE_WORKING_DAYS, "day": short_day(earliest)}
    return faults


@transaction.atomic
def end_pause(*, uid: UUID, actor: Actor) -> ServicePause:
    """Open filing again before its hour, or take back a pause that has not begun."""
    require(actor, ProcedurePermission.PAUSE_SERVICE)
    pause = fetch(ServicePause.objects.select_for_update(of=("self",)), uid=uid)
    now = timezone.now()
    if pause.withdrawn_at is not None or (pause.ends_at is not None and pause.ends_at <= now):
        raise PauseOver(_("Đợt tạm ngừng này đã kết thúc."))
    if pause.starts_at <= now:
        pause.ends_at = now
    else:
        pause.withdrawn_at = now
    pause.save()
    record("procedures.pause_ended", actor=actor, target=pause)
    return pause
