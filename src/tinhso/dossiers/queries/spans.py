"""A period in moments and in days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class Span:
    """A period in moments; what is open is counted at its end, or now while it lasts."""

    start: datetime
    at: datetime
    is_past: bool

    @property
    def first_day(self) -> date:
        """Return the day it begins."""
        return timezone.localdate(self.start)

    @property
    def last_day(self) -> date:
        """Return the last day that is counted: today while it lasts."""
        return timezone.localdate(self.at - timedelta(microseconds=1))

    def until(self, day: date) -> "Span":
        """Return the part of it before a day: the last period of an agency that ended then."""
        end = max(self.start, timezone.make_aware(datetime.combine(day, time.min)))
        return Span(start=self.start, at=end, is_past=True) if end < self.at else self


def span_of(start: date, end: date, *, now: datetime | None = None) -> Span:
    """Return the moments of a period whose days are both counted."""
    moment = now or timezone.now()
    first = timezone.make_aware(datetime.combine(start, time.min))
    after = timezone.make_aware(datetime.combine(end + timedelta(days=1), time.min))
    return Span(start=first, at=max(first, min(after, moment)), is_past=after <= moment)
