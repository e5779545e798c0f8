"""A month in which two communes became one is settled on both sides of the day."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, FeeSettlement
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.settlements import count_anew
from tinhso.dossiers.rules.settlement import SettlementState
from tinhso.dossiers.testing import World, browser_of, sample_of, submitted
from tinhso.dossiers.tests.charging import FEE, SHOP
from tinhso.dossiers.tests.mergers import merged, now_as, planned, successor
from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.permissions import OrganizationPermission as Org
from tinhso.organization.queries import preview_of, why_not_undone
from tinhso.organization.testing import AgencyFactory, UnitFactory

if TYPE_CHECKING:
    from tinhso.organization.models import Merger

PROCEDURES = (SHOP,)
LIST = "/lam-viec/quyet-toan/"
NEXT_MONTH = datetime(2026, 12, 2, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def planner() -> Actor:
    return make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES)


@pytest.fixture
def department(world: World) -> int:
    """A department that the desks take fees in for; it does not merge."""
    made = AgencyFactory.create(name="Sở Công Thương", code_new="H14.8", parent=world.province)
    for kind in ("specialist", "leadership"):
        UnitFactory.create(agency=made, kind=kind)
    return made.pk


def taken(world: World, *, owner: int) -> Dossier:
    """Let the desk here take a fee in for an agency."""
    dossier = submitted(
        world,
        **sample_of(world.version),
        resolving_agency_id=owner,
        receiving_agency_id=world.here.agency.pk,
    )
    services.collect(
        uid=dossier.uid, actor=world.here.clerk_of_desk, method="transfer", document="BC 12"
    )
    return dossier


def cashier_of(world: World) -> Actor:
    """Return who settles at the desk here."""
    return world.here.official(P.RECEIVE, P.RECONCILE, unit=world.here.desk, name="Nông Thị Thu")


def test_what_the_old_desk_took_in_is_settled_by_the_successor_under_the_old_name(
    world: World, planner: Actor, department: int, clock: time_machine.Traveller
) -> None:
    cashier = cashier_of(world)
    taken(world, owner=department)
    merged(world, planner)
    clock.move_to(NEXT_MONTH)
    heir = now_as(cashier)

    made = services.draw_up_settlements(on=NEXT_MONTH.date())
    row = FeeSettlement.objects.get()
    page = browser_of(cashier).get(f"{LIST}{row.uid}/").content.decode()
    listed = browser_of(cashier).get(LIST).content.decode()
    english = in_english(browser_of(cashier)).get(f"{LIST}{row.uid}/").content.decode()
    services.send_settlement(uid=row.uid, actor=heir)
    paper = browser_of(cashier).get(f"{LIST}{row.uid}/in/").content

    row.refresh_from_db()
    assert (made, row.collector_id, row.owner_id) == (1, world.here.agency.pk, department)
    assert (row.state, row.net_vnd, heir.agency_id) == (SettlementState.SENT, FEE, successor().id)
    assert "Chốt số liệu và gửi" in page
    assert "Cơ quan làm tiếp sau sắp xếp" in page
    assert successor().name in page
    assert world.here.agency.pk != successor().id
    assert "Ủy ban nhân dân xã Đông Khê" in listed
    assert vietnamese_left_behind(english) == []
    printed = "".join("".join(text_of_pages(paper)).split())
    assert "ĐÔNGKHÊ" in printed
    assert "".join(successor().name.split()) in printed


def test_what_was_taken_in_for_an_agency_that_merged_stays_its_own_and_its_heir_answers(
    world: World, planner: Actor, department: int, clock: time_machine.Traveller
) -> None:
    desk = UnitFactory.create(agency_id=department, kind="desk")
    dossier = submitted(
        world,
        **sample_of(world.version),
        resolving_agency_id=world.there.agency.pk,
        receiving_agency_id=department,
    )
    clerk = world.there.official(P.OVERSEE, unit=world.there.leadership, name="Hà Văn Nhận")
    theirs = make_theirs(world, department, desk.pk)
    services.collect(uid=dossier.uid, actor=theirs, method="transfer", document="BC 12")
    clock.shift(timedelta(days=1))
    merged(world, planner)
    dossier.refresh_from_db()
    clock.move_to(NEXT_MONTH)

    services.draw_up_settlements(on=NEXT_MONTH.date())
    row = FeeSettlement.objects.get()
    services.send_settlement(uid=row.uid, actor=theirs)
    told = Notification.objects.filter(kind="dossiers.settlement_sent", account_uid=str(clerk.id))
    heir = now_as(clerk)
    page = browser_of(clerk).get(f"{LIST}{row.uid}/").content.decode()
    services.agree_settlement(uid=row.uid, actor=heir)

    row.refresh_from_db()
    assert dossier.resolving_agency_id == successor().id
    assert (row.owner_id, row.net_vnd) == (world.there.agency.pk, FEE)
    assert count_anew(row).net_vnd == FEE
    assert told.count() == 1
    assert "Xác nhận số liệu đúng" in page
    assert (row.state, row.answered_by_name) == (SettlementState.AGREED, "Hà Văn Nhận")


def test_the_preview_says_who_settles_and_an_answer_since_bars_taking_it_back(
    world: World, planner: Actor, department: int, clock: time_machine.Traveller
) -> None:
    cashier = cashier_of(world)
    taken(world, owner=department)
    merger = planned(world, planner)
    lines = {view.key: [line for _n, line in view.shown] for view in preview_of(merger)}[
        "dossiers.settlements"
    ]

    merged_one = merged_already(merger)
    clock.move_to(NEXT_MONTH)
    services.draw_up_settlements(on=NEXT_MONTH.date())
    before = [str(reason) for reason in why_not_undone(merged_one)]
    services.send_settlement(uid=FeeSettlement.objects.get().uid, actor=now_as(cashier))
    after = [str(reason) for reason in why_not_undone(merged_one)]

    assert [(str(line.label), line.count) for line in lines] == [
        ("Biên lai thu hộ trong tháng chưa lập bảng", 1)
    ]
    assert not [reason for reason in before if "quyết toán" in reason]
    assert [reason for reason in after if "quyết toán" in reason]


def test_a_stranger_sees_nothing_of_what_ended(
    world: World, planner: Actor, department: int, clock: time_machine.Traveller
) -> None:
    taken(world, owner=department)
    merged(world, planner)
    clock.move_to(NEXT_MONTH)
    services.draw_up_settlements(on=NEXT_MONTH.date())
    other = AgencyFactory.create(code_new="H14.20.77", parent=world.province)
    unit = UnitFactory.create(agency=other, kind="desk")
    stranger = make_theirs(world, other.pk, unit.pk)

    row = FeeSettlement.objects.get()

    assert browser_of(stranger).get(f"{LIST}{row.uid}/").status_code == 404


def make_theirs(world: World, agency_id: int, unit_id: int) -> Actor:
    """Return who settles at another desk."""
    account = OfficialFactory.create(name="Lục Văn Sở")
    give_role(account, P.RECEIVE, P.RECONCILE, agency_id=agency_id, unit_id=unit_id)
    return actor_for(account)


def merged_already(merger: "Merger") -> "Merger":
    """Carry a planned merger out."""
    run_waiting_jobs("organization.carry_out_merger")
    merger.refresh_from_db()
    assert merger.state == "finished"
    return merger
