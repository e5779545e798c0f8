"""The payments of an agency: listed, due at the treasury, sent under a voucher, one or many."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Charge, Payment
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.fees import RemitState, remit_state
from tinhso.dossiers.services.errors import NothingToRemit
from tinhso.dossiers.testing import World, browser_of, sample_of, submitted
from tinhso.dossiers.tests import banking
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.notifications.models import Notification

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/khoan-thu/"
SEND = f"{LIST}chuyen-kho-bac/"
API = "/api/v1/dossiers/payments"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
PROCEDURES = ("1.004363",)


@pytest.fixture
def shop(world: World) -> World:
    banking.account_for(world.here)
    return world


@pytest.fixture
def cashier(shop: World) -> Actor:
    return shop.here.official(P.RECEIVE, P.RECONCILE, P.EXPORT, unit=shop.here.desk)


def by_bank(world: World) -> Payment:
    charge = Charge.objects.get(dossier=submitted(world, **sample_of(world.version)))
    banking.tell(banking.transferred(charge))
    return Payment.objects.latest("pk")


def in_cash(world: World) -> Payment:
    dossier = submitted(world, **sample_of(world.version))
    return services.collect(uid=dossier.uid, actor=world.here.clerk_of_desk)


def get(actor: Actor, where: str) -> str:
    return str(browser_of(actor).get(where).content.decode())


def test_what_came_by_bank_is_due_at_the_treasury_in_eight_working_hours(
    shop: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 11, 20, 16, 0, tzinfo=HERE))  # a Friday, an hour before closing

    payment, cash = by_bank(shop), in_cash(shop)

    assert payment.remit_due_at == datetime(2026, 11, 23, 16, 0, tzinfo=HERE)
    assert cash.remit_due_at is None


@pytest.mark.parametrize(
    ("state", "hours", "done", "expected"),
    [
        ("paid", 1, False, RemitState.WAITING),
        ("paid", -1, False, RemitState.LATE),
        ("paid", -1, True, RemitState.DONE),
        ("refunded", -1, False, RemitState.NONE),
        ("paid", None, False, RemitState.NONE),
    ],
)
def test_where_a_payment_stands(
    state: str, hours: int | None, done: bool, expected: RemitState
) -> None:
    now = datetime(2026, 11, 20, 16, 0, tzinfo=HERE)
    due = None if hours is None else now + timedelta(hours=hours)

    found = remit_state(state=state, due_at=due, done_at=now if done else None, now=now)

    assert found is expected


def test_late_ones_are_marked_and_found(
    shop: World, cashier: Actor, clock: time_machine.Traveller
) -> None:
    late = by_bank(shop)
    clock.shift(timedelta(days=3))
    soon = by_bank(shop)

    page = get(cashier, f"{LIST}?kho-bac=late")

    assert late.receipt_number in page
    assert 'class="state late">Quá hạn chuyển kho bạc' in page
    assert soon.receipt_number not in page
    assert soon.receipt_number in get(cashier, f"{LIST}?kho-bac=waiting")


def test_it_narrows_by_way_and_officer_and_goes_out_as_a_file(shop: World, cashier: Actor) -> None:
    bank, cash = by_bank(shop), in_cash(shop)

    of_cash = get(cashier, f"{LIST}?cach=cash")
    of_officer = get(cashier, f"{LIST}?nguoi={cash.received_by}")
    file = b"".join(browser_of(cashier).get(f"{LIST}xuat/csv/")).decode()

    assert cash.receipt_number in of_cash
    assert bank.receipt_number not in of_cash
    assert cash.receipt_number in of_officer
    assert bank.receipt_number not in of_officer
    assert cash.receipt_number in file
    assert bank.receipt_number in file
    assert "Số tiền (đồng)" in file
    assert f",{bank.amount_vnd}," in file


def test_nothing_was_received_and_the_page_says_so(cashier: Actor) -> None:
    assert "Chưa có khoản thu nào" in get(cashier, LIST)


def test_the_cashier_is_told_each_day_of_what_is_late_until_it_is_sent(
    shop: World, cashier: Actor, clock: time_machine.Traveller
) -> None:
    elsewhere = shop.there.official(P.RECONCILE, unit=shop.there.desk)
    late = by_bank(shop)
    in_cash(shop)

    def told(actor: Actor) -> list[dict[str, object]]:
        rows = Notification.objects.filter(kind="dossiers.remit_late", account_uid=str(actor.id))
        return [row.values for row in rows.order_by("created_at")]

    jobs.remind_remittance()
    early = told(cashier)
    for day in (17, 17, 18):
        clock.move_to(datetime(2026, 11, day, 10, 0, tzinfo=HERE))
        jobs.remind_remittance()
    twice = told(cashier)
    services.remit(uids=[late.uid], actor=cashier, document="UNC 5")
    clock.move_to(datetime(2026, 11, 19, 10, 0, tzinfo=HERE))
    jobs.remind_remittance()

    assert early == []
    assert [(one["count"], one["amount"]) for one in twice] == [("1", "800.000 đ")] * 2
    assert told(cashier) == twice
    assert told(elsewhere) == told(shop.here.clerk_of_desk) == []


def test_many_go_to_the_treasury_under_one_voucher(shop: World, cashier: Actor) -> None:
    sent, cash = [by_bank(shop), by_bank(shop)], in_cash(shop)
    keys = [str(one.uid) for one in [*sent, cash]]
    browser = browser_of(cashier)

    asked = browser.post(f"{LIST}viec/", {"viec": "remit", "chon": keys})
    page = browser.get(asked["Location"]).content.decode()
    empty = browser.post(SEND, {"chon": keys[:2], "document": " "})
    answer = browser.post(SEND, {"chon": keys[:2], "document": "UNC 5"})

    assert "1 khoản đã chọn không phải chuyển" in page
    assert "1.600.000 đ" in page
    assert (empty.status_code, answer.status_code) == (422, 302)
    rows = Payment.objects.exclude(remitted_at=None).values_list("uid", "remit_document")
    assert set(rows) == {(one.uid, "UNC 5") for one in sent}
    assert AuditEntry.objects.filter(action="dossiers.fee_remitted").count() == 2
    assert "UNC 5" in get(cashier, f"{LIST}?kho-bac=done")


def test_all_or_none_go(shop: World, cashier: Actor) -> None:
    bank, cash = by_bank(shop), in_cash(shop)

    with pytest.raises(NothingToRemit):
        services.remit(uids=[bank.uid, cash.uid], actor=cashier, document="UNC 5")
    with pytest.raises(Invalid):
        services.remit(uids=[bank.uid], actor=cashier, document=" ")

    assert not Payment.objects.exclude(remitted_at=None).exists()
    services.remit(uids=[bank.uid], actor=cashier, document="UNC 5")
    with pytest.raises(NothingToRemit):
        services.remit(uids=[bank.uid], actor=cashier, document="UNC 6")
    bank.refresh_from_db()
    assert bank.remit_document == "UNC 5"


def test_another_agencys_money_is_not_there(shop: World, cashier: Actor) -> None:
    bank = by_bank(shop)
    stranger = shop.there.official(P.RECONCILE, unit=shop.there.desk)

    with pytest.raises(NotFound):
        services.remit(uids=[bank.uid], actor=stranger, document="UNC 5")
    with pytest.raises(NotPermitted):
        services.remit(uids=[bank.uid], actor=shop.here.clerk_of_desk, document="UNC 5")
    assert bank.receipt_number not in get(stranger, LIST)
    assert browser_of(shop.here.specialist).get(LIST).status_code == 404
    bank.refresh_from_db()
    assert bank.remitted_at is None


def test_the_list_asks_as_much_for_ten_as_for_one(shop: World, cashier: Actor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(cashier, LIST)
        return len(captured)

    by_bank(shop)
    get(cashier, LIST)
    one = asked()
    for _ in range(9):
        by_bank(shop)

    assert asked() == one


def test_a_machine_reads_and_sends(shop: World, cashier: Actor) -> None:
    bank = by_bank(shop)
    browser = browser_of(cashier)

    listed: dict[str, Any] = browser.get(f"{API}?remit=waiting").json()
    answer = browser.post(
        f"{API}/remit",
        {"payments": [str(bank.uid)], "document": "UNC 5"},
        content_type="application/json",
        headers={"Idempotency-Key": "one"},
    )

    assert [(one["uid"], one["remit"]) for one in listed["items"]] == [(str(bank.uid), "waiting")]
    assert (answer.status_code, answer.json()["payments"][0]["remit"]) == (200, "done")
    assert browser.get(f"{API}?remit=waiting").json()["items"] == []


def test_each_opens_the_dossier_where_he_works(shop: World, cashier: Actor) -> None:
    dossier = in_cash(shop).charge.dossier
    leader = shop.here.official(P.OVERSEE, unit=shop.here.leadership, sees_agency=True)

    for_cashier, for_leader = get(cashier, LIST), get(leader, LIST)

    assert f"/lam-viec/mot-cua/{dossier.uid}/" in for_cashier
    assert f"/lam-viec/ho-so/{dossier.uid}/" in for_leader
    assert "/lam-viec/mot-cua/" not in for_leader
