"""What work there is: functions named by `@job` and `@every`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ParamSpec, TypeVar

from django.utils import timezone
from django.utils.functional import Promise

from tinhso.kernel.registry import Registry

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class JobDefinition:
    """One kind of work: what runs, how often it is tried, how long it may be silent."""

    name: str
    run: Callable[..., object]
    max_attempts: int
    lease_seconds: int
    limit_seconds: int
    title: str | Promise = ""
    """What operators call it; the name is for machines."""


@dataclass(frozen=True)
class Rhythm:
    """How often a periodic job runs: every so long, or daily at an hour of the province's day."""

    period: timedelta | None = None
    at: time | None = None

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time due after a moment; missed times are not made up for."""
        if self.period is not None:
            return moment + self.period
        here = timezone.localtime(moment)
        assert self.at is not None  # noqa: S101  `every` allows no third case
        due = here.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return due if due > here else due + timedelta(days=1)


definitions: Registry[JobDefinition] = Registry("jobs")
rhythms: Registry[Rhythm] = Registry("periodic jobs")


def title_of(name: str) -> str:
    """Return what operators call a kind of work; its name where this version knows it no more."""
    known = definitions.find(name)
    return str(known.title) if known is not None and known.title else name


def job(
    name: str,
    *,
    title: str | Promise = "",
    max_attempts: int = 5,
    lease_seconds: int = 120,
    limit_seconds: int = 3600,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Name a function as background work, with the title operators read.

    It takes keyword arguments that JSON can hold. After `max_attempts` starts without an end it
    is parked for an operator. A worker whose heartbeat is silent for `lease_seconds` has lost the
    job to another; one busy with it for `limit_seconds` is ended.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        definitions.register(
            name,
            JobDefinition(name, function, max_attempts, lease_seconds, limit_seconds, title),
        )
        return function

    return register


def every(
    name: str,
    *,
    title: str | Promise = "",
    minutes: int | None = None,
    hours: int | None = None,
    daily_at: str | None = None,
    max_attempts: int = 3,
    lease_seconds: int = 120,
    limit_seconds: int = 3600,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Name a function without arguments as periodic work.

    Give one of `minutes`, `hours` or `daily_at` ("07:00", the province's own time). One process of
    the whole house starts each run; a run still waiting is not started a second time.
    """
    if [minutes, hours, daily_at].count(None) != 2:
        raise ValueError(f"{name}: give one of minutes, hours, daily_at")
    if daily_at is not None:
        rhythm = Rhythm(at=time.fromisoformat(daily_at))
    else:
        rhythm = Rhythm(period=timedelta(minutes=minutes or 0, hours=hours or 0))
    rhythms.register(name, rhythm)
    return job(
        name,
        title=title,
        max_attempts=max_attempts,
        lease_seconds=lease_seconds,
        limit_seconds=limit_seconds,
    )
