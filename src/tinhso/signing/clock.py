"""What the operating system says of its clock: whether something keeps it right, and how well."""

import ctypes
from functools import lru_cache
from typing import ClassVar, Final

from tinhso.signing.registry import Clock, ClockTrouble, ClockWord

STA_UNSYNC: Final = 0x0040
TIME_ERROR: Final = 5
"""What the kernel answers while no time service (chrony, ntpd, systemd-timesyncd) steers it."""


class _Timex(ctypes.Structure):
    """`struct timex` of Linux, read by `adjtimex(2)`; only its beginning is looked at."""

    _fields_: ClassVar = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    ]


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def read_kernel() -> tuple[bool, int] | None:
    """Return whether the kernel's clock is kept right, and by how many microseconds it may err.

    None where there is no such call or it is not allowed. Nothing is set and nobody is asked.
    """
    read = _Timex()
    try:
        state = _library().adjtimex(ctypes.byref(read))
    except (AttributeError, OSError):
        return None
    if state < 0:
        return None
    return state != TIME_ERROR and not read.status & STA_UNSYNC, read.maxerror


class SystemClock(Clock):
    """The machine's own clock, while its kernel says that a time service steers it."""

    def word(self) -> ClockWord:
        """Return what the kernel says now."""
        read = read_kernel()
        if read is None:
            return ClockWord(ClockTrouble.UNREADABLE)
        is_kept, most = read
        return ClockWord(None if is_kept else ClockTrouble.UNSYNCHRONISED, most / 1_000_000)


class UnwatchedClock(Clock):
    """A clock nobody watches, as a demonstration has: its stamps prove nothing outside anyway."""

    is_watched = False

    def word(self) -> ClockWord:
        """Say nothing against it."""
        return ClockWord()
