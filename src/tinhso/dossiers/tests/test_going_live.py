"""What dossiers show of the way to production, by fact."""

from datetime import timedelta

import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import World
from tinhso.dossiers.tests import banking
from tinhso.dossiers.tests.bringing import OPEN, an_operator, brought_in, open_row
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.registry.readiness import ReadyLine, Standing, all_lines


def line(title: str) -> ReadyLine:
    """Return the step of this name."""
    return next(one for one in all_lines() if str(one.title) == title)


def test_divided_work_and_accounts_are_counted_by_agency(world: World) -> None:
    before = line("Phân việc cho các phòng"), line("Tài khoản thu phí")
    for commune in (world.here, world.there):
        services.divide(
            agency_id=commune.agency.pk,
            unit_id=commune.division.pk,
            actor=commune.official(P.DIVIDE_WORK, unit=commune.leadership),
        )
    banking.account_for(world.here)

    assert [(one.values["without"], one.standing) for one in before] == [(2, Standing.JUDGE)] * 2
    assert line("Phân việc cho các phòng").standing is Standing.DONE
    assert line("Tài khoản thu phí").values == {"without": 1}
    banking.account_for(world.there, account_number="9000000002")
    assert line("Tài khoản thu phí").standing is Standing.DONE


def test_open_dossiers_that_came_along_are_counted_with_the_late_ones(
    world: World, clock: time_machine.Traveller
) -> None:
    operator = an_operator()
    step = (world.version.process_data or {})["steps"][0]["key"]
    rows = [open_row(world, 1, buoc=step), open_row(world, 2, buoc=step, han_tra="31/12/2026")]
    brought_in(looked_through(OPEN, sheet_of(OPEN, rows), actor=operator), operator)

    on_the_day = line("Hồ sơ đang giải quyết dở")
    clock.shift(timedelta(days=20))

    assert on_the_day.values == {"count": 2, "late": 0}
    assert line("Hồ sơ đang giải quyết dở").values == {"count": 2, "late": 1}
    assert "2 hồ sơ đang giải quyết" in on_the_day.words
