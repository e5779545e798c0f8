"""A row inserted by a prepared statement is the row that Django would have saved."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.db.writing import insert
from tinhso.kernel.numbering.models import OfficialNumber

AT = datetime(2026, 1, 5, 2, 30, 15, 123456, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def a_number(number: int = 1) -> OfficialNumber:
    return OfficialNumber(
        register="tests.letters",
        agency_id=7,
        period="2026",
        number=number,
        text=f"{number}/UBND",
        on=date(2026, 1, 5),
        given_at=AT,
    )


def columns_of(row: OfficialNumber) -> dict[str, object]:
    return {c.attname: getattr(row, c.attname) for c in row._meta.concrete_fields if c.name != "id"}


def test_inserted_row_equals_the_saved_one() -> None:
    inserted = insert(a_number(1))
    saved = a_number(2)
    saved.save(force_insert=True)

    rows = [columns_of(OfficialNumber.objects.get(pk=row.pk)) for row in (inserted, saved)]
    assert rows[0] | {"number": 2, "text": "2/UBND"} == rows[1]
    assert saved.pk == inserted.pk + 1


def test_inserted_row_is_changed_by_saving_it() -> None:
    row = insert(a_number())

    with CaptureQueriesContext(connection) as asked:
        row.target_id = "12"
        row.save(update_fields=["target_id"])

    assert [query["sql"].split()[0] for query in asked] == ["UPDATE"]
    assert OfficialNumber.objects.get(pk=row.pk).target_id == "12"


def test_constraints_hold() -> None:
    insert(a_number())

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(a_number())

    assert OfficialNumber.objects.count() == 1
