"""A day off declared later moves what a tax agency still owes, too."""

from datetime import date

from tinhso.dossiers.services.tax_lateness import extend_tax
from tinhso.dossiers.testing.taxing import TaxWorld
from tinhso.dossiers.tests.test_deadlines_off import at, declare, lines


def test_a_tax_agencys_notice_moves_and_its_promise_only_where_that_day_is_off(
    land: TaxWorld,
) -> None:
    slip = land.asked()
    old = slip.due_at

    declare(date(2026, 11, 17))
    slip.refresh_from_db()
    moved = slip.due_at
    extend_tax(
        slip_uid=slip.uid, actor=land.officer, reason="Nhiều hồ sơ.", due_at=at(2, 16, month=12)
    )
    declare(date(2026, 11, 18))
    slip.refresh_from_db()
    untouched = slip.due_at
    declare(date(2026, 12, 2))

    slip.refresh_from_db()
    assert moved.date() > old.date()
    assert (untouched, slip.due_at) == (at(2, 16, month=12), at(3, 17, month=12))
    assert len(lines(slip.dossier, "tax_moved")) == 2
