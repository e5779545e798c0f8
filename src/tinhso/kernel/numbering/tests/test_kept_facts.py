"""What a process keeps holds exactly as long as the database says the same."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.db.keeping import (
    _begin_request,
    _end_request,
    edition_of,
    editions_read_once,
    kept,
    renew,
    renew_all,
)
from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow
from tinhso.kernel.db.models import Edition
from tinhso.kernel.numbering.models import NumberFormat

pytestmark = pytest.mark.django_db

asked: list[str] = []


@kept("numbering")
def pattern(register: str) -> str | None:
    asked.append(register)
    rows = NumberFormat.objects.filter(register=register)
    return rows.values_list("format", flat=True).first()


@pytest.fixture(autouse=True)
def _nothing_asked() -> Iterator[None]:
    renew("numbering")
    asked.clear()
    yield
    _end_request()


def make(register: str, format: str) -> NumberFormat:
    return NumberFormat.objects.create(
        register=register, format=format, effective_from=date(2026, 1, 1)
    )


def test_a_question_is_asked_once_while_nothing_changes() -> None:
    make("tests.a", "{n}/A")

    answers = [pattern("tests.a"), pattern("tests.a"), pattern("tests.b"), pattern("tests.b")]

    assert answers == ["{n}/A", "{n}/A", None, None]
    assert asked == ["tests.a", "tests.b"]


def test_every_way_of_writing_is_seen() -> None:
    row = make("tests.a", "1")
    seen = [pattern("tests.a")]
    row.format = "2"
    row.save(update_fields=["format"])
    seen.append(pattern("tests.a"))
    NumberFormat.objects.filter(pk=row.pk).update(format="3")
    seen.append(pattern("tests.a"))
    NumberFormat.objects.filter(pk=row.pk).delete()
    seen.append(pattern("tests.a"))
    NumberFormat.objects.bulk_create(
        [NumberFormat(register="tests.a", format="4", effective_from=date(2026, 1, 1))]
    )
    seen.append(pattern("tests.a"))
    NumberFormat.objects.get(register="tests.a").delete()
    seen.append(pattern("tests.a"))

    assert seen == ["1", "2", "3", None, "4", None]


def test_what_was_rolled_back_is_not_kept() -> None:
    make("tests.a", "before")
    assert pattern("tests.a") == "before"

    with transaction.atomic():
        NumberFormat.objects.update(format="never")
        assert pattern("tests.a") == "never"
        transaction.set_rollback(True)

    assert pattern("tests.a") == "before"


def test_a_question_that_itself_changes_the_facts_is_not_kept_for_the_edition_before() -> None:
    @kept("numbering")
    def made(register: str) -> int:
        return make(register, "x").pk

    with transaction.atomic():
        rolled_back = made("tests.a")
        transaction.set_rollback(True)
    again = made("tests.a")

    assert NumberFormat.objects.filter(pk=again).exists()
    assert rolled_back is not None


def test_a_request_reads_the_editions_once_and_its_act_anew() -> None:
    pattern("tests.a")
    _begin_request()

    with CaptureQueriesContext(connection) as in_request:
        pattern("tests.a")
        pattern("tests.a")
    with CaptureQueriesContext(connection) as in_act, editions_read_once():
        pattern("tests.a")
        edition_of("numbering", fresh=True)
    with CaptureQueriesContext(connection) as promised:
        edition_of("numbering", fresh=True)

    assert (len(in_request), len(in_act), len(promised)) == (1, 1, 1)


def test_a_change_within_a_request_is_seen_in_it() -> None:
    _begin_request()
    make("tests.a", "1")
    assert pattern("tests.a") == "1"

    with editions_read_once():
        NumberFormat.objects.update(format="2")

    assert pattern("tests.a") == "2"


def test_without_an_edition_nothing_is_kept() -> None:
    Edition.objects.all().delete()

    pattern("tests.a")
    pattern("tests.a")

    assert asked == ["tests.a", "tests.a"]


def test_after_a_migration_every_set_is_another() -> None:
    before = dict(Edition.objects.values_list("name", "token"))

    renew_all()

    after = dict(Edition.objects.values_list("name", "token"))
    assert {"calendar", "numbering", "organization", "procedures"} <= set(after)
    assert not set(before.values()) & set(after.values())


def test_every_kept_table_is_written_through_a_manager_that_tells() -> None:
    tables = [model for model in apps.get_models() if issubclass(model, KeptRow)]

    assert len(tables) >= 10
    for model in tables:
        assert isinstance(model._default_manager.all(), KeptQuerySet), model
