"""Results nobody comes for: when their owner is reminded, from when they may be put away.

Decree 118 says nothing of it: the days are ours, and a procedure's own settings go before them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

REMIND_DAYS: Final = (7, 30)
"""Days after which he is reminded, once for each."""
KEEP_DAYS: Final = 90
"""Days after which the paper may leave the counter for where the desk keeps such results."""
REMIND_SETTING: Final = "unclaimed_remind_days"
KEEP_SETTING: Final = "unclaimed_keep_days"


def remind_days(settings: Mapping[str, object]) -> tuple[int, ...]:
    """Return the days of a procedure, else the usual ones, in their order."""
    said = settings.get(REMIND_SETTING)
    if not isinstance(said, Sequence) or isinstance(said, str):
        return REMIND_DAYS
    days = tuple(sorted(day for day in said if isinstance(day, int) and day > 0))
    return days or REMIND_DAYS


def keep_from(settings: Mapping[str, object], *, ready_on: date) -> date:
    """Return the first day on which a result may be put away."""
    said = settings.get(KEEP_SETTING)
    days = said if isinstance(said, int) and said > 0 else KEEP_DAYS
    return ready_on + timedelta(days=days)


def reminders_due(days: Sequence[int], *, ready_on: date, today: date) -> int:
    """Return how many reminders should have gone out by today."""
    lain = (today - ready_on).days
    return sum(lain >= day for day in days)
