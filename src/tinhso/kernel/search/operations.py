"""The migration operation by which a room makes the index of one kind of thing."""

from typing import TYPE_CHECKING

from django.db import router
from django.db.migrations.operations.base import Operation

from tinhso.kernel.search.rules import table_of

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


class CreateSearchIndex(Operation):
    """Make the table, its full-text index and, on SQLite, the triggers that keep it.

    The table holds `object_id` and `folded`. SQLite: FTS5 over it as external content, without
    positions (`detail=none`), with prefixes of two and three letters. PostgreSQL: a stored
    tsvector of the very words that were folded, past its own parser, with GIN.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, entity: str) -> None:
        """Name the kind of thing, for example `dossiers_dossier`."""
        self.entity = entity
        self.table = table_of(entity)

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        """Return how to write this operation down."""
        return (self.__class__.__qualname__, [self.entity], {})

    def state_forwards(self, app_label: str, state: "ProjectState") -> None:
        """Change no model: the index is none."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: "BaseDatabaseSchemaEditor",
        from_state: "ProjectState",
        to_state: "ProjectState",
    ) -> None:
        """Make the index."""
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            for statement in create_statements(self.entity, schema_editor.connection.vendor):
                schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: "BaseDatabaseSchemaEditor",
        from_state: "ProjectState",
        to_state: "ProjectState",
    ) -> None:
        """Take the index away."""
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            for statement in drop_statements(self.entity, schema_editor.connection.vendor):
                schema_editor.execute(statement)

    def describe(self) -> str:
        """Say what this does."""
        return f"Create the search index {self.entity}"


def create_statements(entity: str, vendor: str) -> list[str]:
    """Return the SQL that makes an index."""
    table = table_of(entity)
    if vendor == "postgresql":
        return [
            f"CREATE TABLE {table} (object_id bigint PRIMARY KEY, folded text NOT NULL,"
            " words tsvector GENERATED ALWAYS AS"
            " (array_to_tsvector(string_to_array(btrim(folded), ' '))) STORED)",
            f"CREATE INDEX {table}_words ON {table} USING gin (words) WITH (fastupdate = off)",
        ]
    old = (
        f"INSERT INTO {table}_fts({table}_fts, rowid, folded)"  # noqa: S608 - a checked name
        " VALUES ('delete', old.object_id, old.folded);"
    )
    new = f"INSERT INTO {table}_fts(rowid, folded) VALUES (new.object_id, new.folded);"  # noqa: S608
    return [
        f"CREATE TABLE {table} (object_id integer PRIMARY KEY, folded text NOT NULL)",
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5(folded, content='{table}',"
        " content_rowid='object_id', tokenize='unicode61', prefix='2 3', detail=none,"
        " columnsize=0)",
        f"CREATE TRIGGER {table}_new AFTER INSERT ON {table} BEGIN {new} END",
        f"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN {old} END",
        f"CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} BEGIN {old} {new} END",
    ]


def drop_statements(entity: str, vendor: str) -> list[str]:
    """Return the SQL that takes an index away."""
    table = table_of(entity)
    if vendor == "postgresql":
        return [f"DROP TABLE {table}"]
    return [f"DROP TABLE {table}", f"DROP TABLE {table}_fts"]
