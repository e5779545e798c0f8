"""What few dossiers are, said so that the database finds it among all that ever were."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F

from tinhso.dossiers.rules.states import LIVE, TO_TELL, UNSYNCED

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class _StandsIn(models.Func):
    """Tells whether a field of the dossier has one of a few values, or one of some of them.

    They stand in the text, in one order: SQLite uses an index of some rows only where the question
    is written as the index is. PostgreSQL sees by itself that some of them are among them, and
    would take a condition said twice for twice as rare.
    """

    output_field = models.BooleanField()
    about: ClassVar[str]
    values: ClassVar[Sequence[str]]

    def __init__(self, meant: Iterable[str] | None = None) -> None:
        """Ask about the dossier's own field, all of the values or some that are meant."""
        super().__init__(F(self.about))
        self.meant = self.values if meant is None else sorted(str(one) for one in meant)
        if not self.meant or not set(self.meant) <= set(self.values):
            raise ValueError(f"{self.meant} are none, or not all of them among {self.values}")

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
        meant = f"{asked} IN ({_listed(self.meant)})"
        if connection.vendor == "postgresql" or self.meant is self.values:
            return meant, tuple(params)
        return f"({asked} IN ({_listed(self.values)}) AND {meant})", (*params, *params)


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{one}'" for one in values)


class IsLive(_StandsIn):
    """Tells whether a dossier's business has not ended, or stands in some of its states."""

    about, values = "state", LIVE


class IsUnsynced(_StandsIn):
    """Tells whether the national portal has not taken a dossier's news yet."""

    about, values = "sync_state", UNSYNCED


class IsToTell(_StandsIn):
    """Tells whether the national portal is to know of a dossier, told already or not."""

    about, values = "sync_state", TO_TELL
