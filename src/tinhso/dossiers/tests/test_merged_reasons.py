"""Reasons, apologies and what is published, on both sides of a merger: of who had it then."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Rating, ServiceFigures
from tinhso.dossiers.queries.figures import ever_measured
from tinhso.dossiers.queries.reasons import (
    APOLOGIES,
    CAUSES,
    FIXED,
    counts_of,
    figure_of,
    refusal_reasons,
    satisfaction_by,
    supplement_reasons,
)
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.statistics import line_where
from tinhso.dossiers.services.publishing import publish_figures
from tinhso.dossiers.testing import World, assigned, browser_of, resolved, submitted
from tinhso.dossiers.tests.mergers import merged, now_as, successor
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.testing import make_actor
from tinhso.organization.permissions import OrganizationPermission as Org

START, END = date(2026, 11, 16), date(2026, 12, 31)


@pytest.fixture
def leader(world: World, clock: time_machine.Traveller) -> Actor:
    """Who leads what became of it: apologised, asked and refused before, late since."""
    desk, specialist = world.here.clerk_of_desk, world.here.specialist
    done = resolved(world)
    Rating.objects.create(
        dossier=done,
        agency_id=world.here.agency.pk,
        average=2,
        scores={"time": 2},
        channel="web",
        rated_at=timezone.now(),
    )
    told, mended, refused = assigned(world), assigned(world), submitted(world)
    assert told.due_at is not None
    calendar = calendar_for(world.here.agency.pk)
    due_at = calendar.closing(calendar.next_working_day(timezone.localdate(told.due_at)))
    services.extend(uid=told.uid, actor=world.here.leader, reason="Thiếu người", due_at=due_at)
    services.refuse_intake(uid=refused.uid, actor=desk, reasons=[], note="Nộp nhầm nơi.")
    services.request_supplement(
        uid=mended.uid,
        actor=specialist,
        items=[services.SupplementItem(component_key="ban_ve", text="Bản vẽ mờ")],
        reasons=["thieu_ban_ve"],
    )
    follower = world.here.leader
    clock.shift(timedelta(days=1))
    merged(world, make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES))
    clock.move_to(due_at + timedelta(days=1))
    return now_as(follower)


def test_each_reason_is_of_who_had_it_then_and_opens_exactly_its_dossiers(
    world: World, leader: Actor
) -> None:
    span = span_of(START, END)
    old, new = str(world.here.agency.pk), str(successor().id)

    counts = counts_of(actor=leader, span=span, codes=(*APOLOGIES, *CAUSES))

    assert counts["apology:sent"] == {old: 1}
    assert counts["late:extended"] == {new: 1}
    rated = satisfaction_by(actor=leader, span=span, by="agency")
    assert [(one.key, one.count) for one in rated] == [(old, 1)]
    units = satisfaction_by(actor=leader, span=span, by="unit")
    assert [(one.key, one.unsatisfied) for one in units] == [(str(world.here.division.pk), 1)]
    counts |= {"rated": {old: 1}, "unsatisfied": {old: 1}}
    for code in FIXED:
        figure = figure_of(code)
        assert figure is not None
        for key in (old, new, ""):
            where = line_where(actor=leader, figure=figure, span=span, by="agency", key=key)
            of_key = counts.get(code, {})
            counted = of_key.get(key, 0) if key else sum(of_key.values())
            assert ever_measured(leader).filter(where).count() == counted, (code, key)


def test_papers_asked_for_before_stay_with_who_asked(world: World, leader: Actor) -> None:
    span = span_of(START, END)
    (asked,) = supplement_reasons(actor=leader, span=span)
    (refused,) = refusal_reasons(actor=leader, span=span)

    assert (asked.code, asked.count, refused.count) == ("supplement:thieu_ban_ve", 1, 1)
    figure = figure_of(asked.code)
    assert figure is not None
    found = {}
    for agency_id in (world.here.agency.pk, successor().id):
        where = line_where(actor=leader, figure=figure, span=span, by="agency", key=str(agency_id))
        found[agency_id] = ever_measured(leader).filter(where).count()
    assert list(found.values()) == [1, 0]


def test_the_page_of_reasons_opens_what_it_counts(leader: Actor) -> None:
    browser = browser_of(leader)
    page = browser.get(f"/lam-viec/thong-ke/ly-do/?ky=tu-chon&tu={START}&den={END}")

    cells = [cell for line in page.context["apologies"] for cell in line.cells if cell.value]

    assert cells
    for cell in cells:
        assert len(browser.get(cell.url).context["rows"]) == cell.value, cell.url


def test_what_was_resolved_before_is_published_of_who_resolved_it(
    world: World, leader: Actor
) -> None:
    publish_figures(on=timezone.localdate(), actor=system_actor("dossiers.publish_figures"))

    found = ServiceFigures.objects.filter(resolved__gt=0).values_list("agency_id", "resolved")

    assert list(found) == [(world.here.agency.pk, 1)]
