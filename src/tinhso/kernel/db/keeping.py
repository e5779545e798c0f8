"""Facts asked at every act and changed a few times a year, kept in the process while they stand.

    class UnitPeriod(KeptRow):                         # of `kept_rows`
        kept_as = "organization"
        objects = UnitPeriodQuerySet.as_manager()      # a KeptQuerySet

    @kept("organization")
    def _unit(unit_id: int, day: date) -> UnitInfo: ...

Every write of a `KeptRow` gives its set of facts another edition, in the transaction of the write:
so each process sees at its next act, by one small query for all sets, that it must read anew, and a
change that is rolled back was never seen by others. Within one request, and anew within one act,
the editions are read once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Final, ParamSpec, TypeVar
from uuid import uuid4

from django.core.signals import request_finished, request_started
from django.db import transaction

from tinhso.kernel.db.cursors import cursor

P = ParamSpec("P")
R = TypeVar("R")

MOST: Final = 4096
_UPSERT: Final = (
    "INSERT INTO db_edition (name, token) VALUES (%s, %s)"
    " ON CONFLICT (name) DO UPDATE SET token = excluded.token"
)
_sets: set[str] = set()


class _Reading:
    """The editions as one request or act has read them; not trusted once it changed some."""

    def __init__(self) -> None:
        self.editions: dict[str, str] | None = None
        self.is_changed = False
        self.is_act = False


_reading: ContextVar[_Reading | None] = ContextVar("editions", default=None)


def edition_of(name: str, *, fresh: bool = False) -> str:
    """Return the token of a set of facts as it stands; empty where nobody has begun one.

    A `fresh` one is read at this moment; within an act, when the act first asked.
    """
    reading = _reading.get()
    if reading is None or reading.is_changed:
        return _editions().get(name, "")
    if reading.editions is None or (fresh and not reading.is_act):
        reading.editions = _editions()
    return reading.editions.get(name, "")


def renew(name: str) -> None:
    """Say, within the transaction of the change, that a set of facts is another now."""
    with cursor() as asking:
        asking.execute(_UPSERT, [name, uuid4().hex])
    reading = _reading.get()
    if reading is not None:
        reading.is_changed = True


@contextmanager
def changing(name: str) -> Iterator[None]:
    """Change facts of a set within: they are seen with their other edition, or not at all."""
    with transaction.atomic(savepoint=False):
        renew(name)
        yield


def renew_all() -> None:
    """Give every set of facts another edition: a migration may have changed any of them."""
    for name in sorted(_sets):
        renew(name)


def kept(name: str, *, most: int = MOST) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the answers of a question in the process until its set of facts is another.

    The question takes positional values that can be hashed, a day among them where the answer
    hangs on the day, and its answers are shared by all who ask: read them, do not change them.
    """
    _sets.add(name)

    def keep(ask: Callable[P, R]) -> Callable[P, R]:
        shelf: tuple[str, dict[tuple[object, ...], R]] = ("", {})

        @wraps(ask)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            nonlocal shelf
            token = edition_of(name)
            if not token or kwargs:
                return ask(*args, **kwargs)
            held, answers = shelf
            if held != token or len(answers) >= most:
                answers = {}
                shelf = (token, answers)
            if args in answers:
                return answers[args]
            found = ask(*args, **kwargs)
            if edition_of(name) == token:  # else asking itself changed the facts
                answers[args] = found
            return found

        return answer

    return keep


@contextmanager
def editions_read_once() -> Iterator[None]:
    """Read the editions anew, and once, for what happens within."""
    outer = _reading.get()
    reading = outer or _Reading()
    reading.editions, reading.is_act = None, True
    token = _reading.set(reading)
    try:
        yield
    finally:
        reading.is_act = False
        _reading.reset(token)


def _editions() -> dict[str, str]:
    with cursor() as asking:
        asking.execute("SELECT name, token FROM db_edition")
        return dict(asking.fetchall())


def _begin_request(**_signal: object) -> None:
    _reading.set(_Reading())


def _end_request(**_signal: object) -> None:
    _reading.set(None)


request_started.connect(_begin_request, dispatch_uid="db.editions.begin")
request_finished.connect(_end_request, dispatch_uid="db.editions.end")
