"""Agencies of the demonstration that keep hours of their own: a Saturday morning, half days.

Both communes and both decisions are invented, and say so.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from django.utils import timezone

from tinhso.kernel.actors import system_actor
from tinhso.kernel.calendar import services as calendar
from tinhso.kernel.calendar.models import OfficeHours
from tinhso.kernel.db.clock import clock_set_to
from tinhso.organization.queries import agencies_at
from tinhso.organization.rules import MERGER_DAY

Week = Sequence[Sequence[calendar.SessionText]]
MORNING: Final = ("07:00", "11:30")
AFTERNOON: Final = ("13:30", "17:00")
WHOLE_DAY: Final = (MORNING, AFTERNOON)
OWN_HOURS: Final[tuple[tuple[str, Week, str], ...]] = (
    (
        "UBND phường Thục Phán",
        (*(WHOLE_DAY,) * 5, (("07:30", "11:30"),), ()),
        "Quyết định của UBND phường về làm việc sáng thứ Bảy (minh họa)",
    ),
    (
        "UBND xã Thành Công",
        (*(WHOLE_DAY,) * 3, *((MORNING,),) * 2, (), ()),
        "Quyết định của UBND xã về giờ làm việc vùng cao (minh họa)",
    ),
)
"""Short name, week from Monday on, decision."""


def set_own_hours() -> int:
    """Let these agencies keep their own hours since the day they opened; return how many do now.

    The calendar of days that passed is changed by nobody, so the clock stands on that day.
    """
    actor = system_actor("organization.demonstration")
    made = 0
    for short_name, week, decision in OWN_HOURS:
        period = agencies_at().filter(short_name=short_name, agency__is_demonstration=True).first()
        if period is None or OfficeHours.objects.filter(agency_id=period.agency_id).exists():
            continue
        with clock_set_to(timezone.make_aware(datetime.combine(MERGER_DAY, time(8)))):
            calendar.set_office_hours(
                effective_from=MERGER_DAY,
                agency_id=period.agency_id,
                week=week,
                decision=decision,
                actor=actor,
            )
        made += 1
    return made
