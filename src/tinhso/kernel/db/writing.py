"""Writing rows by statements composed once per table.

An act of daily work writes some thirty rows: steps, numbers, events, audit entries. Django
composes the same statement anew for each; that was half of what an act cost
(`docs/performance.md`). For tables of this house: no parents, no signals, no expressions among the
values, and no `KeptRow`, whose manager has to know of each change.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models
from django.db.models.base import ModelState

from tinhso.kernel.db.cursors import change, cursor, database

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=models.Model)

_RETURNING: Final = " RETURNING "
_WATCHED: Final = "_as_it_stood"
_ABSENT: Final = object()
_UNLESS_THERE: Final = " ON CONFLICT DO NOTHING"
MOST_VALUES: Final = 900
"""So many values stand in one statement at most; more rows take another."""

_PLAIN: Final[dict[type, type]] = {
    models.AutoField: int,
    models.BigAutoField: int,
    models.CharField: str,
    models.TextField: str,
    models.SlugField: str,
    models.BooleanField: bool,
    models.SmallIntegerField: int,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.UUIDField: UUID,
    models.DateField: date,
    models.DateTimeField: datetime,
}
"""Fields whose values of this very type go to the database as they are, or as `_SAID` says."""


def _aware(value: datetime) -> datetime:
    """Refuse a time that does not say of which zone it is."""
    if value.tzinfo is None:
        raise ValueError(f"{value} has no zone")
    return value


def _in_utc(value: datetime) -> str:
    return str(_aware(value).astimezone(UTC).replace(tzinfo=None))


_SAID: Final[dict[str, dict[type, Callable[[Any], object]]]] = {
    "sqlite": {
        models.UUIDField: attrgetter("hex"),
        models.DateField: str,
        models.DateTimeField: _in_utc,
    },
    "postgresql": {models.DateTimeField: _aware},
}
"""How plain values are said to each database."""


class _Column(NamedTuple):
    field: "models.Field[Any, Any]"
    attribute: str
    plain: type | None
    say: Callable[[Any], object] | None
    fills_itself: bool


def fresh(model: type[M], **values: object) -> M:
    """Return a new row as the model makes it, a third as costly: by the names of its columns.

    For rows that each act writes many of. A foreign key is given by its column (`dossier_id`).
    """
    constants, made, names = _begun(model)
    if not values.keys() <= names:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(values.keys() - names))}")
    row = model.__new__(model)
    row._state = ModelState()
    held = row.__dict__
    held.update(constants)
    for name, make in made:
        if name not in values:
            held[name] = make()
    held.update(values)
    return row


@lru_cache(maxsize=256)
def _begun(
    model: type[models.Model],
) -> tuple[dict[str, object], tuple[tuple[str, Callable[[], object]], ...], frozenset[str]]:
    """Return what a new row holds, what is made for each, and the names of all its columns."""
    constants: dict[str, object] = {}
    made = []
    for field in model._meta.concrete_fields:
        is_made = field.has_default() and callable(field.default)
        if is_made:
            made.append((field.attname, field.get_default))
        constants[field.attname] = None if is_made else field.get_default()
    return constants, tuple(made), frozenset(constants)


def insert(row: M) -> M:
    """Write a new row as `row.save(force_insert=True)` does, and return it with its key."""
    insert_many([row])
    return row


def insert_if_new(row: models.Model) -> bool:
    """Write a row without a key of its own unless a unique one is there; tell whether it did.

    Whoever writes the same at the same moment is waited for.
    """
    here = database()
    sql, columns = _insertion(type(row), here.vendor, False, 1)
    with cursor() as asking:
        values = _values(row, columns, here, is_new=True)
        asking.execute(sql.replace(_RETURNING, _UNLESS_THERE + _RETURNING), values)
        found = asking.fetchone()
    if found is not None:
        _written(row, found[0])
    return found is not None


def insert_many(rows: Sequence[M], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one table together; each learns its key unless conflicts are ignored."""
    if ignore_conflicts:
        insert_unread(rows, ignore_conflicts=True)
        return
    for batch in _batches(rows):
        here, has_key = database(), batch[0].pk is not None
        sql, columns = _insertion(type(batch[0]), here.vendor, has_key, len(batch))
        values = [value for row in batch for value in _values(row, columns, here, is_new=True)]
        if has_key:
            change(sql, values)
            keys = [row.pk for row in batch]
        else:
            with cursor() as asking:
                asking.execute(sql, values)
                keys = [key for (key,) in asking.fetchall()]
        for row, key in zip(batch, keys, strict=True):
            _written(row, key)


def insert_unread(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one table whose keys nobody needs; they learn none, and go with `change`.

    A row without its key is not to be changed afterwards: `update` refuses it.
    """
    for batch in _batches(rows):
        here, has_key = database(), batch[0].pk is not None
        sql, columns = _insertion(type(batch[0]), here.vendor, has_key, len(batch))
        values = [value for row in batch for value in _values(row, columns, here, is_new=True)]
        sql = sql.partition(_RETURNING)[0]
        change(sql + _UNLESS_THERE if ignore_conflicts else sql, values)


def key_ahead(model: type[models.Model]) -> str:
    """Return what a statement adds to its RETURNING to bring the key of a row written next.

    With it the row waits for the next statement (`cursors.change`) and is no journey of its own.
    NULL on SQLite, which is no journey away: there the row learns its key when it is written.
    """
    if database().vendor != "postgresql":
        return "NULL"
    meta = model._meta
    return f"nextval(pg_get_serial_sequence('{meta.db_table}', '{_key_of(model).column}'))"


def _batches(rows: Sequence[M]) -> Iterable[Sequence[M]]:
    if not rows:
        return
    size = max(MOST_VALUES // len(type(rows[0])._meta.local_concrete_fields), 1)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row, or all, as `row.save(update_fields=…)` does.

    Of a row that is `watched`, all that changed: a database does half as much again for each index
    over a column that is named, be it the same.
    """
    held = row.__dict__
    before = held.get(_WATCHED)
    if before is not None and not names:
        names = _changed(row, before)
        if not names:
            return
        watch(row)
    here = database()
    sql, columns = _change(type(row), here.vendor, names)
    key = _key_of(type(row)).get_db_prep_value(row.pk, here)
    if key is None:
        raise DatabaseError(f"{row._meta.label}: a row without a key cannot be changed")
    change(sql, [*_values(row, columns, here, is_new=False), key], changes=1)


def watch(row: models.Model) -> None:
    """Remember how a row stands that was read or written just now, for `update` to compare."""
    held = row.__dict__
    held.pop(_WATCHED, None)
    held[_WATCHED] = held.copy()


def unwatch(row: models.Model) -> None:
    """Forget how a row stood: it is read or written in another way."""
    row.__dict__.pop(_WATCHED, None)


def _changed(row: models.Model, before: dict[str, object]) -> tuple[str, ...]:
    """Return the columns that hold another value; what can change within itself is among them."""
    held = row.__dict__
    names = [field.attname for field in row._meta.local_concrete_fields]
    return tuple(
        name
        for name in names
        if name in held
        and (isinstance(held[name], dict | list) or held[name] != before.get(name, _ABSENT))
    )


def column_of(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    """Return a field of the model's own table by its name."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model.__name__}.{name} is no column")
    return field


def _values(
    row: models.Model, columns: Iterable[_Column], here: "BaseDatabaseWrapper", *, is_new: bool
) -> list[Any]:
    """Return what the database is given: hundreds for each act, so most are told by their type."""
    held = row.__dict__
    values = []
    for field, attribute, plain, say, fills_itself in columns:
        value = held.get(attribute, _ABSENT)
        if type(value) is plain:
            values.append(value if say is None else say(value))
        elif value is None and not fills_itself:
            values.append(None)
        elif isinstance(value, Enum) and type(value.value) is plain:
            values.append(value.value if say is None else say(value.value))
        else:
            values.append(field.get_db_prep_save(field.pre_save(row, is_new), here))
    return values


def _columns(fields: "Iterable[models.Field[Any, Any]]", vendor: str) -> tuple[_Column, ...]:
    return tuple(
        _Column(
            field,
            field.attname,
            None if fills_itself else _PLAIN.get(kind),
            _SAID[vendor].get(kind),
            fills_itself,
        )
        for field in fields
        for kind in [_kind_of(field)]
        for fills_itself in [
            getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        ]
    )


def _kind_of(field: "models.Field[Any, Any]") -> type:
    """Return the class of a field; of a foreign key, that of the key it repeats."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return type(field)


def _written(row: models.Model, key: Any) -> None:
    row.pk = key
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS


def _key_of(model: type[models.Model]) -> "models.Field[Any, Any]":
    return model._meta.pk


@lru_cache(maxsize=512)
def _insertion(
    model: type[models.Model], vendor: str, has_key: bool, count: int
) -> tuple[str, tuple[_Column, ...]]:
    if hasattr(model, "kept_as"):
        raise TypeError(f"{model.__name__} is kept in processes: write it by its manager")
    quote = connection.ops.quote_name
    key = _key_of(model)
    columns = _columns(
        (c for c in model._meta.local_concrete_fields if has_key or c is not key), vendor
    )
    names = ", ".join(quote(str(c.field.column)) for c in columns)
    marks = f"({', '.join('%s' for _ in columns)})"
    rows = ", ".join([marks] * count)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {rows}"  # noqa: S608  # names of our own models
    return (sql if has_key else f"{sql}{_RETURNING}{quote(str(key.column))}"), columns


@lru_cache(maxsize=512)
def _change(
    model: type[models.Model], vendor: str, names: tuple[str, ...]
) -> tuple[str, tuple[_Column, ...]]:
    if hasattr(model, "kept_as"):
        raise TypeError(f"{model.__name__} is kept in processes: write it by its manager")
    quote = connection.ops.quote_name
    key = _key_of(model)
    wanted = {column_of(model, name) for name in names}
    columns = _columns(
        (
            c
            for c in model._meta.local_concrete_fields
            if c is not key and (not names or c in wanted)
        ),
        vendor,
    )
    changes = ", ".join(f"{quote(str(c.field.column))} = %s" for c in columns)
    table, column = quote(model._meta.db_table), quote(str(key.column))
    return f"UPDATE {table} SET {changes} WHERE {column} = %s", columns  # noqa: S608  # names of our own models
