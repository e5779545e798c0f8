"""On SQLite a table of a million rows gets a column without being written anew."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, models
from django.db.utils import ConnectionHandler

from tinhso.kernel.db.sqlite import base
from tinhso.kernel.db.tests.models import Letter

BORN = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path, django_db_blocker: Any) -> Iterator[base.DatabaseWrapper]:
    """A connection to a file of its own that holds one letter."""
    database = {
        "ENGINE": "tinhso.kernel.db.sqlite",
        "NAME": tmp_path / "house.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
    with django_db_blocker.unblock():
        connection: Any = ConnectionHandler({"default": database})["default"]
        with connection.schema_editor() as editor:
            editor.create_model(Letter)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO sight_tests_letter (arrived_at, title) VALUES (%s, %s)", [BORN, "thư"]
            )
        yield connection
        connection.close()


def add(house: base.DatabaseWrapper, name: str, field: "models.Field[Any, Any]") -> bool:
    """Add a column as a migration does; tell whether the table stayed where it lay."""
    field.set_attributes_from_name(name)
    field.model = Letter
    before = _root(house)
    with house.schema_editor() as editor:
        editor.add_field(Letter, field)
    return _root(house) == before


def _root(house: base.DatabaseWrapper) -> object:
    return _one(house, "SELECT rootpage FROM sqlite_schema WHERE name = 'sight_tests_letter'")


def _one(house: base.DatabaseWrapper, sql: str) -> object:
    with house.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("field", "begins_with"),
    [
        (models.CharField(max_length=8, default=""), ""),
        (models.CharField(max_length=40, default="100 % 'là' \"có\""), "100 % 'là' \"có\""),
        (models.BooleanField(default=True), 1),
        (models.PositiveIntegerField(default=7), 7),
        (models.JSONField(default=dict), "{}"),
        (models.DateTimeField(default=BORN), BORN.replace(tzinfo=None)),
    ],
    ids=["empty", "text", "yes", "number", "json", "moment"],
)
def test_a_plain_column_comes_without_copying_the_table(
    house: base.DatabaseWrapper, field: "models.Field[Any, Any]", begins_with: object
) -> None:
    assert add(house, "more", field)

    assert _one(house, "SELECT more FROM sight_tests_letter WHERE title = 'thư'") == begins_with
    assert _one(house, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'letter_arrival'") == 1


def test_what_the_field_forbids_stays_forbidden(house: base.DatabaseWrapper) -> None:
    add(house, "copies", models.PositiveIntegerField(default=1))

    for wrong in ("-1", "NULL"):
        with pytest.raises(IntegrityError):
            _one(house, f"UPDATE sight_tests_letter SET copies = {wrong} RETURNING 1")  # noqa: S608


def test_a_column_that_sqlite_cannot_add_is_still_added(house: base.DatabaseWrapper) -> None:
    assert not add(house, "number", models.CharField(max_length=9, default="1/VT", unique=True))

    assert _one(house, "SELECT number FROM sight_tests_letter") == "1/VT"
