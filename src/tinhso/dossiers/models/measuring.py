"""Time between two moments as the database reckons it, for sums over a million rows."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class DaysBetween(models.Func):
    """How many days of 24 hours lie between two times of a row; Django would ask Python each."""

    output_field = models.FloatField()

    def __init__(self, start: str, end: str) -> None:
        """Take the names of two fields."""
        super().__init__(F(start), F(end))

    def as_sqlite(
        self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper", **_more: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Subtract days since noon in Greenwich, 4714 BC."""
        return self._said(compiler, "(julianday({end}) - julianday({start}))")

    def as_postgresql(
        self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper", **_more: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Subtract the seconds of both."""
        return self._said(compiler, "(EXTRACT(EPOCH FROM ({end} - {start})) / 86400.0)")

    def _said(self, compiler: "SQLCompiler", template: str) -> tuple[str, tuple[str | int, ...]]:
        start, given = compiler.compile(self.source_expressions[0])
        end, more = compiler.compile(self.source_expressions[1])
        return template.format(start=start, end=end), (*more, *given)
