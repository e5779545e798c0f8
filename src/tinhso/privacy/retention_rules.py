"""How long what is kept, and how a destruction is decided; pure."""

from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActState(models.TextChoices):
    """Where a decision to destroy stands."""

    PROPOSED = "proposed", _("Chờ người thứ hai duyệt")
    CONFIRMED = "confirmed", _("Đã duyệt, đang tiêu hủy")
    DONE = "done", _("Đã tiêu hủy")
    CANCELLED = "cancelled", _("Đã bỏ")


class ItemOutcome(models.TextChoices):
    """What became of one record of a decision."""

    WAITING = "waiting", _("chờ")
    DESTROYED = "destroyed", _("đã tiêu hủy")
    HELD = "held", _("giữ lại")
    GONE = "gone", _("không còn gì để tiêu hủy")


MOST_AT_ONCE: Final = 2000
LONGEST_MONTHS: Final = 1200


def before_months(now: datetime, months: int) -> datetime:
    """Return the moment so many months before another; a short month ends on its last day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, 27, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return now.replace(year=year, month=month + 1)
