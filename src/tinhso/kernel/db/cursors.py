"""One cursor for all that an act asks: opening one costs as much as a short question."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

_of_act: ContextVar[CursorWrapper | None] = ContextVar("cursor_of_act", default=None)


def cursor() -> AbstractContextManager[CursorWrapper]:
    """Return the cursor of the act, or one of one's own where there is none.

    Fetch what it found before anything else is asked.
    """
    shared = _of_act.get()
    return connection.cursor() if shared is None else nullcontext(shared)


def database() -> BaseDatabaseWrapper:
    """Return the connection of the act, or that of the thread: Django looks for it at each use."""
    shared = _of_act.get()
    return connections[DEFAULT_DB_ALIAS] if shared is None else shared.db


@contextmanager
def one_cursor() -> Iterator[None]:
    """Let everything within ask through one cursor."""
    with connection.cursor() as opened:
        token = _of_act.set(opened)
        try:
            yield
        finally:
            _of_act.reset(token)


def change(statement: str, values: Sequence[Any], *, changes: int | None = None) -> None:
    """Change rows whose keys nobody waits for; `changes` insists on how many.

    On PostgreSQL, within a transaction, it goes along with the next statement, whatever that is: a
    change is seen by all that is asked after it, and refused there at the latest. Where statements
    are written down it is asked by itself.
    """
    with cursor() as asking:
        later = getattr(asking.cursor, "execute_later", None)
        here = asking.db
        if later is not None and here.in_atomic_block and not _is_watched(here):
            here.validate_no_broken_transaction()
            later(statement, values, changes=changes)
            return
        asking.execute(statement, values)
        if changes is not None and asking.rowcount != changes:
            raise DatabaseError(f"{asking.rowcount} rows instead of {changes}")


def _is_watched(here: BaseDatabaseWrapper) -> bool:
    """Tell whether statements are written down, or go through somebody's hands."""
    return here.queries_logged or bool(here.execute_wrappers)
