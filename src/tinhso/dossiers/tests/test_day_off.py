"""A day off declared later moves open promises later only."""

from datetime import UTC, date, datetime

import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.testing import World, accepted, assigned
from tinhso.kernel.actors import system_actor
from tinhso.kernel.calendar.models import CalendarDay
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.calendar.services import declare_day_off


def test_promise_moves_later_and_keeps_the_decision(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = accepted(world)
    declare_day_off(
        on=date(2026, 12, 1),
        name="Nghỉ tránh bão",
        decision="1234/QĐ-UBND",
        decided_on=date(2026, 11, 16),
        agency_id=None,
        actor=system_actor("tests"),
    )

    moved = services.move_due_for_day_off(
        dossier_id=dossier.pk, day="2026-12-01", decision="1234/QĐ-UBND"
    )
    again = services.move_due_for_day_off(
        dossier_id=dossier.pk, day="2026-12-01", decision="1234/QĐ-UBND"
    )

    dossier.refresh_from_db()
    assert (moved, again) == (True, False)
    assert dossier.due_at == datetime(2026, 12, 2, 10, tzinfo=UTC)
    assert dossier.original_due_at == datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert dossier.extension_count == 0
    change = dossier.due_changes.last()
    assert change is not None
    assert (change.ground, change.decision) == ("day_off", "1234/QĐ-UBND")
    assert CalendarDay.objects.filter(kind=DayKind.DECLARED).count() == 1


def test_the_deadline_of_an_open_step_moves_later_too_and_only_once(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 11, 16, 8, tzinfo=UTC))
    dossier = assigned(world)
    step_due_at = dossier.step_due_at
    declare_day_off(
        on=date(2026, 11, 17),
        name="Nghỉ tránh bão",
        decision="1234/QĐ-UBND",
        decided_on=date(2026, 11, 16),
        agency_id=None,
        actor=system_actor("tests"),
    )

    for _again in range(2):
        services.move_due_for_day_off(
            dossier_id=dossier.pk, day="2026-11-17", decision="1234/QĐ-UBND"
        )

    dossier.refresh_from_db()
    assert step_due_at == datetime(2026, 11, 17, 4, tzinfo=UTC)
    assert dossier.step_due_at == datetime(2026, 11, 18, 4, tzinfo=UTC)
    assert dossier.original_due_at == dossier.due_at
