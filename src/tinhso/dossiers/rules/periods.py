"""Stretches of days that are counted: by the calendar, or by the cut-offs of Decree 09/2019."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.clocks import Known


class Reckoning(models.TextChoices):
    """By which days a month begins and ends."""

    CALENDAR = "lich", _("Theo lịch")
    DECREE_09 = "nd09", _("Theo Nghị định 09/2019 (chốt ngày 14)")


class Length(models.TextChoices):
    """How long a period is."""

    MONTH = "thang", _("Tháng")
    QUARTER = "quy", _("Quý")
    HALF = "nua-nam", _("Nửa năm")
    YEAR = "nam", _("Năm")
    FREE = "tu-chon", _("Từ ngày đến ngày")


MONTHS: Final = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: 12}
LONGEST_DAYS: Final = 366 * 3
"""Three years at most in one period that is chosen freely."""


@dataclass(frozen=True, kw_only=True)
class CutOff:
    """From which day of the month before its first month a period of reports counts."""

    first_day: int
    law: str
    since: date
    known: Known = Known.SEEN


CUT_OFFS: Final = (CutOff(first_day=15, law="09/2019 12", since=date(2019, 3, 12)),)
"""Month and quarter were read in the decree, half-year and year in a circular of the same rule."""


def cut_off(*, on: date) -> CutOff:
    """Return the cut-off in force on a day; before the first one the oldest known holds."""
    valid = [rule for rule in CUT_OFFS if rule.since <= on]
    return valid[-1] if valid else CUT_OFFS[0]


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days from and to, both counted, and how they were asked for."""

    reckoning: Reckoning
    length: Length
    start: date
    end: date
    year: int = 0
    number: int = 0

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.end - self.start).days + 1

    @property
    def before(self) -> "Period":
        """Return the period of the same kind that ends the day before."""
        if self.length is Length.FREE:
            last = self.start - timedelta(days=1)
            first = last - timedelta(days=self.days - 1)
            return free(first, last)
        if self.number > 1:
            return whole(self.reckoning, self.length, self.year, self.number - 1)
        most = 12 // MONTHS[self.length]
        return whole(self.reckoning, self.length, self.year - 1, most)


def whole(reckoning: Reckoning, length: Length, year: int, number: int) -> Period:
    """Return one month, quarter, half or year; `ValueError` when there is none of that number."""
    months = MONTHS[length]
    if not 1 <= number <= 12 // months or not 2000 <= year <= 2200:
        raise ValueError(number)
    first, last = (number - 1) * months, number * months
    start, after = _month(year, first), _month(year, last)
    if reckoning is Reckoning.DECREE_09:
        start, after = _cut(_month(year, first - 1)), _cut(_month(year, last - 1))
    return Period(
        reckoning=reckoning,
        length=length,
        start=start,
        end=after - timedelta(days=1),
        year=year,
        number=number,
    )


def free(start: date, end: date) -> Period:
    """Return freely chosen days; `ValueError` when they do not follow each other or are many."""
    if end < start or (end - start).days >= LONGEST_DAYS:
        raise ValueError(end)
    return Period(reckoning=Reckoning.CALENDAR, length=Length.FREE, start=start, end=end)


def holding(reckoning: Reckoning, length: Length, day: date) -> Period:
    """Return the period of a kind in which a day lies."""
    most = 12 // MONTHS[length]
    for year in (day.year, day.year + 1):
        for number in range(1, most + 1):
            found = whole(reckoning, length, year, number)
            if found.start <= day <= found.end:
                return found
    raise ValueError(day)


def _month(year: int, months: int) -> date:
    """Return the first day of the month so many months after January of a year."""
    return date(year + months // 12, months % 12 + 1, 1)


def _cut(month: date) -> date:
    """Return the first day that is counted from a month on."""
    return month.replace(day=cut_off(on=month).first_day)
