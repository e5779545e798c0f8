"""The backend Django loads for PostgreSQL: its own, with less done for each question.

Django's takes each moment apart by a regular expression: a fifth of what a list of a hundred cost.
The driver takes each long statement apart anew, and every statement is a journey to the server and
back: a third of what an act of thirty statements cost. Here a statement is taken apart once, and a
change whose answer nobody waits for (`Cursor.execute_later`) goes along with the next statement.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.adapt import Transformer

if TYPE_CHECKING:
    _Cursor = psycopg.ClientCursor[Any]
else:
    _Cursor = base.Cursor


class MomentLoader(BaseTzLoader):  # type: ignore[misc]  # the stubs do not know it
    """A moment as the house's connections get it, in UTC."""

    timezone = UTC

    def load(self, data: bytes) -> datetime:
        """Return it; what Python's own reader does not take, as infinity, is left to Django's."""
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            found: datetime = super().load(data)
            return found


class Unsent(NamedTuple):
    """A change that waits for the next statement, and how many rows it must change if that is said.

    What the server says of it is read with the answer to that statement.
    """

    statement: bytes
    changes: int | None


class Cursor(_Cursor):
    """A cursor that sends what waits before anything else, in the order of asking."""

    unsent: list[Unsent] | None = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """Ask a question, with all that waited before it."""
        if type(query) is str and isinstance(params, (list, tuple)):
            pieces = _pieces(query)
            if len(pieces) == len(params) + 1:
                query, params = self._said(pieces, params), None
        if not self.unsent:
            super().execute(query, params, **options)
            return self
        if params is not None:
            query = self.mogrify(query, params)
        self._send(query.encode() if isinstance(query, str) else query, **options)
        return self

    def execute_later(
        self, query: str, params: Sequence[object], *, changes: int | None = None
    ) -> None:
        """Change something within a transaction; a refusal is met where the next question is.

        `query` holds no per cent sign but those of its parameters.
        """
        if self.unsent is None:
            raise psycopg.InterfaceError("this cursor is none of the house's")
        self.unsent.append(Unsent(self._said(_pieces(query), params), changes))

    def executemany(self, *args: Any, **options: Any) -> None:
        """Send what waits, then ask for each."""
        self.send_unsent()
        super().executemany(*args, **options)

    def copy(self, *args: Any, **options: Any) -> Any:
        """Send what waits, then copy."""
        self.send_unsent()
        return super().copy(*args, **options)

    def stream(self, *args: Any, **options: Any) -> Any:
        """Send what waits, then read row by row."""
        self.send_unsent()
        return super().stream(*args, **options)

    def send_unsent(self) -> None:
        """Send what waits by itself."""
        if self.unsent:
            self._send(b"")

    def _send(self, query: Any, **options: Any) -> None:
        waiting = tuple(self.unsent or ())
        if self.unsent is not None:
            self.unsent.clear()
        if not isinstance(query, bytes):
            query = query.as_bytes(self)
        texts = [one.statement for one in waiting]
        super().execute(b"\n;\n".join([*texts, query] if query else texts), None, **options)
        for one in waiting:
            if one.changes is not None and self.rowcount != one.changes:
                raise psycopg.DatabaseError(f"{self.rowcount} rows instead of {one.changes}")
            self.nextset()

    def _said(self, pieces: tuple[bytes, ...], params: Sequence[object]) -> bytes:
        """Put values into a statement, each as the driver writes it."""
        literal = Transformer(self).as_literal
        said = [pieces[0]]
        for value, piece in zip(params, pieces[1:], strict=True):
            said.append(b"NULL" if value is None else literal(value))
            said.append(piece)
        return b"".join(said)


@lru_cache(maxsize=1024)
def _pieces(query: str) -> tuple[bytes, ...]:
    """Return what stands between a statement's parameters; nothing where it says per cent else."""
    pieces = query.split("%s")
    return () if any("%" in piece for piece in pieces) else tuple(p.encode() for p in pieces)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that reads moments quickly and keeps changes until the next statement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Nothing waits yet."""
        super().__init__(*args, **kwargs)
        self.unsent: list[Unsent] = []

    def get_connection_params(self) -> dict[str, Any]:
        """Let the driver make the house's cursors."""
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    def get_new_connection(self, conn_params: Mapping[str, object]) -> "psycopg.Connection[object]":
        """Connect, and read moments quickly where they come in UTC."""
        self.unsent.clear()
        connection: psycopg.Connection[object] = super().get_new_connection(conn_params)
        if self.timezone is UTC:
            connection.adapters.register_loader("timestamptz", MomentLoader)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor of the house, or one of the server's, before which all is sent."""
        if name and self.unsent:
            self._send_unsent()
        cursor = super().create_cursor(name)
        if isinstance(cursor, Cursor):
            cursor.unsent = self.unsent
        return cursor

    def _send_unsent(self) -> None:
        with self.wrap_database_errors, self.create_cursor() as cursor:
            cursor.send_unsent()

    def commit(self) -> None:
        """Commit, with what waits."""
        if self.unsent:
            self._send_unsent()
        super().commit()

    def rollback(self) -> None:
        """Undo all, and send nothing more of it."""
        self.unsent.clear()
        super().rollback()

    def savepoint_commit(self, sid: str) -> None:
        """End a part, after all that waits of it was done: what is refused undoes it."""
        if self.unsent:
            self._send_unsent()
        super().savepoint_commit(sid)

    def savepoint_rollback(self, sid: str) -> None:
        """Undo a part; all that waits is of it, since its beginning sent what was before."""
        self.unsent.clear()
        super().savepoint_rollback(sid)

    def close(self) -> None:
        """Close, and forget what nobody committed."""
        self.unsent.clear()
        super().close()
