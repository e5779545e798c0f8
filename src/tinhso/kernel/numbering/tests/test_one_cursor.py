"""An act asks through one cursor; outside of one everybody has his own."""

from datetime import date

import pytest

from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.cursors import cursor
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.kernel.numbering.services import give_number

pytestmark = pytest.mark.django_db


def give() -> OfficialNumber:
    actor = system_actor("tests")
    return give_number(
        register="tests", agency_id=1, on=date(2026, 1, 5), format="%(n)d", actor=actor
    )


def test_an_act_and_the_acts_within_it_share_a_cursor() -> None:
    with one_act(), cursor() as first:
        given = [give().number, give().number]
        with one_act(), cursor() as second:
            assert second is first

    assert given == [1, 2]
    assert OfficialNumber.objects.count() == 2


def test_the_next_act_has_another_also_after_one_that_failed() -> None:
    seen = []

    @one_act()
    def fail() -> None:
        with cursor() as first:
            seen.append(first)
        give()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with one_act(), cursor() as second:
        assert second not in seen
        assert give().number == 1
    with cursor() as outside:
        assert outside is not second
