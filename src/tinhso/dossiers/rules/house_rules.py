"""Which dated rules officials may set, in which units and bounds, and who may be stricter.

The central law sets a rule; a province may bind its own agencies more tightly (Ninh Bình's QĐ
163/2025 answers complaints within ten working days), never the people more tightly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.clocks import (
    CLOCK_WORDS,
    ClockCode,
    ClockRule,
    ClockStart,
    Law,
    LimitCode,
    LimitRule,
    StartRule,
)
from tinhso.kernel.calendar import Term, TermUnit, say_term

TIMES: Final = "times"
BOUNDARY_FREE_START: Final = "boundary_free_start"
MOST: Final[Mapping[str, int]] = {
    TermUnit.HOUR: 240,
    TermUnit.WORKING_HOUR: 240,
    TermUnit.WORKING_DAY: 180,
    TermUnit.CALENDAR_DAY: 365,
    TIMES: 5,
}
"""Above these a value is a slip of the finger."""


class Origin(models.TextChoices):
    """Who sets a rule."""

    CENTRAL = "central", _("Văn bản trung ương")
    PROVINCE = "province", _("Quy định của tỉnh, chặt hơn trung ương")


class RuleState(models.TextChoices):
    """Where a version of a rule stands."""

    DRAFT = "draft", _("Đang soạn")
    PUBLISHED = "published", _("Đã công bố")
    WITHDRAWN = "withdrawn", _("Đã rút")
    DROPPED = "dropped", _("Đã bỏ bản thảo")


class Stricter(StrEnum):
    """On which side of the central law a province's own value must lie."""

    LESS = "less"
    MORE = "more"
    NOT = "not"
    """The province has nothing to say here."""


@dataclass(frozen=True, kw_only=True)
class HouseRule:
    """One rule of the house: what it is called, in which units it is written."""

    code: str
    label: str | Promise
    units: tuple[str, ...]
    stricter: Stricter = Stricter.LESS
    least: int = 1

    @property
    def is_choice(self) -> bool:
        """Tell whether it is one of several answers, without a number."""
        return self.code == BOUNDARY_FREE_START


_HOURS: Final = (TermUnit.HOUR.value, TermUnit.WORKING_HOUR.value)
_DAYS: Final = (TermUnit.WORKING_DAY.value, TermUnit.CALENDAR_DAY.value)
_UNITS: Final[Mapping[ClockCode, tuple[str, ...]]] = {
    ClockCode.DESK_ALERT: _HOURS,
    ClockCode.ONLINE_ANSWER: (TermUnit.WORKING_HOUR.value,),
    ClockCode.SUPPLEMENT_TIMEOUT: _DAYS,
    ClockCode.APOLOGY_BEFORE: _DAYS,
    ClockCode.CORRECTION: (TermUnit.WORKING_DAY.value,),
}
"""A procedure's own setting is counted in the unit of its clock, so that clock keeps its unit."""
_MORE: Final = frozenset({ClockCode.SUPPLEMENT_TIMEOUT, ClockCode.APOLOGY_BEFORE})
"""Where the better deal for the applicant is the longer one."""

STARTS_SAID: Final[Mapping[str, Promise]] = {
    ClockStart.ACCEPTED.value: _("Từ lúc một cửa tiếp nhận"),
    ClockStart.COMPETENT_AGENCY.value: _("Từ lúc cơ quan có thẩm quyền nhận hồ sơ"),
}

HOUSE_RULES: Final[Mapping[str, HouseRule]] = {
    **{
        code.value: HouseRule(
            code=code.value,
            label=CLOCK_WORDS[code],
            units=_UNITS.get(code, (*_DAYS, TermUnit.WORKING_HOUR.value)),
            stricter=Stricter.MORE if code in _MORE else Stricter.LESS,
        )
        for code in ClockCode
    },
    LimitCode.SUPPLEMENT_REQUESTS.value: HouseRule(
        code=LimitCode.SUPPLEMENT_REQUESTS.value,
        label=_("Số lần yêu cầu bổ sung"),
        units=(TIMES,),
    ),
    LimitCode.EXTENSIONS.value: HouseRule(
        code=LimitCode.EXTENSIONS.value,
        label=_("Số lần hẹn lại ngày trả"),
        units=(TIMES,),
        least=0,
    ),
    BOUNDARY_FREE_START: HouseRule(
        code=BOUNDARY_FREE_START,
        label=_("Tính thời hạn hồ sơ phi địa giới"),
        units=tuple(STARTS_SAID),
        stricter=Stricter.NOT,
        least=0,
    ),
}
RULE_CHOICES: Final = [(rule.code, rule.label) for rule in HOUSE_RULES.values()]
UNIT_CHOICES: Final = [
    *((unit.value, unit.label) for unit in TermUnit if unit in MOST),
    (TIMES, _("số lần được làm")),
    *STARTS_SAID.items(),
]


@dataclass(frozen=True, kw_only=True)
class RuleValue:
    """What a rule says: a number of units, or (number nought) the answer named by the unit."""

    amount: int
    unit: str

    @property
    def words(self) -> str:
        """Say it in the reader's language."""
        if self.unit in STARTS_SAID:
            return str(STARTS_SAID[self.unit])
        if self.unit == TIMES:
            return gettext("%(count)s lần") % {"count": self.amount}
        return say_term(self.amount, self.unit)


def value_of(rule: ClockRule | LimitRule | StartRule) -> RuleValue:
    """Return what a rule says, as it is listed and compared."""
    if isinstance(rule, ClockRule):
        return RuleValue(amount=rule.term.value, unit=rule.term.unit)
    if isinstance(rule, LimitRule):
        return RuleValue(amount=rule.most, unit=TIMES)
    return RuleValue(amount=0, unit=rule.start.value)


def rules_of(code: str, *, law: Law) -> list[ClockRule | LimitRule | StartRule]:
    """Return the versions of one rule, the oldest first; of one day the one that holds is last."""
    found: list[ClockRule | LimitRule | StartRule] = [
        *(rule for rule in law.clocks if rule.code == code),
        *(rule for rule in law.limits if rule.code == code),
    ]
    if code == BOUNDARY_FREE_START:
        found += law.starts
    return sorted(found, key=lambda rule: rule.since)


def rule_on(code: str, *, on: date, law: Law) -> ClockRule | LimitRule | StartRule:
    """Return the version of a rule that holds on a day; before the first one the oldest."""
    rules = rules_of(code, law=law)
    begun = [rule for rule in rules if rule.since <= on]
    return (begun or rules[:1])[-1]


def with_dated(law: Law, code: str, value: RuleValue, *, basis: str, since: date) -> Law:
    """Return the law with one more version of a rule behind those it has."""
    if code == BOUNDARY_FREE_START:
        start = StartRule(start=ClockStart(value.unit), law=basis, since=since)
        return replace(law, starts=(*law.starts, start))
    if value.unit == TIMES:
        limit = LimitRule(code=LimitCode(code), most=value.amount, law=basis, since=since)
        return replace(law, limits=(*law.limits, limit))
    term = Term(value.amount, TermUnit(value.unit))
    rule = ClockRule(code=ClockCode(code), term=term, law=basis, since=since)
    return replace(law, clocks=(*law.clocks, rule))


def is_stricter(code: str, value: RuleValue, than: RuleValue) -> bool:
    """Tell whether a province may say this where the central law says that."""
    side = HOUSE_RULES[code].stricter
    if side is Stricter.NOT or value.unit != than.unit:
        return False
    if side is Stricter.MORE:
        return value.amount >= than.amount
    return value.amount <= than.amount
