"""Stretches of the calendar for which certificates are reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A month, a quarter, half a year or a year, both days counted."""

    months: int
    start: date

    @property
    def end(self) -> date:
        """Return its last day."""
        return _first_of(self.start, self.months) - timedelta(days=1)

    @property
    def before(self) -> "Stretch":
        """Return the one of the same length that ends the day before."""
        return Stretch(months=self.months, start=_first_of(self.start, -self.months))

    @property
    def words(self) -> str:
        """Return what it is called."""
        said = {"year": self.start.year, "month": self.start.month}
        if self.months == 1:
            return _("Tháng %(month)d/%(year)d") % said
        if self.months == 3:
            return _("Quý %(quarter)s/%(year)d") % {
                **said,
                "quarter": ROMAN[(self.start.month - 1) // 3],
            }
        if self.months == 6 and self.start.month == 1:
            return _("6 tháng đầu năm %(year)d") % said
        if self.months == 6:
            return _("6 tháng cuối năm %(year)d") % said
        return _("Năm %(year)d") % said


def usual_stretches(today: date) -> Iterator[Stretch]:
    """Yield month, quarter, half and year in which a day lies, and of each the one before."""
    for months in (1, 3, 6, 12):
        first = (today.month - 1) // months * months + 1
        now = Stretch(months=months, start=date(today.year, first, 1))
        yield from (now, now.before)


def _first_of(start: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    count = start.year * 12 + start.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
