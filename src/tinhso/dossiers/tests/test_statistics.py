"""Statistics of a period: each figure is its dossiers, and the parts make the whole."""

from copy import deepcopy
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.figures import FIGURES, measured
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.statistics import COLUMNS, Line, statistics
from tinhso.dossiers.rules.clocks import SHIPPED
from tinhso.dossiers.rules.periods import Length, Reckoning, free, holding, whole
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    browser_of,
    resolved,
    submitted,
)
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.dossiers.views.statistics import COLUMNS as SHOWN

START, END = date(2026, 11, 16), date(2026, 12, 31)


@pytest.fixture(scope="module")
def november(world_of_the_file: World) -> tuple[World, datetime]:
    """Make a desk in November: some carried over, done, stopped, refused, withdrawn, late."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        world = deepcopy(world_of_the_file)
        resolved(world)
        late_one = assigned(world)
        accepted(world)
        clock.shift(timedelta(days=1))
        refused = submitted(world)
        services.refuse_intake(
            uid=refused.uid, actor=world.here.clerk_of_desk, reasons=[], note="Sai nơi."
        )
        gone = submitted(world)
        services.withdraw(uid=gone.uid, actor=world.citizen, reason="Đổi ý")
        stopped = assigned(world)
        services.ask_stop(uid=stopped.uid, actor=world.citizen, reason="Thôi")
        services.decide_stop(uid=stopped.uid, actor=world.here.clerk_of_desk, granted=True)
        waiting = assigned(world)
        services.request_supplement(
            uid=waiting.uid,
            actor=world.here.specialist,
            items=[services.SupplementItem(component_key="ban_ve", text="Bản vẽ mờ")],
            reasons=["thieu_ban_ve"],
        )
        assert late_one.due_at is not None
    return world, late_one.due_at + timedelta(days=1)


@pytest.fixture
def busy(november: tuple[World, datetime], db: None, clock: time_machine.Traveller) -> World:
    """That desk, the day after one of its dossiers was due."""
    world, after = november
    clock.move_to(after)
    return deepcopy(world)


def test_a_figure_is_the_number_of_its_dossiers(busy: World) -> None:
    """However it is split, every count is what its own condition finds, and parts are the whole."""
    leader = busy.here.leader
    for start, end in ((START, END), (date(2026, 11, 17), END), (START, START)):
        span = span_of(start, end)
        for by in COLUMNS:
            found = statistics(actor=leader, span=span, by=by)
            for figure, meant in FIGURES.items():
                rows = measured(leader).visible_to(leader).filter(meant.where(span)).count()
                assert found.total.count(figure) == rows, (figure, by, start, end)
                assert sum(line.count(figure) for line in found.lines) == rows, (figure, by)
            assert found.balances


def test_every_door_every_end_and_every_delay_is_counted(busy: World) -> None:
    found = statistics(actor=busy.here.leader, span=span_of(START, END)).total

    assert found.counts["online"] == 5
    assert [found.count(key) for key in ("early", "on_time", "late")] == [2, 0, 0]
    assert [found.count(key) for key in ("open_within", "open_late")] == [1, 2]
    assert [found.count(key) for key in ("refused", "withdrawn")] == [1, 1]
    assert found.average_days is not None
    assert found.in_time_share == 100


def test_what_was_open_when_the_period_began_is_carried_over(busy: World) -> None:
    leader = busy.here.leader
    before = statistics(actor=leader, span=span_of(START, START)).total
    after = statistics(actor=leader, span=span_of(date(2026, 11, 17), END)).total

    assert before.count("open") == after.count("carried") == 2


def test_a_period_of_decree_09_begins_on_the_fifteenth() -> None:
    decree, calendar = Reckoning.DECREE_09, Reckoning.CALENDAR

    first = whole(decree, Length.QUARTER, 2020, 1, law=SHIPPED)

    assert (first.start, first.end) == (date(2019, 12, 15), date(2020, 3, 14))
    year = whole(decree, Length.YEAR, 2026, 1, law=SHIPPED)
    assert (year.start, year.end) == (date(2025, 12, 15), date(2026, 12, 14))
    second = whole(decree, Length.HALF, 2026, 2, law=SHIPPED)
    assert (second.start, second.end) == (date(2026, 6, 15), date(2026, 12, 14))
    assert whole(calendar, Length.MONTH, 2026, 12, law=SHIPPED).end == date(2026, 12, 31)
    assert first.before == whole(decree, Length.QUARTER, 2019, 4, law=SHIPPED)
    assert first.before.end == first.start - timedelta(days=1)
    assert holding(decree, Length.MONTH, date(2026, 12, 20), law=SHIPPED) == whole(
        decree, Length.MONTH, 2027, 1, law=SHIPPED
    )
    assert free(date(2026, 1, 11), date(2026, 1, 20)).before.start == date(2026, 1, 1)


def test_each_figure_of_the_page_opens_exactly_its_dossiers(busy: World) -> None:
    browser = browser_of(busy.here.leader)
    address = f"/lam-viec/thong-ke/?ky=tu-chon&tu={START}&den={END}"

    for by in COLUMNS:
        table = browser.get(f"{address}&theo={by}").context["table"]

        for cells in [table.total, *(row.cells for row in table.rows)]:
            for cell in cells:
                if cell.value:
                    assert len(browser.get(cell.url).context["rows"]) == cell.value, cell.url


def test_dossiers_never_accepted_are_opened_from_their_figure(busy: World) -> None:
    browser = browser_of(busy.here.leader)
    refused = Dossier.objects.get(state=DossierState.REFUSED_INTAKE)

    page = browser.get(f"/lam-viec/thong-ke/ho-so/?so-lieu=refused&ky_tu={START}&ky_den={END}")

    (row,) = page.context["rows"]
    assert row.row == refused
    assert browser.get(row.url).status_code == 200


def test_wrong_periods_are_said_and_kept(busy: World) -> None:
    browser = browser_of(busy.here.leader)

    page = browser.get("/lam-viec/thong-ke/?ky=tu-chon&tu=2026-12-01&den=2026-11-01")
    behind = browser.get("/lam-viec/thong-ke/ho-so/?so-lieu=late&ky_tu=2026-12-01")

    assert page.status_code == 422
    assert "2026-12-01" in behind.content.decode()
    assert behind.context["error_lines"]


def test_the_api_counts_and_opens_as_the_page_does(busy: World) -> None:
    browser = browser_of(busy.here.leader)
    days = f"start={START}&end={END}"

    found = browser.get(f"/api/v1/dossiers/statistics?{days}&by=person").json()
    line = next(one for one in found["lines"] if one["key"])
    asked = f"{days}&by=person&key={line['key']}"
    late = browser.get(f"/api/v1/dossiers/statistics/dossiers?{asked}&figure=open_late").json()

    assert found["balances"] is True
    assert found["total"]["figures"]["total"] == 5
    assert len(late["items"]) == line["figures"]["open_late"] == 1
    wrong = browser.get(f"/api/v1/dossiers/statistics?start={END}&end={START}")
    unknown = browser.get(f"/api/v1/dossiers/statistics/dossiers?{days}&figure=x")
    clerk = browser_of(busy.here.clerk_of_desk).get(f"/api/v1/dossiers/statistics?{days}")
    assert (wrong.status_code, unknown.status_code, clerk.status_code) == (422, 404, 403)


def test_statistics_are_a_leaders(busy: World) -> None:
    clerk = browser_of(busy.here.clerk_of_desk)

    addresses = ("/lam-viec/thong-ke/", "/lam-viec/thong-ke/ho-so/", "/lam-viec/thong-ke/tep/csv/")

    assert {clerk.get(address).status_code for address in addresses} == {404}


def test_another_commune_counts_nothing_of_ours(busy: World) -> None:
    found = statistics(actor=busy.there.leader, span=span_of(START, END))

    assert found.lines == []
    assert found.total == Line("")


def test_files_hold_the_table_and_want_the_permission(busy: World) -> None:
    leader = browser_of(busy.there.official(P.OVERSEE, unit=busy.there.leadership))
    exporter = browser_of(
        busy.here.official(P.OVERSEE, P.EXPORT, unit=busy.here.leadership, sees_agency=True)
    )
    asked = f"?ky=tu-chon&tu={START}&den={END}&theo=procedure"

    assert leader.get(f"/lam-viec/thong-ke/tep/csv/{asked}").status_code == 403
    lines = exporter.get(f"/lam-viec/thong-ke/tep/csv/{asked}").content.decode().splitlines()
    assert len(lines) == 4
    assert lines[2].startswith("Tổng cộng,5,0,0,0,0,5,2,0,0,1,2,1,1,0,")
    for kind, start in (("xlsx", b"PK"), ("ods", b"PK"), ("pdf", b"%PDF")):
        answer = exporter.get(f"/lam-viec/thong-ke/tep/{kind}/{asked}")
        content = answer.getvalue()
        assert content.startswith(start)


def test_statistics_ask_a_fixed_number_of_questions(
    busy: World, django_assert_num_queries: object, clock: time_machine.Traveller
) -> None:
    assert callable(django_assert_num_queries)
    span = span_of(START, date(2026, 11, 17))
    statistics(actor=busy.here.leader, span=span, by="person")  # who went on for whom is kept
    with django_assert_num_queries(8):
        statistics(actor=busy.here.leader, span=span, by="person")
    for _n in range(3):
        assigned(busy)

    with django_assert_num_queries(8):
        statistics(actor=busy.here.leader, span=span, by="person")


def _asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_the_page_compares_with_the_period_before(busy: World) -> None:
    page = browser_of(busy.here.leader).get(
        "/lam-viec/thong-ke/?ky=tu-chon&tu=2026-11-17&den=2026-11-17"
    )

    table = page.context["table"]
    place = [key for key, _words in SHOWN].index("total")
    assert (table.total[place].value, table.compared[place]) == (4, (3, 1))
    assert _asked("?" + page.context["before_query"])["tu"] == ["2026-11-16"]
    assert reverse("figure_list") in page.content.decode()
    assert isinstance(page.client, Client)
