"""A dossier keeps the clocks of the day it arrived, whatever the law says when they begin."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.rules.clocks import ClockCode
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import World, assigned, date_law_rule, returned, submitted
from tinhso.dossiers.testing.world import id_of
from tinhso.kernel.calendar import Term, TermUnit

CHANGE = date(2026, 11, 20)
OTHER = {
    ClockCode.CORRECTION: Term(2, TermUnit.WORKING_DAY),
    ClockCode.SUPPLEMENT_NOTICE: Term(5, TermUnit.WORKING_DAY),
}


def at(day: int, hour: int, month: int = 11) -> datetime:
    """Return a moment of Việt Nam in 2026 as UTC."""
    return datetime(2026, month, day, hour - 7, tzinfo=UTC)


@pytest.fixture
def changed(world: World) -> None:
    """Let officials date two clocks otherwise from Friday, 20/11/2026 on."""
    for code, term in OTHER.items():
        date_law_rule(code, term.value, term.unit, since=CHANGE)


@pytest.mark.usefixtures("changed")
def test_a_correction_has_the_days_of_the_law_under_which_the_dossier_arrived(
    world: World, clock: time_machine.Traveller
) -> None:
    old = returned(world)
    clock.move_to(at(23, 9))
    new = returned(world)

    for dossier in (old, new):
        services.correct_result(
            uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa."
        )
        dossier.refresh_from_db()

    assert (old.correction_due_at, new.correction_due_at) == (at(27, 17), at(26, 17))


@pytest.mark.usefixtures("changed")
def test_so_has_the_notice_of_what_is_missing(world: World, clock: time_machine.Traveller) -> None:
    old, here = submitted(world), world.here
    clock.move_to(at(23, 9))
    services.accept(uid=old.uid, actor=here.clerk_of_desk)
    services.assign(uid=old.uid, assignee=id_of(here.specialist), actor=here.leader)
    new = assigned(world)

    until = [
        services.request_supplement(
            uid=dossier.uid, actor=here.specialist, items=[SupplementItem(text="Bản vẽ")]
        ).notice_due_at
        for dossier in (old, new)
    ]

    assert until == [at(27, 17), at(1, 17, month=12)]
