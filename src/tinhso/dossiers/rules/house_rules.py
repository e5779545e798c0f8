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
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.clocks import (
    CLOCK_WORDS,
    DECREE_118,
    ClockCode,
    ClockRule,
    ClockStart,
    CutOffRule,
    FormatRule,
    FormSetRule,
    Known,
    Law,
    LimitCode,
    LimitRule,
    StartRule,
)
from tinhso.dossiers.rules.form_sets import CIRCULARS
from tinhso.dossiers.rules.number_formats import as_written
from tinhso.kernel.calendar import Term, TermUnit, say_term
from tinhso.kernel.db.text import fold
from tinhso.kernel.numbering.registry import registers

TIMES: Final = "times"
BOUNDARY_FREE_START: Final = "boundary_free_start"
FORM_SET: Final = "form_set"
REPORT_CUT_OFF: Final = "report_cut_off"
DAY_OF_MONTH: Final = "day_of_month"
PATTERN: Final = "pattern"
"""The unit of what is written as a look of numbers."""
DOSSIER_CODES: Final = "dossiers.dossier"
MOST: Final[Mapping[str, int]] = {
    TermUnit.HOUR: 240,
    TermUnit.WORKING_HOUR: 240,
    TermUnit.WORKING_DAY: 180,
    TermUnit.CALENDAR_DAY: 365,
    TIMES: 5,
    DAY_OF_MONTH: 28,
}
"""Above these a value is a slip of the finger."""


class Origin(models.TextChoices):
    """Who sets a rule."""

    CENTRAL = "central", _("Văn bản trung ương")
    PROVINCE = "province", _("Quy định của tỉnh")


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
    FREE = "free"
    """It is the province's own to say."""


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
        return self.code in {BOUNDARY_FREE_START, FORM_SET}

    @property
    def is_pattern(self) -> bool:
        """Tell whether it is how the numbers of a register look."""
        return self.units == (PATTERN,)


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
    FORM_SET: HouseRule(
        code=FORM_SET,
        label=_("Bộ mẫu giấy"),
        units=tuple(CIRCULARS),
        stricter=Stricter.NOT,
        least=0,
    ),
    REPORT_CUT_OFF: HouseRule(
        code=REPORT_CUT_OFF,
        label=_("Ngày đầu kỳ báo cáo"),
        units=(DAY_OF_MONTH,),
        stricter=Stricter.NOT,
        least=2,
    ),
}
UNIT_CHOICES: Final[list[tuple[str, str | Promise]]] = [
    *((unit.value, unit.label) for unit in TermUnit if unit in MOST),
    (TIMES, _("số lần được làm")),
    (DAY_OF_MONTH, _("ngày của tháng trước kỳ báo cáo")),
    *STARTS_SAID.items(),
    *CIRCULARS.items(),
    (PATTERN, _("mẫu số")),
]


def format_rules() -> dict[str, HouseRule]:
    """Return a rule for each register of the house: how its numbers look.

    Registers that are data (results of procedures) are dated with their procedure's version. That
    a dossier's code is put together as it is, is the central law's (118 Art. 28).
    """
    return {
        key: HouseRule(
            code=key,
            label=format_lazy("{}: {}", _("Mẫu số"), plug.label),
            units=(PATTERN,),
            stricter=Stricter.NOT if key == DOSSIER_CODES else Stricter.FREE,
            least=0,
        )
        for key, plug in registers
    }


def house_rules() -> dict[str, HouseRule]:
    """Return every rule that officials date, by its code."""
    return {**HOUSE_RULES, **format_rules()}


def rule_choices() -> list[tuple[str, str | Promise]]:
    """Return all of them to choose from, by name in the reader's language."""
    rules = sorted(house_rules().values(), key=lambda rule: fold(str(rule.label)))
    return [(rule.code, rule.label) for rule in rules]


@dataclass(frozen=True, kw_only=True)
class RuleValue:
    """What a rule says: a number of units, or (number nought) the answer named by the unit."""

    amount: int
    unit: str
    pattern: str = ""

    @property
    def is_data(self) -> bool:
        """Tell whether its words are data: a circular's number, a look as officials wrote it."""
        return self.unit == PATTERN or self.unit in CIRCULARS

    @property
    def words(self) -> str:
        """Say it in the reader's language."""
        if self.unit == PATTERN:
            return self.pattern
        if self.unit in CIRCULARS:
            return CIRCULARS[self.unit]
        if self.unit in STARTS_SAID:
            return str(STARTS_SAID[self.unit])
        if self.unit == TIMES:
            return gettext("%(count)s lần") % {"count": self.amount}
        if self.unit == DAY_OF_MONTH:
            return gettext("từ ngày %(day)s tháng trước đến ngày %(last)s tháng cuối kỳ") % {
                "day": self.amount,
                "last": self.amount - 1,
            }
        return say_term(self.amount, self.unit)


AnyRule = ClockRule | LimitRule | StartRule | FormSetRule | CutOffRule | FormatRule


def value_of(rule: AnyRule) -> RuleValue:
    """Return what a rule says, as it is listed and compared."""
    if isinstance(rule, FormatRule):
        return RuleValue(amount=0, unit=PATTERN, pattern=rule.pattern)
    if isinstance(rule, ClockRule):
        return RuleValue(amount=rule.term.value, unit=rule.term.unit)
    if isinstance(rule, LimitRule):
        return RuleValue(amount=rule.most, unit=TIMES)
    if isinstance(rule, FormSetRule):
        return RuleValue(amount=0, unit=rule.form_set)
    if isinstance(rule, CutOffRule):
        return RuleValue(amount=rule.first_day, unit=DAY_OF_MONTH)
    return RuleValue(amount=0, unit=rule.start.value)


def rules_of(code: str, *, law: Law) -> list[AnyRule]:
    """Return the versions of one rule, the oldest first; of one day the one that holds is last."""
    found: list[AnyRule] = [
        *(rule for rule in law.clocks if rule.code == code),
        *(rule for rule in law.limits if rule.code == code),
        *_shipped_format(code),
        *(rule for rule in law.formats if rule.register == code),
    ]
    if code == BOUNDARY_FREE_START:
        found += law.starts
    if code == FORM_SET:
        found += law.form_sets
    if code == REPORT_CUT_OFF:
        found += law.cut_offs
    return sorted(found, key=lambda rule: rule.since)


def _shipped_format(register: str) -> list[FormatRule]:
    plug = registers.find(register)
    if plug is None:
        return []
    is_law = register == DOSSIER_CODES
    return [
        FormatRule(
            register=register,
            pattern=as_written(plug.format),
            law="118/2025 28" if is_law else "mẫu số có sẵn",
            since=DECREE_118,
            known=Known.SEEN if is_law else Known.UNVERIFIED,
        )
    ]


def rule_on(code: str, *, on: date, law: Law) -> AnyRule:
    """Return the version of a rule that holds on a day; before the first one the oldest."""
    rules = rules_of(code, law=law)
    begun = [rule for rule in rules if rule.since <= on]
    return (begun or rules[:1])[-1]


def with_dated(law: Law, code: str, value: RuleValue, *, basis: str, since: date) -> Law:
    """Return the law with one more version of a rule behind those it has."""
    if code == BOUNDARY_FREE_START:
        start = StartRule(start=ClockStart(value.unit), law=basis, since=since)
        return replace(law, starts=(*law.starts, start))
    if code == FORM_SET:
        forms = FormSetRule(form_set=value.unit, law=basis, since=since)
        return replace(law, form_sets=(*law.form_sets, forms))
    if code == REPORT_CUT_OFF:
        cut = CutOffRule(first_day=value.amount, law=basis, since=since)
        return replace(law, cut_offs=(*law.cut_offs, cut))
    if value.unit == PATTERN:
        look = FormatRule(register=code, pattern=value.pattern, law=basis, since=since)
        return replace(law, formats=(*law.formats, look))
    if value.unit == TIMES:
        limit = LimitRule(code=LimitCode(code), most=value.amount, law=basis, since=since)
        return replace(law, limits=(*law.limits, limit))
    term = Term(value.amount, TermUnit(value.unit))
    rule = ClockRule(code=ClockCode(code), term=term, law=basis, since=since)
    return replace(law, clocks=(*law.clocks, rule))


def without(law: Law, code: str, *, since: date) -> Law:
    """Return the law without the version of a rule that was to begin on a day."""
    return replace(
        law,
        clocks=tuple(r for r in law.clocks if (r.code, r.since) != (code, since)),
        limits=tuple(r for r in law.limits if (r.code, r.since) != (code, since)),
        starts=tuple(r for r in law.starts if (BOUNDARY_FREE_START, r.since) != (code, since)),
        form_sets=tuple(r for r in law.form_sets if (FORM_SET, r.since) != (code, since)),
        cut_offs=tuple(r for r in law.cut_offs if (REPORT_CUT_OFF, r.since) != (code, since)),
    )


def is_stricter(code: str, value: RuleValue, than: RuleValue) -> bool:
    """Tell whether a province may say this where the central law says that."""
    side = house_rules()[code].stricter
    if side is Stricter.FREE:
        return True
    if side is Stricter.NOT or value.unit != than.unit:
        return False
    if side is Stricter.MORE:
        return value.amount >= than.amount
    return value.amount <= than.amount
