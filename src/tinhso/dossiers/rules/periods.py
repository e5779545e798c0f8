"""Stretches of days that are counted: by the calendar, or by the cuts of Decree 09/2019."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.clocks import SHIPPED, Law, cut_off


class Reckoning(models.TextChoices):
    """By which days a month begins and ends."""

    CALENDAR = "lich", _("Theo lịch")
    DECREE_09 = "nd09", _("Theo kỳ báo cáo của Nghị định 09/2019")


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
class Period:
    """Days from and to, both counted, how they were asked for, and by which law reckoned."""

    reckoning: Reckoning
    length: Length
    start: date
    end: date
    year: int = 0
    number: int = 0
    law: Law = field(default=SHIPPED, compare=False, repr=False)

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
            return whole(self.reckoning, self.length, self.year, self.number - 1, law=self.law)
        most = 12 // MONTHS[self.length]
        return whole(self.reckoning, self.length, self.year - 1, most, law=self.law)


def whole(reckoning: Reckoning, length: Length, year: int, number: int, *, law: Law) -> Period:
    """Return one month, quarter, half or year; `ValueError` when there is none of that number.

    `law` says where a month of reports is cut; months of the calendar ask nothing of it.
    """
    months = MONTHS[length]
    if not 1 <= number <= 12 // months or not 2000 <= year <= 2200:
        raise ValueError(number)
    first, last = (number - 1) * months, number * months
    start, after = _month(year, first), _month(year, last)
    if reckoning is Reckoning.DECREE_09:
        start = cut_off(_month(year, first - 1), law=law)
        after = cut_off(_month(year, last - 1), law=law)
    return Period(
        reckoning=reckoning,
        length=length,
        start=start,
        end=after - timedelta(days=1),
        year=year,
        number=number,
        law=law,
    )


def free(start: date, end: date) -> Period:
    """Return freely chosen days; `ValueError` when they do not follow each other or are many."""
    if end < start or (end - start).days >= LONGEST_DAYS:
        raise ValueError(end)
    return Period(reckoning=Reckoning.CALENDAR, length=Length.FREE, start=start, end=end)


def holding(reckoning: Reckoning, length: Length, day: date, *, law: Law) -> Period:
    """Return the period of a kind in which a day lies."""
    most = 12 // MONTHS[length]
    for year in (day.year, day.year + 1):
        for number in range(1, most + 1):
            found = whole(reckoning, length, year, number, law=law)
            if found.start <= day <= found.end:
                return found
    raise ValueError(day)


def _month(year: int, months: int) -> date:
    """Return the first day of the month so many months after January of a year."""
    return date(year + months // 12, months % 12 + 1, 1)
