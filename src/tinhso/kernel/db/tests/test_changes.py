"""A change whose answer nobody waits for is seen by all that is asked after it, or refused."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.db.reading import read, read_one
from tinhso.kernel.db.tests.models import Letter
from tinhso.kernel.db.writing import fresh, insert, insert_unread, unwatch, update, watch

AT = datetime(2026, 1, 5, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _table(django_db_setup: None, django_db_blocker: pytest.Item) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own fixture
        with connection.schema_editor() as editor:
            editor.create_model(Letter)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Letter)


def a_letter(title: str) -> Letter:
    return insert(Letter(arrived_at=AT, title=title))


def titles() -> list[str]:
    return [letter.title for letter in read(Letter, arrived_at=AT)]


@transaction.atomic
def _write_and_change(gone: Letter) -> None:
    insert_unread([Letter(arrived_at=AT, title="hai")])
    update(gone, "title")


@transaction.atomic
def _write_and_fail() -> None:
    insert_unread([Letter(arrived_at=AT, title="hai")])
    raise ZeroDivisionError


def test_what_was_written_unread_is_found_by_the_next_question() -> None:
    with transaction.atomic():
        insert_unread([Letter(arrived_at=AT, title="100% một"), Letter(arrived_at=AT, title="hai")])
        found = titles()

    assert found == ["100% một", "hai"]


def test_changes_keep_the_order_in_which_they_were_asked_for() -> None:
    letter = a_letter("một")

    with transaction.atomic():
        for title in ("hai", "ba"):
            letter.title = title
            update(letter, "title")
        insert_unread([Letter(arrived_at=AT, title="bốn")])

    assert titles() == ["ba", "bốn"]


def test_a_change_of_a_row_that_is_gone_is_refused_with_its_transaction() -> None:
    letter = a_letter("một")
    Letter.objects.filter(pk=letter.pk).delete()

    with pytest.raises(DatabaseError):
        _write_and_change(letter)

    assert titles() == []


def test_a_row_that_learnt_no_key_cannot_be_changed() -> None:
    letter = Letter(arrived_at=AT, title="một")

    with transaction.atomic():
        insert_unread([letter])
        with pytest.raises(DatabaseError):
            update(letter, "title")


def test_what_the_database_refuses_is_refused_where_the_part_ends() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_unread([fresh(Letter, arrived_at=None, title="một")])

    assert titles() == []


def test_a_part_that_is_undone_leaves_no_change_behind() -> None:
    with transaction.atomic():
        insert_unread([Letter(arrived_at=AT, title="một")])
        with pytest.raises(ZeroDivisionError):
            _write_and_fail()
        insert_unread([Letter(arrived_at=AT, title="ba")])

    assert titles() == ["một", "ba"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no journey away")
def test_changes_go_along_with_the_next_statement() -> None:
    waiting: list[object] = connection.unsent  # type: ignore[attr-defined]  # the house's own

    with transaction.atomic():
        insert_unread([Letter(arrived_at=AT, title="một")])
        insert_unread([Letter(arrived_at=AT, title="hai")])
        before = len(waiting)
        found = titles()

    assert (before, waiting, found) == (2, [], ["một", "hai"])


def test_of_a_watched_row_only_what_changed_is_written() -> None:
    a_letter("một")
    letter = read_one(Letter, title="một")
    assert letter is not None
    watch(letter)

    letter.title = "hai"
    with CaptureQueriesContext(connection) as asked:
        update(letter)
        update(letter)

    assert ["arrived_at" in row["sql"] for row in asked] == [False]
    assert titles() == ["hai"]


def test_of_a_row_that_is_no_longer_watched_all_is_written() -> None:
    letter = a_letter("một")
    watch(letter)
    Letter.objects.filter(pk=letter.pk).update(title="hai")

    unwatch(letter)
    update(letter)

    assert titles() == ["một"]


def test_a_fresh_row_holds_what_the_model_says() -> None:
    given = fresh(Letter, arrived_at=AT)

    assert (given.pk, given.title, given._state.adding) == (None, "", True)
    assert insert(given).pk is not None
    with pytest.raises(TypeError):
        fresh(Letter, heading="một")
