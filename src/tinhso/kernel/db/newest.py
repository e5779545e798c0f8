"""The newest page of what an actor sees: the list an officer opens a hundred times a day.

Composing its two questions cost as much as all else of the answer. The first, for ids by key or
along the order, is kept as it was composed under everything it was composed from; the second, for
what the page says of these ids, has one text for each list.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from tinhso.kernel.db.among import Among, array_of, list_of
from tinhso.kernel.db.sight import SightRow, nearest_at, rows_of

Question = tuple[str, tuple[Any, ...]]
Converter = tuple[int, list[Callable[..., Any]], Any]

_SOME_KEY: Final = "?"
"""Stands for each key in a question that is composed once; no key of sight is written so."""
_SOME_ID: Final = -1
_SOME_MOMENT: Final = datetime(1, 1, 2, tzinfo=UTC)
"""Stands for the moment from which a walk starts; nothing here is so old."""
_MOST_KEPT: Final = 512
_kept: dict[Hashable, Question] = {}


def ids_under_keys(
    rows: "Callable[[], models.QuerySet[Any, Any]]",
    *,
    sight: type[SightRow],
    keys: Iterable[str],
    most: int,
    known: Hashable = None,
    is_falling: bool = True,
    start: Sequence[object] = (),
) -> set[int]:
    """Return the ids of the first rows under each key: the first of all are among them.

    Each key's rows lie in order in the sight table's index, so however many rows others hold, and
    however far down the actor's own lie, only his are touched. Two calls with equal `known` ask
    about the same rows.
    """
    text, given = _composed(
        known, lambda: _under_key(rows(), sight, most, is_falling=is_falling, start=start)
    )
    found: set[int] = set()
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute(text, [key if value == _SOME_KEY else value for value in given])
            found.update(pk for (pk,) in cursor.fetchall())
    return found


def newest_ids(
    rows: "Callable[[], models.QuerySet[Any, Any]]",
    *,
    sight: type[SightRow],
    keys: Iterable[str],
    most: int,
    known: Hashable,
) -> set[int]:
    """Return the ids of the newest of scoped rows, for an actor of hundreds of keys.

    The order is walked from the newest that any key sees: a step into the index for each key finds
    it, and what others hold above it is skipped.
    """
    first = nearest_at(sight, keys, is_falling=True, start=())
    if first is None:
        return set()

    def walk() -> Question:
        known_from = rows().filter(**{f"{sight.follows}__lte": _SOME_MOMENT})
        in_order = known_from.order_by(f"-{sight.follows}", "-pk").values_list("pk")[:most]
        return in_order.query.sql_with_params()

    text, given = _composed(known, walk)
    standing, moment = map(connection.ops.adapt_datetimefield_value, (_SOME_MOMENT, first))
    with connection.cursor() as cursor:
        cursor.execute(text, [moment if value == standing else value for value in given])
        return {pk for (pk,) in cursor.fetchall()}


def _composed(known: Hashable, compose: Callable[[], Question]) -> Question:
    question = _kept.get(known) if known is not None else None
    if question is None:
        question = compose()
        if known is not None:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            _kept[known] = question
    return question


def said_of(
    model: type[models.Model],
    ids: Iterable[int],
    *,
    names: tuple[str, ...],
    way: tuple[str, ...],
    most: int,
) -> list[dict[str, Any]]:
    """Return what rows of these ids say, in an order, as `values(*names)` does.

    Who sees them was asked when the ids were found.
    """
    text, converters = _by_ids(model, names, way, most, connection.vendor)
    some = array_of(list(ids)) if connection.vendor == "postgresql" else list_of(list(ids))
    with connection.cursor() as cursor:
        cursor.execute(text, [some])
        found = cursor.fetchall()
    if not converters:
        return [dict(zip(names, row, strict=True)) for row in found]
    lines = []
    for row in found:
        values = list(row)
        for place, steps, column in converters:
            value = values[place]
            for step in steps:
                value = step(value, column, connection)
            values[place] = value
        lines.append(dict(zip(names, values, strict=True)))
    return lines


def _under_key(
    rows: "models.QuerySet[Any, Any]",
    sight: type[SightRow],
    most: int,
    *,
    is_falling: bool,
    start: Sequence[object],
) -> Question:
    sign = "-" if is_falling else ""
    begins = {f"at__{'lte' if is_falling else 'gte'}": value for value in start}
    asked = rows.order_by().filter(pk=OuterRef("object_id")).annotate(is_wanted=Value(True))
    # A scalar subquery, which PostgreSQL leaves where it stands: EXISTS it would join first, and
    # fetch all that the key ever saw to show the newest page of it.
    wanted = Coalesce(Subquery(asked.values("is_wanted")[:1]), Value(False))
    in_order = rows_of(sight).order_by(f"{sign}at", f"{sign}object_id")
    of_key = in_order.filter(wanted, key=_SOME_KEY, **begins).values_list("object_id")[:most]
    return of_key.query.sql_with_params()


@lru_cache(maxsize=128)
def _by_ids(
    model: type[models.Model], names: tuple[str, ...], way: tuple[str, ...], most: int, vendor: str
) -> tuple[str, tuple[Converter, ...]]:
    asked = model._default_manager.filter(Among("pk", [_SOME_ID])).values(*names)
    compiler = asked.order_by(*way)[:most].query.get_compiler(DEFAULT_DB_ALIAS)
    text, _given = compiler.as_sql()
    columns = [column for column, _sql, _alias in compiler.select]
    found = compiler.get_converters(columns)
    return text, tuple((place, steps, column) for place, (steps, column) in found.items())
