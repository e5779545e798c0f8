"""Pure decisions of this room: which term, which fee, what reads as a trap in source data."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, TypeVar

from tinhso.kernel.calendar import TermUnit

if TYPE_CHECKING:
    from tinhso.procedures.parts import FeeRule, TermRule


class PerChannelAndCase(Protocol):
    """What is fixed per channel and case; empty means any."""

    @property
    def channel(self) -> str:
        """The channel it is for."""

    @property
    def case(self) -> str:
        """The case it is for."""


R = TypeVar("R", bound=PerChannelAndCase)


def closest(rules: Iterable[R], *, channel: str, case: str) -> R | None:
    """Return the rule made for this case and channel, or the nearest general one.

    A rule for the case weighs more than one for the channel: the law fixes times and fees by
    case, and only sometimes by channel. None when no rule fits.
    """
    fitting = [r for r in rules if r.case in ("", case) and r.channel in ("", channel)]
    return max(fitting, key=lambda r: (r.case != "", r.channel != ""), default=None)


def term_for(terms: "Iterable[TermRule]", *, channel: str, case: str = "") -> "TermRule | None":
    """Return how long the agency may take for this channel and case."""
    return closest(terms, channel=channel, case=case)


def fee_for(fees: "Iterable[FeeRule]", *, channel: str, case: str = "") -> "FeeRule | None":
    """Return what it costs for this channel and case."""
    return closest(fees, channel=channel, case=case)


def least_working_hours(rule: "TermRule") -> int | None:
    """Return the fewest working hours of eight a day a term can hold; None when it is unknown.

    Reckoned over weeks without a holiday, for steps that must fit in whichever day it begins.
    A same-day term is counted from its cut-off to the end of work at 17:00.
    """
    if rule.value is None or not rule.unit:
        return None
    if rule.unit == TermUnit.SAME_DAY:
        return 17 - rule.cut_off.hour if rule.cut_off is not None else 1
    if rule.unit in (TermUnit.HOUR, TermUnit.WORKING_HOUR):
        return rule.value if rule.unit == TermUnit.WORKING_HOUR else min(rule.value, 1)
    if rule.unit == TermUnit.WORKING_DAY:
        return 8 * rule.value
    days = rule.value if rule.unit == TermUnit.CALENDAR_DAY else 28 * rule.value
    whole, rest = divmod(days, 7)
    return 8 * (5 * whole + max(0, rest - 2))
