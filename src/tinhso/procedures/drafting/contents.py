"""The content of a draft and the content of a version: one made from the other."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, Final

from django.utils import timezone

from tinhso.kernel.db.text import nfc
from tinhso.procedures.content import VersionContent
from tinhso.procedures.drafting.layout import PARTS, Content
from tinhso.procedures.models import Procedure, ProcedureVersion

_FIELDS: Final = {field.name: field for field in fields(VersionContent)}


def empty(*, today: date) -> Content:
    """Return the content of a draft begun from nothing."""
    plain: Content = {
        name: _default(name) for name in _FIELDS if name not in {"as_of", "resolving_body"}
    }
    return plain | {
        "code": "",
        "field": "",
        "name_en": "",
        "keywords": [],
        "life_events": [],
        "resolving_body": "",
        "as_of": today.isoformat(),
        "effective_from": "",
        "channels": ["online", "direct", "post"],
    }


def _default(name: str) -> object:
    field = _FIELDS[name]
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return ""


def of_content(content: VersionContent) -> Content:
    """Return what a version's content says, as a draft keeps it."""
    plain = {name: deepcopy(getattr(content, name)) for name in _FIELDS}
    return plain | {"as_of": content.as_of.isoformat(), "effective_from": ""}


def of_version(version: ProcedureVersion) -> Content:
    """Return the content of a version with the identity of its procedure, to be changed."""
    plain = {name: deepcopy(getattr(version, name)) for name in _FIELDS}
    return (
        plain
        | identity_of(version.procedure)
        | {"as_of": version.as_of.isoformat(), "effective_from": ""}
    )


def identity_of(procedure: Procedure) -> Content:
    """Return what is the same in all versions of a procedure."""
    return {
        "code": procedure.code,
        "field": procedure.field.key,
        "name_en": procedure.name_en,
        "keywords": list(procedure.keywords),
        "life_events": list(procedure.life_events.values_list("key", flat=True)),
    }


def to_version(content: Content) -> VersionContent:
    """Return the content of a draft as a version would hold it; it must have been checked."""
    values: dict[str, Any] = {name: content.get(name, _default(name)) for name in _FIELDS}
    values["as_of"] = date.fromisoformat(str(values["as_of"]))
    return VersionContent(**values)


def shown_version(content: Content) -> ProcedureVersion:
    """Return an unsaved version, for pages that show or compare a draft like a version."""
    kept = to_version(content)
    return ProcedureVersion(**{name: getattr(kept, name) for name in _FIELDS})


def cleaned(value: object) -> object:
    """Return a value with each text in one spelling (NFC) and without blanks around it."""
    if isinstance(value, str):
        return nfc(value).strip()
    if isinstance(value, list):
        return [cleaned(inner) for inner in value]
    if isinstance(value, dict):
        return {key: cleaned(inner) for key, inner in value.items()}
    return value


def today_text() -> str:
    """Return today in Việt Nam as content keeps a day."""
    return timezone.localdate().isoformat()


def kept_keys() -> tuple[str, ...]:
    """Return all keys a content may hold."""
    return tuple(dict.fromkeys(key for part in PARTS for key in part.keys))


def complete(values: Mapping[str, object], *, today: date) -> Content:
    """Return a content with every key, those that were not given empty."""
    known = set(kept_keys())
    return empty(today=today) | {
        key: deepcopy(value) for key, value in values.items() if key in known
    }
