"""No time-stamp while the clock cannot be trusted."""

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit.sealing import last_seal
from tinhso.kernel.errors import DomainError
from tinhso.kernel.registry.counting import count_refused_stamp
from tinhso.signing.registry import ClockTrouble, ClockWord, clocks

BACK_BY: Final = timedelta(seconds=2)
"""Two machines of one house may differ so much; what is behind the trail by more went back."""


LOOK_HOLDS: Final = 60
_seen: dict[str, tuple[float, ClockTrouble | None]] = {}
"""When each clock was last looked at in this process, and what stood against it."""


class ClockNotTrusted(DomainError):
    """A stamp of a wrong clock is worse than none: it cannot be taken back."""

    code = "signing.clock_not_trusted"
    status = 503
    title = _("Đồng hồ máy chủ chưa tin được nên chưa đóng được dấu thời gian; hãy báo quản trị.")


@dataclass(frozen=True, kw_only=True)
class ClockStanding:
    """Whether time-stamps are given now, by whose word, and what stands against it."""

    source: str
    is_watched: bool
    trouble: ClockTrouble | None
    error_seconds: float | None
    at: datetime

    @property
    def is_trusted(self) -> bool:
        """Tell whether stamps are given."""
        return self.trouble is None


def clock_standing() -> ClockStanding:
    """Return how the clock stands that `TINHSO_CLOCK` names, looked at anew."""
    clock = clocks.get(settings.TINHSO_CLOCK)
    word = clock.word()
    if clock.is_watched and word.trouble is None:
        word = replace(word, trouble=_trouble(word))
    return ClockStanding(
        source=settings.TINHSO_CLOCK,
        is_watched=clock.is_watched,
        trouble=word.trouble,
        error_seconds=word.error_seconds,
        at=timezone.now(),
    )


def _trouble(word: ClockWord) -> ClockTrouble | None:
    """Return what the house itself holds against a clock that speaks well of itself."""
    most: float = settings.TINHSO_CLOCK_MOST_SECONDS
    if word.error_seconds is not None and word.error_seconds > most:
        return ClockTrouble.INEXACT
    last = last_seal()
    if last is not None and last.sealed_at > timezone.now() + BACK_BY:
        return ClockTrouble.WENT_BACK
    return None


def stampable_now() -> datetime:
    """Return the time that a stamp may tell; `ClockNotTrusted` while there is none."""
    if look_at_clock() is not None:
        count_refused_stamp()
        raise ClockNotTrusted
    return timezone.now()


def look_at_clock() -> ClockTrouble | None:
    """Return what stands against the clock, looked at once a second.

    The general library asks for its stamps within a loop of its own, where the database cannot be
    asked: there the last look before it counts, for as long as signing one file may take.
    """
    source, now = settings.TINHSO_CLOCK, time.monotonic()
    if _is_in_loop():
        seen_at, trouble = _seen.get(source, (-LOOK_HOLDS, None))
        return trouble if now - seen_at <= LOOK_HOLDS else ClockTrouble.UNREADABLE
    trouble = _trouble_of_second(source, int(now))
    _seen[source] = now, trouble
    return trouble


def _is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@lru_cache(maxsize=2)
def _trouble_of_second(_source: str, _second: int) -> ClockTrouble | None:
    """Look once a second: a stamp takes less than one look."""
    return clock_standing().trouble


def forget_clock() -> None:
    """Look anew at once."""
    _trouble_of_second.cache_clear()
    _seen.clear()


def require_clock(level: str) -> None:
    """Refuse before anything begins whose stamp could not be given: all levels but B-B have one."""
    if level != "B-B":
        stampable_now()
