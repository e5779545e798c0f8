"""What one agency took in for another in a month: drawn up, sent, agreed on or disputed."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Dossier, FeeSettlement
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.settlement import SettlementState, month_before
from tinhso.dossiers.services import FiguresChanged, WrongState
from tinhso.dossiers.testing import World, browser_of, sample_of, submitted
from tinhso.dossiers.tests.charging import FEE, SHOP
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import told_beside, vietnamese_left_behind

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/quyet-toan/"
API = "/api/v1/dossiers/fee-settlements"
NEXT_MONTH = datetime(2026, 12, 2, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PROCEDURES = (SHOP,)


def taken_for(world: World, *, method: str = "cash", there: bool = True) -> Dossier:
    """Let the desk here take a fee in for the other commune, or for its own."""
    owner = world.there if there else world.here
    dossier = submitted(
        world,
        **sample_of(world.version),
        resolving_agency_id=owner.agency.pk,
        receiving_agency_id=world.here.agency.pk,
    )
    document = "" if method == "cash" else "BC 12"
    services.collect(
        uid=dossier.uid, actor=world.here.clerk_of_desk, method=method, document=document
    )
    return dossier


@pytest.fixture
def cashier(world: World) -> Actor:
    return world.here.official(
        P.RECEIVE, P.RECONCILE, P.EXPORT, unit=world.here.desk, name="Nông Thị Thu"
    )


@pytest.fixture
def other(world: World) -> Actor:
    return world.there.official(
        P.OVERSEE, P.EXPORT, unit=world.there.leadership, name="Hà Văn Nhận"
    )


@pytest.fixture
def drawn(world: World, clock: time_machine.Traveller) -> FeeSettlement:
    """November's settlement with the other commune: 800.000 đồng, in December."""
    taken_for(world)
    clock.move_to(NEXT_MONTH)
    jobs.draw_up_settlements()
    return FeeSettlement.objects.get()


def test_last_month_is_drawn_up_once_for_each_other_side(
    world: World, clock: time_machine.Traveller
) -> None:
    taken_for(world)
    taken_for(world, there=False)
    taken_for(world, method="post", there=False)
    clock.move_to(NEXT_MONTH)

    made = [services.draw_up_settlements(on=date(2026, 12, day)) for day in (1, 2)]

    assert made == [2, 0]
    with_agency = FeeSettlement.objects.get(owner=world.there.agency)
    with_post = FeeSettlement.objects.get(owner=None)
    assert (with_agency.year, with_agency.month, with_agency.net_vnd) == (2026, 11, FEE)
    assert with_agency.kept.by_method == {"cash": FEE}
    assert with_post.kept.by_method == {"post": FEE}
    assert month_before(date(2027, 1, 3)).end == date(2026, 12, 31)


def test_sent_with_a_number_told_and_agreed_by_the_other_side(
    drawn: FeeSettlement, cashier: Actor, other: Actor
) -> None:
    assert browser_of(other).get(f"{LIST}{drawn.uid}/").status_code == 404

    services.send_settlement(uid=drawn.uid, actor=cashier, document="UNC 7")
    told = Notification.objects.get(kind="dossiers.settlement_sent", account_uid=str(other.id))
    services.agree_settlement(uid=drawn.uid, actor=other)

    drawn.refresh_from_db()
    assert (drawn.state, drawn.number) == (SettlementState.AGREED, "1/BQT-PLP")
    assert (drawn.document, drawn.answered_by_name) == ("UNC 7", "Hà Văn Nhận")
    assert told.link == f"{LIST}{drawn.uid}/"
    actions = AuditEntry.objects.filter(action__startswith="dossiers.settlement")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "dossiers.settlement_sent",
        "dossiers.settlement_agreed",
    ]
    with pytest.raises(WrongState):
        services.send_settlement(uid=drawn.uid, actor=cashier)


def test_money_given_back_meanwhile_stops_the_agreement(
    world: World, drawn: FeeSettlement, cashier: Actor, other: Actor
) -> None:
    services.send_settlement(uid=drawn.uid, actor=cashier)
    drawn.sums = {**drawn.sums, "count": 2}
    FeeSettlement.objects.filter(pk=drawn.pk).update(sums=drawn.sums)

    with pytest.raises(FiguresChanged):
        services.agree_settlement(uid=drawn.uid, actor=other)

    drawn.refresh_from_db()
    assert drawn.state == SettlementState.SENT


def test_disputed_with_a_reason_and_sent_again_under_its_number(
    drawn: FeeSettlement, cashier: Actor, other: Actor
) -> None:
    services.send_settlement(uid=drawn.uid, actor=cashier)

    with pytest.raises(Invalid):
        services.dispute_settlement(uid=drawn.uid, actor=other, reason=" ")
    services.dispute_settlement(uid=drawn.uid, actor=other, reason="Thiếu một biên lai")
    again = services.send_settlement(uid=drawn.uid, actor=cashier)

    assert (again.state, again.number, again.reason) == ("sent", "1/BQT-PLP", "")


def test_a_month_that_lasts_is_not_sent(
    drawn: FeeSettlement, cashier: Actor, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 11, 30, 16, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))

    with pytest.raises(WrongState):
        services.send_settlement(uid=drawn.uid, actor=cashier)

    drawn.refresh_from_db()
    assert (drawn.state, drawn.number) == (SettlementState.DRAFT, "")


def test_who_may_not_and_who_is_of_another_agency(
    world: World, drawn: FeeSettlement, cashier: Actor, other: Actor
) -> None:
    leader = world.here.official(P.OVERSEE, unit=world.here.leadership)
    specialist = world.here.official(P.APPRAISE, unit=world.here.division)

    with pytest.raises(NotPermitted):
        services.send_settlement(uid=drawn.uid, actor=leader)
    with pytest.raises(NotFound):
        services.send_settlement(uid=drawn.uid, actor=other)
    services.send_settlement(uid=drawn.uid, actor=cashier)
    with pytest.raises(NotFound):
        services.agree_settlement(uid=drawn.uid, actor=cashier)

    assert browser_of(specialist).get(LIST).status_code == 404
    assert browser_of(specialist).get(f"{LIST}{drawn.uid}/").status_code == 404
    drawn.refresh_from_db()
    assert drawn.state == SettlementState.SENT


def test_with_the_post_the_desk_writes_down_who_signed(
    world: World, cashier: Actor, clock: time_machine.Traveller
) -> None:
    taken_for(world, method="post", there=False)
    clock.move_to(NEXT_MONTH)
    jobs.draw_up_settlements()
    row = FeeSettlement.objects.get()
    browser = browser_of(cashier)
    browser.post(f"{LIST}{row.uid}/gui/", {"document": ""})

    unsaid = browser.post(f"{LIST}{row.uid}/xac-nhan/", {"signed_by": " "})
    browser.post(f"{LIST}{row.uid}/xac-nhan/", {"signed_by": "Lê Văn Bưu"})

    book = load_workbook(BytesIO(browser.get(f"{LIST}{row.uid}/xuat/").content))

    row.refresh_from_db()
    assert told_beside(book)["Thu cho"] == "Cơ quan bên thu, qua bưu chính công ích"
    assert unsaid.status_code == 422
    assert (row.state, row.answered_by_name) == (SettlementState.AGREED, "Lê Văn Bưu")


def test_pages_paper_and_file_say_the_same_sum(
    drawn: FeeSettlement, cashier: Actor, other: Actor
) -> None:
    browser = browser_of(cashier)
    there = f"{LIST}{drawn.uid}/"

    listed = browser.get(LIST).content.decode()
    browser.post(f"{there}gui/", {"document": "UNC 7"})
    paper = text_of_pages(browser.get(f"{there}in/").content)
    book = load_workbook(BytesIO(browser.get(f"{there}xuat/").content))
    theirs = browser_of(other)
    refused = theirs.post(f"{there}chua-thong-nhat/", {"reason": ""})
    theirs.cookies["django_language"] = "en"
    english = theirs.get(there).content.decode()

    assert "800.000" in listed
    assert "800.000" in " ".join(paper)
    assert "1/BQT-PLP" in " ".join(paper)
    assert book.worksheets[0]["F2"].value == FEE
    about = told_beside(book)
    assert (about["Số dòng"], about["Tổng cột “Số tiền (đồng)”"]) == (1, FEE)
    assert (refused.status_code, "open" in refused.content.decode()) == (422, True)
    assert "UNC 7" in english
    assert vietnamese_left_behind(english) == []


def test_a_machine_sends_reads_and_agrees(
    drawn: FeeSettlement, cashier: Actor, other: Actor
) -> None:
    ours, theirs = browser_of(cashier), browser_of(other)
    one = f"{API}/{drawn.uid}"

    sent = ours.post(f"{one}/send", {"document": "UNC 7"}, content_type="application/json").json()
    lines = theirs.get(f"{API}?year=2026&month=11").json()
    agreed = theirs.post(f"{one}/agree", {}, content_type="application/json").json()

    assert (sent["net_vnd"], sent["receipts"][0]["amount_vnd"]) == (FEE, FEE)
    assert [(line["uid"], line["state"]) for line in lines] == [(str(drawn.uid), "sent")]
    assert agreed["state"] == "agreed"


def test_the_list_asks_no_more_for_more_months(drawn: FeeSettlement, cashier: Actor) -> None:
    browser = browser_of(cashier)
    browser.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get(LIST)
    for month in range(1, 6):
        FeeSettlement.objects.create(
            collector_id=drawn.collector_id,
            owner_id=drawn.owner_id,
            year=2026,
            month=month,
            made_at=drawn.made_at,
        )

    with CaptureQueriesContext(connection) as many:
        browser.get(LIST)

    assert len(many) == len(one)
