"""Answers in words: to check before handing in, and for papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.kernel.db.text import mask
from tinhso.kernel.db.words import Words, worded
from tinhso.kernel.eforms.raw import as_items
from tinhso.kernel.eforms.saying import say_choice, say_date, say_number
from tinhso.kernel.eforms.spec import Field, FieldKind, FormStep, Json, Shape

MOST_COLUMNS: Final = 5
LONGEST_CELL: Final = 80


@dataclass(frozen=True)
class SummaryRow:
    """One answer: its question, its words, and the items of a group."""

    key: str
    label: str
    text: str
    items: list[list["SummaryRow"]] = field(default_factory=list)
    is_data: bool = True

    @property
    def table(self) -> "SummaryTable | None":
        """Return the items of a group side by side, where several short ones are compared so."""
        columns = list({row.key: row.label for item in self.items for row in item}.items())
        is_short = all(
            not row.items and len(row.text) <= LONGEST_CELL for item in self.items for row in item
        )
        if len(self.items) < 2 or not 1 < len(columns) <= MOST_COLUMNS or not is_short:
            return None
        lines = [{row.key: row for row in item} for item in self.items]
        return SummaryTable(
            columns=[label for _key, label in columns],
            lines=[[line.get(key) for key, _label in columns] for line in lines],
        )


@dataclass(frozen=True)
class SummaryTable:
    """Items of a group as lines under the questions they answer; None where one was not asked."""

    columns: list[str]
    lines: list[list[SummaryRow | None]]


@dataclass(frozen=True)
class SummarySection:
    """The answers of one step."""

    key: str
    title: str
    rows: list[SummaryRow]


def summarise(
    shape: Shape, steps: Iterable[FormStep], values: Mapping[str, Json]
) -> list[SummarySection]:
    """Return the answers of these steps in words, and at the end what was worked out."""
    sections = [
        SummarySection(step.key, worded(step.title), _rows(step.fields, values)) for step in steps
    ]
    worked_out = [
        SummaryRow(
            calculation.key,
            worded(calculation.label),
            _with_unit(say_number(str(values[calculation.key])), calculation.unit),
        )
        for calculation in shape.calculations
        if calculation.key in values
    ]
    if worked_out:
        sections.append(SummarySection("_calculations", _("Tính sẵn giúp bạn"), worked_out))
    return [section for section in sections if section.rows]


def masked(shape: Shape, values: Mapping[str, Json]) -> dict[str, Json]:
    """Return the answers with the middle of each identity number hidden, at any depth."""
    return _masked(shape.top_fields(), values)


def _masked(fields: Iterable[Field], values: Mapping[str, Json]) -> dict[str, Json]:
    shown = dict(values)
    for question in fields:
        value = shown.get(question.key)
        if question.kind is FieldKind.IDENTITY_NUMBER and isinstance(value, str):
            shown[question.key] = mask(value)
        elif question.kind is FieldKind.GROUP and value is not None:
            items = (item for item in as_items(value) if isinstance(item, dict))
            shown[question.key] = [_masked(question.fields, item) for item in items]
    return shown


def say(question: Field, value: Json) -> str:
    """Return one canonical value in words."""
    if question.kind is FieldKind.DATE:
        return say_date(str(value))
    if question.kind is FieldKind.NUMBER:
        return _with_unit(say_number(str(value)), question.unit)
    if question.kind is FieldKind.MONEY:
        return f"{say_number(str(value))} đ"
    if question.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(_chosen(str(part), question) for part in chosen)
    if question.kind in {FieldKind.YES_NO, FieldKind.STATEMENT}:
        return _("Có") if value is True else _("Không")
    if question.kind is FieldKind.FILE and isinstance(value, list):
        return ngettext("%(count)d tệp", "%(count)d tệp", len(value)) % {"count": len(value)}
    if question.kind is FieldKind.ADDRESS and isinstance(value, dict):
        return say_address(value)
    return str(value)


def say_address(value: Mapping[str, Json]) -> str:
    """Return an address on one line, the nearest part first."""
    if value.get("old"):
        return str(value["old"])
    parts = (value.get("line"), value.get("commune"), value.get("province"))
    return ", ".join(str(part) for part in parts if part)


def _rows(fields: Iterable[Field], values: Mapping[str, Json]) -> list[SummaryRow]:
    rows = []
    for question in fields:
        value = values.get(question.key)
        if value is None:
            continue
        if question.kind is FieldKind.GROUP:
            items = [
                _rows(question.fields, item) for item in as_items(value) if isinstance(item, dict)
            ]
            rows.append(SummaryRow(question.key, worded(question.label), "", items))
            continue
        of_ours = question.kind in {FieldKind.YES_NO, FieldKind.STATEMENT, FieldKind.FILE}
        rows.append(
            SummaryRow(
                question.key, worded(question.label), say(question, value), is_data=not of_ours
            )
        )
    return rows


def _chosen(value: str, question: Field) -> str:
    choice = say_choice(value, question.options)
    return worded(choice.label) if choice else value


def _with_unit(text: str, unit: Words) -> str:
    return f"{text} {worded(unit)}" if unit else text
