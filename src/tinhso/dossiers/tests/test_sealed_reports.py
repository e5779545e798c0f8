"""A signed report is numbered and sealed in two transactions, both of which commit."""

import pytest
import time_machine

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import World, browser_of, resolved
from tinhso.dossiers.tests.reporting import AFTER, YEAR, put_before, sign
from tinhso.kernel import files
from tinhso.signing import services as signing


@pytest.mark.django_db(transaction=True)
def test_signed_numbered_and_sealed_it_is_the_periods_report(clock: time_machine.Traveller) -> None:
    world = World.make()
    resolved(world)
    clerk, leader = world.here.clerk, world.here.leader
    clock.move_to(AFTER)
    row = put_before(world)
    sign(row, leader)
    row.refresh_from_db()
    waits = row.waits_for_clerk
    assert row.item is not None

    signing.number_and_seal(item_uid=row.item, actor=clerk)

    row.refresh_from_db()
    browser = browser_of(
        world.here.official(P.OVERSEE, P.EXPORT, unit=world.here.leadership, sees_agency=True)
    )
    kept = browser.get(f"{YEAR}tep/pdf/").content
    assert (waits, row.number) == (True, "1/BC-KSTT")
    assert row.file is not None
    assert kept == files.open_file(row.file)
    verdict = signing.verify_pdf(kept)
    assert (verdict.verdict, len(verdict.signatures)) == ("valid", 2)
    assert "số 1/BC-KSTT" in browser.get(YEAR).content.decode()
