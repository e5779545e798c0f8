"""What was taken in for others in a month: states of its settlement, sums, who answers.

Fact: NĐ 118/2025 Art. 12(9), one-stop-118.md E.6: the desk and the agencies settle fees each month.
Its layout and steps are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.clocks import SHIPPED
from tinhso.dossiers.rules.fees import PaymentMethod
from tinhso.dossiers.rules.periods import Length, Period, Reckoning, holding, whole


class SettlementState(models.TextChoices):
    """Where the settlement of one month with one other side stands."""

    DRAFT = "draft", _("Chưa gửi")
    SENT = "sent", _("Chờ xác nhận")
    DISPUTED = "disputed", _("Chưa thống nhất")
    AGREED = "agreed", _("Đã quyết toán")


MAY_BE_SENT: Final = frozenset({SettlementState.DRAFT, SettlementState.DISPUTED})


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What was taken in, way by way, and what was given back."""

    count: int = 0
    by_method: Mapping[str, int]
    refunds: int = 0
    refunded_vnd: int = 0

    @property
    def taken_vnd(self) -> int:
        """Return all that was taken in."""
        return sum(self.by_method.values())

    @property
    def net_vnd(self) -> int:
        """Return what is left after what was given back."""
        return self.taken_vnd - self.refunded_vnd

    @property
    def methods(self) -> list[tuple[str, int]]:
        """Return each way by which money came, in words, with its sum."""
        return [
            (str(one.label), self.by_method[one.value])
            for one in PaymentMethod
            if self.by_method.get(one.value)
        ]

    def as_data(self) -> dict[str, object]:
        """Return the sums as they are kept."""
        return {
            "count": self.count,
            "by_method": dict(self.by_method),
            "refunds": self.refunds,
            "refunded_vnd": self.refunded_vnd,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Self:
        """Read what `as_data` gave."""
        kept = data.get("by_method")
        ways = kept if isinstance(kept, dict) else {}
        return cls(
            count=int(str(data.get("count", 0))),
            by_method={str(way): int(vnd) for way, vnd in ways.items()},
            refunds=int(str(data.get("refunds", 0))),
            refunded_vnd=int(str(data.get("refunded_vnd", 0))),
        )


def month_of(year: int, month: int) -> Period:
    """Return a calendar month; `ValueError` when there is none of that number."""
    return whole(Reckoning.CALENDAR, Length.MONTH, year, month, law=SHIPPED)


def month_before(day: date) -> Period:
    """Return the last month that is over on a day."""
    return holding(Reckoning.CALENDAR, Length.MONTH, day, law=SHIPPED).before
