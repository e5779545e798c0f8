"""The one clock of the house, which a demonstration may set back while it grows its past.

Services ask `django.utils.timezone.now()` and nothing else. Demonstration data grown through the
services would all have happened in one minute; with the clock set, each act happens when it says
it happened, by the same code as on any other day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone


class SetClock:
    """A clock that stands where it was put until it is moved on."""

    def __init__(self, at: datetime) -> None:
        """Begin at a moment, which needs its time zone."""
        self.move_to(at)

    def move_to(self, at: datetime) -> None:
        """Stand at another moment."""
        if timezone.is_naive(at):
            raise ValueError("A moment needs its time zone.")
        self._at = at

    def now(self) -> datetime:
        """Return where the clock stands."""
        return self._at


@contextmanager
def clock_set_to(at: datetime) -> Iterator[SetClock]:
    """Let this whole process live at another time, in demonstration mode only.

    For commands that run before the house serves: every thread of the process is moved. Raises
    `ImproperlyConfigured` outside a demonstration.
    """
    if settings.PRODUCTION or not settings.DEMONSTRATION:
        raise ImproperlyConfigured("The clock is only ever set in a demonstration.")
    clock = SetClock(at)
    real = timezone.now
    timezone.now = clock.now
    try:
        yield clock
    finally:
        timezone.now = real


def clock_is_set() -> bool:
    """Tell whether this process lives at another time: then nothing it tells has just happened."""
    return isinstance(getattr(timezone.now, "__self__", None), SetClock)
