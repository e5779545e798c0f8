"""What a migration wrote, told by SQLite itself, so that only that is looked through afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

Place = tuple[str, str]
"""A table and one of its columns."""


@dataclass
class Written:
    """What was written since `watch`; a statement that was made ready and not run counts too.

    While a migration runs SQLite checks no reference between tables. What may refer to nothing
    afterwards is what was written, and what referred to something taken away or renumbered.
    """

    inserted: set[str] = field(default_factory=set)
    updated: set[Place] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    """A table copied anew bears the name of the one dropped."""

    def watch(self, connection: sqlite3.Connection) -> None:
        """Let SQLite tell what each statement would write; those made ready before, anew."""
        connection.set_authorizer(self._note)

    def _note(
        self, act: int, table: str | None, column: str | None, _database: object, _by: object
    ) -> int:
        match act, table, column:
            case sqlite3.SQLITE_INSERT, str(name), _:
                self.inserted.add(name)
            case sqlite3.SQLITE_UPDATE, str(name), str(of):
                self.updated.add((name, of))
            case sqlite3.SQLITE_DELETE, str(name), _:
                self.deleted.add(name)
            case sqlite3.SQLITE_DROP_TABLE, str(name), _:
                self.dropped.add(name)
        return sqlite3.SQLITE_OK

    def to_check(self, connection: sqlite3.Connection) -> list[str]:
        """Return the tables whose references may be broken, by name."""
        return [table for table in _tables(connection) if self._may_be_broken(connection, table)]

    def _may_be_broken(self, connection: sqlite3.Connection, table: str) -> bool:
        anew, gone = self.inserted | self.dropped, self.deleted | self.dropped
        return any(
            table in anew or to[0] in gone or not self.updated.isdisjoint({by, to})
            for by, to in _references(connection, table)
        )


def _tables(connection: sqlite3.Connection) -> list[str]:
    asked = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    with closing(connection.execute(asked)) as cursor:
        return [row[0] for row in cursor]


def _references(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Place, Place]]:
    asked = 'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)'
    with closing(connection.execute(asked, [table])) as cursor:
        for by, to_table, to in cursor:
            yield (table, by), (to_table, to)
