"""No event of the house can carry a name, a number of a person or free text."""

import datetime
import types
import typing
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest

from tinhso.kernel.events.base import Event, event_types, field_types

PLAIN = (bool, int, str, UUID, Decimal, datetime.datetime, datetime.date, datetime.time)
PERSONAL = {
    "address", "birth", "citizen_number", "email", "full_name", "identity_number", "login", "name",
    "note", "phone", "text", "title", "comment", "content",
}  # fmt: skip

EVENTS = [e for e in event_types.values() if ".tests" not in e.__module__]


def allowed(hint: object) -> bool:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return all(allowed(a) for a in arguments if a is not type(None))
    if origin in (tuple, frozenset):
        return all(allowed(a) for a in arguments if a is not ...)
    return isinstance(hint, type) and (hint in PLAIN or issubclass(hint, Enum))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_fields_are_ids_codes_times_numbers_or_hashes(event: type[Event]) -> None:
    wrong = {name: hint for name, hint in field_types(event).items() if not allowed(hint)}

    assert wrong == {}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_no_field_is_named_like_a_persons_data(event: type[Event]) -> None:
    assert PERSONAL.isdisjoint(field_types(event))


@pytest.mark.parametrize("hint", [dict[str, int], list[int], Event, float, object])
def test_a_field_of_another_type_would_be_found(hint: object) -> None:
    assert not allowed(hint)
