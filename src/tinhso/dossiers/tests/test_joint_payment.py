"""One payment for a whole list: paid once, each dossier with its own payment and receipt."""

import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import BankCall, GroupFiling, JointBill, Payment
from tinhso.dossiers.queries.joint import group_money
from tinhso.dossiers.registry import BankDown, Order, payment_providers
from tinhso.dossiers.services import joint_paying
from tinhso.dossiers.services.errors import NoBank, NothingOwed
from tinhso.dossiers.testing import World
from tinhso.dossiers.tests import banking
from tinhso.dossiers.tests.charging import FEE, SHOP
from tinhso.dossiers.tests.listing import charges_of, filed_list
from tinhso.identity.testing import BusinessFactory, actor_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.notifications.models import Notification

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP,)


@pytest.fixture
def listed(shop: World) -> tuple[GroupFiling, Actor]:
    """Three dossiers of one list, each of which costs 800,000 đồng."""
    banking.account_for(shop.here)
    return filed_list(shop)


def bill_of(listed: tuple[GroupFiling, Actor]) -> JointBill:
    group, actor = listed
    return services.open_bill(uid=group.uid, actor=actor)


def sent(bill: JointBill, **said: Any) -> bytes:
    """Return the message that a transfer with a bill's words came in."""
    known = {"kind": "transfer", "words": f"PHI {bill.reference}", "amount": bill.amount_vnd}
    return banking.message(**{**known, **said})


def test_one_transfer_pays_all_and_each_dossier_has_its_receipt(
    listed: tuple[GroupFiling, Actor],
) -> None:
    bill = bill_of(listed)

    call = banking.tell(sent(bill, bank_reference="FT001"))
    jobs.settle_bill(bill_uid=str(bill.uid))

    assert (call.outcome, call.bill, bill.amount_vnd) == ("applied", bill, 3 * FEE)
    paid = list(Payment.objects.order_by("pk"))
    assert [row.charge.state for row in paid] == ["paid"] * 3
    assert {row.amount_vnd for row in paid} == {FEE}
    assert [row.receipt_number.partition("/")[0] for row in paid] == ["1", "2", "3"]
    assert {row.document for row in paid} == {"FT001"}
    assert all(row.remit_due_at is not None for row in paid)
    money = group_money(uid=listed[0].uid, actor=listed[1])
    assert (money.paid_vnd, money.payable_vnd, money.settling) == (3 * FEE, 0, False)
    assert Notification.objects.filter(kind="dossiers.group_paid").count() == 1
    with pytest.raises(NothingOwed):
        bill_of(listed)


def test_after_a_kill_the_rest_is_settled_and_none_twice(
    listed: tuple[GroupFiling, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = bill_of(listed)
    banking.tell(sent(bill))
    settle_share = joint_paying._settle_share
    done: list[int] = []

    def killed(row: JointBill, pk: int) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(pk)
        settle_share(row, pk)

    monkeypatch.setattr(joint_paying, "_settle_share", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.settle_bill(bill_uid=str(bill.uid))
    assert group_money(uid=listed[0].uid, actor=listed[1]).settling
    monkeypatch.setattr(joint_paying, "_settle_share", settle_share)
    for _ in range(2):
        jobs.settle_bill(bill_uid=str(bill.uid))

    assert Payment.objects.filter(state="paid").count() == 3
    assert Payment.objects.count() == 3


def test_the_banks_word_counts_once_and_forged_or_partial_ones_change_nothing(
    listed: tuple[GroupFiling, Actor],
) -> None:
    bill = bill_of(listed)
    body = sent(bill, bank_reference="FT002")

    partial = banking.tell(sent(bill, amount=FEE))
    forged = banking.tell(body, **{**banking.signed(body), "X-Bank-Signature": "0" * 64})
    bill.refresh_from_db()
    before = (bill.state, Payment.objects.exists())
    told = [banking.tell(body).outcome for _ in range(2)]
    again = banking.tell(sent(bill, bank_reference="FT002"))
    twice = banking.tell(sent(bill, bank_reference="FT003"))
    jobs.settle_bill(bill_uid=str(bill.uid))

    assert (partial.outcome, partial.bill, forged.outcome) == ("other_amount", bill, "forged")
    assert before == ("waiting", False)
    assert told == ["applied", "applied"]
    assert (again.outcome, twice.outcome) == ("repeated", "already_paid")
    assert Payment.objects.filter(state="paid").count() == 3


def test_a_share_paid_meanwhile_waits_for_the_desk_and_the_others_are_paid(
    shop: World, listed: tuple[GroupFiling, Actor]
) -> None:
    bill = bill_of(listed)
    first = charges_of(listed[0])[0]
    services.collect(uid=first.dossier.uid, actor=shop.here.clerk_of_desk)

    assert group_money(uid=listed[0].uid, actor=listed[1]).bill is None
    banking.tell(sent(bill))
    jobs.settle_bill(bill_uid=str(bill.uid))

    kept = BankCall.objects.get(outcome="already_paid")
    assert (kept.charge, kept.bill, kept.amount_vnd) == (first, bill, FEE)
    assert [row.state for row in charges_of(listed[0])] == ["paid"] * 3
    assert list(bill.shares.values_list("outcome", flat=True)) == [
        "already_paid",
        "applied",
        "applied",
    ]


def test_money_for_a_bill_of_which_nothing_is_owed_is_kept_as_one_sum(
    shop: World, listed: tuple[GroupFiling, Actor]
) -> None:
    bill = bill_of(listed)
    services.collect_together(
        uid=listed[0].uid, actor=shop.here.clerk_of_desk, total_vnd=bill.amount_vnd
    )

    call = banking.tell(sent(bill))

    assert (call.outcome, call.amount_vnd, call.bill) == ("already_paid", 3 * FEE, bill)
    assert call.agency_id == bill.agency_id


def test_a_bill_is_the_same_until_something_else_is_owed(
    shop: World, listed: tuple[GroupFiling, Actor]
) -> None:
    first = bill_of(listed)
    same = bill_of(listed)
    paid = charges_of(listed[0])[0]
    services.collect(uid=paid.dossier.uid, actor=shop.here.clerk_of_desk)

    other = bill_of(listed)

    assert same == first
    assert (other.amount_vnd, other.shares.count()) == (2 * FEE, 2)
    first.refresh_from_db()
    assert first.state == "failed"


def test_online_the_bank_is_told_once_and_late_money_is_applied(
    listed: tuple[GroupFiling, Actor],
    monkeypatch: pytest.MonkeyPatch,
    clock: time_machine.Traveller,
) -> None:
    group, actor = listed
    orders: list[Order] = []

    def checkout(order: Order) -> str:
        orders.append(order)
        return f"https://bank.test/{order.payment_uid}"

    monkeypatch.setattr(payment_providers.get("demo"), "open_checkout", checkout)
    monkeypatch.setattr(payment_providers.get("demo"), "is_set_up", lambda: True)
    bill = services.start_bill_online(uid=group.uid, actor=actor)
    for _ in range(2):
        jobs.open_bill_checkout(bill_uid=str(bill.uid))
    assert services.start_bill_online(uid=group.uid, actor=actor).checkout_url
    clock.shift(3600)
    newer = services.start_bill_online(uid=group.uid, actor=actor)

    call = banking.tell(banking.paid(bill.uid, bill.amount_vnd))
    jobs.settle_bill(bill_uid=str(bill.uid))

    assert [order.payment_uid for order in orders] == [bill.uid]
    assert newer != bill
    assert call.outcome == "applied"
    assert [row.method for row in Payment.objects.all()] == ["online"] * 3
    assert banking.tell(banking.paid(newer.uid, newer.amount_vnd)).outcome == "already_paid"


def test_a_bank_that_is_down_or_says_no_is_told_and_can_be_tried_again(
    listed: tuple[GroupFiling, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    group, actor = listed

    def down(order: Order) -> str:
        raise BankDown

    monkeypatch.setattr(payment_providers.get("demo"), "open_checkout", down)
    monkeypatch.setattr(payment_providers.get("demo"), "is_set_up", lambda: True)
    bill = services.start_bill_online(uid=group.uid, actor=actor)
    with pytest.raises(BankDown):
        jobs.open_bill_checkout(bill_uid=str(bill.uid))
    bill.refresh_from_db()
    assert bill.problem == "down"

    assert services.start_bill_online(uid=group.uid, actor=actor).problem == ""
    banking.tell(banking.message(kind="failed", order=str(bill.uid)))
    money = group_money(uid=group.uid, actor=actor)
    assert (money.failed, money.bill) == (True, None)
    assert services.open_bill(uid=group.uid, actor=actor) != bill


def test_without_a_bank_it_is_said(shop: World) -> None:
    group, actor = filed_list(shop, 1)

    with pytest.raises(NoBank):
        services.start_bill_online(uid=group.uid, actor=actor)
    assert not JointBill.objects.exists()


def test_one_dossier_of_a_bill_is_refunded_by_the_bills_own_reference(
    shop: World, listed: tuple[GroupFiling, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = bill_of(listed)
    banking.tell(sent(bill, bank_reference="FT009"))
    jobs.settle_bill(bill_uid=str(bill.uid))
    asked: list[Any] = []
    monkeypatch.setattr(payment_providers.get("demo"), "refund", asked.append)
    second = charges_of(listed[0])[1]

    refund = services.refund_fee(
        uid=second.dossier.uid,
        actor=shop.here.clerk_of_desk,
        reason="Nộp thừa",
        legal_basis="Nghị quyết trình diễn",
        method="online",
    )
    jobs.ask_refund(refund_uid=str(refund.uid))
    banking.tell(banking.message(kind="refunded", order=str(refund.uid), amount=FEE))

    order = asked[0]
    assert (order.payment_uid, order.bank_reference, order.amount_vnd) == (bill.uid, "FT009", FEE)
    assert [row.state for row in charges_of(listed[0])] == ["paid", "refunded", "paid"]


def test_another_company_sees_no_bill_and_makes_none(listed: tuple[GroupFiling, Actor]) -> None:
    rival = actor_for(BusinessFactory.create())

    with pytest.raises(NotFound):
        services.open_bill(uid=listed[0].uid, actor=rival)
    with pytest.raises(NotFound):
        group_money(uid=listed[0].uid, actor=rival)

    assert not JointBill.objects.exists()


def test_the_api_pays_as_the_page_does(shop: World) -> None:
    banking.account_for(shop.here)
    company = BusinessFactory.create()
    group, _actor = filed_list(shop, 2, company=company)
    browser = Client()
    browser.force_login(company)
    base = f"/api/v1/dossiers/groups/{group.uid}/fees"

    before = browser.get(base).json()
    made = browser.post(f"{base}/bill", content_type="application/json").json()
    shown = browser.get(base).json()
    page = browser.get(f"/nop-theo-danh-sach/{group.uid}/phi/").content.decode()

    assert (before["payable_vnd"], before["bill"]) == (2 * FEE, None)
    assert (made["amount_vnd"], made["state"]) == (2 * FEE, "waiting")
    assert made["reference"] in shown["vietqr"]
    assert json.dumps(shown).count('"is_payable": true') == 2
    assert made["reference"] in page
