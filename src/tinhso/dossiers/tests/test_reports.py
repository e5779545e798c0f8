"""Periodic reports: formulas of the circular, sums of communes, what was sent stays as it was."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from openpyxl import load_workbook

from tinhso.dossiers import services
from tinhso.dossiers.models import DeskFacts, PeriodReport
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.reports import Report, report
from tinhso.dossiers.rules.clocks import SHIPPED
from tinhso.dossiers.rules.periods import Length, Reckoning, whole
from tinhso.dossiers.rules.reports import FORMS, due_on, holds, is_reported
from tinhso.dossiers.services.reporting import AlreadyReported
from tinhso.dossiers.testing import (
    BIRTH,
    PERMIT,
    Commune,
    World,
    accepted,
    assigned,
    browser_of,
    resolved,
)
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import told_beside
from tinhso.organization.queries import AgencyLevel
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.queries import process_counts
from tinhso.procedures.testing import newest_version

YEAR = "/lam-viec/thong-ke/bao-cao/07a/nam/2026/1/"
AFTER = datetime(2026, 12, 16, 9, tzinfo=ZoneInfo(settings.TIME_ZONE))


@pytest.fixture(scope="module")
def year(world_of_the_file: World) -> World:
    """Resolve one dossier here, leave one open here and one there."""
    with time_machine.travel(MONDAY_MORNING, tick=False):
        world = deepcopy(world_of_the_file)
        resolved(world)
        assigned(world)
        accepted(world, resolving_agency_id=world.there.agency.pk, taken_in_by=world.there)
    return world


@pytest.fixture
def ended(year: World, db: None, clock: time_machine.Traveller) -> World:
    """The year of reports is over: one dossier is done here, one open and late here and there."""
    clock.move_to(AFTER)
    return deepcopy(year)


def test_a_report_is_late_and_dated_by_the_provinces_day() -> None:
    """At one in the morning here it is still yesterday in UTC."""
    night = datetime(2026, 9, 21, 1, tzinfo=ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)

    assert PeriodReport(reported_at=night, due_on=date(2026, 9, 20)).is_late
    assert not PeriodReport(reported_at=night, due_on=date(2026, 9, 21)).is_late


def of_year(code: str, actor: Actor) -> Report:
    return report(actor=actor, code=code, length="nam", year=2026, number=1)


def send(actor: Actor) -> PeriodReport:
    return services.send_report(code="07a", length="nam", year=2026, number=1, actor=actor)


def chairman(world: World, *permissions: str) -> Actor:
    """Return who leads the province."""
    period = world.province.periods.get()
    period.level = AgencyLevel.PROVINCE
    period.save()
    unit = UnitFactory.create(agency=world.province, kind="leadership", name="Lãnh đạo tỉnh")
    whole_province = Commune(world.province, unit, unit, unit, unit)
    return whole_province.official(P.OVERSEE, *permissions, unit=unit, sees_agency=True)


def test_each_sum_of_a_form_is_what_its_formula_adds(ended: World) -> None:
    found = of_year("07a", ended.here.leader)

    place = {column.number: n for n, column in enumerate(found.form.columns)}
    assert [column.formula for column in found.form.columns if column.adds] == [
        "(3)=(4)+(5)+(6)+(7)+(8)",
        "(9)=(10)+(11)+(12)",
        "(13)=(14)+(15)",
    ]
    for row in found.rows:
        for column in found.form.columns:
            parts = sum(row.values[place[number]] for number in column.adds)
            assert not column.adds or row.values[place[column.number]] == parts
        assert row.values[place["3"]] == row.values[place["9"]] + row.values[place["13"]]
    total = found.rows[0]
    assert total.values == (2, 0, 2, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1)


def test_the_province_adds_its_communes(ended: World) -> None:
    leader = chairman(ended)

    found = of_year("07b", leader)

    own = next(row for row in found.rows if row.part == "I" and row.is_sum)
    communes = next(row for row in found.rows if row.part == "II" and row.is_sum)
    here, there = (of_year("07a", one.leader).rows[0] for one in (ended.here, ended.there))
    added = tuple(a + b for a, b in zip(here.values, there.values, strict=True))
    assert communes.values == added
    assert sum(communes.values) > sum(here.values)
    assert not any(own.values)
    with pytest.raises(NotFound):
        of_year("07a", leader)


def test_what_was_sent_stays_and_what_differs_is_shown(
    ended: World, clock: time_machine.Traveller
) -> None:
    leader = ended.here.leader
    sent = send(leader)

    clock.shift(timedelta(hours=1))
    PeriodReport.objects.filter(pk=sent.pk).update(
        rows=[{**row, "values": [n + 1 for n in row["values"]]} for row in sent.rows]
    )
    found = of_year("07a", leader)

    assert (sent.number, sent.reported_by, sent.due_on) == (
        "1/BC-KSTT",
        leader.id,
        date(2026, 12, 20),
    )
    assert found.as_sent[0].values[0] == 3
    assert found.rows[0].values[0] == 2
    assert found.differences[0][1] == [-1] * 13
    page = browser_of(leader).get(YEAR)
    assert "1/BC-KSTT" in page.content.decode()
    assert len(page.context["changes"]) == len(found.rows)
    with pytest.raises(AlreadyReported):
        send(leader)
    assert AuditEntry.objects.filter(action="dossiers.report_sent").count() == 1


def test_nothing_is_sent_before_the_period_ends_or_without_the_permission(
    world: World, clock: time_machine.Traveller
) -> None:
    with pytest.raises(Invalid):
        send(world.here.leader)
    clock.move_to(AFTER)
    with pytest.raises(NotPermitted):
        send(world.here.specialist)

    assert not PeriodReport.objects.exists()


def test_which_periods_are_reported_and_until_when() -> None:
    months = [n for n in range(1, 13) if is_reported(Length.MONTH, n)]
    quarter = whole(Reckoning.DECREE_09, Length.QUARTER, 2026, 3, law=SHIPPED)
    month = whole(Reckoning.DECREE_09, Length.MONTH, 2026, 8, law=SHIPPED)

    assert months == [1, 2, 4, 5, 7, 8, 10, 11]
    assert [n for n in (1, 2, 3, 4) if is_reported(Length.QUARTER, n)] == [1, 3]
    assert due_on(quarter, province=False) == date(2026, 9, 20)
    assert due_on(quarter, province=True) == date(2026, 9, 23)
    assert holds(FORMS["08a"], quarter)
    assert not holds(FORMS["08a"], month)
    assert holds(FORMS["07a"], month)
    assert not holds(FORMS["07a"], whole(Reckoning.CALENDAR, Length.MONTH, 2026, 8, law=SHIPPED))


def test_a_desk_says_what_the_house_cannot_count(ended: World) -> None:
    leader = ended.here.leader
    assert ended.here.clerk_of_desk
    browser = browser_of(leader)
    address = f"/lam-viec/thong-ke/bao-cao/mot-cua/{ended.here.desk.pk}/"

    wrong = browser.post(address, {"staff_sent": "-1", "staff_contract": "1"})
    done = browser.post(
        address, {"staff_sent": "2", "staff_contract": "1", "computers_staff": "on"}
    )
    other = browser.get(f"/lam-viec/thong-ke/bao-cao/mot-cua/{ended.there.desk.pk}/")

    assert (wrong.status_code, done.status_code, other.status_code) == (422, 302, 404)
    assert 'value="-1"' in wrong.content.decode()
    assert DeskFacts.objects.get().staff_sent == 2
    (total, desk) = of_year("08a", leader).rows
    assert desk.values == total.values == (0, 4, 1, 2, 1, 1, 0, 0, 0, 1)


def test_a_centre_counts_its_branches_and_these_stand_below_it(ended: World) -> None:
    """Further desks of its agency and of agencies below it; communes are centres of their own."""
    here = ended.here
    point = UnitFactory.create(agency=here.agency, kind="desk", name="Điểm tiếp nhận Nà Pồng")
    branch = UnitFactory.create(
        agency=AgencyFactory.create(parent=here.agency, name="Chi nhánh Đức Long"), kind="desk"
    )

    total, *rows = of_year("08a", here.leader).rows

    assert {row.key: row.values[0] for row in rows} == {
        str(here.desk.pk): 2,
        str(point.pk): 0,
        str(branch.pk): 0,
    }
    assert rows[0].key == str(here.desk.pk)
    assert total.values[0] == 2
    province = of_year("08b", chairman(ended))
    assert {row.part for row in province.rows} == {""}
    counted = {row.key: row.values[0] for row in province.rows if not row.is_sum}
    assert (counted[str(here.desk.pk)], counted[str(ended.there.desk.pk)]) == (2, 0)


def test_part_one_of_08c_counts_the_procedures(ended: World) -> None:
    leader = chairman(ended, P.EXPORT)
    address = YEAR.replace("07a", "08c")

    rows = of_year("08c", leader).rows

    total, *fields = [row for row in rows if row.part == "I"]
    known = process_counts(on=AFTER.date())
    assert total.values == (
        sum(one.procedures for one in known),
        sum(one.at_province for one in known),
        sum(one.at_commune for one in known),
        sum(one.at_desks for one in known),
        sum(one.with_process for one in known),
    )
    in_force = [newest_version(code) for code in (BIRTH, PERMIT)]
    assert total.values[0] == len(in_force)
    at_desks = [one for one in in_force if one.can_be_filed and "direct" in one.channels]
    assert total.values[3] == len(at_desks) > 0
    assert [row.name for row in fields] == [one.name for one in known]
    desks = [row for row in rows if row.part == "II"]
    assert {len(row.values) for row in desks} == {10}
    browser = browser_of(leader)
    page = browser.get(address)
    said = page.content.decode()
    assert [len(table.columns) for table in page.context["tables"]] == [5, 10]
    assert said.index("I. Số lượng thủ tục") < said.index("II. Tổ chức trung tâm")
    lines = browser.get(f"{address}tep/csv/").content.decode().splitlines()
    heads = [n for n, line in enumerate(lines) if "(2) Nội dung" in line]
    assert heads == [0, len(fields) + 2]
    assert browser.get(f"{address}tep/pdf/").content.startswith(b"%PDF")
    api = browser.get("/api/v1/dossiers/reports/08c/nam/2026/1").json()
    assert (len(api["first_columns"]), len(api["columns"])) == (5, 10)


@pytest.mark.parametrize("code", ["08c", "09b"])
def test_each_count_of_procedures_opens_to_these(code: str, ended: World) -> None:
    leader = chairman(ended, ProcedurePermission.VIEW_CATALOGUE)
    browser = browser_of(leader)
    page = browser.get(YEAR.replace("07a", code))
    cells = [
        cell
        for table in page.context["tables"]
        for line in table.rows
        for cell in line.cells
        if "/quan-tri/thu-tuc/" in cell.url
    ]
    assert {cell.value for cell in cells} >= {1, 2}
    assert "Bấm một số để xem từng thủ tục" in page.content.decode()

    for cell in cells:
        opened = browser.get(cell.url).context
        assert all(f.is_on for f in opened["state"].filters if f.filter.key in cell.url)
        assert len(opened["rows"]) == cell.value, cell.url


def test_a_report_sent_under_fewer_columns_is_still_read(ended: World) -> None:
    """08 counted no branches before; what was sent stays, the new column stands empty before it."""
    leader = ended.here.leader
    sent = services.send_report(code="08a", length="nam", year=2026, number=1, actor=leader)
    PeriodReport.objects.filter(pk=sent.pk).update(
        rows=[{**row, "values": row["values"][1:]} for row in sent.rows]
    )

    found = of_year("08a", leader)

    assert [row.values for row in found.as_sent] == [row.values for row in found.rows]
    assert found.differences == []
    assert browser_of(leader).get(YEAR.replace("07a", "08a")).status_code == 200


def test_internal_processes_are_counted_by_field(ended: World) -> None:
    total, *fields = of_year("09a", ended.here.leader).rows

    assert total.values[0] == sum(row.values[0] for row in fields) > 0
    assert all(row.values[0] == row.values[3] + row.values[4] for row in fields)
    browser = browser_of(ended.here.leader)
    pages = [browser.get(YEAR.replace("07a", code)).content.decode() for code in ("07a", "09a")]
    assert ["Bấm một số" in page for page in pages] == [True, False]


def test_each_cell_of_a_report_opens_its_dossiers(ended: World) -> None:
    browser = browser_of(chairman(ended))

    page = browser.get(YEAR.replace("07a", "07b"))

    opened = 0
    for line in page.context["rows"]:
        for cell in line.cells:
            if cell.value:
                assert len(browser.get(cell.url).context["rows"]) == cell.value
                opened += 1
    assert opened >= 8


def test_a_report_is_sent_and_taken_out_from_its_page(ended: World) -> None:
    who = ended.here.official(P.OVERSEE, P.EXPORT, unit=ended.here.leadership, sees_agency=True)
    leader = browser_of(who)

    done = leader.post(f"{YEAR}gui/")

    assert done["Location"] == YEAR
    assert PeriodReport.objects.get().form == "07a"
    assert "1/BC-KSTT" in leader.get("/lam-viec/thong-ke/bao-cao/").content.decode()
    assert leader.get(f"{YEAR}tep/pdf/").content.startswith(b"%PDF")
    book = load_workbook(BytesIO(leader.get(f"{YEAR}tep/xlsx/").getvalue()))
    about = told_beside(book)
    assert (about["Tình trạng"], about["Người xuất"]) == ("Đã gửi, số 1/BC-KSTT", who.name)
    heads, total, first, *_ = leader.get(f"{YEAR}tep/csv/").content.decode().splitlines()
    assert "(4) " in heads
    assert total.split(",")[1:3] == ["", "Tổng số"]
    assert first.split(",")[1] == "1"
    clerk = browser_of(ended.here.clerk_of_desk)
    assert {clerk.get(one).status_code for one in (YEAR, "/lam-viec/thong-ke/bao-cao/")} == {404}
    assert leader.get(YEAR.replace("nam/2026/1", "thang/2026/3")).status_code == 404


def test_leaders_are_reminded_once_of_a_report_that_is_due(ended: World) -> None:
    leader = ended.here.leader
    send(leader)

    def told() -> list[str]:
        found = Notification.objects.filter(
            account_uid=str(leader.id), kind="dossiers.report_due", link__contains="/nam/"
        )
        return sorted(str(one.values["form"]) for one in found)

    services.remind_reports(on=date(2026, 12, 16))
    early = told()
    services.remind_reports(on=date(2026, 12, 17))
    services.remind_reports(on=date(2026, 12, 18))

    assert early == []
    assert told() == ["06a", "08a", "09a"]


def test_the_api_reads_and_sends_reports(ended: World) -> None:
    browser = browser_of(ended.here.leader)
    base = "/api/v1/dossiers/reports"

    listed = browser.get(base).json()
    draft = browser.get(f"{base}/07a/nam/2026/1").json()
    sent = browser.post(f"{base}/07a/nam/2026/1", content_type="application/json")
    desk = browser.put(
        f"/api/v1/dossiers/desks/{ended.here.desk.pk}/facts",
        {"staff_sent": 1, "staff_contract": 0, "scanners": True},
        content_type="application/json",
    )

    known = [(one["code"], one["length"], one["year"], one["number"]) for one in listed]
    assert ("07a", "nam", 2026, 1) in known
    assert (draft["sent_number"], draft["rows"][0]["values"][0]) == ("", 2)
    assert (sent.status_code, sent.json()["sent_number"]) == (200, "1/BC-KSTT")
    assert desk.status_code == 204
    assert DeskFacts.objects.get().scanners
    clerk = browser_of(ended.here.clerk_of_desk)
    assert clerk.get(f"{base}/07a/nam/2026/1").status_code == 403
    assert browser.get(f"{base}/07b/nam/2026/1").status_code == 404


@pytest.mark.parametrize("code", ["08c", "09b"])
def test_procedures_that_begin_after_the_period_are_not_in_it(code: str, ended: World) -> None:
    leader = chairman(ended)
    before = of_year(code, leader)
    permit = newest_version(PERMIT)
    type(permit).objects.filter(pk=permit.pk).update(
        effective_from=before.period.end + timedelta(days=1)
    )

    after = of_year(code, leader)

    assert (before.rows[0].values[0], after.rows[0].values[0]) == (2, 1)
    assert after.counted_on == after.period.end
