"""What a merger does at the desks, and what its preview names."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers.models import CashShift, Dossier
from tinhso.dossiers.testing import World, assigned, browser_of, id_of
from tinhso.dossiers.tests.mergers import planned
from tinhso.kernel.actors import Actor
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.permissions import OrganizationPermission as Org
from tinhso.organization.queries import preview_of
from tinhso.organization.services import carry_out


@pytest.fixture
def planner() -> Actor:
    return make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES)


def open_drawer(world: World) -> CashShift:
    clerk = world.here.clerk_of_desk
    return CashShift.objects.create(
        unit=world.here.desk,
        officer=id_of(clerk),
        officer_name=clerk.name,
        opened_at=timezone.now(),
    )


def test_a_drawer_is_counted_before_anything_moves(world: World, planner: Actor) -> None:
    dossier, drawer = assigned(world), open_drawer(world)
    merger = planned(world, planner)

    run_waiting_jobs("organization.carry_out_merger")

    dossier.refresh_from_db()
    merger.refresh_from_db()
    assert merger.state == "confirmed"
    assert dossier.resolving_agency_id == world.here.agency.pk
    page = browser_of(world.here.official(Org.PLAN_MERGERS, unit=world.here.office))
    said = page.get(f"/quan-tri/sap-xep/{merger.uid}/").content.decode()
    assert "chưa đóng ca thu tiền" in said
    CashShift.objects.filter(pk=drawer.pk).update(
        closed_at=timezone.now(), expected_vnd=0, counted_vnd=0
    )
    assert carry_out(uid=merger.uid).state == "finished"


def test_the_preview_names_what_it_counts_and_nobody(
    world: World, planner: Actor, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    merger = planned(world, planner, on=timezone.localdate() + timedelta(days=7))
    browser = browser_of(world.here.official(Org.PLAN_MERGERS, unit=world.here.office))

    page = browser.get(f"/quan-tri/sap-xep/{merger.uid}/").content.decode()
    number = next(
        n
        for view in preview_of(merger)
        if view.key == "dossiers"
        for n, line in view.shown
        if line.listed is not None
    )
    address = f"/quan-tri/sap-xep/{merger.uid}/gom/dossiers/{number}/"
    named = browser.get(address).content.decode()

    assert f'href="{address}"' in page
    assert str(dossier.code) in named
    assert dossier.owner_name not in named
    english = in_english(browser).get(address).content.decode()
    assert vietnamese_left_behind(english) == []
    others = browser_of(world.here.specialist)
    assert others.get(address).status_code == 404
    for wrong in ("dossiers/99", "khong-co/0"):
        wanted = f"/quan-tri/sap-xep/{merger.uid}/gom/{wrong}/"
        assert browser.get(wanted).status_code == 404
    gone = address.replace(str(merger.uid), str(uuid4()))
    assert browser.get(gone).status_code == 404
    assert Dossier.objects.get(pk=dossier.pk).resolving_agency_id == world.here.agency.pk
