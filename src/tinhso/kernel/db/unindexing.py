"""The migration operation that takes away the index of a foreign key which no question needs.

    operations = [UnindexForeignKey("Paper", "dossier", models.ForeignKey(…, db_index=False))]

Django gives each foreign key an index, also where another one begins with the same column: every
row is then written into both. Its own `AlterField` would write the whole table anew on SQLite.
"""

from typing import TYPE_CHECKING

from django.db.migrations.operations import AlterField

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


class UnindexForeignKey(AlterField):
    """Drop the index that stands on the column of a foreign key alone; nothing else changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: "BaseDatabaseSchemaEditor",
        from_state: "ProjectState",
        to_state: "ProjectState",
    ) -> None:
        """Drop it under whatever name it stands; one that is gone already is left alone."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        connection, table = schema_editor.connection, model._meta.db_table
        column = model._meta.get_field(self.name).column
        named = {index.name for index in model._meta.indexes}
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
        for name, about in found.items():
            is_own = about["index"] and not about["unique"] and name not in named
            if is_own and about["columns"] == [column]:
                schema_editor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: "BaseDatabaseSchemaEditor",
        from_state: "ProjectState",
        to_state: "ProjectState",
    ) -> None:
        """Make it again, as Django names it."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            field = model._meta.get_field(self.name)
            made = schema_editor._create_index_sql(model, fields=[field])  # type: ignore[attr-defined]  # the stubs leave it out
            schema_editor.execute(made)

    def describe(self) -> str:
        """Say what this does."""
        return f"Drop the index of {self.model_name}.{self.name} alone"
