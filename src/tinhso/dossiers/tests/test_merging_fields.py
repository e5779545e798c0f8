"""Fixed codes of agencies in the national portal's map of fields, when those agencies merge."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers.models import NationalField
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.national_map import field_rules, mapped_field
from tinhso.dossiers.services import national
from tinhso.dossiers.testing import World, browser_of
from tinhso.dossiers.tests.mergers import NEW, merged, planned
from tinhso.kernel.actors import Actor
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.permissions import OrganizationPermission as Org
from tinhso.organization.queries import preview_of
from tinhso.organization.services import WorkWentOn, undo_merger

OLD = "H14.20.05"


@pytest.fixture
def planner(clock: time_machine.Traveller) -> Actor:
    """Who plans mergers; the clock stands."""
    return make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES)


def fix(name: str, fixed: str, *, codes: tuple[str, ...] = (), on: date | None = None) -> None:
    """Write a value into a field of the message as fixed."""
    national.map_field(
        part="DongBoHoSoMC",
        name=name,
        source="",
        fixed=fixed,
        longest=None,
        codes=codes,
        required=False,
        cut=False,
        effective_from=on or timezone.localdate(),
        decision="Công văn 1",
        actor=make_actor(P.MAP_FIELDS),
    )


def said(name: str, on: date) -> str:
    """Return what a field says on a day."""
    rules = field_rules(on=on)
    return next(rule.fixed for rule in rules if (rule.part, rule.name) == ("DongBoHoSoMC", name))


def test_a_fixed_code_gives_way_on_the_day_and_comes_back(world: World, planner: Actor) -> None:
    fix("GhiChu", OLD, codes=(OLD, "H14.20.06", "khac"))
    fix("Fax", "khac")
    today, yesterday = timezone.localdate(), timezone.localdate() - timedelta(days=1)
    NationalField.objects.update(effective_from=yesterday)
    fix("Email", OLD, on=today + timedelta(days=30))

    merger = merged(world, planner)

    assert (said("GhiChu", yesterday), said("GhiChu", today)) == (OLD, NEW)
    field = mapped_field(part="DongBoHoSoMC", name="GhiChu")
    assert field.rule.codes == (NEW, "khac")
    assert "12/NQ-HĐND" in field.decision
    assert said("Fax", today) == "khac"
    assert said("Email", today + timedelta(days=30)) == NEW

    undo_merger(uid=merger.uid, actor=planner)

    assert said("GhiChu", today) == OLD
    assert said("Email", today + timedelta(days=30)) == OLD
    assert NationalField.objects.count() == 3


def test_a_field_decided_anew_since_keeps_the_merger(world: World, planner: Actor) -> None:
    fix("GhiChu", OLD)
    merger = merged(world, planner)
    fix("GhiChu", "khac")

    with pytest.raises(WorkWentOn, match="đã được đặt lại"):
        undo_merger(uid=merger.uid, actor=planner)

    assert said("GhiChu", timezone.localdate()) == "khac"


def test_the_preview_names_the_fields_and_their_codes(world: World, planner: Actor) -> None:
    fix("GhiChu", OLD)
    merger = planned(world, planner, on=timezone.localdate() + timedelta(days=7))
    browser = browser_of(world.here.official(Org.PLAN_MERGERS, unit=world.here.office))
    (view,) = [one for one in preview_of(merger) if one.key == "dossiers.national_fields"]
    (shown,) = view.shown

    address = f"/quan-tri/sap-xep/{merger.uid}/gom/dossiers.national_fields/{shown[0]}/"
    named = browser.get(address).content.decode()

    assert shown[1].count == 1
    assert "DongBoHoSoMC.GhiChu" in named
    assert OLD in named
    english = in_english(browser).get(address).content.decode()
    assert vietnamese_left_behind(english) == []
    assert browser_of(world.here.specialist).get(address).status_code == 404
    assert said("GhiChu", timezone.localdate()) == OLD
