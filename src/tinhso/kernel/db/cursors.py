"""One cursor for all that an act asks: opening one costs as much as a short question."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

from django.db import connection
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
