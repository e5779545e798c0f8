"""Whether a board's share in time rises or falls: slices of days drawn on one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tinhso.dossiers.queries.board import Output
from tinhso.dossiers.queries.outputs import DayOutput
from tinhso.dossiers.views._board_lines import TARGET
from tinhso.kernel.web import words
from tinhso.kernel.web.markup import put

SLICES: Final = 12
"""Into so many equal stretches the days are cut; one stretch is one point of the line."""
FLOOR: Final = 2 * TARGET - 100
"""Where the drawing ends below, so that the target lies in its middle; a lower share lowers it."""
TOP: Final = 5
HEIGHT: Final = 26
"""Where the line's 100 % stands, and how far its lowest share stands below; in pixels."""


def summed(days: Sequence[DayOutput]) -> Output:
    """Return what some days make together."""
    return Output(
        received=sum(day.received for day in days),
        early=sum(day.early for day in days),
        on_time=sum(day.on_time for day in days),
        late=sum(day.late for day in days),
    )


@dataclass(frozen=True)
class Trend:
    """The share in time over the shown days and as many before them."""

    days: Sequence[DayOutput]
    """Those before, then those shown; as many of each."""

    @cached_property
    def before(self) -> Decimal | None:
        """Return the share of the days before; None when nothing was finished in them."""
        return summed(self.days[: len(self.days) // 2]).in_time_share

    @cached_property
    def shares(self) -> list[tuple[int, Decimal]]:
        """Return the place and the share of each slice in which something was finished."""
        count = min(SLICES, len(self.days))
        ends = [len(self.days) * n // count for n in range(count + 1)]
        outputs = [summed(self.days[a:b]) for a, b in pairwise(ends)]
        return [
            (place, one.in_time_share)
            for place, one in enumerate(outputs)
            if one.in_time_share is not None
        ]

    @property
    def compared(self) -> str:
        """Tell how the shown days stand against those before; nothing where one has no share."""
        now = summed(self.days[len(self.days) // 2 :]).in_time_share
        if now is None or self.before is None:
            return ""
        if now == self.before:
            return _("bằng kỳ liền trước")
        if now > self.before:
            said = _("cao hơn kỳ liền trước %(points)s điểm phần trăm")
        else:
            said = _("thấp hơn kỳ liền trước %(points)s điểm phần trăm")
        return said % {"points": words.number(abs(now - self.before), decimals=2)}

    @property
    def drawn(self) -> SafeString:
        """Return the line; nothing for a single point, which shows no direction."""
        if len(self.shares) < 2:
            return SafeString("")
        low = min(FLOOR, *(share for _place, share in self.shares))
        last = min(SLICES, len(self.days)) - 1
        points = [
            (f"{2 + 96 * place / last:.1f}%", f"{_height(share, low):.1f}")
            for place, share in self.shares
        ]
        lines = [
            put('<line x1="{}" y1="{}" x2="{}" y2="{}" />', *begin, *end)
            for begin, end in pairwise(points)
        ]
        told = ", ".join(words.percent(share) for _place, share in self.shares)
        return put(
            '<svg class="board-trend" role="img" aria-label="{label}">'
            '<line class="target" x1="0" x2="100%" y1="{target}" y2="{target}" />{lines}'
            '<circle cx="{x}" cy="{y}" r="3.5" /></svg>',
            label=_("Tỷ lệ từ kỳ liền trước đến nay: %(shares)s") % {"shares": told},
            target=f"{_height(TARGET, low):.1f}",
            lines=SafeString("".join(lines)),
            x=points[-1][0],
            y=points[-1][1],
        )


def _height(share: Decimal, low: Decimal) -> Decimal:
    return TOP + HEIGHT * (100 - share) / (100 - low)
