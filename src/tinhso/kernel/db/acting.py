"""One act, one transaction, and what it tells written together at its end.

    @one_act()
    def accept(*, uid: UUID, actor: Actor) -> Dossier: ...

An act within an act is part of it: it opens no savepoint, so a refusal within it undoes the whole;
who wants to go on after one puts `transaction.atomic()` around the part that may be refused.

Rows that nobody reads before the act is over (`write_last`: audit entries, events, the timeline)
wait for its end and are written there, one statement for each table, in the order they were told.
They wait in Django's own list of what is to follow the commit, which forgets whatever a rolled back
savepoint had asked for: so a part of an act that is undone leaves no trace in them either.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, models, transaction

from tinhso.kernel.db.cursors import database, one_cursor
from tinhso.kernel.db.keeping import editions_read_once
from tinhso.kernel.db.writing import insert, insert_unread

W = TypeVar("W", bound="_Waiting")

_is_acting: ContextVar[bool] = ContextVar("is_acting", default=False)


class _Waiting:
    """What waits for the end of its act, in a list whose entries are called after the commit."""

    def __call__(self) -> None:
        raise RuntimeError(f"{self} was not done by the act that asked for it")


@dataclass(frozen=True)
class _Rows(_Waiting):
    rows: tuple[models.Model, ...]


@dataclass(frozen=True)
class _Work(_Waiting):
    subject: Hashable
    do: Callable[[], object]


@contextmanager
def one_act() -> Iterator[None]:
    """Let everything within be one act: all of it or nothing."""
    if _is_acting.get():
        try:
            yield
        except BaseException:
            connection.needs_rollback = True  # as `atomic(savepoint=False)` says it
            raise
        return
    with transaction.atomic(), one_cursor(), editions_read_once():
        token = _is_acting.set(True)
        try:
            yield
        finally:
            _is_acting.reset(token)
        _finish()


def write_last(*rows: models.Model) -> None:
    """Write new rows when the act is over, or at once and together where there is none.

    Nobody may need their keys, nor find them, before.
    """
    if _is_acting.get():
        database().on_commit(_Rows(rows))
        return
    with transaction.atomic(savepoint=False):
        for row in rows:
            insert(row)


def do_last(subject: Hashable, do: Callable[[], object]) -> None:
    """Do something when the act is over, or at once where there is none.

    What was to be done for the same subject before is done no more: the last one knows better.
    """
    if _is_acting.get():
        database().on_commit(_Work(subject, do))
    else:
        do()


def _finish() -> None:
    """Do what waits, and write rows table by table in the order of telling."""
    work = {entry.subject: entry.do for entry in _take(_Work)}
    for do in work.values():
        do()
    tables: dict[type[models.Model], list[models.Model]] = {}
    for entry in _take(_Rows):
        for row in entry.rows:
            tables.setdefault(type(row), []).append(row)
    for rows in tables.values():
        insert_unread(rows)


def _take(kind: type[W]) -> list[W]:
    here = database()
    waiting = here.run_on_commit
    here.run_on_commit = [entry for entry in waiting if not isinstance(entry[1], kind)]
    return [entry[1] for entry in waiting if isinstance(entry[1], kind)]
