"""One act: all of it or nothing, and what it tells is written together at its end."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.audit.models import AuditEntry, UnsealedEntry
from tinhso.kernel.db.acting import do_last, one_act, write_last
from tinhso.kernel.errors import Conflict
from tinhso.kernel.events import publish
from tinhso.kernel.events.models import PendingEvent, PublishedEvent
from tinhso.kernel.numbering.events import NumberVoided

pytestmark = pytest.mark.django_db
ACTOR = system_actor("tests")


def tell(name: str) -> None:
    record(f"tests.{name}", actor=ACTOR)
    publish(NumberVoided(number_id=1, register="tests", agency_id=1, number=1, number_text=name))


@one_act()
def part(name: str, *, fails: bool = False) -> None:
    tell(name)
    if fails:
        raise Conflict


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_what_an_act_tells_is_one_statement_for_each_table() -> None:
    with CaptureQueriesContext(connection) as asked, one_act():
        for name in ("a", "b", "c"):
            part(name)

    written = [query["sql"] for query in asked if query["sql"].startswith("INSERT")]
    assert len(written) == 4
    assert actions() == ["tests.a", "tests.b", "tests.c"]
    assert PublishedEvent.objects.count() == 3


def test_pending_rows_keep_the_order_of_telling() -> None:
    with one_act():
        for name in "abcdefgh":
            part(name)

    entries = list(AuditEntry.objects.order_by("id").values_list("id", flat=True))
    unsealed = list(UnsealedEntry.objects.order_by("id").values_list("entry_id", flat=True))
    events = list(PublishedEvent.objects.order_by("id").values_list("id", flat=True))
    pending = list(PendingEvent.objects.order_by("id").values_list("event_id", flat=True))
    assert (unsealed, pending) == (entries, events)


def test_an_act_that_fails_leaves_no_entry() -> None:
    @one_act()
    def whole() -> None:
        part("a")
        part("b", fails=True)

    with pytest.raises(Conflict):
        whole()

    assert actions() == []
    assert not PublishedEvent.objects.exists()


def test_a_part_undone_on_its_own_leaves_no_entry_and_the_rest_does() -> None:
    with one_act():
        part("a")
        with pytest.raises(Conflict), transaction.atomic():
            part("b", fails=True)
        part("c")

    assert actions() == ["tests.a", "tests.c"]
    assert PendingEvent.objects.count() == 2


def test_a_refusal_within_an_act_that_is_not_set_apart_undoes_the_whole() -> None:
    @one_act()
    def whole() -> None:
        part("a")
        with pytest.raises(Conflict):
            part("b", fails=True)
        actions()

    with pytest.raises(TransactionManagementError):
        whole()

    assert actions() == []


def test_without_an_act_an_entry_is_written_at_once() -> None:
    tell("a")

    assert actions() == ["tests.a"]
    assert UnsealedEntry.objects.count() == PendingEvent.objects.count() == 1


def test_after_an_act_entries_are_written_at_once_again() -> None:
    with pytest.raises(Conflict):
        part("a", fails=True)
    tell("b")

    assert actions() == ["tests.b"]


def test_work_for_one_subject_is_done_once_at_the_end_as_last_asked() -> None:
    done: list[str] = []
    with one_act():
        do_last("x", lambda: done.append("first"))
        do_last("y", lambda: done.append("other"))
        do_last("x", lambda: done.append("last"))
        assert done == []

    assert done == ["last", "other"]


def test_work_of_an_undone_part_is_not_done() -> None:
    done: list[str] = []

    @transaction.atomic
    def undone() -> None:
        do_last("x", lambda: done.append("never"))
        raise Conflict

    with one_act(), pytest.raises(Conflict):
        undone()

    do_last("x", lambda: done.append("at once"))
    assert done == ["at once"]


@pytest.mark.django_db(transaction=True)
def test_everything_is_there_when_what_follows_the_commit_is_called() -> None:
    seen: list[int] = []
    with one_act():
        transaction.on_commit(lambda: seen.append(AuditEntry.objects.count()))
        tell("a")
        write_last(UnsealedEntry(entry_id=AuditEntry(action="x").pk))

    assert seen == [1]
    assert UnsealedEntry.objects.count() == 2
