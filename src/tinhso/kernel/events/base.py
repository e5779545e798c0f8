"""What an event is, and its one written form."""

import json
import re
import types
import typing
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Union
from uuid import UUID

from django.utils import timezone

from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.text import canonical_json

LONGEST_CODE = 200
_SPACE = re.compile(r"\s")

event_types: dict[str, type["Event"]] = {}
_field_types: dict[str, dict[str, Any]] = {}


class PersonalData(ValueError):
    """An event was given a text that is no code: it may be a name or free text."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense, carrying ids, codes, times, numbers and hashes only.

    `event_id` is the key by which a receiver knows a fact it has already seen. A field added later
    needs a default; a field is never renamed, so that old events can always be read.
    """

    type: ClassVar[str] = ""

    event_id: UUID = field(default_factory=uuid7, compare=False)
    occurred_at: datetime = field(default_factory=lambda: timezone.now(), compare=False)

    def __init_subclass__(cls) -> None:
        room = cls.__module__.removeprefix("tinhso.").removeprefix("kernel.").split(".")[0]
        cls.type = f"{room}.{cls.__name__}"
        known = event_types.get(cls.type)
        if known is not None and known.__module__ != cls.__module__:
            raise TypeError(f"two events are called {cls.type}")
        event_types[cls.type] = cls


_ENVELOPE = frozenset({"event_id", "occurred_at"})


def payload_of(event: Event) -> str:
    """Return the canonical text of an event's own fields."""
    own = field_types(type(event))
    return canonical_json({name: _written(event, name, getattr(event, name)) for name in own})


def event_from(type_name: str, payload: str, *, event_id: UUID, occurred_at: datetime) -> Event:
    """Return the event that was published, read by the types of its fields today."""
    cls = event_types[type_name]
    hints = field_types(cls)
    given = json.loads(payload)
    values = {name: _read(hints[name], value) for name, value in given.items() if name in hints}
    return cls(event_id=event_id, occurred_at=occurred_at, **values)


def field_types(cls: type[Event]) -> dict[str, Any]:
    """Return the types of an event's own fields by name."""
    known = _field_types.get(cls.type)
    if known is None:
        found = typing.get_type_hints(cls)
        known = {f.name: found[f.name] for f in fields(cls) if f.name not in _ENVELOPE}
        _field_types[cls.type] = known
    return known


def _written(event: Event, name: str, value: object) -> object:
    kind = type(value)
    if value is None or kind is int or kind is bool:
        return value
    if kind is UUID:
        return str(value)
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if len(value) > LONGEST_CODE or _SPACE.search(value):
            raise PersonalData(f"{event.type}.{name} is no code")
        return value
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        items = [_written(event, name, item) for item in value]
        return sorted(items, key=str) if isinstance(value, frozenset) else items
    raise TypeError(f"{event.type}.{name}: {type(value).__name__} cannot be in an event")


def _read(hint: Any, value: Any) -> Any:
    """Turn a value of JSON back into the type of its field."""
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if value is None:
        return None
    if origin in (Union, types.UnionType):
        return _read(next(a for a in arguments if a is not type(None)), value)
    if origin in (tuple, frozenset):
        return origin(_read(arguments[0], item) for item in value)
    if isinstance(hint, type):
        if issubclass(hint, datetime | date | time):
            return hint.fromisoformat(value)
        if issubclass(hint, UUID | Decimal | Enum):
            return hint(value)
    return value
