"""Answers and other data as the one JSON text that rests encrypted."""

import json
from collections.abc import Mapping
from typing import Final

from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.eforms import Json, SummaryRow

FORM_COMPONENTS: Final = frozenset({"to_khai", "don"})
"""Components that are the electronic form itself when it is filled in here."""


def as_json(value: object) -> str:
    """Write answers and other data as the one text that rests encrypted."""
    return canonical_json(value)


def from_json(text: str) -> dict[str, object]:
    """Read what `as_json` wrote."""
    value: object = json.loads(text or "{}")
    return value if isinstance(value, dict) else {}


def plain(answers: Mapping[str, object]) -> dict[str, Json]:
    """Return answers as the JSON values forms take; what is no JSON is a `TypeError`."""
    read: dict[str, Json] = json.loads(json.dumps(dict(answers), ensure_ascii=False))
    return read


def in_one_line(row: SummaryRow) -> str:
    """Return what an answer says in one line, the rows of a group one after the other."""
    return row.text or "; ".join(", ".join(map(in_one_line, item)) for item in row.items)
