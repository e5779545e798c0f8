"""A periodic report by signature: before a leader, signed, numbered and sealed, then sent."""

from copy import deepcopy
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import PeriodReport
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.reports import report
from tinhso.dossiers.services.reporting import AlreadyReported
from tinhso.dossiers.testing import World, accepted, browser_of, id_of, resolved
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.dossiers.tests.reporting import AFTER, YEAR, put_before, sign
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.signing import services as signing
from tinhso.signing.permissions import SigningPermission

API = "/api/v1/dossiers/reports/07a/nam/2026/1"


@pytest.fixture(scope="module")
def year(world_of_the_file: World) -> World:
    """Resolve one dossier here."""
    with time_machine.travel(MONDAY_MORNING, tick=False):
        world = deepcopy(world_of_the_file)
        resolved(world)
    return world


@pytest.fixture
def ended(year: World, db: None, clock: time_machine.Traveller) -> World:
    """The year of reports is over; one dossier is done here."""
    clock.move_to(AFTER)
    return deepcopy(year)


def test_a_report_is_frozen_when_it_goes_before_the_leader(ended: World) -> None:
    row = put_before(ended)

    page = browser_of(ended.here.leader).get(YEAR).content.decode()
    assert (row.number, row.reported_by_name) == ("", ended.here.leader.name)
    assert row.rows[0]["values"][0] == 1
    assert f'Đã trình <span lang="vi">{ended.here.leader.name}</span> ký' in page
    with pytest.raises(AlreadyReported):
        put_before(ended)


def test_figures_that_changed_after_signing_are_named(ended: World) -> None:
    row = put_before(ended)
    sign(row, ended.here.leader)
    browser = browser_of(ended.here.leader)
    before = browser.get(YEAR).content.decode()
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=ZoneInfo("UTC")), tick=False):
        accepted(ended)

    after = browser.get(YEAR).content.decode()

    assert "số liệu đã đổi sau khi ký" not in before
    assert "số liệu đã đổi sau khi ký" in after
    row.refresh_from_db()
    assert row.rows[0]["values"][0] == 1


def test_one_sent_back_is_a_draft_again_with_the_reason(ended: World) -> None:
    leader = ended.here.leader
    row = put_before(ended)
    assert row.item is not None

    signing.return_for_rework(item_uid=row.item, reason="Thiếu số quý", actor=leader)

    page = browser_of(leader).get(YEAR).content.decode()
    found = report(actor=leader, code="07a", length="nam", year=2026, number=1)
    assert found.sent is None
    assert "Thiếu số quý" in page
    again = put_before(ended)
    assert (again.pk, again.returned_at) == (row.pk, None)
    assert report(actor=leader, code="07a", length="nam", year=2026, number=1).sent == again


def test_only_who_oversees_puts_it_before_a_leader_of_the_agency(ended: World) -> None:
    with pytest.raises(NotPermitted):
        services.put_report_before(
            code="07a",
            length="nam",
            year=2026,
            number=1,
            signer=id_of(ended.here.leader),
            actor=ended.here.clerk_of_desk,
        )
    with pytest.raises(Invalid):
        put_before(ended, signer=id_of(ended.there.leader))

    clerk = browser_of(ended.here.clerk_of_desk)
    assert clerk.post(f"{YEAR}trinh-ky/").status_code == 404
    assert not PeriodReport.objects.exists()


def test_the_page_and_the_api_put_it_before_the_leader(ended: World) -> None:
    leader = ended.here.leader
    second = ended.here.official(
        P.OVERSEE, SigningPermission.SIGN_ITEM, unit=ended.here.leadership, name="Bế Thị Hoa"
    )
    browser = browser_of(leader)
    offered = browser.get(YEAR).content.decode()

    unsaid = browser.post(f"{YEAR}trinh-ky/", {"signer": str(uuid4())})
    done = browser.post(f"{YEAR}trinh-ky/", {"signer": str(second.id)})
    read = browser.get(API).json()
    twice = browser.post(
        f"{API}/sign",
        {"signer": str(second.id)},
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY=str(uuid4()),
    )

    assert "Bế Thị Hoa" in offered
    assert (unsaid.status_code, done["Location"], twice.status_code) == (422, YEAR, 409)
    assert (read["put_before"], read["sent_number"], read["sent_at"]) == ("Bế Thị Hoa", "", None)
