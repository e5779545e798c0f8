"""On SQLite a migration neither copies nor reads through what it does not change."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connections, models
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.db.sqlite import base
from tinhso.kernel.db.tests.models import Letter, LetterSight

BORN = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path, django_db_blocker: Any) -> Iterator[base.DatabaseWrapper]:
    """A connection to a file of its own that holds one letter and who sees it."""
    database = {
        "ENGINE": "tinhso.kernel.db.sqlite",
        "NAME": tmp_path / "house.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
    with django_db_blocker.unblock():
        connection: Any = ConnectionHandler({"default": database, "house": database})["house"]
        connections["house"] = connection
        with connection.schema_editor() as editor:
            editor.create_model(Letter)
            editor.create_model(LetterSight)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO sight_tests_letter (arrived_at, title) VALUES (%s, %s)", [BORN, "thư"]
            )
            cursor.execute(
                "INSERT INTO sight_tests_lettersight (object_id, key, at) VALUES (1, 'u:1', %s)",
                [BORN],
            )
        yield connection
        connection.close()
        del connections["house"]


def add(house: base.DatabaseWrapper, name: str, field: "models.Field[Any, Any]") -> bool:
    """Add a column as a migration does; tell whether the table stayed where it lay."""
    before = _root(house)
    with house.schema_editor() as editor:
        editor.add_field(Letter, _named(name, field))
    return _root(house) == before


def _named(name: str, field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    field.set_attributes_from_name(name)
    field.model = Letter
    return field


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
            _one(house, f"UPDATE sight_tests_letter SET copies = {wrong} RETURNING 1")  # noqa: S608 - -1 or NULL, from above


def test_a_column_that_sqlite_cannot_add_is_still_added(house: base.DatabaseWrapper) -> None:
    assert not add(house, "number", models.CharField(max_length=9, default="1/VT", unique=True))

    assert _one(house, "SELECT number FROM sight_tests_letter") == "1/VT"


@pytest.mark.parametrize(
    "wrong",
    [
        "INSERT INTO sight_tests_lettersight (object_id, key, at) VALUES (9, 'u:2', '2026-07-01')",
        "UPDATE sight_tests_lettersight SET object_id = 9",
        "UPDATE sight_tests_letter SET id = 9",
        "DELETE FROM sight_tests_letter",
    ],
    ids=["written", "pointed elsewhere", "renumbered", "taken away"],
)
def test_a_migration_that_leaves_a_reference_to_nothing_is_undone(
    house: base.DatabaseWrapper, wrong: str
) -> None:
    with (
        pytest.raises(IntegrityError, match="invalid foreign key"),
        house.schema_editor() as editor,
    ):
        editor.execute(wrong)

    assert _one(house, "SELECT id FROM sight_tests_letter") == 1
    assert _one(house, "SELECT object_id FROM sight_tests_lettersight") == 1


def checked(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements that looked for references to nothing."""
    return [q["sql"] for q in queries.captured_queries if "foreign_key_check" in q["sql"]]


def test_a_table_copied_anew_is_looked_through_with_what_refers_to_it(
    house: base.DatabaseWrapper,
) -> None:
    wider = _named("title", models.TextField())
    with CaptureQueriesContext(house) as queries, house.schema_editor() as editor:
        editor.alter_field(Letter, Letter._meta.get_field("title"), wider)

    assert checked(queries) == ['PRAGMA foreign_key_check("sight_tests_lettersight")']
    assert _one(house, "SELECT object_id FROM sight_tests_lettersight") == 1


def test_what_a_migration_leaves_alone_is_not_read(house: base.DatabaseWrapper) -> None:
    with CaptureQueriesContext(house) as queries, house.schema_editor() as editor:
        editor.execute("UPDATE sight_tests_letter SET title = 'giấy mời'")
        editor.add_field(Letter, _named("more", models.BooleanField(default=False)))

    assert checked(queries) == []
    with pytest.raises(IntegrityError):
        _one(house, "UPDATE sight_tests_lettersight SET object_id = 9 RETURNING 1")
