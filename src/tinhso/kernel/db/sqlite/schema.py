"""How tables of SQLite change: what a million rows would be copied or read for is spared.

Decision 0042.
"""

from types import TracebackType
from typing import Final, Self

from django.db import IntegrityError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.sqlite3 import schema
from django.db.models import Field, Model

from tinhso.kernel.db.sqlite.written import Written

PLAIN: Final = (bool, int, float, str)
"""What every existing row can be given as one written value."""


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Django's, that adds a plain column without touching a row.

    A million dossiers and their indexes were copied for one new word each, minutes long. SQLite
    reads a new column's default for the rows that were there before; the default stays written
    with the table, where nothing asks for it again: each new row names all its values.
    """

    def __enter__(self) -> Self:
        """Begin, without references checked; note what is written meanwhile."""
        super().__enter__()
        self._written = Written()
        self._written.watch(self.connection.connection)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End; what was written must refer to something, else nothing of it stays.

        Django reads every reference of the database for that, after each migration.
        """
        connection = self.connection.connection
        connection.set_authorizer(None)
        try:
            if error is None:
                self.connection.check_constraints(self._written.to_check(connection))
        except IntegrityError as broken:
            self._end(type(broken), broken, broken.__traceback__)
            raise
        self._end(kind, error, trace)

    def _end(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        BaseDatabaseSchemaEditor.__exit__(self, kind, error, trace)
        self.connection.enable_constraint_checking()

    def add_field(self, model: type[Model], field: "Field[object, object]") -> None:
        """Add a column, in its place where SQLite allows that."""
        if self._fits_in_place(field):
            BaseDatabaseSchemaEditor.add_field(self, model, field)
        else:
            super().add_field(model, field)

    def skip_default_on_alter(self, field: "Field[object, object]") -> bool:
        """SQLite cannot take a default away again."""
        return self._fits_in_place(field)

    def _fits_in_place(self, field: "Field[object, object]") -> bool:
        """Tell whether every row can be given the one value the field begins with."""
        is_alone = not (field.primary_key or field.unique or field.is_relation)
        return (
            is_alone
            and not field.null
            and not field.has_db_default()
            and not field.generated
            and isinstance(self.effective_default(field), PLAIN)
        )
