"""A visit and an extension stand ready on a working day, whatever day it is."""

from datetime import UTC, datetime

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.queries.suggesting import later_promise, next_visit
from tinhso.dossiers.testing import World, assigned

BEFORE_CULTURE_DAY = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 3, tzinfo=UTC)
LAST_DAY_OF_THE_YEAR = datetime(2026, 12, 31, 16, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "visit"),
    [
        (BEFORE_CULTURE_DAY, datetime(2026, 11, 25, tzinfo=UTC)),
        (SATURDAY, datetime(2026, 12, 1, tzinfo=UTC)),
        (LAST_DAY_OF_THE_YEAR, datetime(2027, 1, 5, tzinfo=UTC)),
    ],
)
def test_a_visit_is_offered_when_the_second_working_day_opens(
    world: World, now: datetime, visit: datetime
) -> None:
    dossier = assigned(world)

    assert next_visit(dossier=dossier, at=now) == visit


def test_an_extension_offers_a_closing_hour_that_the_service_takes(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    offered = later_promise(dossier=dossier)
    assert offered == datetime(2026, 12, 4, 10, tzinfo=UTC)

    extension = services.extend(
        uid=dossier.uid, actor=world.here.leader, reason="Mưa lũ.", due_at=offered
    )

    assert extension.due_after == offered


def test_a_late_dossier_is_extended_from_now_on(world: World) -> None:
    dossier = assigned(world)

    assert later_promise(dossier=dossier, at=LAST_DAY_OF_THE_YEAR) == datetime(
        2027, 1, 6, 10, tzinfo=UTC
    )
