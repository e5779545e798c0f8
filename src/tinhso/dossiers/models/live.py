"""What is not over yet, said so that the database finds it among all that ever were."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F

from tinhso.dossiers.rules.states import LIVE

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class IsLive(models.Func):
    """Tells whether a dossier's business has not ended.

    The states stand in the text, in one order: SQLite uses an index of live dossiers only where
    the question is written as the index is. Ask it beside the states that are meant.
    """

    output_field = models.BooleanField()

    def __init__(self) -> None:
        """Ask about the dossier's own state."""
        super().__init__(F("state"))

    def as_sql(
        self,
        compiler: "SQLCompiler",
        connection: "BaseDatabaseWrapper",
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return the comparison without a parameter."""
        state, params = compiler.compile(self.source_expressions[0])
        listed = ", ".join(f"'{one}'" for one in LIVE)
        return f"{state} IN ({listed})", tuple(params)
