"""Pointing rows at another thing in one act, keeping what each pointed at before.

    repoint(Dossier.objects.filter(…), "receiving_unit_id", {7: 31}, act=merging.uid, on=merging.on)

A row is noted before it is moved, in the same transaction: so the act can be taken back, and who
asks for a day before it (`pointed_at`) finds each row where it was on that day.
"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from tinhso.kernel.db.models import MovedRow

BATCH = 500


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


def pointed_at(model: type[Model], field: str, ids: Collection[int], *, on: date) -> Q:
    """Return the condition of the rows whose field pointed at one of these on a day.

    Moves made after the day are read backwards: the first of them says where the row was.
    """
    later = MovedRow.objects.filter(
        table=model._meta.db_table, field=field, row=OuterRef("pk"), on__gt=on
    )
    earlier = MovedRow.objects.filter(
        table=OuterRef("table"),
        field=OuterRef("field"),
        row=OuterRef("row"),
        on__gt=on,
        pk__lt=OuterRef("pk"),
    )
    first = later.filter(~Exists(earlier))
    return Q(~Exists(later), **{f"{field}__in": ids}) | Q(Exists(first.filter(old__in=ids)))


__all__ = ["moved_rows", "point_back", "pointed_at", "repoint"]
