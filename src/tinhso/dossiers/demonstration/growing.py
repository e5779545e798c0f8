"""Some hundred dossiers that lived the last weeks, through the services alone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from django.db import connection
from django.utils import timezone

from tinhso.dossiers.demonstration.case import Case
from tinhso.dossiers.demonstration.cast import gather
from tinhso.dossiers.demonstration.lives import Life, lives
from tinhso.dossiers.demonstration.papers import pool
from tinhso.dossiers.models import Dossier
from tinhso.kernel.calendar import WorkCalendar, calendar_for
from tinhso.kernel.calendar.worktime import to_minute, to_moment
from tinhso.kernel.db.clock import clock_set_to
from tinhso.kernel.events.handlers import deliveries
from tinhso.kernel.events.models import OutboxEntry, OutboxState
from tinhso.kernel.events.outbox import deliver

TOKENS: Final = UUID("6d6f7463-7561-4a74-8000-74696e68736f")
SEED: Final = 2026
SMALLEST_SPAN: Final = timedelta(seconds=7)
"""Between two acts that fall on the same minute, so that they keep their order."""


@dataclass(frozen=True, order=True)
class Act:
    """One act of one dossier at its time."""

    at: datetime
    case: int
    place: int
    name: str


def grow(
    count: int, say: Callable[[str], None], *, chosen: Sequence[Life] | None = None, first: int = 0
) -> int:
    """Let so many dossiers (or these lives) be lived up to now; returns how many are new.

    The same count gives the same dossiers; `first` is the number of the first. What stands from
    an earlier, broken-off run is left as it is.
    """
    now = timezone.now()
    cast = gather()
    files = pool()
    chosen = lives(count) if chosen is None else chosen
    cases: dict[int, Case] = {}
    acts: list[Act] = []
    for number, life in enumerate(chosen, start=first):
        token = uuid5(TOKENS, str(number))
        if Dossier.objects.filter(submission_token=token).exists():
            continue
        chance = Random(f"{SEED}-{number}")  # noqa: S311  invented people, no secrets
        case = Case.open(
            token=token, life=life, number=number, cast=cast, files=files, chance=chance
        )
        cases[number] = case
        acts += _planned(case, life, number, now=now)
    acts.sort()
    with without_waiting_for_the_disk():
        _live(acts, cases, say)
    return len(cases)


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """Let SQLite keep its commits safe but not wait for each: invented data may be grown again."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(FULL)")


def _planned(case: Case, life: Life, number: int, *, now: datetime) -> list[Act]:
    """Reckon back from now when each act of a life happened."""
    calendar = calendar_for(case.agency_id)
    now -= timedelta(days=life.days_ago)
    minutes = case.chance.uniform(*life.rest) * 60
    planned: list[Act] = []
    for place in reversed(range(len(life.acts))):
        name, hours = life.acts[place]
        at = ago(calendar, now, minutes=int(minutes)) + SMALLEST_SPAN * place
        planned.append(Act(at, number, place, name))
        minutes += hours * 60 * case.chance.uniform(0.8, 1.2)
    return planned


def ago(calendar: WorkCalendar, now: datetime, *, minutes: int) -> datetime:
    """Return the moment from which so many working minutes have passed until now."""
    day, until = to_minute(now)
    left = minutes
    while True:
        for begin, end in reversed(calendar.sessions(day)):
            worked = min(end, until) - begin
            if worked <= 0:
                continue
            if left <= worked:
                return to_moment(day, min(end, until) - left)
            left -= worked
        day, until = day - timedelta(days=1), 24 * 60


def _live(acts: list[Act], cases: dict[int, Case], say: Callable[[str], None]) -> None:
    """Let everything happen in the order of time, and tell people at the end of each day."""
    if not acts:
        return
    with clock_set_to(acts[0].at) as clock:
        for done, act in enumerate(acts, start=1):
            if timezone.localdate(act.at) != timezone.localdate(clock.now()):
                _tell_people()
            clock.move_to(act.at)
            cases[act.case].do(act.name)
            if done % 250 == 0:
                say(f"{done}/{len(acts)}")
    _tell_people()


def _tell_people() -> None:
    """Bring the notices of the day, as background work does while the house serves."""
    due = OutboxEntry.objects.filter(state=OutboxState.WAITING, due_at__lte=timezone.now())
    waiting = set(due.order_by().values_list("handler", flat=True).distinct())
    for name in sorted(waiting):
        if name in dict(deliveries):
            deliver(name)
