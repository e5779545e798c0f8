"""Answers as they were typed: nested JSON, from a posted page, an API body or canonical values."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, cast

from django.http import QueryDict

from tinhso.kernel.db.text import whole
from tinhso.kernel.eforms.saying import say_date
from tinhso.kernel.eforms.spec import Field, FieldKind, Json

Raw = dict[str, Json]
"""What was typed, under the keys of the form; kept in drafts as it is."""

ADDRESS_PARTS: Final = ("province", "commune", "line", "old")
MOST_ITEMS: Final = 50
BOX: Final = "-dan"
"""What the name of the box ends with into which lines of a spreadsheet are pasted."""
MANY: Final = frozenset({FieldKind.MULTI, FieldKind.FILE})
UNPASTED: Final = frozenset({FieldKind.GROUP, FieldKind.ADDRESS, *MANY})
"""Parts that no single cell of a spreadsheet fills."""


def from_post(post: QueryDict, fields: Iterable[Field], prefix: str = "") -> Raw:
    """Read the fields of a posted page; a field that is not there was left empty."""
    return {field.key: _posted(post, field, prefix + field.key) for field in fields}


def _posted(post: QueryDict, field: Field, name: str) -> Json:
    if field.kind is FieldKind.GROUP:
        places = sorted(
            {
                int(match[1])
                for key in post
                if (match := re.match(rf"{re.escape(name)}-(\d{{1,3}})-", key))
            }
        )
        items: list[Json] = [
            from_post(post, field.fields, f"{name}-{place}-") for place in places[:MOST_ITEMS]
        ]
        return items
    if field.kind is FieldKind.ADDRESS:
        return {part: _last(post, f"{name}-{part}") for part in ADDRESS_PARTS}
    if field.kind in MANY:
        return [value for value in post.getlist(name) if value]
    return _last(post, name)


def _last(post: QueryDict, name: str) -> str:
    return str(post.getlist(name)[-1]) if post.getlist(name) else ""


def press(post: QueryDict, raw: Raw, fields: Iterable[Field]) -> None:
    """Do what a "add one" or "remove" button of a repeating group asks."""
    groups = {field.key: field for field in fields if field.kind is FieldKind.GROUP}
    for key in post.getlist("_add"):
        group = groups.get(key)
        if group is not None:
            items = as_items(raw.get(key))
            if len(items) < most_items(group):
                raw[key] = [*items, {}]
    for pressed in post.getlist("_remove"):
        key, _dash, place = pressed.rpartition("-")
        items = as_items(raw.get(key)) if key in groups else []
        gone = whole(place)
        if gone is not None and gone < len(items):
            raw[key] = [item for index, item in enumerate(items) if index != gone]


def paste(post: QueryDict, raw: Raw, fields: Iterable[Field]) -> None:
    """Spread pasted lines over the items of their group; what has no room stays in the box."""
    for group in fields:
        box = f"{group.key}{BOX}"
        raw.pop(box, None)
        if group.kind is not FieldKind.GROUP or group.key not in post.getlist("_paste"):
            continue
        there = [item for item in as_items(raw.get(group.key)) if _says_something(item)]
        lines = [line for line in _last(post, box).splitlines() if line.strip()]
        room = max(most_items(group) - len(there), 0)
        columns = pasted_fields(group)
        added = [row_of(line, columns) for line in lines[:room]]
        raw[group.key] = [*there, *added]
        if lines[room:]:
            raw[box] = "\n".join(lines[room:])


def pasted_fields(group: Field) -> list[Field]:
    """Return the parts of a group that a line of a spreadsheet fills, in their order."""
    return [field for field in group.fields if field.kind not in UNPASTED]


def row_of(line: str, columns: Iterable[Field]) -> Raw:
    """Read one line: its cells parted by tabs as a spreadsheet copies them, else by semicolons."""
    cells = line.split("\t") if "\t" in line else line.split(";")
    return {field.key: cell.strip() for field, cell in zip(columns, cells, strict=False)}


def _says_something(item: Json) -> bool:
    return isinstance(item, dict) and any(value not in ("", [], None) for value in item.values())


def is_pressed(post: QueryDict) -> bool:
    """Tell whether a button of a repeating group was pressed, not that of the form."""
    return "_add" in post or "_remove" in post or "_paste" in post


def as_items(value: Json) -> list[Json]:
    """Return the items of a repeating group, whatever was sent in their place."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def most_items(field: Field) -> int:
    """Return how many items a repeating group takes."""
    return min(int(str(field.max)), MOST_ITEMS) if field.max is not None else MOST_ITEMS


def least_items(field: Field) -> int:
    """Return how many items a repeating group shows and wants at least."""
    return int(str(field.min)) if field.min is not None else 0


def as_typed(value: object) -> str:
    """Return one answer as text, whether a page or a machine sent it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    return ""


def as_many(value: object) -> list[str]:
    """Return several answers as texts."""
    if isinstance(value, list | tuple):
        return [as_typed(part) for part in value if as_typed(part)]
    return [as_typed(value)] if as_typed(value) else []


def typed_from_values(values: Mapping[str, object], fields: Iterable[Field]) -> Raw:
    """Return canonical values as a person would have typed them."""
    return {
        field.key: _typed(values[field.key], field)
        for field in fields
        if values.get(field.key) is not None
    }


def _typed(value: object, field: Field) -> Json:
    if field.kind is FieldKind.GROUP:
        return [
            typed_from_values(cast(Mapping[str, object], item), field.fields)
            for item in as_items(cast(Json, value))
        ]
    if field.kind is FieldKind.ADDRESS and isinstance(value, Mapping):
        return {part: as_typed(value.get(part)) for part in ADDRESS_PARTS}
    if field.kind in MANY:
        return list(as_many(value))
    if field.kind is FieldKind.DATE:
        return say_date(as_typed(value))
    if field.kind is FieldKind.NUMBER:
        return as_typed(value).replace(".", ",")
    return as_typed(value)
