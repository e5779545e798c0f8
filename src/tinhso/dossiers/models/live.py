"""What few dossiers are, said so that the database finds it among all that ever were."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F

from tinhso.dossiers.rules.states import LIVE, UNSYNCED

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class _StandsIn(models.Func):
    """Tells whether a field of the dossier has one of a few values.

    They stand in the text, in one order: SQLite uses an index of some rows only where the question
    is written as the index is. Ask it beside the values that are meant.
    """

    output_field = models.BooleanField()
    about: ClassVar[str]
    values: ClassVar[Sequence[str]]

    def __init__(self) -> None:
        """Ask about the dossier's own field."""
        super().__init__(F(self.about))

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
        asked, params = compiler.compile(self.source_expressions[0])
        listed = ", ".join(f"'{one}'" for one in self.values)
        return f"{asked} IN ({listed})", tuple(params)


class IsLive(_StandsIn):
    """Tells whether a dossier's business has not ended."""

    about, values = "state", LIVE


class IsUnsynced(_StandsIn):
    """Tells whether the national portal has not taken a dossier's news yet."""

    about, values = "sync_state", UNSYNCED
