"""What the calendar plugs into lower sockets."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.calendar.models import CalendarDay, OfficeHours
from tinhso.kernel.db.keeping import renew
from tinhso.kernel.db.rewriting import made, write_back
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
    merger_effects,
)


class HoursEffect(MergerEffect):
    """An agency without hours of its own takes over those on which all before it agree.

    Promises stay as they were made; an agency with hours of its own keeps them.
    """

    title = _("Giờ làm việc")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Name hours and days off that an agency has of its own."""
        own = OfficeHours.objects.filter(agency_id__in=merging.agencies)
        days = _days(merging)
        return [
            EffectLine(
                label=_("Cơ quan có giờ làm việc riêng"),
                count=own.values("agency_id").distinct().count(),
                note=_(
                    "Đi tiếp khi các cơ quan cũ cùng một giờ và cơ quan tiếp nhận chưa có giờ"
                    " riêng; khác nhau thì hãy đặt lại. Ngày đã hẹn với người dân không đổi."
                ),
                is_warning=True,
            ),
            EffectLine(
                label=_("Ngày nghỉ, ngày làm bù riêng từ ngày sắp xếp"),
                count=len(days),
                note=_("Chỉ ngày mà mọi cơ quan cũ cùng có mới đi tiếp."),
                listed=lambda: [
                    Counted(name=f"{day.on:%d/%m/%Y} {day.name}") for day in days[:SHOWN_AT_ONCE]
                ],
            ),
        ]

    def apply(self, merging: Merging) -> None:
        """Let hours and days go on where all agree and the successor has none."""
        before: dict[int, list[int]] = defaultdict(list)
        for old, new in merging.moved_agencies.items():
            before[new].append(old)
        for new, olds in before.items():
            _take_hours_over(new, olds, merging)
            _take_days_over(new, olds, merging)
        renew("calendar")

    def undo(self, merging: Merging) -> None:
        """Take out what went on."""
        write_back(OfficeHours, act=merging.uid)
        write_back(CalendarDay, act=merging.uid)
        renew("calendar")


def _days(merging: Merging) -> list[CalendarDay]:
    rows = CalendarDay.objects.filter(
        agency_id__in=list(merging.agencies), on__gte=merging.on, withdrawn_at__isnull=True
    )
    return list(rows.order_by("on", "agency_id"))


def _take_hours_over(new: int, olds: Sequence[int], merging: Merging) -> None:
    if OfficeHours.objects.filter(agency_id=new).exists():
        return
    weeks = []
    for old in olds:
        rows = OfficeHours.objects.filter(agency_id=old, effective_from__lte=merging.on)
        latest = rows.order_by("-effective_from").first()
        weeks.append(latest.week if latest is not None else [])
    if not weeks[0] or any(week != weeks[0] for week in weeks):
        return
    hours = OfficeHours.objects.create(
        agency_id=new,
        effective_from=merging.on,
        week=weeks[0],
        decision=merging.basis[:200],
    )
    made(hours, act=merging.uid)


def _take_days_over(new: int, olds: Sequence[int], merging: Merging) -> None:
    by_day: dict[object, list[CalendarDay]] = defaultdict(list)
    for day in _days(merging):
        if day.agency_id in olds:
            by_day[(day.on, day.kind, str(day.sessions))].append(day)
    standing = Q(agency_id=new, withdrawn_at__isnull=True)
    taken = set(CalendarDay.objects.filter(standing).values_list("on", flat=True))
    for same in by_day.values():
        first = same[0]
        if len(same) < len(olds) or first.on in taken:
            continue
        day = CalendarDay.objects.create(
            agency_id=new,
            on=first.on,
            kind=first.kind,
            name=first.name,
            name_en=first.name_en,
            sessions=first.sessions,
            in_place_of=first.in_place_of,
            decision=first.decision,
            decided_on=first.decided_on,
        )
        made(day, act=merging.uid)


merger_effects.register("calendar", HoursEffect())
