"""Figures on both sides of a merger: each dossier once, for who had it then."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.figures import FIGURES, ever_measured, leaves_of
from tinhso.dossiers.queries.reports import Report, report
from tinhso.dossiers.queries.sides import MOVING
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.statistics import COLUMNS, Line, line_where, statistics
from tinhso.dossiers.testing import Commune, World, accepted, assigned, browser_of, resolved
from tinhso.dossiers.testing import submitted as filed
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.dossiers.tests.mergers import merged, now_as, successor
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.events.testing import follow_all
from tinhso.kernel.testing import make_actor
from tinhso.organization.permissions import OrganizationPermission as Org
from tinhso.organization.queries import AgencyLevel, agency, ended_on
from tinhso.organization.testing import UnitFactory

FIRST = date(2026, 11, 16)
DAY = date(2026, 11, 18)
"""The day of the merger."""
LAST = date(2026, 11, 19)


@dataclass(frozen=True, kw_only=True)
class Merged:
    """Two communes that became one in the middle of a week of work."""

    world: World
    province: Actor
    leader: Actor
    old: int
    other: int
    new: int


@pytest.fixture(scope="module")
def week_of_the_file(world_of_the_file: World) -> tuple[Merged, datetime]:
    """Work before and after: done, waiting to be returned, open, refused, begun anew."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        world = deepcopy(world_of_the_file)
        here, there = world.here, world.there
        resolved(world)
        running = assigned(world)
        theirs = accepted(world, resolving_agency_id=there.agency.pk, taken_in_by=there)
        waiting = filed(world)
        clock.shift(timedelta(days=1))
        refused = filed(world)
        services.refuse_intake(
            uid=refused.uid, actor=here.clerk_of_desk, reasons=[], note="Sai nơi."
        )
        specialist, desk = here.specialist, there.clerk_of_desk
        clock.shift(timedelta(days=1))
        planner = make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES)
        merged(world, planner)
        follow_all()
        services.accept(uid=waiting.uid, actor=now_as(desk))
        services.appraise(uid=running.uid, actor=now_as(specialist), text="Đủ điều kiện.")
        clock.shift(timedelta(days=1))
        Dossier.objects.filter(pk=theirs.pk).update(
            finished_at=timezone.now(), state="returned", result_class="early"
        )
        clock.shift(timedelta(hours=1))
        period = world.province.periods.get()
        period.level = AgencyLevel.PROVINCE
        period.save()
        unit = UnitFactory.create(agency=world.province, kind="leadership", name="Lãnh đạo tỉnh")
        above = Commune(world.province, unit, unit, unit, unit)
        made = Merged(
            world=world,
            province=above.official(P.OVERSEE, P.EXPORT, unit=unit, sees_agency=True),
            leader=now_as(here.leader),
            old=here.agency.pk,
            other=there.agency.pk,
            new=successor().id,
        )
        return made, timezone.now()


@pytest.fixture
def week(
    week_of_the_file: tuple[Merged, datetime], db: None, clock: time_machine.Traveller
) -> Merged:
    """That week, when it is over."""
    made, over = week_of_the_file
    clock.move_to(over)
    return deepcopy(made)


def line_of(found: list[Line], key: int) -> dict[str, int]:
    line = next(one for one in found if one.key == str(key))
    return {name: line.count(name) for name in FIGURES if line.count(name)}


def of_year(actor: Actor, code: str, agency_id: int | None = None) -> Report:
    return report(actor=actor, code=code, length="nam", year=2026, number=1, agency_id=agency_id)


def test_each_agency_has_what_it_did_and_the_successor_what_it_took_over(week: Merged) -> None:
    found = statistics(actor=week.province, span=span_of(FIRST, LAST))

    old, new = (line_of(found.lines, pk) for pk in (week.old, week.new))
    assert (old["received"], old["resolved"], old["refused"]) == (2, 1, 1)
    assert old["handed_over"] == 1
    assert line_of(found.lines, week.other)["handed_over"] == 1
    assert (new["taken_over"], new["received"], new["resolved"]) == (2, 1, 1)
    assert new["total"] == new["from_before"] + new["received"] == 3
    assert new["open"] == 2
    whole = found.total
    assert (whole.count("received"), whole.count("total")) == (4, 4)
    assert (whole.count("taken_over"), whole.count("handed_over")) == (0, 0)
    assert found.balances


def test_before_and_after_are_all_and_none_twice(week: Merged) -> None:
    """Whatever the period and the split, lines add up to what happened, and each opens its own."""
    ends = (FIRST, FIRST + timedelta(days=1), DAY, LAST)
    for start, end in [(a, b) for a in ends for b in ends if a <= b]:
        span = span_of(start, end)
        for by in COLUMNS:
            found = statistics(actor=week.province, span=span, by=by)
            assert found.balances, (by, start, end)
            for line in found.lines:
                done = ("resolved", "open", "handed_over")
                assert line.count("total") == sum(map(line.count, done)), (by, line, start, end)
            for name, figure in FIGURES.items():
                if not MOVING & {leaf.side for leaf in leaves_of(figure)}:
                    happened = Dossier.objects.filter(figure.where(span)).count()
                    added = sum(line.count(name) for line in found.lines)
                    assert found.total.count(name) == added == happened, (name, by, start, end)


def test_each_figure_of_each_line_lists_exactly_its_dossiers(week: Merged) -> None:
    for actor in (week.province, week.leader):
        for start in (FIRST, DAY):
            span = span_of(start, LAST)
            for by in COLUMNS:
                found = statistics(actor=actor, span=span, by=by)
                for line in (*(one for one in found.lines if one.key), found.total):
                    for name, figure in FIGURES.items():
                        where = line_where(
                            actor=actor, figure=figure, span=span, by=by, key=line.key
                        )
                        listed = ever_measured(actor).filter(where).distinct().count()
                        assert listed == line.count(name), (name, by, line.key, start)


def test_the_page_shows_what_was_handed_over_and_every_number_opens(week: Merged) -> None:
    browser = browser_of(week.province)
    address = f"/lam-viec/thong-ke/?ky=tu-chon&tu={FIRST}&den={LAST}"

    for by in ("agency", "unit", "level"):
        page = browser.get(f"{address}&theo={by}")

        assert "Nhận bàn giao" in page.content.decode() or by == "level"
        table = page.context["table"]
        for cells in [table.total, *(row.cells for row in table.rows)]:
            for cell in cells:
                if cell.value:
                    assert len(browser.get(cell.url).context["rows"]) == cell.value, cell.url
    before = browser.get(f"/lam-viec/thong-ke/?ky=tu-chon&tu={DAY}&den={LAST}").content.decode()
    assert "Nhận bàn giao" not in before


def test_the_board_counts_each_act_where_it_was_done(week: Merged) -> None:
    follow_all()

    found = queries.output(agency_ids=[week.old], start=FIRST, end=LAST)
    after = queries.output(agency_ids=[week.new], start=FIRST, end=LAST)

    assert (found.received, found.early) == (2, 1)
    assert (after.received, after.early) == (1, 0)


def test_an_agency_ends_on_the_day_of_its_merger(week: Merged) -> None:
    assert [ended_on(pk) for pk in (week.old, week.other, week.new)] == [DAY, DAY, None]


def test_reports_before_and_after_add_up_to_the_provinces(week: Merged) -> None:
    """Those that ended report up to their last day, the new one from the day of the merger on."""

    def total(actor: Actor, code: str, agency_id: int | None = None) -> dict[str, int]:
        found = of_year(actor, code, agency_id)
        return dict(zip([c.number for c in found.form.columns], found.rows[-1].values, strict=True))

    own = [total(week.leader, "07a", pk) for pk in (week.old, week.other, None)]
    whole = total(week.province, "07b")

    for line in own:
        assert line["3"] == line["9"] + line["13"]
        assert line["3"] == sum(line[number] for number in "45678")
    assert [line["3"] for line in own] == [2, 1, 3]
    assert [line["13"] for line in own] == [1, 1, 2]
    assert own[2]["8"] == own[0]["13"] + own[1]["13"]
    for number in ("4", "5", "6", "7", "9", "10", "11", "12"):
        assert sum(line[number] for line in own) == whole[number]
    assert own[2]["13"] == whole["13"]
    assert whole["3"] == 4
    with pytest.raises(NotFound):
        of_year(week.province, "07a", week.old)


def test_a_former_agencys_report_is_opened_and_each_number_lists_its_dossiers(
    week: Merged,
) -> None:
    browser = browser_of(week.leader)
    uid = agency(week.old).uid

    first = browser.get("/lam-viec/thong-ke/bao-cao/").content.decode()
    assert f"?co-quan={uid}" in first
    page = browser.get(f"/lam-viec/thong-ke/bao-cao/07a/nam/2026/1/?co-quan={uid}")
    new = browser.get("/lam-viec/thong-ke/bao-cao/07a/nam/2026/1/")

    for shown in (page, new):
        for cell in shown.context["rows"][0].cells:
            if cell.value:
                assert len(browser.get(cell.url).context["rows"]) == cell.value, cell.url
    assert page.context["rows"][0].cells[0].value == 2
    strange = agency(week.world.province.pk).uid
    assert browser.get(f"/lam-viec/thong-ke/bao-cao/?co-quan={strange}").status_code == 404
