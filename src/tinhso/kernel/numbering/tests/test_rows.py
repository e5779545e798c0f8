"""Rows written and read by statements composed once are the rows Django writes and reads."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.db import reading
from tinhso.kernel.db.reading import read, read_one
from tinhso.kernel.db.writing import insert, insert_if_new, insert_many, update
from tinhso.kernel.numbering.models import Counter, NumberFormat, OfficialNumber

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
VOIDED = {"voided_at": AT, "void_reason": "nhầm"}


def number(n: int, **more: object) -> OfficialNumber:
    values = {"register": "tests", "agency_id": 7, "period": "2026", "text": f"{n}/TB"}
    return OfficialNumber(
        **(values | more), number=n, on=date(2026, 3, 2), given_at=AT, given_by=uuid4()
    )


def test_a_row_is_written_as_django_writes_it() -> None:
    row = insert(number(1, **VOIDED))

    again = OfficialNumber.objects.get()
    for field in OfficialNumber._meta.concrete_fields:
        assert getattr(again, field.attname) == getattr(row, field.attname)
    assert not row._state.adding


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    here = AT.astimezone(timezone(timedelta(hours=7)))

    insert(number(1, voided_at=here, void_reason="nhầm"))

    assert OfficialNumber.objects.get(voided_at=AT).voided_at == here


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        insert(number(1, voided_at=AT.replace(tzinfo=None), void_reason="nhầm"))


def test_many_rows_are_one_statement_and_learn_their_keys() -> None:
    rows = [number(n) for n in range(1, 6)]

    with CaptureQueriesContext(connection) as asked:
        insert_many(rows)

    assert len(asked) == 1
    stored = dict(OfficialNumber.objects.values_list("pk", "number"))
    assert {row.pk: row.number for row in rows} == stored


def test_more_rows_than_one_statement_holds_take_another() -> None:
    insert_many([number(n) for n in range(1, 251)])

    assert OfficialNumber.objects.count() == 250


def test_a_row_that_is_there_is_told_from_a_new_one() -> None:
    values = {"register": "tests", "agency_id": 1, "period": "2026", "last": 1}

    first, second = insert_if_new(Counter(**values)), insert_if_new(Counter(**values))

    assert (first, second) == (True, False)
    assert Counter.objects.count() == 1


def test_conflicts_are_left_alone_only_where_asked() -> None:
    insert(number(1))

    insert_many([number(1), number(2)], ignore_conflicts=True)

    assert OfficialNumber.objects.count() == 2
    with pytest.raises(IntegrityError):
        insert(number(2))


def test_named_fields_are_changed_and_others_left() -> None:
    row = insert(number(1))
    row.target, row.text = "tests.Thing", "never written"

    update(row, "target")
    named = OfficialNumber.objects.get()
    assert (named.target, named.text) == ("tests.Thing", "1/TB")

    update(row)
    assert OfficialNumber.objects.get().text == "never written"


def test_a_row_that_is_gone_cannot_be_changed() -> None:
    row = insert(number(1))
    OfficialNumber.objects.all().delete()

    with pytest.raises(DatabaseError):
        transaction.atomic(update)(row, "text")


def test_rows_that_processes_keep_are_written_by_their_manager() -> None:
    row = NumberFormat(register="tests", effective_from=date(2026, 1, 1), format="{n}")

    with pytest.raises(TypeError):
        insert(row)
    row.save()
    with pytest.raises(TypeError):
        update(row, "format")


def test_rows_are_read_as_django_reads_them() -> None:
    insert_many([number(n, **(VOIDED if n == 2 else {})) for n in (1, 2, 3)])

    assert read(OfficialNumber, register="tests", number=2) == [
        OfficialNumber.objects.get(number=2)
    ]
    assert [row.number for row in read(OfficialNumber, voided_at=None)] == [1, 3]
    assert [row.number for row in read(OfficialNumber, number=(3, 1, 9))] == [1, 3]
    assert read(OfficialNumber, number=9) == []
    assert read_one(OfficialNumber, number=9) is None
    found = read_one(OfficialNumber, lock=True, number=1)
    expected = OfficialNumber.objects.get(number=1)
    assert found is not None
    for field in OfficialNumber._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(expected, field.attname)


def test_identifiers_and_texts_come_back_in_their_types() -> None:
    key, actor = uuid4(), uuid4()
    entry = AuditEntry(
        id=key, at=AT, action="tests.x", actor_kind="system", actor_id=actor, text="Đ", mac="m"
    )
    insert(entry)

    found = read_one(AuditEntry, id=key)

    assert found is not None
    assert (found.pk, found.actor_id, found.delegated_by, found.at) == (key, actor, None, AT)


def test_the_same_question_is_composed_once() -> None:
    before = reading._question.cache_info()
    read(OfficialNumber, register="tests", text="never asked")
    read(OfficialNumber, register="other", text="never asked")
    after = reading._question.cache_info()

    assert (after.misses - before.misses, after.hits - before.hits) == (1, 1)
