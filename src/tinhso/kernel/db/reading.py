"""Reading whole rows by exact values, by statements composed once per table and question.

What every act asks first (this dossier, its people, its open step) is the same question each time;
composing it anew cost more than asking it (`docs/performance.md`). For anything else there are
querysets.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

from tinhso.kernel.db.cursors import cursor, database
from tinhso.kernel.db.writing import column_of

M = TypeVar("M", bound=models.Model)
Converter = tuple[int, list[Callable[..., Any]], Any]


def read(model: type[M], *, lock: bool = False, head: str = "", **equal: object) -> list[M]:
    """Return the rows whose fields have these values, oldest key first.

    None asks for none, a tuple for any of its values. With `lock` they are locked until the
    transaction ends. `head` names a field that points at a row of the same table: where a row
    points at one, that one is read, and locked, in its stead.
    """
    here = database()
    given = {name: v if isinstance(v, tuple) else (v,) for name, v in equal.items()}
    names = tuple((name, 0 if vs == (None,) else len(vs)) for name, vs in given.items())
    sql, fields, converters = _question(model, here.vendor, names, lock, head)
    values = [
        field.get_db_prep_value(value, here)
        for field, wanted in zip(fields, given.values(), strict=True)
        for value in wanted
        if value is not None
    ]
    with cursor() as asking:
        asking.execute(sql, values)
        found = asking.fetchall()
    if not found:
        return []
    attributes = [field.attname for field in model._meta.concrete_fields]
    return [
        model.from_db(DEFAULT_DB_ALIAS, attributes, _converted(row, converters)) for row in found
    ]


def read_one(model: type[M], *, lock: bool = False, head: str = "", **equal: object) -> M | None:
    """Return the first row whose fields have these values, or None."""
    return next(iter(read(model, lock=lock, head=head, **equal)), None)


def _converted(row: tuple[Any, ...], converters: tuple[Converter, ...]) -> list[Any]:
    here = database()
    values = list(row)
    for position, steps, column in converters:
        value = values[position]
        for step in steps:
            value = step(value, column, here)
        values[position] = value
    return values


@lru_cache(maxsize=256)
def _question(
    model: type[models.Model],
    vendor: str,
    names: tuple[tuple[str, int], ...],
    lock: bool,
    head: str,
) -> "tuple[str, tuple[models.Field[Any, Any], ...], tuple[Converter, ...]]":
    quote = connection.ops.quote_name
    columns = model._meta.concrete_fields
    fields = tuple(column_of(model, name) for name, _count in names)
    tests = " AND ".join(
        f"{quote(str(field.column))} {_test(count)}"
        for field, (_name, count) in zip(fields, names, strict=True)
    )
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    if head:
        points = quote(str(column_of(model, head).column))
        tests = f"{key} IN (SELECT COALESCE({points}, {key}) FROM {table} WHERE {tests})"  # noqa: S608  # names of our own models
    sql = (
        f"SELECT {', '.join(quote(str(c.column)) for c in columns)}"  # noqa: S608  # names of our own models
        f" FROM {table} WHERE {tests} ORDER BY {key}"
    )
    if lock and vendor == "postgresql":
        sql += " FOR UPDATE"
    converters = []
    for position, column in enumerate(columns):
        said = column.cached_col
        steps = [*connection.ops.get_db_converters(said), *said.get_db_converters(connection)]
        if steps:
            converters.append((position, steps, said))
    return sql, fields, tuple(converters)


def _test(count: int) -> str:
    match count:
        case 0:
            return "IS NULL"
        case 1:
            return "= %s"
    return f"IN ({', '.join(['%s'] * count)})"
