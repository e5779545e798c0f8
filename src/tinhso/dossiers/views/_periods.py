"""The period a leader asks for, read from the address and written into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules import periods
from tinhso.dossiers.rules.periods import MONTHS, Length, Period, Reckoning
from tinhso.kernel.errors import Invalid

FIRST, LAST = 1900, 2200
"""Years outside these nobody means, and no calendar counts near its own ends."""


def day_in(text: str) -> date:
    """Return the day a text names; `ValueError` for none, and for one that nobody can mean."""
    day = date.fromisoformat(text)
    if not FIRST <= day.year <= LAST:
        raise ValueError(text)
    return day


def period_of(request: HttpRequest) -> Period:
    """Return the asked period; this month by the calendar without a wish."""
    asked = request.GET
    today, law = timezone.localdate(), law_in_force()
    try:
        reckoning = Reckoning(asked.get("cach") or Reckoning.CALENDAR)
        length = Length(asked.get("ky") or (Length.FREE if asked.get("tu") else Length.MONTH))
        if length is Length.FREE:
            start = day_in(asked.get("tu") or today.replace(day=1).isoformat())
            return periods.free(start, day_in(asked.get("den") or today.isoformat()))
        now = periods.holding(reckoning, length, today, law=law)
        year, number = int(asked.get("nam") or now.year), int(asked.get("so") or now.number)
        if not FIRST <= year <= LAST:
            raise ValueError(year)
        most = 12 // MONTHS[length]
        return periods.whole(reckoning, length, year, min(number, most), law=law)
    except ValueError as wrong:
        said = _("Hãy chọn kỳ có thật: tháng, quý, nửa năm, năm, hoặc hai ngày trong vòng ba năm.")
        raise Invalid(said) from wrong


def query_of(period: Period, **more: str) -> str:
    """Return the part of an address that asks for a period."""
    asked: Mapping[str, object] = (
        {"ky": period.length, "tu": period.start.isoformat(), "den": period.end.isoformat()}
        if period.length is Length.FREE
        else {
            "ky": period.length,
            "cach": period.reckoning,
            "nam": period.year,
            "so": period.number,
        }
    )
    return urlencode({**{key: str(value) for key, value in asked.items()}, **more})


@dataclass(frozen=True)
class PeriodForm:
    """What the form of a period offers, with what was asked marked."""

    period: Period

    @property
    def lengths(self) -> list[tuple[str, str, bool]]:
        """Return the kinds of period."""
        return [(one.value, str(one.label), one is self.period.length) for one in Length]

    @property
    def reckonings(self) -> list[tuple[str, str, bool]]:
        """Return both reckonings."""
        return [(one.value, str(one.label), one is self.period.reckoning) for one in Reckoning]

    @property
    def numbers(self) -> range:
        """Return the numbers a period may have."""
        return range(1, 13)
