"""Which tests depend on the engine of the database: only they run on each.

A test that asks for no database is kept from it by pytest-django, whatever engine there is, and
proves on the second what it proved on the first. So it is left out there, unless it or what it
asks for (its file, the files of its fixtures) holds the connection or makes installations. That
none was overlooked is watched where they run: whoever makes a database there, or as much as asks
which engine it is (as all do that write SQL), fails.
"""

from collections.abc import Callable, Iterator
from inspect import unwrap
from types import FunctionType
from typing import Any, Final

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from tools import tables

MARK: Final = "any_engine"
DATABASES: Final = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})
"""Fixtures by which a test asks for the session's database."""
CONNECTIONS: Final = frozenset({"connection", "connections"})
MAKERS: Final = frozenset({"empty_house", "empty_database", "new_house"})
"""What makes a database of its own on the session's engine."""


def mark(item: pytest.Item) -> None:
    """Mark what depends on no engine, but for what runs once already."""
    if item.get_closest_marker("own_processes") is None and not depends(item):
        item.add_marker(MARK)


def depends(item: pytest.Item) -> bool:
    """Tell whether a test may behave otherwise on another engine."""
    asked = {*getattr(item, "fixturenames", ())}
    return (
        item.get_closest_marker("django_db") is not None
        or bool(asked & DATABASES)
        or any(knows_engine(function) for function in _functions(item, asked))
    )


def must_run_on_each(item: pytest.Item) -> bool:
    """Tell whether a test is about the engine itself: it commits, or knows which one there is."""
    asked = {*getattr(item, "fixturenames", ())}
    marker = item.get_closest_marker("django_db")
    return (
        bool(asked & {"transactional_db", "live_server"})
        or (marker is not None and bool(marker.kwargs.get("transaction")))
        or any(knows_engine(function) for function in _functions(item, asked))
    )


def _functions(item: pytest.Item, asked: set[str]) -> Iterator[Callable[..., Any]]:
    """Yield the test and the fixtures it asks for, pytest's own and those of all left out."""
    if isinstance(item, pytest.Function):
        yield item.function
    fixtures = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009  pytest shows it nowhere else
    for name in asked & {*fixtures}:
        yield from (fixture.func for fixture in fixtures[name] if fixture.baseid)


def knows_engine(function: Callable[..., Any]) -> bool:
    """Tell whether the file of a test or fixture holds the connection or makes databases."""
    inner = unwrap(function)
    known = inner.__globals__ if isinstance(inner, FunctionType) else {}
    return any(_is_djangos(known.get(name)) for name in CONNECTIONS) or any(
        name in known for name in MAKERS
    )


def _is_djangos(known: object) -> bool:
    return type(known).__module__.startswith(("django.db", "django.utils.connection"))


def watch() -> None:
    """Let nobody learn which engine there is while a test runs that depends on none."""
    backend: Any = type(connections[DEFAULT_DB_ALIAS])
    engine: str = backend.vendor

    def vendor(_backend: object) -> str:
        if tables.refused:
            raise RuntimeError(f"{tables.refused} asks for the engine; hold the connection there")
        return engine

    backend.vendor = property(vendor)


def begin(item: pytest.Item) -> None:
    """Refuse databases of its own to a test that runs once, until it ends."""
    tables.refused = item.nodeid if item.get_closest_marker(MARK) else ""


def end() -> None:
    """Give them again."""
    tables.refused = ""
