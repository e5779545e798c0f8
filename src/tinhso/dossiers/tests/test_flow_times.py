"""Where dossiers wait: working time of each step, passings, a limit tried out, who has how much."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.queries.flow_times import (
    WorkedMinutes,
    flow_times,
    hours_at,
    try_limit,
    workloads,
)
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.testing import World, assigned, browser_of, resolved
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.kernel.calendar import Term, TermUnit, calendar_for
from tinhso.kernel.errors import NotFound
from tinhso.kernel.workflow.models import StepInstance

START, END = date(2026, 11, 16), date(2026, 12, 15)
ZONE = ZoneInfo(settings.TIME_ZONE)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.fixture(scope="module")
def done_of_the_file(world_of_the_file: World) -> World:
    """Two resolved, the second with a day between assigning and visiting; one still waits."""
    with time_machine.travel(MONDAY_MORNING, tick=False):
        world = deepcopy(world_of_the_file)
        resolved(world)
        slow = resolved(world)
        own = StepInstance.objects.filter(done_by=world.here.specialist.id)
        first = own.filter(process__object_id=slow.pk).order_by("opened_at", "pk")[0]
        first.opened_at, first.done_at = at(16, 8, 30), at(17, 9, 30)
        first.save(update_fields=["opened_at", "done_at"])
        Dossier.objects.filter(pk=slow.pk).update(finished_at=at(20, 10))
        assigned(world)
    return world


@pytest.fixture
def done(done_of_the_file: World, db: None, clock: time_machine.Traveller) -> World:
    """What was done, eleven days later."""
    clock.move_to(at(27, 8))
    return deepcopy(done_of_the_file)


@pytest.mark.django_db
def test_summed_minutes_are_those_of_the_calendar() -> None:
    calendar = calendar_for()
    worked = WorkedMinutes(calendar, date(2026, 11, 13), date(2026, 11, 30))
    moments = [at(13, 5), at(13, 11, 30), at(14, 9), at(16, 8, 31), at(20, 23), at(30, 16, 59)]

    for start in moments:
        for end in moments:
            if start <= end:
                assert worked.between(start, end) == calendar.minutes_between(start, end)


def test_percentiles_are_times_that_occurred() -> None:
    spent = [60, 600, 120, 180, 240, 300, 360, 420, 480, 540]

    assert (hours_at(spent, 50), hours_at(spent, 90), hours_at([], 50)) == (5.0, 9.0, None)


def test_each_step_has_its_working_hours_and_what_went_on(done: World) -> None:
    flow = flow_times(actor=done.here.leader, span=span_of(START, END), version_id=done.version.pk)

    assert (flow.dossiers, flow.late) == (2, 0)
    slowest = max(flow.steps, key=lambda step: step.ninetieth or 0)
    worked = calendar_for(done.here.agency.pk).minutes_between(at(16, 8, 30), at(17, 9, 30))
    assert slowest.ninetieth == worked / 60 > 0
    assert slowest.median == 0
    assert all(step.visits == 2 for step in flow.steps)
    assert sum(step.waiting for step in flow.steps) == 1
    ways = {(source, target): count for source, target, count in flow.passings}
    assert sum(ways.values()) == 2 * (len(flow.steps) - 1)


def test_a_limit_tried_out_counts_by_the_working_calendar(done: World) -> None:
    def late(value: int, unit: TermUnit) -> tuple[int, int]:
        tried = try_limit(
            actor=done.here.leader,
            span=span_of(START, END),
            version_id=done.version.pk,
            term=Term(value, unit),
        )
        assert tried.dossiers == 2
        return tried.late, tried.actual

    assert late(3, TermUnit.WORKING_DAY) == (1, 0)
    assert late(4, TermUnit.WORKING_DAY) == (0, 0)
    assert late(8, TermUnit.WORKING_HOUR) == (1, 0)


def test_officials_have_what_lies_with_them_and_their_hours(done: World) -> None:
    leader, specialist = done.here.leader, done.here.specialist

    loads = workloads(actor=leader, span=span_of(START, END), agency_id=done.here.agency.pk)

    found = next(load for load in loads if load.person == specialist.id)
    assert (found.open, found.late, found.arrived, found.done) == (1, 0, 3, 2)
    worked = calendar_for(done.here.agency.pk).minutes_between(at(16, 8, 30), at(17, 9, 30))
    assert found.minutes == worked
    with pytest.raises(NotFound):
        workloads(actor=leader, span=span_of(START, END), agency_id=done.there.agency.pk)


def test_the_picture_opens_its_dossiers_and_keeps_a_wrong_limit(done: World) -> None:
    browser = browser_of(done.here.leader)
    address = f"/lam-viec/thong-ke/noi-cho/?ky=tu-chon&tu={START}&den={END}"

    page = browser.get(f"{address}&neu=3&don-vi=ngay")
    wrong = browser.get(f"{address}&neu={quote('ba ngày')}")
    raised = browser.get(f"{address}&neu={quote('²')}&don-vi=ngay")

    for node in page.context["drawing"].nodes:
        assert len(browser.get(node.url).context["rows"]) == 2
        waiting = browser.get(node.waiting_url).context["rows"]
        assert len(waiting) == node.step.waiting
    assert page.context["tried"].late == 1
    assert 'value="ba ngày"' in wrong.content.decode()
    assert wrong.context["limit_error"]
    assert raised.context["limit_error"]
    assert browser_of(done.here.clerk_of_desk).get(address).status_code == 404


def test_the_picture_and_its_table_round_alike(
    done: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = flow_times(actor=done.here.leader, span=span_of(START, END), version_id=done.version.pk)
    odd = [replace(step, minutes=[1107]) for step in flow.steps]
    shown = replace(flow, steps=odd)
    monkeypatch.setattr("tinhso.dossiers.views.flow.flow_times", lambda **_asked: shown)

    page = browser_of(done.here.leader).get(
        f"/lam-viec/thong-ke/noi-cho/?ky=tu-chon&tu={START}&den={END}"
    )

    html = page.content.decode()
    node = page.context["drawing"].nodes[0]
    assert f"một nửa dưới {node.most} · 90% dưới {node.most} giờ" in html
    assert html.count(f">{node.most}</td>") == 2 * len(odd)


def test_the_list_behind_a_step_names_it_in_words(done: World) -> None:
    browser = browser_of(done.here.leader)
    page = browser.get(f"/lam-viec/thong-ke/noi-cho/?ky=tu-chon&tu={START}&den={END}")
    node = page.context["drawing"].nodes[0]

    for url, label in ((node.url, "Đã qua bước"), (node.waiting_url, "Đang ở bước")):
        html = browser.get(url).content.decode()
        assert f'{label}: <span lang="vi">{node.step.name}</span>' in html
    unknown = browser.get(f"{node.waiting_url}&o-buoc=khong-co&thu-tuc=khong-co")
    assert 'Đang ở bước: <span lang="vi">khong-co</span>' in unknown.content.decode()


def test_each_number_of_the_workload_opens_its_dossiers(done: World) -> None:
    browser = browser_of(done.here.leader)
    days = f"ky=tu-chon&tu={START}&den={END}"

    page = browser.get(f"/lam-viec/thong-ke/khoi-luong/?{days}")

    row = next(row for row in page.context["rows"] if row.name == done.here.specialist.name)
    for count, url in (
        (row.open, row.open_url),
        (row.arrived, row.arrived_url),
        (row.done, row.done_url),
    ):
        assert len(browser.get(url).context["rows"]) == count > 0
    other = f"/lam-viec/thong-ke/khoi-luong/?{days}&co-quan={done.there.agency.pk}"
    assert browser.get(other).status_code == 404


def test_the_api_tells_flow_and_workload(done: World) -> None:
    browser = browser_of(done.here.leader)
    base, days = "/api/v1/dossiers/statistics", f"start={START}&end={END}"
    code = done.version.procedure.code

    flow = browser.get(f"{base}/flow?{days}&procedure_code={code}&limit=3").json()
    loads = browser.get(f"{base}/workload?{days}").json()

    assert (flow["dossiers"], flow["tried"]) == (2, {"dossiers": 2, "late": 1, "actual": 0})
    assert {load["name"]: load["done"] for load in loads}[done.here.specialist.name] == 2
    assert browser.get(f"{base}/flow?{days}&procedure_code=1.999999").status_code == 404
    clerk = browser_of(done.here.clerk_of_desk)
    assert clerk.get(f"{base}/workload?{days}").status_code == 403
