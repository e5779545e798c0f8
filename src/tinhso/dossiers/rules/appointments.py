"""Coming at an hour that was chosen: which hours there are, and what an hour is worth."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

SLOT_MINUTES: Final = 30
DAYS_AHEAD: Final = 14
"""So many days from today can be chosen."""
SOONEST: Final = timedelta(hours=1)
MOST_OPEN: Final = 3
"""So many appointments to come one person may hold."""
LATE: Final = timedelta(minutes=15)
"""Who comes later than this waits like everybody else."""


class AppointmentState(models.TextChoices):
    """Where an appointment stands."""

    BOOKED = "booked", _("Đã đặt")
    ARRIVED = "arrived", _("Đã đến")
    CANCELLED = "cancelled", _("Đã hủy")
    MISSED = "missed", _("Không đến")


def slot_minutes(sessions: Iterable[tuple[int, int]]) -> list[int]:
    """Return the minutes of a day at which a whole slot begins within its working sessions."""
    found: list[int] = []
    for begin, end in sessions:
        found += range(begin, end - SLOT_MINUTES + 1, SLOT_MINUTES)
    return found
