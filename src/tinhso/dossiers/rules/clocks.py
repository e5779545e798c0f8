"""The clocks of the law, each with its article, its day and how well it is known.

They are dated: a dossier keeps those of the day it arrived (design 5.7). Here stand those that the
house is shipped with; officials date further ones (`rules.house_rules`), and `queries.law` puts
both together as a `Law`. A term is counted by `kernel.calendar`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.form_sets import CIRCULARS, TT_01_2018, TT_03_2025
from tinhso.dossiers.rules.states import CLOCK_RUNS
from tinhso.kernel.calendar import Term, TermUnit, WorkCalendar
from tinhso.kernel.calendar.worktime import to_minute, to_moment


class ClockCode(StrEnum):
    """What is counted."""

    DESK_ALERT = "desk_alert"
    ONLINE_ANSWER = "online_answer"
    SUPPLEMENT_NOTICE = "supplement_notice"
    SUPPLEMENT_TIMEOUT = "supplement_timeout"
    APOLOGY_BEFORE = "apology_before"
    CORRECTION = "correction"
    PAPER_TRANSFER = "paper_transfer"
    TREASURY_TRANSFER = "treasury_transfer"
    COMPLAINT_ANSWER = "complaint_answer"
    COMPLAINT_FORWARD = "complaint_forward"
    COMPLAINT_REFUSE = "complaint_refuse"
    COMPLAINT_ASK = "complaint_ask"
    DECISION_COMPLAINT_ANSWER = "decision_complaint_answer"


CLOCK_WORDS: Final[Mapping[ClockCode, str | Promise]] = {
    ClockCode.DESK_ALERT: _("Báo một cửa về hồ sơ trực tuyến chưa trả lời"),
    ClockCode.ONLINE_ANSWER: _("Trả lời hồ sơ nộp trực tuyến"),
    ClockCode.SUPPLEMENT_NOTICE: _("Báo người nộp phải bổ sung"),
    ClockCode.SUPPLEMENT_TIMEOUT: _("Chờ người nộp bổ sung"),
    ClockCode.APOLOGY_BEFORE: _("Xin lỗi trước ngày hẹn"),
    ClockCode.CORRECTION: _("Sửa kết quả sai"),
    ClockCode.PAPER_TRANSFER: _("Chuyển hồ sơ giấy"),
    ClockCode.TREASURY_TRANSFER: _("Chuyển tiền vào kho bạc"),
    ClockCode.COMPLAINT_ANSWER: _("Trả lời phản ánh, kiến nghị"),
    ClockCode.COMPLAINT_FORWARD: _("Chuyển phản ánh, kiến nghị"),
    ClockCode.COMPLAINT_REFUSE: _("Từ chối phản ánh, kiến nghị"),
    ClockCode.COMPLAINT_ASK: _("Yêu cầu bổ sung phản ánh, kiến nghị"),
    ClockCode.DECISION_COMPLAINT_ANSWER: _("Trả lời khiếu nại về quyết định"),
}


class Known(StrEnum):
    """How well a rule is known."""

    SEEN = "S"
    UNVERIFIED = "M"


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """One term of the law, valid from `since` until another of its kind begins."""

    code: ClockCode
    term: Term
    law: str
    since: date
    known: Known = Known.SEEN


DECREE_118: Final = date(2025, 7, 1)
DECREE_309: Final = date(2026, 8, 5)
AHEAD: Final[Mapping[ClockCode, int]] = {ClockCode.DESK_ALERT: 10}
"""By how many minutes the house is ahead of a clock: what a job does by it comes in time."""

CLOCKS: Final = (
    ClockRule(
        code=ClockCode.DESK_ALERT,
        term=Term(2, TermUnit.HOUR),
        law="118/2025 17(2)",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.ONLINE_ANSWER,
        term=Term(8, TermUnit.WORKING_HOUR),
        law="118/2025 17(2)c",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.SUPPLEMENT_NOTICE,
        term=Term(3, TermUnit.WORKING_DAY),
        law="118/2025 19(5)",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.SUPPLEMENT_TIMEOUT,
        term=Term(15, TermUnit.CALENDAR_DAY),
        law="118/2025 19(5)",
        since=DECREE_118,
        known=Known.UNVERIFIED,
    ),
    ClockRule(
        code=ClockCode.APOLOGY_BEFORE,
        term=Term(1, TermUnit.CALENDAR_DAY),
        law="118/2025 19(6)",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.CORRECTION,
        term=Term(3, TermUnit.WORKING_DAY),
        law="118/2025 23(1)",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.PAPER_TRANSFER,
        term=Term(1, TermUnit.WORKING_DAY),
        law="118/2025 20(1)",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.TREASURY_TRANSFER,
        term=Term(8, TermUnit.WORKING_HOUR),
        law="118/2025 24(3)",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.COMPLAINT_ANSWER,
        term=Term(15, TermUnit.WORKING_DAY),
        law="QĐ 766/QĐ-TTg",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.COMPLAINT_FORWARD,
        term=Term(5, TermUnit.WORKING_DAY),
        law="20/2008/NĐ-CP",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.COMPLAINT_REFUSE,
        term=Term(2, TermUnit.WORKING_DAY),
        law="QĐ 766/QĐ-TTg",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.COMPLAINT_ASK,
        term=Term(5, TermUnit.WORKING_DAY),
        law="QĐ 766/QĐ-TTg",
        since=DECREE_118,
    ),
    ClockRule(
        code=ClockCode.DECISION_COMPLAINT_ANSWER,
        term=Term(15, TermUnit.WORKING_DAY),
        law="chưa rõ văn bản",
        since=DECREE_118,
        known=Known.UNVERIFIED,
    ),
)
"""That the fifteen days are calendar days is as written, not confirmed (118 K.8). No text says here
how long a complaint about a decision takes: it has the days of any other, until one is read."""


class LimitCode(StrEnum):
    """What may be done so many times."""

    SUPPLEMENT_REQUESTS = "supplement_requests"
    EXTENSIONS = "extensions"


@dataclass(frozen=True, kw_only=True)
class LimitRule:
    """How often the law lets something be done, from `since` until another rule begins."""

    code: LimitCode
    most: int
    law: str
    since: date
    known: Known = Known.SEEN


LIMITS: Final = (
    LimitRule(
        code=LimitCode.SUPPLEMENT_REQUESTS,
        most=1,
        law="118/2025 11(2)c, 16(3)",
        since=DECREE_118,
    ),
    LimitRule(code=LimitCode.EXTENSIONS, most=1, law="118/2025 19(6)", since=DECREE_118),
)
"""A second request to complete a dossier needs an override with its reason."""


class ClockStart(StrEnum):
    """At which moment the processing time begins."""

    ACCEPTED = "accepted"
    """Complete and valid acceptance, as shown on the receipt (118 Art. 17(3))."""
    COMPETENT_AGENCY = "competent_agency"
    """Boundary-free: receipt by the competent agency (309/2026 amending 17(3))."""


@dataclass(frozen=True, kw_only=True)
class StartRule:
    """From when the time of boundary-free dossiers counts, from `since` on."""

    start: ClockStart
    law: str
    since: date
    known: Known = Known.SEEN


STARTS: Final = (
    StartRule(start=ClockStart.ACCEPTED, law="118/2025 17(3)", since=DECREE_118),
    StartRule(start=ClockStart.COMPETENT_AGENCY, law="309/2026/NĐ-CP 17(3)", since=DECREE_309),
)


@dataclass(frozen=True, kw_only=True)
class FormSetRule:
    """Which of the shipped sets of forms is printed from `since` on (`rules.form_sets`)."""

    form_set: str
    law: str
    since: date
    known: Known = Known.SEEN


CIRCULAR_01: Final = date(2019, 1, 6)
CIRCULAR_03: Final = date(2025, 9, 15)
FORM_SETS: Final = (
    FormSetRule(form_set=TT_01_2018, law=CIRCULARS[TT_01_2018], since=CIRCULAR_01),
    FormSetRule(form_set=TT_03_2025, law=CIRCULARS[TT_03_2025], since=CIRCULAR_03),
)


@dataclass(frozen=True, kw_only=True)
class CutOffRule:
    """On which day of a month the periods of reports are cut, from `since` on.

    It is the first day that is counted of the month before a period's first month.
    """

    first_day: int
    law: str
    since: date
    known: Known = Known.SEEN


DECREE_09: Final = date(2019, 3, 12)
CUT_OFFS: Final = (CutOffRule(first_day=15, law="09/2019 12", since=DECREE_09),)
"""Month and quarter were read in the decree, half-year and year in a circular of the same rule."""


@dataclass(frozen=True, kw_only=True)
class FormatRule:
    """How numbers of a register look from `since` on (`rules.number_formats`)."""

    register: str
    pattern: str
    law: str
    since: date
    known: Known = Known.SEEN


@dataclass(frozen=True, kw_only=True)
class Law:
    """The dated rules of the house: those it is shipped with, and those officials dated."""

    clocks: tuple[ClockRule, ...] = CLOCKS
    limits: tuple[LimitRule, ...] = LIMITS
    starts: tuple[StartRule, ...] = STARTS
    form_sets: tuple[FormSetRule, ...] = FORM_SETS
    cut_offs: tuple[CutOffRule, ...] = CUT_OFFS
    formats: tuple[FormatRule, ...] = ()
    """Those that officials dated; a register is shipped with its first in `registers`."""


SHIPPED: Final = Law()
Dated = TypeVar("Dated", ClockRule, LimitRule, StartRule, FormSetRule, CutOffRule)


def _on(rules: Iterable[Dated], day: date) -> Dated:
    """Return the last rule that has begun; before the first one the oldest known holds.

    Of two that begin on one day the later in the order holds: what officials dated.
    """
    ordered = sorted(rules, key=lambda rule: rule.since)
    begun = [rule for rule in ordered if rule.since <= day]
    return (begun or ordered[:1])[-1]


def clock(code: ClockCode, *, on: date, law: Law) -> ClockRule:
    """Return the rule of a clock on a day."""
    return _on((rule for rule in law.clocks if rule.code is code), on)


def most(code: LimitCode, *, on: date, law: Law) -> int:
    """Return how often something may be done on a day."""
    return _on((rule for rule in law.limits if rule.code is code), on).most


def clock_start(*, boundary_free: bool, on: date, law: Law) -> ClockStart:
    """Tell from which moment a dossier's time counts, by the law of the day."""
    return _on(law.starts, on).start if boundary_free else ClockStart.ACCEPTED


def last_promise_owed(*, on: date, calendar: WorkCalendar, law: Law) -> date:
    """Return the last promised day for which an apology is owed on a day (118/2025 Art. 19(6)).

    It is late one day before the promise; what is due after a day off is owed on the working day
    before that, for on the next working day it would be late.
    """
    term = clock(ClockCode.APOLOGY_BEFORE, on=on, law=law).term
    if term.unit is TermUnit.WORKING_DAY:
        return calendar.next_working_day(on, count=term.value)
    return calendar.next_working_day(on) + timedelta(days=term.value - 1)


def apology_until(at: datetime, calendar: WorkCalendar, *, law: Law) -> datetime:
    """Return the moment before which what is promised is owed an apology by the end of a day."""
    last = last_promise_owed(on=to_minute(at)[0], calendar=calendar, law=law)
    return to_moment(last, 24 * 60)


def apology_in_time(
    *, on: date, due_on: date, arrived_on: date, calendar: WorkCalendar, law: Law
) -> bool:
    """Tell whether an apology made on a day comes early enough before the promised one."""
    term = clock(ClockCode.APOLOGY_BEFORE, on=arrived_on, law=law).term
    if term.unit is TermUnit.WORKING_DAY:
        return calendar.next_working_day(on, count=term.value) <= due_on
    return on + timedelta(days=term.value) <= due_on


class DueGround(StrEnum):
    """Why a due date is what it is, or was moved."""

    ACCEPTED = "accepted"
    RECEIVED_BY_AGENCY = "received_by_agency"
    SUPPLEMENT_COMPLETE = "supplement_complete"
    OBLIGATION_DONE = "obligation_done"
    EXTENSION = "extension"
    DAY_OFF = "day_off"
    CORRECTION = "correction"
    BROUGHT_IN = "brought_in"
    """Promised by the system from which the dossier was brought in."""
    LINKED_PART = "linked_part"
    """An agency with a part of a linked request apologised and has more time."""
    TAX_OFFICE = "tax_office"
    """The tax agency apologised: what it takes longer is added, and not the resolving agency's."""


PUT_OFF: Final = frozenset({DueGround.EXTENSION, DueGround.LINKED_PART, DueGround.TAX_OFFICE})
"""What was promised anew with an apology; a later wait moves this day, not the term's own end."""


def form_set(on: date, *, law: Law) -> str:
    """Return the set of forms in force: TT 03/2025 since 15/09/2025, TT 01/2018 before.

    Officials date the shipped sets otherwise, as when the start of a circular is moved.
    """
    return _on(law.form_sets, on).form_set


def cut_off(month: date, *, law: Law) -> date:
    """Return the day on which periods of reports are cut in a month, given by its first day.

    A rule cuts the months that begin on its day or later: each month has one cut, so that periods
    follow each other without gap or overlap, and what ended before the day stays as it was.
    """
    return month.replace(day=_on(law.cut_offs, month).first_day)


def is_late(state: str, due_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether the promised time has passed while the agency's clock runs."""
    return state in CLOCK_RUNS and due_at is not None and due_at < at
