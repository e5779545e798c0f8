"""What reports and statistics ask of the catalogue: names of fields, numbers of procedures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, TextField
from django.db.models.functions import Cast

from tinhso.kernel.db.keeping import kept
from tinhso.kernel.db.text import alphabetical
from tinhso.procedures.models import Field, ProcedureVersion, ProcedureVersionQuerySet

AT_DESK: Final = "direct"
"""The channel by which one files at a desk."""


def field_names() -> dict[str, str]:
    """Return the names of all fields by key, in one query."""
    return dict(Field.objects.values_list("key", "name"))


@dataclass(frozen=True, kw_only=True)
class ProcessCount:
    """How many procedures of a field there are: at which tiers, filed at desks, with a process."""

    field: str
    name: str
    procedures: int
    at_province: int
    at_commune: int
    at_desks: int
    with_process: int


def process_counts(*, on: date, at_commune: bool | None = None) -> list[ProcessCount]:
    """Count the procedures in force on a day by field, those of communes alone if asked."""
    rows = ProcedureVersion.objects.in_force(on)
    if at_commune is not None:
        rows = rows.filter(at_commune=at_commune)
    found = (
        rows.order_by()
        .values(field=F("procedure__field__key"), field_name=F("procedure__field__name"))
        .annotate(
            n=Count("pk"),
            of_province=Count("pk", filter=Q(at_province=True)),
            of_commune=Count("pk", filter=Q(at_commune=True)),
            processes=Count("pk", filter=Q(process_data__isnull=False)),
        )
    )
    filed = rows.filter(can_be_filed=True).order_by()
    at_desks = Counter(
        key
        for key, channels in filed.values_list("procedure__field__key", "channels")
        if AT_DESK in channels
    )
    return [
        ProcessCount(
            field=row["field"],
            name=row["field_name"],
            procedures=row["n"],
            at_province=row["of_province"],
            at_commune=row["of_commune"],
            at_desks=at_desks[row["field"]],
            with_process=row["processes"],
        )
        for row in sorted(found, key=lambda row: alphabetical(row["field_name"]))
    ]


def versions_with_counted_facts() -> ProcedureVersionQuerySet:
    """Return all versions, each with what reports count of it: `at_desks`, `has_process`.

    So a list of them keeps exactly those behind a figure of `process_counts`.
    """
    filed_at_desk = Q(can_be_filed=True, channels_text__contains=f'"{AT_DESK}"')
    rows = ProcedureVersion.objects.select_related("procedure", "procedure__field")
    return rows.annotate(channels_text=Cast("channels", TextField())).annotate(
        at_desks=ExpressionWrapper(filed_at_desk, output_field=BooleanField()),
        has_process=ExpressionWrapper(Q(process_data__isnull=False), output_field=BooleanField()),
    )


@kept("procedures")
def result_registers() -> dict[str, tuple[str, str]]:
    """Return the registers results are numbered in: their names and the newest look of a number.

    A register is called after the results that are entered in it.
    """
    names: dict[str, list[str]] = {}
    looks: dict[str, str] = {}
    versions = ProcedureVersion.objects.order_by("effective_from", "pk")
    for version in versions.only("results_data"):
        for kind in version.results:
            if kind.register:
                called = names.setdefault(kind.register, [])
                if kind.name not in called:
                    called.append(kind.name)
                looks[kind.register] = kind.number_format
    return {key: (", ".join(called), looks[key]) for key, called in sorted(names.items())}
