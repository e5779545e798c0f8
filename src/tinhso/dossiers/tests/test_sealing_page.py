"""Number and seal are one act to the clerk and two transactions to the house: both commit."""

import pytest
import time_machine

from tinhso.dossiers.testing import World, browser_of, signed


@pytest.mark.django_db(transaction=True)
def test_clerk_numbers_and_seals_in_one_act(clock: time_machine.Traveller) -> None:
    world = World.make()
    dossier = signed(world)
    page = f"/lam-viec/ho-so/{dossier.uid}/vao-so/"
    refused = browser_of(world.here.specialist).post(page)
    browser = browser_of(world.here.clerk)
    listed = browser.get("/lam-viec/ho-so/?view=to_issue").content.decode()

    done = browser.post(page, follow=True).content.decode()

    assert refused.status_code == 403
    assert str(dossier.code) in listed
    assert "và đóng dấu" in done
    dossier.refresh_from_db()
    assert dossier.state == "issued"
    assert dossier.results.get().number in done
