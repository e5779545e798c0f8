"""What a merger does at the desks: drawers are counted first, queues and hours go on."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import CashShift, GroupFiling, PostList
from tinhso.dossiers.rules.appointments import AppointmentState
from tinhso.dossiers.rules.groups import GroupState
from tinhso.dossiers.rules.post import OPEN_ITEMS
from tinhso.dossiers.services.moving_queues import (
    carry_queues_back,
    carry_queues_on,
    coming_appointments,
    ending_counters,
    ending_queues,
    moved_appointments,
    took_since,
    waiting_tickets,
)
from tinhso.dossiers.services.waiting import hand_on_for_merger
from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.errors.sentences import told
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
                label=_("Hàng chờ đi tiếp ở cơ quan tiếp nhận"),
                count=ending_queues(merging).count(),
                note=_(
                    "Vào hàng chờ cùng tên hoặc cùng lĩnh vực, không có thì lập mới; trùng chữ cái"
                    " thì nhận chữ cái khác."
                ),
                listed=lambda: [
                    Counted(name=f"{one.letter} {one.name}")
                    for one in ending_queues(merging)[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Quầy đi tiếp ở cơ quan tiếp nhận"),
                count=ending_counters(merging).count(),
                note=_("Trùng số quầy thì nhận số tiếp theo; cán bộ chọn lại quầy khi ngồi vào."),
                listed=lambda: [
                    Counted(name=str(one.number), detail=one.staffed_by_name)
                    for one in ending_counters(merging)[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Số thứ tự đang chờ hôm nay"),
                count=waiting_tickets(merging).count(),
                note=_(
                    "Chuyển theo hàng chờ; số in trên phiếu không đổi. Bảng gọi ghi kèm tên cơ quan"
                    " nơi lấy số, vì hai cơ quan có thể cùng một số."
                ),
                listed=lambda: [
                    Counted(name=one.text) for one in waiting_tickets(merging)[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Lịch hẹn từ ngày sắp xếp"),
                count=coming_appointments(merging).count(),
                note=_(
                    "Giữ nguyên giờ ở cơ quan tiếp nhận và báo cho từng người; giờ mà cơ quan tiếp"
                    " nhận không làm việc thì hủy và báo."
                ),
                listed=lambda: [
                    Counted(name=one.code, detail=when(one.starts_at))
                    for one in coming_appointments(merging)[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Danh sách bưu chính chưa phát xong"),
                count=_post_lists(merging).count(),
                note=_("Cơ quan tiếp nhận theo dõi tiếp; số danh sách không đổi."),
                listed=lambda: [
                    Counted(name=one.number, detail=one.carrier)
                    for one in _post_lists(merging)[:SHOWN_AT_ONCE]
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
            told(
                _(
                    "%(name)s chưa đóng ca thu tiền mở lúc %(at)s; vắng thì người đối soát ở quầy"
                    " đếm thay"
                ),
                name=one.officer_name,
                at=when(one.opened_at),
            )
            for one in _drawers(merging)
        ]

    def apply(self, merging: Merging) -> None:
        """Let queues, counters and who waits go on, and lists that are not through."""
        carry_queues_on(merging)
        act, on = merging.uid, merging.on
        lists = PostList.objects.filter(pk__in=_post_lists(merging).values("pk"))
        for old, (agency_id, unit_id) in merging.moved_units.items():
            here = lists.filter(unit_id=old)
            gone = dict.fromkeys(merging.agencies, agency_id)
            repoint(here, "agency_id", gone, act=act, on=on)
            repoint(here, "unit_id", {old: unit_id}, act=act, on=on)
        repoint(_groups(merging), "agency_id", merging.moved_agencies, act=act, on=on)

    def finish(self, merging: Merging, progress: Progress) -> None:
        """Tell whoever has an hour where he goes, or that his hour is off; each once."""
        rows = moved_appointments(merging).filter(state=AppointmentState.BOOKED)
        keys = list(rows.values_list("pk", flat=True))
        for done, pk in enumerate(keys, start=1):
            hand_on_for_merger(appointment_id=pk, basis=merging.basis)
            progress(done, len(keys))

    def since(self, merging: Merging) -> Sequence[Text]:
        """Who was told not to come cannot be told to come after all; nor who stands in line."""
        reasons: list[Text] = []
        gone = moved_appointments(merging).filter(state=AppointmentState.CANCELLED)
        if gone.exists():
            reasons.append(_("lịch hẹn từ ngày sắp xếp đã hủy"))
        if took_since(merging):
            reasons.append(_("đã có người lấy số hoặc đặt hẹn ở hàng chờ mới"))
        return reasons

    def undo(self, merging: Merging) -> None:
        """Point everything back, and tell whoever has an hour that it is at the old desk again."""
        keys = list(
            moved_appointments(merging)
            .filter(state=AppointmentState.BOOKED)
            .values_list("pk", flat=True)
        )
        carry_queues_back(merging)
        point_back(PostList, act=merging.uid)
        point_back(GroupFiling, act=merging.uid)
        for pk in keys:
            hand_on_for_merger(appointment_id=pk, basis=merging.basis, is_back=True)


def _drawers(merging: Merging) -> "QuerySet[CashShift]":
    rows = CashShift.objects.filter(unit__in=merging.units, closed_at__isnull=True)
    return rows.order_by("opened_at", "pk")


def _post_lists(merging: Merging) -> "QuerySet[PostList]":
    """Return the lists of results still on their way, or not yet given to the carrier."""
    rows = PostList.objects.filter(
        unit__in=list(merging.units), items__state__in=sorted(OPEN_ITEMS)
    )
    return rows.distinct().order_by("pk")


def _groups(merging: Merging) -> "QuerySet[GroupFiling]":
    return GroupFiling.objects.filter(agency_id__in=list(merging.agencies)).exclude(
        state=GroupState.DONE
    )
