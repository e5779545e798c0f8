"""What a merger does to monthly settlements: figures stay with who took the money in, hands change.

Nothing is moved: each side of the day is settled under the name it was taken in under, and the
successor sends, answers and signs for who ended (`queries.settlements.stands_for`).
"""

from collections.abc import Sequence
from datetime import datetime, time

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import FeeSettlement, Payment
from tinhso.dossiers.queries.settlements import fees_received
from tinhso.dossiers.rules.settlement import SettlementState
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
    Text,
)
from tinhso.organization import queries as organization


class SettlementMoves(MergerEffect):
    """Settlements of fees between agencies that are not agreed on yet."""

    title = _("Quyết toán phí, lệ phí")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Name the settlements that stay open, and the money of the month that none holds yet."""
        rows = _open(merging)
        return [
            EffectLine(
                label=_("Bảng quyết toán chưa xong"),
                count=rows.count(),
                note=_("Cơ quan tiếp nhận gửi, xác nhận và ký tiếp; số liệu giữ nguyên từng bên."),
                listed=lambda: _named(rows),
            ),
            EffectLine(
                label=_("Biên lai thu hộ trong tháng chưa lập bảng"),
                count=_not_drawn_up(merging).count(),
                note=_(
                    "Phần thu trước ngày sắp xếp lập bảng riêng mang tên cơ quan cũ, cơ quan tiếp"
                    " nhận ký; phần thu từ ngày ấy vào bảng của cơ quan tiếp nhận."
                ),
            ),
        ]

    def since(self, merging: Merging) -> Sequence[Text]:
        """What the successor sent or answered stays as it is."""
        day = timezone.make_aware(datetime.combine(merging.on, time.min))
        done = _of(merging).filter(Q(sent_at__gte=day) | Q(answered_at__gte=day))
        if done.exists():
            return [_("bảng quyết toán của cơ quan cũ đã được gửi hoặc xác nhận tiếp")]
        return []


def _of(merging: Merging) -> "QuerySet[FeeSettlement]":
    ending = list(merging.agencies)
    return FeeSettlement.objects.filter(Q(collector_id__in=ending) | Q(owner_id__in=ending))


def _open(merging: Merging) -> "QuerySet[FeeSettlement]":
    return _of(merging).exclude(state=SettlementState.AGREED).order_by("year", "month", "pk")


def _not_drawn_up(merging: Merging) -> "QuerySet[Payment]":
    first = timezone.make_aware(datetime.combine(merging.on.replace(day=1), time.min))
    ending = list(merging.agencies)
    taken = fees_received().filter(paid_at__gte=first)
    ours = Q(agency_id__in=ending) | Q(charge__dossier__resolving_agency_id__in=ending)
    return taken.filter(ours).exclude(agency_id=F("charge__dossier__resolving_agency_id"))


def _named(rows: "QuerySet[FeeSettlement]") -> list[Counted]:
    found = list(rows[:SHOWN_AT_ONCE])
    sides = {pk for row in found for pk in (row.collector_id, row.owner_id) if pk is not None}
    names = organization.agency_names(sides)
    return [
        Counted(
            name=" - ".join(
                (
                    f"{row.month:02d}/{row.year}",
                    names.get(row.collector_id, ""),
                    names.get(row.owner_id or 0, "Bưu chính công ích"),
                )
            ),
            detail=str(row.get_state_display()),
        )
        for row in found
    ]
