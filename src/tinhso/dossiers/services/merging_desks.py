"""What a merger does at the desks: drawers are counted first, appointments called off."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Appointment, CashShift, GroupFiling, Queue
from tinhso.dossiers.rules.appointments import AppointmentState
from tinhso.dossiers.rules.groups import GroupState
from tinhso.dossiers.services.waiting import call_off_for_merger
from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
    Progress,
    Text,
)
from tinhso.kernel.web.words import when


class DeskMoves(MergerEffect):
    """Money, appointments and lists of companies at the desks that end."""

    title = _("Quầy một cửa")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Name what must be counted or told before, and what goes along."""
        return [
            EffectLine(
                label=_("Ca thu tiền chưa đóng"),
                count=_drawers(merging).count(),
                note=_("Phải đóng ca và đếm tiền trước: còn ca mở thì chưa thực hiện sắp xếp."),
                is_warning=True,
                listed=lambda: [
                    Counted(name=one.officer_name, detail=when(one.opened_at))
                    for one in _drawers(merging)[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Hàng chờ và quầy phải lập lại"),
                count=_queues(merging).count(),
                note=_("Lập hàng chờ và quầy ở bộ phận một cửa của cơ quan tiếp nhận."),
                is_warning=True,
                listed=lambda: [
                    Counted(name=f"{one.letter} {one.name}")
                    for one in _queues(merging)[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Lịch hẹn từ ngày sắp xếp"),
                count=_appointments(merging).count(),
                note=_("Hủy và báo cho từng người; họ đặt lại ở cơ quan tiếp nhận."),
                is_warning=True,
                listed=lambda: [
                    Counted(name=one.code, detail=when(one.starts_at))
                    for one in _appointments(merging)[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Danh sách nộp của doanh nghiệp chưa nộp xong"),
                count=_groups(merging).count(),
                note=_("Nộp tiếp ở cơ quan tiếp nhận."),
            ),
        ]

    def blocks(self, merging: Merging) -> Sequence[Text]:
        """Money that nobody counted belongs to no agency: its drawer is closed first."""
        return [
            _("%(name)s chưa đóng ca thu tiền mở lúc %(at)s")
            % {"name": one.officer_name, "at": when(one.opened_at)}
            for one in _drawers(merging)
        ]

    def apply(self, merging: Merging) -> None:
        """Let lists that companies still file go on at the successor."""
        repoint(
            _groups(merging), "agency_id", merging.moved_agencies, act=merging.uid, on=merging.on
        )

    def finish(self, merging: Merging, progress: Progress) -> None:
        """Call off each appointment at a desk that is no more, and tell whoever made it."""
        keys = list(_appointments(merging).values_list("pk", flat=True))
        for done, pk in enumerate(keys, start=1):
            call_off_for_merger(appointment_id=pk, basis=merging.basis)
            progress(done, len(keys))

    def since(self, merging: Merging) -> Sequence[Text]:
        """Who was told not to come cannot be told to come after all."""
        gone = Appointment.objects.filter(
            queue__unit__in=merging.units,
            day__gte=merging.on,
            state=AppointmentState.CANCELLED,
        )
        return [_("lịch hẹn từ ngày sắp xếp đã hủy")] if gone.exists() else []

    def undo(self, merging: Merging) -> None:
        """Point the lists back."""
        point_back(GroupFiling, act=merging.uid)


def _drawers(merging: Merging) -> "QuerySet[CashShift]":
    rows = CashShift.objects.filter(unit__in=merging.units, closed_at__isnull=True)
    return rows.order_by("opened_at", "pk")


def _queues(merging: Merging) -> "QuerySet[Queue]":
    return Queue.objects.filter(unit__in=merging.units, is_open=True).order_by("letter", "pk")


def _appointments(merging: Merging) -> "QuerySet[Appointment]":
    rows = Appointment.objects.filter(
        queue__unit__in=merging.units,
        state=AppointmentState.BOOKED,
        day__gte=max(merging.on, timezone.localdate()),
    )
    return rows.order_by("starts_at", "pk")


def _groups(merging: Merging) -> "QuerySet[GroupFiling]":
    return GroupFiling.objects.filter(agency_id__in=list(merging.agencies)).exclude(
        state=GroupState.DONE
    )
