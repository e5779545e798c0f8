"""What competent bodies may ask of a provider of services in cyberspace, and in which hours.

Law 116/2025 Art. 25. The hours run by the clock, nights and days off included: pure.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class AskedKind(models.TextChoices):
    """What is asked."""

    DATA = "data", _("Cung cấp dữ liệu người dùng")
    REMOVAL = "removal", _("Gỡ nội dung")


class AskedState(models.TextChoices):
    """Where a request of a competent body stands."""

    OPEN = "open", _("Chờ thực hiện")
    DONE = "done", _("Đã thực hiện")
    REFUSED = "refused", _("Từ chối")


HOURS: Final = {AskedKind.DATA: (24, 3), AskedKind.REMOVAL: (24, 6)}
"""Hours from receipt, and when it is urgent (Art. 25)."""
WARN_BEFORE: Final = {False: timedelta(hours=6), True: timedelta(hours=1)}
"""How long before the hour officers are told, urgent or not; ours."""
OPEN_FOR_HOURS: Final = 24
LONGEST_OPEN_HOURS: Final = 168


def hours_of(kind: str, *, is_urgent: bool) -> int:
    """Return within how many hours a request is to be done."""
    usual, urgent = HOURS[AskedKind(kind)]
    return urgent if is_urgent else usual


def due_of(received_at: datetime, kind: str, *, is_urgent: bool) -> datetime:
    """Return by when a request is to be done; no working calendar puts it off."""
    return received_at + timedelta(hours=hours_of(kind, is_urgent=is_urgent))
