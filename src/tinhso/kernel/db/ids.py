"""Identifiers that sort by the time they were made."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """Return a UUID version 7 (RFC 9562): 48 bits of milliseconds, then a counter, then chance.

    Within one process each is greater than the one before, so rows of one transaction keep their
    order; between processes the order is that of their clocks and proves nothing.
    """
    global _last
    with _lock:
        _last = max((time.time_ns() // 1_000_000) << 12, _last + 1)
        stamp = _last
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    chance = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (7 << 76) | (counter << 64) | (2 << 62) | chance)
