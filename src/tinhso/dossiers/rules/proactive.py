"""Proactive services (224/2026 Art. 16): where an offer stands and what may be done with it."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferState(models.TextChoices):
    """Where an offer of the house stands."""

    REMINDED = "reminded", _("Đã nhắc")
    PREPARED = "prepared", _("Đã soạn sẵn, chờ xác nhận")
    EXECUTED = "executed", _("Đã tự làm, còn được từ chối")
    CORRECTING = "correcting", _("Đã xin sửa")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    TAKEN_OVER = "taken_over", _("Tự điền tiếp")
    REFUSED = "refused", _("Đã từ chối")
    UNDONE = "undone", _("Đã hoàn lại như trước")
    LAPSED = "lapsed", _("Đã hết hạn trả lời")


S = OfferState
OPEN: Final = frozenset({S.REMINDED, S.PREPARED, S.EXECUTED, S.CORRECTING})
"""Where the person may still answer."""
ANSWERS: Final[dict[str, frozenset[str]]] = {
    "confirm": frozenset({S.PREPARED, S.EXECUTED, S.CORRECTING}),
    "take_over": frozenset({S.REMINDED, S.PREPARED}),
    "refuse": frozenset({S.REMINDED, S.PREPARED}),
    "undo": frozenset({S.EXECUTED, S.CORRECTING}),
    "correct": frozenset({S.EXECUTED}),
}
"""From where each answer is possible."""


class Cause(models.TextChoices):
    """What the house foresaw."""

    EXPIRY = "expiry", _("Kết quả sắp hết hạn")
    EVENT = "event", _("Sự kiện trong đời")


def months_valid(data: Mapping[str, object], settings: Mapping[str, object]) -> int | None:
    """Return for how many months a result holds: as its paper says, else as the procedure does."""
    for said in (data.get("valid_months"), settings.get("result_valid_months")):
        if str(said).isdecimal() and int(str(said)) > 0:
            return int(str(said))
    return None


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later; the last of the month where there is no such."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
