"""One of many values, handed over as one parameter: hundreds of keys do not lengthen a query."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Expression, F, Lookup, Q
from django.db.models.sql.where import OR
from django.utils.tree import Node

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class Among(models.Func):
    """Tells whether an expression is one of these values: `rows.filter(Among("key", keys))`.

    `__in` writes a placeholder for each value, which Django composes and the database parses again
    at every request: 5 ms for 500 keys. This is the same question with a constant text. A frozen
    set is written once however often it is asked by.
    """

    output_field = models.BooleanField()

    def __init__(self, of: str | Expression, values: Iterable[str] | Iterable[int]) -> None:
        """Ask about a field or an expression."""
        super().__init__(F(of) if isinstance(of, str) else of)
        self.values: Collection[Any] = values if isinstance(values, frozenset) else list(values)

    def of(self, field: str) -> "Among":
        """Return the same question about another field."""
        return Among(field, self.values)

    @property
    def is_about_key(self) -> bool:
        """Tell whether it asks about the key of the queryset's own row."""
        return is_key(self.source_expressions[0])

    def as_sql(
        self,
        compiler: "SQLCompiler",
        connection: "BaseDatabaseWrapper",
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return an array comparison, or a list read from JSON where there are no arrays."""
        asked, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "postgresql":
            return f"{asked} = ANY(%s)", (*params, array_of(self.values))
        listed = "SELECT value FROM json_each(%s)"
        return f"{asked} IN ({listed})", (*params, list_of(self.values))


@dataclass(frozen=True)
class Broad:
    """Words that thousands bear: nobody knows where the rows lie that have them."""

    some: Sequence[int]
    """Ids among which many such rows are likely."""
    asked: Callable[[], Q]
    """Says what the words ask of a row of sight: whoever sees few rows is asked there first."""


def is_key(asked: object) -> bool:
    """Tell whether an expression, resolved by a queryset, is its model's primary key."""
    target = getattr(asked, "target", None)
    return isinstance(target, models.Field) and target.primary_key


def is_listed(part: object) -> bool:
    """Tell whether a condition leaves only rows whose keys it lists: few, whoever asks."""
    asked = part.lhs if isinstance(part, Lookup) else part  # Django compares it with True
    if isinstance(asked, Among):
        return asked.is_about_key
    if not isinstance(asked, Node) or asked.negated or not asked.children:
        return False
    fits = map(is_listed, asked.children)
    return all(fits) if asked.connector == OR else any(fits)


def array_of(values: Collection[Any]) -> str:
    """Return values as PostgreSQL writes an array; it takes the type it is compared with."""
    return _kept_array(values) if isinstance(values, frozenset) else _array(values)


def list_of(values: Collection[Any]) -> str:
    """Return values as the JSON list that SQLite reads."""
    return _kept_list(values) if isinstance(values, frozenset) else _list(values)


def _array(values: Collection[Any]) -> str:
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in sorted(values))
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _list(values: Collection[Any]) -> str:
    return json.dumps(sorted(values))


# An officer's hundreds of keys are asked by several times in each request, and in the next again.
_kept_array = lru_cache(maxsize=128)(_array)
_kept_list = lru_cache(maxsize=128)(_list)
