"""Rules of 118/2025 that show in one field each."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import HandOver
from tinhso.dossiers.rules.states import ServiceLevel
from tinhso.dossiers.services.results import paper_code_hash
from tinhso.dossiers.testing import World, resolved, submitted


def test_a_result_carries_its_owners_number_and_the_code_of_its_kind(world: World) -> None:
    result = resolved(world).results.get()

    kind = world.version.results[0].code
    assert result.paper_code == f"004085001234-{kind}"
    assert result.paper_code_hash == paper_code_hash(result.paper_code)


def test_the_level_of_the_service_is_that_of_the_moment_of_receipt(world: World) -> None:
    before = submitted(world)
    type(world.version).objects.filter(pk=world.version.pk).update(service_level=ServiceLevel.FULL)
    changed = replace(world, version=type(world.version).objects.get(pk=world.version.pk))
    after = submitted(changed)

    before.refresh_from_db()
    assert (before.service_level, after.service_level) == (
        ServiceLevel.PARTIAL,
        ServiceLevel.FULL,
    )


@pytest.mark.parametrize(
    ("taken_in", "due"),
    [
        (datetime(2026, 11, 16, 7, 59, tzinfo=UTC), datetime(2026, 11, 16, 10, 0, tzinfo=UTC)),
        (datetime(2026, 11, 16, 8, 1, tzinfo=UTC), datetime(2026, 11, 17, 1, 0, tzinfo=UTC)),
    ],
    ids=["before three", "after three"],
)
def test_paper_is_handed_over_the_same_day_or_the_next_morning(
    world: World, clock: time_machine.Traveller, taken_in: datetime, due: datetime
) -> None:
    clock.move_to(taken_in)
    dossier = services.accept(
        uid=submitted(world).uid, actor=world.here.clerk_of_desk, has_paper=True
    )

    line = HandOver.objects.filter(dossier=dossier).latest("sequence")
    assert line.paper_due_at == due
