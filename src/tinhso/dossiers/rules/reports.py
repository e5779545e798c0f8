"""The periodic reports of Circular 09/2026/TT-BTP: columns, formulas, periods, days they are due.

What was read of the circular is marked; where its layout was not seen, the columns are ours and the
paper says so (facts one-stop-118, part I).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules import periods
from tinhso.dossiers.rules.clocks import Known, Law
from tinhso.dossiers.rules.periods import Length, Period, Reckoning

LAW: Final = "Điều 8 Thông tư 09/2026/TT-BTP"
Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its number, words, formula and what it counts."""

    number: str
    words: Text
    figure: str
    """The figure or fact that fills it."""
    adds: tuple[str, ...] = ()
    """The columns whose sum it is, by the circular."""

    @property
    def formula(self) -> str:
        """Return the formula as the circular prints it."""
        said = "+".join(f"({number})" for number in self.adds)
        return f"({self.number})={said}" if said else f"({self.number})"


@dataclass(frozen=True, kw_only=True)
class ReportForm:
    """One form: who makes it, what it holds, how well it is known."""

    code: str
    title: Text
    law: str
    columns: Sequence[Column]
    for_province: bool
    part_words: Mapping[str, Text]
    """What its parts are called; a form without parts has none."""
    first: Sequence[Column] = ()
    """The columns of its part I, where that counts something else."""
    known: Known
    monthly: bool = True
    checks_continuity: bool = False

    @property
    def mark(self) -> str:
        """Return the symbol that the circular prints on it."""
        return f"{self.code}/BTP/KSTT"

    def columns_of(self, part: str) -> Sequence[Column]:
        """Return the columns of the rows of a part."""
        return self.first if self.has_own_columns(part) else self.columns

    def has_own_columns(self, part: str) -> bool:
        """Tell whether a part counts something else than the rest."""
        return bool(self.first) and part == "I"


RESULTS: Final = (
    Column(
        number="3",
        words=_("Nhận giải quyết: tổng số"),
        figure="total",
        adds=("4", "5", "6", "7", "8"),
    ),
    Column(number="4", words=_("Trực tuyến toàn trình"), figure="online_full"),
    Column(number="5", words=_("Trực tuyến một phần"), figure="online_partial"),
    Column(number="6", words=_("Bưu chính công ích"), figure="by_post"),
    Column(number="7", words=_("Trực tiếp"), figure="at_desk"),
    Column(number="8", words=_("Từ kỳ trước"), figure="from_before"),
    Column(
        number="9", words=_("Đã giải quyết: tổng số"), figure="resolved", adds=("10", "11", "12")
    ),
    Column(number="10", words=_("Trước hạn"), figure="early"),
    Column(number="11", words=_("Đúng hạn"), figure="on_time"),
    Column(number="12", words=_("Quá hạn"), figure="late"),
    Column(number="13", words=_("Đang giải quyết: tổng số"), figure="open", adds=("14", "15")),
    Column(number="14", words=_("Trong hạn"), figure="open_within"),
    Column(number="15", words=_("Quá hạn"), figure="open_late"),
)
"""Columns 3 to 15 of 07a and 07b; 1 is the running number, 2 the field."""
DESKS: Final = (
    Column(number="3", words=_("Chi nhánh, điểm tiếp nhận"), figure="branches"),
    Column(number="4", words=_("Người làm việc: tổng số"), figure="staff", adds=("5", "6", "7")),
    Column(number="5", words=_("Của cơ quan"), figure="staff_own"),
    Column(number="6", words=_("Sở, ngành cử đến"), figure="staff_sent"),
    Column(number="7", words=_("Hợp đồng"), figure="staff_contract"),
    Column(number="8", words=_("Máy tính cho người làm việc"), figure="computers_staff"),
    Column(number="9", words=_("Máy tính hỗ trợ nộp trực tuyến"), figure="computers_help"),
    Column(number="10", words=_("Máy quét"), figure="scanners"),
    Column(number="11", words=_("Màn hình cảm ứng"), figure="touch_screens"),
    Column(number="12", words=_("Thủ tục đã tiếp nhận trong kỳ"), figure="procedures_taken"),
)
AT_CENTRES: Final = (
    Column(number="3", words=_("Thủ tục: tổng số"), figure="procedures"),
    Column(number="4", words=_("Cấp tỉnh"), figure="at_province"),
    Column(number="5", words=_("Cấp xã"), figure="at_commune"),
    Column(number="6", words=_("Nhận tại trung tâm"), figure="at_desks"),
    Column(number="7", words=_("Có quy trình nội bộ, điện tử"), figure="with_process"),
)
"""Columns of part I of 08c: the procedures there are, taken in at centres, with a process."""
PROCESSES: Final = (
    Column(number="3", words=_("Thủ tục: tổng số"), figure="procedures"),
    Column(number="4", words=_("Cấp tỉnh"), figure="at_province"),
    Column(number="5", words=_("Cấp xã"), figure="at_commune"),
    Column(number="6", words=_("Có quy trình nội bộ, điện tử"), figure="with_process"),
    Column(number="7", words=_("Chưa có quy trình nội bộ"), figure="without_process"),
)
FEEDBACK: Final = (
    Column(
        number="3",
        words=_("Phản ánh, kiến nghị: tổng số"),
        figure="feedback_total",
        adds=("4", "5"),
    ),
    Column(number="4", words=_("Về hành vi hành chính"), figure="feedback_conduct"),
    Column(number="5", words=_("Về quy định hành chính"), figure="feedback_rules"),
    Column(number="6", words=_("Từ kỳ trước"), figure="feedback_carried"),
    Column(number="7", words=_("Mới trong kỳ"), figure="feedback_new"),
    Column(number="8", words=_("Đã xử lý: tổng số"), figure="feedback_done", adds=("9", "10")),
    Column(number="9", words=_("Về hành vi hành chính"), figure="feedback_done_conduct"),
    Column(number="10", words=_("Về quy định hành chính"), figure="feedback_done_rules"),
    Column(number="11", words=_("Từ kỳ trước"), figure="feedback_done_carried"),
    Column(number="12", words=_("Mới trong kỳ"), figure="feedback_done_new"),
    Column(number="13", words=_("Đang xử lý: tổng số"), figure="feedback_open", adds=("14", "15")),
    Column(number="14", words=_("Về hành vi hành chính"), figure="feedback_open_conduct"),
    Column(number="15", words=_("Về quy định hành chính"), figure="feedback_open_rules"),
    Column(number="16", words=_("Đã công khai trả lời"), figure="feedback_published"),
)
"""Columns 3 to 16 of 06a and 06b (I.10); (3) is also (6)+(7), and (8) is (11)+(12)."""

NO_PARTS: Final[Mapping[str, Text]] = {}
BY_TIER: Final[Mapping[str, Text]] = {
    "I": _("I. Thuộc thẩm quyền giải quyết của cấp tỉnh"),
    "II": _("II. Cấp xã, cộng các xã, phường"),
}
OF_CENTRES: Final[Mapping[str, Text]] = {
    "I": _("I. Số lượng thủ tục hành chính"),
    "II": _("II. Tổ chức trung tâm, chi nhánh, điểm tiếp nhận"),
}
_RESULTS = _("Tình hình, kết quả giải quyết thủ tục hành chính")
_DESKS = _("Tổ chức thực hiện cơ chế một cửa, một cửa liên thông")
_PROCESSES = _("Quy trình nội bộ giải quyết thủ tục hành chính")
_FEEDBACK = _("Phản ánh, kiến nghị về việc giải quyết thủ tục hành chính")
FORMS: Final[Mapping[str, ReportForm]] = {
    form.code: form
    for form in (
        *(
            ReportForm(
                code=code,
                title=_FEEDBACK,
                law=LAW,
                columns=FEEDBACK,
                for_province=code != "06a",
                part_words=BY_TIER if code != "06a" else NO_PARTS,
                known=Known.SEEN,
                monthly=False,
            )
            for code in ("06a", "06b")
        ),
        *(
            ReportForm(
                code=code,
                title=_RESULTS,
                law=LAW,
                columns=RESULTS,
                for_province=code != "07a",
                part_words=BY_TIER if code != "07a" else NO_PARTS,
                known=Known.UNVERIFIED if code == "07c" else Known.SEEN,
                checks_continuity=code == "07c",
            )
            for code in ("07a", "07b", "07c")
        ),
        *(
            ReportForm(
                code=code,
                title=_DESKS,
                law=LAW,
                columns=DESKS,
                for_province=code != "08a",
                part_words=OF_CENTRES if code == "08c" else NO_PARTS,
                first=AT_CENTRES if code == "08c" else (),
                known=Known.UNVERIFIED,
                monthly=False,
            )
            for code in ("08a", "08b", "08c")
        ),
        *(
            ReportForm(
                code=code,
                title=_PROCESSES,
                law=LAW,
                columns=PROCESSES,
                for_province=code != "09a",
                part_words=NO_PARTS,
                known=Known.UNVERIFIED,
            )
            for code in ("09a", "09b")
        ),
    )
}
MONTHS_REPORTED: Final = frozenset({1, 2, 4, 5, 7, 8, 10, 11})
"""Art. 9: in the other months a quarter, half-year or year is reported."""
QUARTERS_REPORTED: Final = frozenset({1, 3})
IN_FORCE: Final = date(2026, 8, 1)
"""From which day the circular holds; what ended before was reported on other forms (I.1)."""
DUE_DAY_BELOW: Final = 20
"""Art. 11(1)-(3): commune and department to the province, of the period's last month."""
DUE_DAY_PROVINCE: Final = 23
"""Art. 11: the province to the Ministry of Justice."""


def is_reported(length: Length, number: int) -> bool:
    """Tell whether there is a report of this month, quarter, half-year or year (Art. 9)."""
    if length is Length.MONTH:
        return number in MONTHS_REPORTED
    if length is Length.QUARTER:
        return number in QUARTERS_REPORTED
    return length in {Length.HALF, Length.YEAR} and number == 1


def holds(form: ReportForm, period: Period) -> bool:
    """Tell whether a form is made for a period: 08 is not made monthly (I.7)."""
    if period.end < IN_FORCE or period.reckoning is not Reckoning.DECREE_09:
        return False
    if not is_reported(period.length, period.number):
        return False
    return form.monthly or period.length is not Length.MONTH


def due_on(period: Period, *, province: bool) -> date:
    """Return the day until which a report is sent (Art. 11): the first of that name after its end.

    Were periods cut later in the month than that day, it is the next month's.
    """
    day = DUE_DAY_PROVINCE if province else DUE_DAY_BELOW
    if period.end.day < day:
        return period.end.replace(day=day)
    return (period.end.replace(day=1) + timedelta(days=32)).replace(day=day)


def periods_before(today: date, *, law: Law, months: int = 13) -> list[Period]:
    """Return the periods that are reported and began by today, the latest first."""
    found = []
    for year in (today.year + 1, today.year, today.year - 1):
        for length, most in ((Length.MONTH, 12), (Length.QUARTER, 4), (Length.HALF, 2)):
            found += [
                periods.whole(Reckoning.DECREE_09, length, year, number, law=law)
                for number in range(1, most + 1)
                if is_reported(length, number)
            ]
        found.append(periods.whole(Reckoning.DECREE_09, Length.YEAR, year, 1, law=law))
    oldest = max(IN_FORCE, today - timedelta(days=months * 31))
    known = [one for one in found if one.start <= today and one.end >= oldest]
    return sorted(known, key=lambda one: (one.end, one.days), reverse=True)
