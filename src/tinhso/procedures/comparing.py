"""What differs between two versions of a procedure, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from tinhso.kernel.db.text import canonical_json
from tinhso.procedures.models import ProcedureVersion

_PARTS = (
    "name",
    "official_name",
    "summary",
    "resolving_body",
    "service_level",
    "applicants",
    "channels",
    "components_data",
    "cases_data",
    "terms_data",
    "fees_data",
    "steps_data",
    "questions_data",
    "supplement_reasons_data",
    "refusal_reasons_data",
    "results_data",
    "laws_data",
    "form_data",
    "process_data",
    "settings_data",
    "decision",
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that differs: the part, the row of it, and both texts ('' when absent)."""

    part: str
    row: str
    old: str
    new: str


def changes(old: ProcedureVersion, new: ProcedureVersion) -> list[Change]:
    """Return what differs, rows of a part matched by their key."""
    found: list[Change] = []
    for part in _PARTS:
        before, after = getattr(old, part), getattr(new, part)
        if before == after:
            continue
        label = _label(part)
        earlier, later = _by_key(before), _by_key(after)
        for key in dict.fromkeys([*earlier, *later]):
            one, other = earlier.get(key, ""), later.get(key, "")
            if one != other:
                found.append(Change(part=label, row=key, old=one, new=other))
    return found


def _label(part: str) -> str:
    field = ProcedureVersion._meta.get_field(part)
    return str(field.verbose_name) if isinstance(field, models.Field) else part


def _by_key(value: object) -> dict[str, str]:
    if isinstance(value, list):
        return {_key(row, place): _text(row) for place, row in enumerate(value, 1)}
    if isinstance(value, Mapping):
        return {str(key): _text(row) for key, row in value.items()}
    return {"": _text(value)}


def _key(row: object, place: int) -> str:
    if isinstance(row, Mapping):
        for name in ("key", "number", "code"):
            if row.get(name):
                return str(row[name])
    return str(place)


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "\n".join(
            f"{key}: {_text(inner)}" for key, inner in value.items() if inner not in (None, "")
        )
    if isinstance(value, list):
        return canonical_json(value)
    return "" if value is None else str(value)
