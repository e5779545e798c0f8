"""Writing a new row by a statement prepared once per table.

An act of daily work writes some thirty rows: steps, numbers, events, audit entries. Django
composes the same INSERT anew for each; that was half of what an act cost (`docs/performance.md`).
"""

from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def insert(row: M) -> M:
    """Write a new row as `row.save(force_insert=True)` does, and return it with its key.

    For tables of this house: no parents, no signals, no expressions among the values.
    """
    model = type(row)
    has_key = row.pk is not None
    sql, columns = _statement(model, connection.vendor, has_key)
    values = [column.get_db_prep_save(column.pre_save(row, True), connection) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if not has_key:
            row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = connection.alias
    return row


@lru_cache(maxsize=256)
def _statement(
    model: type[models.Model], _vendor: str, has_key: bool
) -> "tuple[str, list[models.Field[Any, Any]]]":
    quote = connection.ops.quote_name
    key = model._meta.pk
    columns = [c for c in model._meta.local_concrete_fields if has_key or c is not key]
    names = ", ".join(quote(str(c.column)) for c in columns)
    marks = ", ".join("%s" for _ in columns)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  # names of our own models
    return (sql if has_key else f"{sql} RETURNING {quote(str(key.column))}"), columns
