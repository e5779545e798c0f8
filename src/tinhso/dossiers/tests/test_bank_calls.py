"""What the bank says, once, late, forged or for another amount."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import BankCall, Paper, Payment
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services.errors import (
    NoBank,
)
from tinhso.dossiers.testing import World
from tinhso.dossiers.tests import banking
from tinhso.dossiers.tests.charging import FEE, SHOP, STATUS, begun, charge_of, filed, fresh

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP, STATUS)


def test_without_a_bank_it_is_said_what_else_can_be_done(shop: World) -> None:
    dossier = filed(shop)

    with pytest.raises(NoBank):
        services.start_online(uid=dossier.uid, actor=shop.citizen)


def test_a_second_tap_gives_the_same_way_to_the_bank(shop: World) -> None:
    dossier, first = begun(shop)

    assert services.start_online(uid=dossier.uid, actor=shop.citizen) == first


def test_the_banks_word_pays_once_however_often_it_is_said(shop: World) -> None:
    dossier, payment = begun(shop)
    body = banking.paid(payment.uid, FEE)

    outcomes = [banking.tell(body).outcome for _ in range(3)]
    money = Payment.objects.get().bank_reference
    again = banking.tell(banking.paid(payment.uid, FEE, bank_reference=money))

    assert outcomes == ["applied"] * 3
    assert BankCall.objects.order_by("pk")[0].times == 3
    assert again.outcome == "repeated"
    row = Payment.objects.get()
    assert (row.state, row.receipt_number) == ("paid", "1/BLP-TTPVHCC")
    assert fresh(dossier).payment_state == "paid"
    assert Paper.objects.filter(form="BL").count() == 1


def test_an_order_paid_twice_at_the_bank_leaves_the_second_money_for_the_desk(shop: World) -> None:
    dossier, payment = begun(shop)
    banking.tell(banking.paid(payment.uid, FEE))

    again = banking.tell(banking.paid(payment.uid, FEE))

    assert again.outcome == "already_paid"
    assert again.charge == payment.charge
    assert fresh(dossier).payment_state == "paid"
    assert Paper.objects.filter(form="BL").count() == 1


def test_a_forged_message_changes_nothing(shop: World) -> None:
    dossier, payment = begun(shop)
    body = banking.paid(payment.uid, FEE)
    headers = {**banking.signed(body), "X-Bank-Signature": "0" * 64}

    answer = banking.post(body, headers)

    assert answer.status_code == 403
    assert BankCall.objects.get().outcome == "forged"
    assert fresh(dossier).payment_state == "due"


def test_an_old_copy_and_nonsense_are_forgeries(shop: World) -> None:
    _dossier, payment = begun(shop)
    body = banking.paid(payment.uid, FEE)
    old = banking.signed(body, sent="1700000000")

    assert banking.tell(body, **old).outcome == "forged"
    assert banking.post(b"[]").status_code == 403
    assert banking.post(b"", {}).status_code == 403
    assert not Payment.objects.filter(state="paid").exists()


def test_another_amount_is_kept_for_the_desk_and_not_applied(shop: World) -> None:
    dossier, payment = begun(shop)

    call = banking.tell(banking.paid(payment.uid, FEE - 1))

    assert (call.outcome, call.amount_vnd, call.charge) == ("other_amount", FEE - 1, payment.charge)
    assert fresh(dossier).payment_state == "due"
    desk = shop.here.official(P.RECONCILE, unit=shop.here.desk)
    done = services.handle_call(uid=call.uid, actor=desk, handling="Đã trả lại người nộp")
    assert done.handled_by == desk.id


def test_a_failure_behind_a_success_is_old_news(shop: World) -> None:
    dossier, payment = begun(shop)
    banking.tell(banking.paid(payment.uid, FEE))

    late = banking.tell(banking.message(kind="failed", order=str(payment.uid), amount=FEE))

    assert late.outcome == "out_of_order"
    assert fresh(dossier).payment_state == "paid"


def test_money_after_a_failure_or_an_hour_late_is_applied(
    shop: World, clock: time_machine.Traveller
) -> None:
    dossier, payment = begun(shop)
    banking.tell(banking.message(kind="failed", order=str(payment.uid), amount=FEE))
    clock.shift(3600)
    services.expire_checkouts(at=payment.started_at)

    call = banking.tell(banking.paid(payment.uid, FEE))

    assert call.outcome == "applied"
    assert fresh(dossier).payment_state == "paid"


def test_money_for_what_was_paid_or_withdrawn_is_kept(shop: World) -> None:
    dossier, payment = begun(shop)
    services.collect(uid=dossier.uid, actor=shop.here.clerk_of_desk)
    gone, trying = filed(shop), None
    trying = services.start_online(uid=gone.uid, actor=shop.citizen)
    services.withdraw(uid=gone.uid, actor=shop.citizen)

    outcomes = [banking.tell(banking.paid(one.uid, FEE)).outcome for one in (payment, trying)]

    assert outcomes == ["already_paid", "not_owed"]
    assert Payment.objects.filter(state="paid").count() == 1


def test_a_transfer_is_found_by_the_digits_in_its_words(shop: World) -> None:
    banking.account_for(shop.here)
    dossier = filed(shop)
    charge = charge_of(dossier)

    call = banking.tell(
        banking.transferred(charge, words=f"NGUYEN VAN A chuyen {charge.reference} ")
    )

    payment = Payment.objects.get()
    assert (call.outcome, payment.method, payment.state) == ("applied", "transfer", "paid")
    assert payment.bank_reference == call.bank_reference


def test_a_transfer_with_other_words_is_nobodys(shop: World) -> None:
    filed(shop)

    call = banking.tell(banking.message(kind="transfer", words="ung ho", amount=5_000))

    assert (call.outcome, call.charge) == ("unknown", None)
    assert banking.tell(banking.paid(uuid4(), FEE)).outcome == "unknown"


def test_the_house_answers_the_bank(shop: World) -> None:
    _dossier, payment = begun(shop)
    body = banking.paid(payment.uid, FEE)

    answers = [banking.post(body) for _ in range(2)]

    assert [(a.status_code, a.json()) for a in answers] == [(200, {"outcome": "applied"})] * 2
    assert Client().post("/thanh-toan/khac/bao/").status_code == 404
