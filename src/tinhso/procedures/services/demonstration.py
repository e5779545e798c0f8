"""What the demonstration's operator has under way: drafts, and pauses of filing online."""

from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone

from tinhso.identity.queries import account_by_login, actor_of_account
from tinhso.kernel.calendar import next_working_day
from tinhso.kernel.db.clock import clock_set_to
from tinhso.procedures.drafting import contents
from tinhso.procedures.drafting.layout import PARTS, Content
from tinhso.procedures.models import DraftOrigin, ProcedureDraft
from tinhso.procedures.queries import newest_version_of
from tinhso.procedures.services.drafts import change_part, start_draft
from tinhso.procedures.services.pauses import announce_pause, end_pause

OPERATOR: Final = "quantri"
DRAFTED: Final = "1.001612"
"""A procedure whose next version is being written."""
PAUSED: Final = "1.013978"
NEW_NAME: Final = "Cấp thẻ thư viện xã (thủ tục minh họa)"
FAULT: Final = "Mất đường truyền tới máy chủ của tỉnh; hồ sơ đã nộp không bị ảnh hưởng (minh họa)."
PLANNED: Final = "Chuyển dữ liệu đất đai sang hệ thống mới (minh họa)."
AHEAD: Final = 15
"""So many working days ahead the planned pause begins: more than the decree asks."""


def load_demonstration() -> int:
    """Let the operator write two drafts and announce two pauses, once; returns how many drafts."""
    uid = account_by_login(OPERATOR)
    if uid is None or ProcedureDraft.objects.exists():
        return 0
    actor, now = actor_of_account(uid), timezone.now()
    version = newest_version_of(code=DRAFTED)
    with clock_set_to(now - timedelta(days=2)):
        if version is not None:
            draft = start_draft(
                content=contents.of_version(version), origin=DraftOrigin.VERSION, actor=actor
            )
            part = next(part for part in PARTS if "name" in part.keys)
            change_part(uid=draft.uid, part=part, seen=0, change=_renamed, actor=actor)
        start_draft(content={"name": NEW_NAME}, origin=DraftOrigin.EMPTY, actor=actor)
    with clock_set_to(now - timedelta(days=9)) as clock:
        fault = announce_pause(
            actor=actor, starts_at=clock.now(), ends_at=None, reason=FAULT, is_fault=True
        )
        clock.move_to(clock.now() + timedelta(minutes=50))
        end_pause(uid=fault.uid, actor=actor)
    day = next_working_day(timezone.localdate(now), count=AHEAD)
    announce_pause(
        actor=actor,
        starts_at=timezone.make_aware(datetime.combine(day, time(18))),
        ends_at=timezone.make_aware(datetime.combine(day, time(22))),
        reason=PLANNED,
        codes=[PAUSED],
    )
    return ProcedureDraft.objects.count()


def _renamed(content: Content) -> Content:
    return {**content, "name": f"{content['name']} (bản thảo minh họa)"}
