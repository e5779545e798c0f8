"""Rate limits: per signed-in party, or per address for strangers."""

import re
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils import timezone
from ninja.throttling import BaseThrottle

from tinhso.kernel.actors import actor_of

SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
RATE: Final = re.compile(r"([1-9][0-9]*)/(s|m|h|d)(?:ec|in|our|ay)?")


@lru_cache(maxsize=4)
def read_rate(text: str) -> tuple[int, int]:
    """Return how many calls in how many seconds "600/m" allows."""
    found = RATE.fullmatch(text.strip())
    if found is None:
        raise ImproperlyConfigured(f"TINHSO_API_RATE: “{text}” is no rate such as 600/m")
    return int(found[1]), SECONDS[found[2]]


class PerCaller(BaseThrottle):
    """So many calls a minute for each caller, counted in the shared cache.

    One counter a window and nothing kept here between calls: several threads share this object.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the call; refuse it when its window is full."""
        calls, seconds = read_rate(settings.TINHSO_API_RATE)
        key = f"api:rate:{self._caller(request)}:{_now() // seconds}"
        cache.add(key, 0, timeout=seconds + 1)
        try:
            return cache.incr(key) <= calls
        except ValueError:  # the window ended between the two
            return True

    def wait(self) -> float:
        """Return the seconds until the next window."""
        seconds = read_rate(settings.TINHSO_API_RATE)[1]
        return float(seconds - _now() % seconds)

    @staticmethod
    def _caller(request: HttpRequest) -> str:
        """Return a person's or system's id, a stranger's address.

        The address is the one `ProxyMiddleware` vouches for, never a header that a stranger wrote.
        """
        actor = actor_of(request)
        return str(actor.id) if actor.id else str(request.META.get("REMOTE_ADDR", ""))


def _now() -> int:
    return int(timezone.now().timestamp())
