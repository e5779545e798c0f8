"""One cursor for all that an act asks: opening one costs as much as a short question."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

_of_act: ContextVar[CursorWrapper | None] = ContextVar("cursor_of_act", default=None)


def cursor() -> AbstractContextManager[CursorWrapper]:
    """Return the cursor of the act, or one of one's own where there is none.

    Fetch what it found before anything else is asked.
    """
    shared = _of_act.get()
    return connection.cursor() if shared is None else nullcontext(shared)


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
        later = getattr(asking, "execute_later", None)
        is_watched = connection.queries_logged or connection.execute_wrappers
        if later is not None and connection.in_atomic_block and not is_watched:
            connection.validate_no_broken_transaction()
            later(statement, values, changes=changes)
            return
        asking.execute(statement, values)
        if changes is not None and asking.rowcount != changes:
            raise DatabaseError(f"{asking.rowcount} rows instead of {changes}")
