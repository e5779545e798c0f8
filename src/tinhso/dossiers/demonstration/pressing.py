"""One grown dossier as a form from which others are pressed: which cells change, which stay."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection, models
from django.db.models import Max

from tinhso.dossiers.models import (
    Attachment,
    Consultation,
    Dossier,
    DossierSight,
    DueChange,
    Extension,
    FieldCheck,
    HandOver,
    IndexedAnswer,
    InternalNote,
    Message,
    Paper,
    Party,
    Result,
    StopRequest,
    SupplementRequest,
    TimelineEntry,
)
from tinhso.dossiers.rules.codes import new_check_code
from tinhso.kernel.db.secrets import EncryptedTextField, encrypt
from tinhso.kernel.workflow.models import ProcessInstance, ProcessParty, StepInstance

Model = type[models.Model]
Cell = object
Row = list[Cell]

OF_A_DOSSIER: Final[tuple[Model, ...]] = (
    DossierSight,
    Party,
    IndexedAnswer,
    TimelineEntry,
    DueChange,
    Message,
    InternalNote,
    HandOver,
    SupplementRequest,
    Consultation,
    FieldCheck,
    Extension,
    StopRequest,
    Attachment,
    Paper,
    Result,
)
OF_A_PROCESS: Final[tuple[Model, ...]] = (ProcessParty, StepInstance)
TABLES: Final[tuple[Model, ...]] = (Dossier, *OF_A_DOSSIER, ProcessInstance, *OF_A_PROCESS)
"""What a dossier consists of, in the order in which it can be written."""

ITS_OWN: Final[Mapping[Model, frozenset[str]]] = {
    Paper: frozenset({"file_id", "signed_by", "signed_at"})
}
"""What no other dossier can have: the bytes of a form name the one it was made for."""

AGENCIES: Final = frozenset(
    {"agency_id", "receiving_agency_id", "resolving_agency_id", "support_agency_id"}
)
UNITS: Final = frozenset(
    {
        "unit_id",
        "receiving_unit_id",
        "resolving_unit_id",
        "monitoring_unit_id",
        "from_unit_id",
        "to_unit_id",
    }
)
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d|Z)?|(?<=\")\d{4}-\d\d-\d\d(?=\")"
)


@dataclass(frozen=True)
class Change:
    """One cell that differs in each pressed dossier: where, and what is put there."""

    cell: int
    kind: str
    """`key` `of` `uid` `check_code` `agency` `unit` `sight` `text` (or JSON) `secret`"""
    value: Cell = None


@dataclass(frozen=True)
class PressedRow:
    """A row with its constant cells ready for the database."""

    table: int
    cells: Row
    changes: tuple[Change, ...]


@dataclass
class Template:
    """Everything one grown dossier left in the tables."""

    dossier: Dossier
    rows: list[tuple[int, models.Model]] = field(default_factory=list)

    @classmethod
    def of(cls, dossier: Dossier) -> "Template":
        """Read a dossier with all that belongs to it."""
        found = cls(dossier=dossier, rows=[(0, dossier)])
        for model in OF_A_DOSSIER:
            of = "object" if model is DossierSight else "dossier"
            mine = model._default_manager.filter(**{of: dossier}).order_by("pk")
            found.rows += [(TABLES.index(model), row) for row in mine]
        for process in ProcessInstance.objects.filter(
            object_kind="dossiers.dossier", object_id=dossier.pk
        ):
            found.rows.append((TABLES.index(ProcessInstance), process))
            for model in OF_A_PROCESS:
                steps = model._default_manager.filter(process=process).order_by("pk")
                found.rows += [(TABLES.index(model), row) for row in steps]
        return found

    def pressed(self, by: timedelta) -> list[PressedRow]:
        """Return the rows as they would have been written some weeks earlier."""
        places = {(type(row), row.pk): place for place, (_table, row) in enumerate(self.rows)}
        return [
            _pressed(table, row, by=by, places=places, texts=self._texts)
            for table, row in self.rows
        ]

    @property
    def _texts(self) -> tuple[str, ...]:
        """Return what marks a text as one that names this dossier."""
        return tuple(
            text
            for text in (
                self.dossier.code,
                self.dossier.submission_number,
                self.dossier.owner_name,
            )
            if text
        )


@lru_cache(maxsize=64)
def columns(model: Model) -> "tuple[models.Field[object, object], ...]":
    """Return the columns of a table in the order in which rows are written."""
    return tuple(model._meta.concrete_fields)


def _pressed(
    table: int,
    row: models.Model,
    *,
    by: timedelta,
    places: Mapping[tuple[Model, object], int],
    texts: tuple[str, ...],
) -> PressedRow:
    cells: Row = []
    changes: list[Change] = []
    for place, column in enumerate(columns(type(row))):
        stays = column.attname not in ITS_OWN.get(type(row), ())
        value = earlier(getattr(row, column.attname), by) if stays else None
        change = _change(place, column, value, row, places, texts)
        if change is not None:
            changes.append(change)
        ready = change is not None and change.kind == "secret"
        cells.append(value if ready else _written(column, value))
    return PressedRow(table, cells, tuple(changes))


def _written(column: "models.Field[object, object]", value: Cell) -> Cell:
    """Return a value as the column takes it; JSON as its text, which every engine takes."""
    if isinstance(column, models.JSONField):
        return None if value is None else json.dumps(value, ensure_ascii=False)
    written: Cell = column.get_db_prep_save(value, connection)
    return written


def _change(
    cell: int,
    column: "models.Field[object, object]",
    value: Cell,
    row: models.Model,
    places: Mapping[tuple[Model, object], int],
    texts: tuple[str, ...],
) -> Change | None:
    """Say how a cell differs in each pressed dossier, or that it does not."""
    name = column.attname
    target = column.related_model if column.is_relation else None
    if column.primary_key:
        return Change(cell, "key")
    if name == "object_id":
        return Change(cell, "of", 0)
    if isinstance(target, type) and (target, value) in places:
        return Change(cell, "of", places[target, value])
    if isinstance(column, models.UUIDField) and column.unique:
        return Change(cell, "uid")
    if name in AGENCIES and value is not None:
        return Change(cell, "agency")
    if name in UNITS and value is not None:
        return Change(cell, "unit")
    if isinstance(row, DossierSight) and name == "key":
        return Change(cell, "sight")
    if name == "check_code" and value:
        return Change(cell, "check_code")
    if isinstance(column, EncryptedTextField):
        return Change(cell, "secret", str(value)) if value else None
    if isinstance(column, models.CharField | models.TextField) and isinstance(value, str):
        return Change(cell, "text") if any(text in value for text in texts) else None
    if isinstance(column, models.JSONField):
        text = str(_written(column, value))
        return Change(cell, "text") if any(mark in text for mark in texts) else None
    return None


def earlier(value: Cell, by: timedelta) -> Cell:
    """Return a value as it would have been written some weeks earlier."""
    if not by:
        return value
    match value:
        case datetime():
            return value - by
        case date():
            return value - by
        case str():
            return _MOMENT.sub(lambda found: _moved(found.group(), by), value)
        case dict():
            return {key: earlier(item, by) for key, item in value.items()}
        case list():
            return [earlier(item, by) for item in value]
    return value


def _moved(text: str, by: timedelta) -> str:
    if "T" not in text:
        return (date.fromisoformat(text) - by).isoformat()
    at = datetime.fromisoformat(text)
    spec = "auto" if "." in text or text.count(":") > 2 - ("+" not in text) else "minutes"
    return (at - by).isoformat(timespec=spec)


@dataclass(frozen=True, kw_only=True)
class Fill:
    """What is put into the changing cells of one pressed dossier."""

    agencies: Mapping[int, int]
    units: Mapping[int, int]
    says: Callable[[str], str]
    """Puts the new codes and names where the template's stood."""


def fill(
    pressed: list[PressedRow], *, keys: Sequence[Iterator[int]], with_: Fill
) -> Iterator[tuple[int, Row]]:
    """Yield the rows of one more dossier, each with its table."""
    taken = [next(keys[row.table]) for row in pressed]
    for place, row in enumerate(pressed):
        cells = row.cells.copy()
        for change in row.changes:
            cells[change.cell] = _filled(change, cells[change.cell], place, taken, with_)
        yield row.table, cells


def _filled(change: Change, cell: Cell, place: int, taken: list[int], with_: Fill) -> Cell:
    match change.kind:
        case "key":
            return taken[place]
        case "of":
            return taken[int(str(change.value))]
        case "uid":
            return new_uid()
        case "check_code":
            return new_check_code()
        case "agency":
            return with_.agencies.get(int(str(cell)), cell)
        case "unit":
            return with_.units.get(int(str(cell)), cell)
        case "sight":
            kind, _, number = str(cell).partition(":")
            known = with_.units if kind == "u" else with_.agencies
            return f"{kind}:{known.get(int(number), int(number))}"
        case "secret":
            return encrypt(with_.says(str(change.value)))
    return with_.says(str(cell))


def new_uid() -> UUID | str:
    """Return a fresh id as this database keeps it."""
    made = uuid4()
    return made if _keeps_uuids() else made.hex


@lru_cache(maxsize=1)
def _keeps_uuids() -> bool:
    return bool(connection.features.has_native_uuid_field)


def newest_key(model: Model) -> int:
    """Return the highest key a table has given so far."""
    return int(model._default_manager.aggregate(n=Max("pk"))["n"] or 0)


def insert_rows(model: Model, rows: list[Row]) -> None:
    """Write rows whose cells the columns themselves made ready."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in columns(model))
    marks = ", ".join(["%s"] * len(columns(model)))
    table = quote(model._meta.db_table)
    ready: Sequence[Sequence[Any]] = rows
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", ready)  # noqa: S608  # names of our own models
