"""Waiting at the desk: who may be called, who comes first, how a ticket is read."""

from datetime import datetime, time
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReceiptWidth(models.TextChoices):
    """On which paper a counter prints what people take home."""

    A5 = "a5", _("A5, máy in thường")
    STRIP = "80mm", _("Cuộn 80 mm, máy in hóa đơn")


class TicketState(models.TextChoices):
    """Where a ticket stands."""

    WAITING = "waiting", _("Đang chờ")
    CALLED = "called", _("Đang được phục vụ")
    DONE = "done", _("Đã xong")
    SKIPPED = "skipped", _("Gọi không có mặt")
    CLOSED = "closed", _("Hết ngày chưa được gọi")


class TicketSource(models.TextChoices):
    """Where a ticket was taken."""

    KIOSK = "kiosk", _("Máy lấy số")
    PHONE = "phone", _("Điện thoại")
    DESK = "desk", _("Cán bộ lấy hộ")


class TicketPriority(models.TextChoices):
    """Whom the priority counter is for (118/2025 Art. 13(2)b)."""

    ELDERLY = "elderly", _("Người cao tuổi")
    DISABLED = "disabled", _("Người khuyết tật")
    PREGNANT = "pregnant", _("Phụ nữ mang thai")


MOVES: Final[dict[str, frozenset[str]]] = {
    TicketState.WAITING: frozenset({TicketState.CALLED, TicketState.CLOSED}),
    TicketState.CALLED: frozenset(
        {TicketState.DONE, TicketState.SKIPPED, TicketState.WAITING, TicketState.CLOSED}
    ),
    TicketState.SKIPPED: frozenset({TicketState.CALLED, TicketState.CLOSED}),
    TicketState.DONE: frozenset(),
    TicketState.CLOSED: frozenset(),
}
STANDING: Final = (TicketState.WAITING, TicketState.CALLED)
"""What still wants something of the desk."""
FEWEST_TO_JUDGE: Final = 3
"""From so few served people no waiting time is foretold."""


def ticket_text(letter: str, number: int) -> str:
    """Return what stands on a ticket: the letter of its queue and three digits, or more."""
    return f"{letter}{number:03d}"


def puts_priority_first(*, is_priority_counter: bool, others_are_priority: bool) -> bool:
    """Tell whether a counter calls people of priority before all others.

    The priority counter does; where no priority counter is staffed, every counter does.
    """
    return is_priority_counter or not others_are_priority


def minutes_to_wait(*, ahead: int, counters: int, minutes_each: float | None) -> int | None:
    """Return about how many minutes lie before a ticket, or None where nobody can tell yet."""
    if minutes_each is None or counters < 1:
        return None
    return round(ahead * minutes_each / counters)


def is_open_at(
    moment: datetime,
    *,
    opens_at: time | None,
    closes_at: time | None,
    on_days_off: bool,
    is_working_day: bool,
    is_working_hour: bool,
) -> bool:
    """Tell whether a counter serves at a moment of local time.

    A counter without hours of its own keeps those of its agency.
    """
    if not is_working_day and not on_days_off:
        return False
    if opens_at is None or closes_at is None:
        return is_working_hour or not is_working_day
    return opens_at <= moment.time() <= closes_at
