"""Apologies owed, reasons given, satisfaction: each count is exactly its dossiers."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.jobs import remind_due
from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.board import board
from tinhso.dossiers.queries.figures import measured
from tinhso.dossiers.queries.piles import standing_where
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
from tinhso.dossiers.testing import World, assigned, browser_of, returned, submitted
from tinhso.kernel.calendar import calendar_for

START, END = date(2026, 11, 16), date(2026, 12, 31)
ADDRESS = f"/lam-viec/thong-ke/ly-do/?ky=tu-chon&tu={START}&den={END}"


@pytest.fixture
def troubled(world: World, clock: time_machine.Traveller) -> World:
    """One apologised for and still late, one late without a word, two refused, one to mend."""
    desk, specialist = world.here.clerk_of_desk, world.here.specialist
    told, _silent = assigned(world), assigned(world)
    assert told.due_at is not None
    later = calendar_for(world.here.agency.pk).next_working_day(timezone.localdate(told.due_at))
    due_at = calendar_for(world.here.agency.pk).closing(later)
    services.extend(uid=told.uid, actor=world.here.leader, reason="Thiếu người", due_at=due_at)
    key = world.version.refusal_reasons[0].key if world.version.refusal_reasons else ""
    for reasons in ([key] if key else [], []):
        refused = submitted(world)
        services.refuse_intake(uid=refused.uid, actor=desk, reasons=reasons, note="Nộp nhầm nơi.")
    mended = assigned(world)
    services.request_supplement(
        uid=mended.uid,
        actor=specialist,
        items=[services.SupplementItem(component_key="ban_ve", text="Bản vẽ mờ")],
        reasons=["thieu_ban_ve"],
    )
    clock.move_to(due_at + timedelta(days=1))
    last = assigned(world)
    assert last.due_at is not None
    return world


def test_each_reason_counts_its_dossiers(troubled: World) -> None:
    leader, span = troubled.here.leader, span_of(START, END)
    counts = counts_of(actor=leader, span=span, codes=(*APOLOGIES, *CAUSES))

    totals = {code: sum(by_agency.values()) for code, by_agency in counts.items()}

    assert totals == {
        "apology:owed": 0,
        "apology:overdue": 1,
        "apology:missed": 0,
        "apology:sent": 1,
        "late:silent": 0,
        "late:supplement": 0,
        "late:extended": 1,
        "late:rework": 0,
        "late:tax": 0,
        "late:none": 1,
    }
    for code in FIXED:
        figure = figure_of(code)
        assert figure is not None
        rows = measured(leader).visible_to(leader).filter(figure.where(span))
        assert rows.count() == totals.get(code, 0)
    asked, refused = (
        supplement_reasons(actor=leader, span=span),
        refusal_reasons(actor=leader, span=span),
    )
    assert [(one.code, one.count) for one in asked] == [("supplement:thieu_ban_ve", 1)]
    assert asked[0].words
    assert sum(one.count for one in refused) == 2
    for one in (*asked, *refused):
        figure = figure_of(one.code)
        assert figure is not None
        assert measured(leader).filter(figure.where(span)).count() == one.count


def test_an_apology_is_owed_one_day_before_the_promise(
    world: World, clock: time_machine.Traveller
) -> None:
    """Due on a Monday, it is owed on Friday: on Sunday, the day before, nobody writes letters."""
    dossier, leader = assigned(world), world.here.leader
    monday = datetime(2026, 11, 30, 10, tzinfo=UTC)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=monday)

    def owed() -> list[int]:
        counts = counts_of(actor=leader, span=span_of(START, END), codes=APOLOGIES)
        listed = Dossier.objects.filter(standing_where(actor=leader, standing="apology"))
        remind_due()
        reminded = TimelineEntry.objects.filter(code="reminder_apology_owed")
        return [
            sum(counts["apology:owed"].values()),
            listed.count(),
            sum(row.apology for row in board(actor=leader)),
            reminded.count(),
        ]

    clock.move_to(monday - timedelta(days=4))
    thursday = owed()
    clock.move_to(monday - timedelta(days=3, hours=9))
    friday = owed()

    assert (thursday, friday) == ([0] * 4, [1] * 4)


def test_each_number_of_the_page_opens_its_dossiers(troubled: World) -> None:
    browser = browser_of(troubled.here.leader)

    page = browser.get(ADDRESS)

    lines = [line for _title, lines, _note in page.context["groups"] for line in lines]
    cells = [cell for line in (*lines, *page.context["apologies"]) for cell in line.cells]
    opened = [cell for cell in cells if cell.value]
    assert len(opened) >= 6
    for cell in opened:
        assert len(browser.get(cell.url).context["rows"]) == cell.value, cell.url
    assert browser_of(troubled.here.clerk_of_desk).get(ADDRESS).status_code == 404
    days = f"start={START}&end={END}"
    api = browser.get(f"/api/v1/dossiers/statistics/reasons?{days}").json()
    assert [one["count"] for one in api["apologies"]] == [0, 1, 0, 1]
    (asked,) = api["supplement"]
    behind = f"/api/v1/dossiers/statistics/dossiers?{days}&figure={asked['figure']}"
    assert len(browser.get(behind).json()["items"]) == asked["count"] == 1
    assert figure_of('supplement:a"b') is None
    assert figure_of("apology:never") is None


def test_satisfaction_is_split_by_unit_and_each_count_opens(
    world: World, clock: time_machine.Traveller
) -> None:
    first, second = returned(world), returned(world)
    services.rate(uid=first.uid, actor=world.citizen, scores={"time": 5, "attitude": 4})
    services.rate(uid=second.uid, actor=world.citizen, scores={"attitude": 1})
    leader = world.here.leader
    clock.shift(timedelta(hours=1))

    for by in ("agency", "unit", "procedure"):
        (line,) = satisfaction_by(actor=leader, span=span_of(START, END), by=by)
        assert (line.count, line.unsatisfied) == (2, 1)
        assert line.scores["attitude"] == Decimal("2.50")
        assert (line.scores["time"], line.scores["online"]) == (Decimal("5.00"), None)
    page = browser_of(leader).get("/lam-viec/danh-gia/?theo=unit")
    (shown,) = page.context["parts"]
    browser = browser_of(leader)
    assert shown.name == "Phòng Kinh tế"
    assert len(browser.get(shown.url).context["rows"]) == 2
    assert len(browser.get(shown.unsatisfied_url).context["rows"]) == 1
    assert browser.get("/lam-viec/danh-gia/?theo=x").status_code == 404
    days = f"start={START}&end={END}"
    (api,) = browser.get(f"/api/v1/dossiers/statistics/satisfaction?{days}&by=unit").json()
    assert (api["label"], api["count"]) == ("Phòng Kinh tế", 2)
    other = world.there.official(P.OVERSEE, unit=world.there.leadership, sees_agency=True)
    assert satisfaction_by(actor=other, span=span_of(START, END), by="unit") == []
