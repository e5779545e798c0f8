"""Pure decisions of this room: which term, which fee, what reads as a trap in source data."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from tinhso.kernel.calendar import TermUnit

if TYPE_CHECKING:
    from tinhso.procedures.parts import FeeRule, ResultKind, TermRule


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


def amount_of(rule: "FeeRule", answers: Mapping[str, object]) -> int | None:
    """Return what is paid for these answers in đồng; None when the amount is not known.

    A fee per unit is counted line by line: each copy by its own tiers, never above `most_vnd`.
    """
    rule = rule.charged
    if rule.amount_vnd is None or rule.count is None:
        return rule.amount_vnd
    total = 0
    lines = answers.get(rule.count.group) if rule.count.group else [answers]
    for line in lines if isinstance(lines, list) else []:
        units = _whole(line.get(rule.count.number))
        copies = _whole(line.get(rule.count.times)) if rule.count.times else 1
        one = sum(_price(rule, unit) for unit in range(1, units + 1))
        total += copies * (one if rule.most_vnd is None else min(one, rule.most_vnd))
    return total


def _price(rule: "FeeRule", unit: int) -> int:
    price = rule.amount_vnd or 0
    for tier in rule.tiers:
        if unit >= tier.since:
            price = tier.amount_vnd
    return price


def _whole(value: object) -> int:
    text = str(value)
    return int(text) if text.isdecimal() else 0


def result_for(kinds: "Sequence[ResultKind]", *, case: str) -> "ResultKind | None":
    """Return the result a case ends with: the first made for it, else the first for any."""
    own = [kind for kind in kinds if case and case in kind.cases]
    general = [kind for kind in kinds if not kind.cases]
    return next(iter([*own, *general, *kinds]), None)


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
