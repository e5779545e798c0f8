"""Pointing rows at another thing in one act, keeping what each pointed at before.

    repoint(Dossier.objects.filter(…), "receiving_unit_id", {7: 31}, act=merging.uid, on=merging.on)

A row is noted before it is moved, in the same transaction: so the act can be taken back, and who
asks for a day before it (`pointing_on`) finds each row where it was on that day.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import BigIntegerField, F, Model, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from tinhso.kernel.db.models import MovedRow

BATCH = 500
HEIR = "+heir"


def repoint(
    rows: "QuerySet[Model]", field: str, moves: Mapping[int, int], *, act: UUID, on: date
) -> int:
    """Point a field of these rows from old ids to new ones; returns how many were moved."""
    moved = 0
    table = rows.model._meta.db_table
    for old, new in moves.items():
        if old == new:
            continue
        ids = list(rows.filter(**{field: old}).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            MovedRow.objects.bulk_create(
                [
                    MovedRow(act=act, on=on, table=table, field=field, row=pk, old=old, new=new)
                    for pk in batch
                ],
                ignore_conflicts=True,
            )
            rows.model._default_manager.filter(pk__in=batch).update(**{field: new})
        moved += len(ids)
    return moved


def moved_rows(model: type[Model], *, act: UUID) -> "QuerySet[MovedRow]":
    """Return what an act moved of one table."""
    return MovedRow.objects.filter(act=act, table=model._meta.db_table)


def point_back(model: type[Model], *, act: UUID) -> int:
    """Point every row of a table that an act moved at what it pointed at before."""
    notes = moved_rows(model, act=act)
    for field, old, new in list(notes.values_list("field", "old", "new").distinct()):
        here = notes.filter(field=field, old=old, new=new)
        ids = list(here.values_list("row", flat=True))
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            rows = model._default_manager.filter(pk__in=batch, **{field: new})
            rows.update(**{field: old})
    return notes.delete()[0]


def note_heir(row: Model, heir: Model, *, act: UUID, on: date) -> None:
    """Note which row of the same table goes on after one that an act ended."""
    MovedRow.objects.get_or_create(
        act=act,
        table=row._meta.db_table,
        field=HEIR,
        row=row.pk,
        defaults={"on": on, "old": row.pk, "new": heir.pk},
    )


def heirs(model: type[Model], *, act: UUID) -> dict[int, int]:
    """Return, by rows that an act ended, the rows that go on after them."""
    return dict(moved_rows(model, act=act).filter(field=HEIR).values_list("row", "new"))


def forget_heirs(model: type[Model], *, act: UUID) -> None:
    """Forget who went on after whom, when an act is taken back."""
    moved_rows(model, act=act).filter(field=HEIR).delete()


def moves_of(model: type[Model], *fields: str) -> "QuerySet[MovedRow]":
    """Return every move of some fields of one table."""
    return MovedRow.objects.filter(table=model._meta.db_table, field__in=fields)


def pointing_on(
    model: type[Model], field: str, day: date | Combinable, *, of: str = ""
) -> Coalesce:
    """Return what the field of a row pointed at on a day: a given one, or one the row names.

    Moves made after the day are read backwards: the first of them says where the row was. Rows that
    hang on it name it by `of`, as `dossier__`.
    """
    moves = moves_of(model, field).filter(row=OuterRef(f"{of}pk"), on__gt=day)
    first = Subquery(moves.order_by("on", "pk").values("old")[:1])
    return Coalesce(first, F(f"{of}{field}"), output_field=BigIntegerField())


__all__ = [
    "forget_heirs",
    "heirs",
    "moved_rows",
    "moves_of",
    "note_heir",
    "point_back",
    "pointing_on",
    "repoint",
]
