"""Writing fields of rows anew, and making rows, in one act that can be taken back.

    rewrite(view, "query", query, act=merging.uid)
    made(queue, act=merging.uid)
    write_back(Queue, act=merging.uid)

What a row said before is noted in the same transaction, once for each act; a pointer that reports
ask for by day is moved with `repointing` instead.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Model

from tinhso.kernel.db.models import RewrittenRow

JsonValue = str | int | bool | Sequence[str] | None


def rewrite(row: Model, field: str, value: JsonValue, *, act: UUID) -> None:
    """Let a field of a row say something else, and keep what it said before the act."""
    before = getattr(row, field)
    if before == value:
        return
    RewrittenRow.objects.get_or_create(
        act=act, table=row._meta.db_table, row=row.pk, field=field, defaults={"before": before}
    )
    setattr(row, field, value)
    row.save(update_fields=[field])


def made(row: Model, *, act: UUID) -> None:
    """Note that an act made this row."""
    RewrittenRow.objects.get_or_create(act=act, table=row._meta.db_table, row=row.pk, field="")


def made_rows(model: type[Model], *, act: UUID) -> list[int]:
    """Return the keys of the rows of a table that an act made."""
    notes = RewrittenRow.objects.filter(act=act, table=model._meta.db_table, field="")
    return list(notes.order_by("row").values_list("row", flat=True))


def write_back(model: type[Model], *, act: UUID) -> int:
    """Let each row of a table say again what it said before an act, and take out what it made."""
    notes = RewrittenRow.objects.filter(act=act, table=model._meta.db_table)
    for note in notes.exclude(field=""):
        model._default_manager.filter(pk=note.row).update(**{note.field: note.before})
    model._default_manager.filter(pk__in=made_rows(model, act=act)).delete()
    return notes.delete()[0]


__all__ = ["made", "made_rows", "rewrite", "write_back"]
