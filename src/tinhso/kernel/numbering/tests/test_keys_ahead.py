"""A number's row gets its key with the number, and goes along with the next statement."""

from datetime import date

import pytest
from django.db import connection, transaction

from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.kernel.numbering.services import give_number

pytestmark = pytest.mark.django_db


def give() -> OfficialNumber:
    actor = system_actor("tests")
    return give_number(
        register="tests", agency_id=1, on=date(2026, 1, 5), format="%(n)d", actor=actor
    )


def test_the_key_is_that_of_the_row_which_is_written_with_it() -> None:
    with one_act():
        given = [give(), give()]

    rows = OfficialNumber.objects.order_by("number")
    assert [(row.pk, row.number) for row in rows] == [(row.pk, row.number) for row in given]
    told = AuditEntry.objects.filter(action="numbering.number_given")
    assert {entry.target_id for entry in told} == {str(row.pk) for row in given}


def test_a_row_that_django_writes_itself_gets_another_key() -> None:
    first = give()
    copied = OfficialNumber.objects.get(pk=first.pk)
    copied.pk, copied.register = None, "tests.copied"
    copied.save(force_insert=True)
    last = give()

    assert len({first.pk, copied.pk, last.pk}) == OfficialNumber.objects.count() == 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no journey away")
def test_the_row_waits_for_the_next_statement() -> None:
    waiting: list[object] = connection.unsent  # type: ignore[attr-defined]  # the house's own

    with transaction.atomic(), one_act():
        given = give()
        before = len(waiting)
        assert OfficialNumber.objects.filter(pk=given.pk).exists()

    assert before == 1
