"""What is owed and how it is paid: at the desk, by transfer, online; once, whoever says it."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import BankCall, CashShift, Charge, Dossier, Paper, Payment
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.fees import fee_page
from tinhso.dossiers.services.errors import (
    ClaimWaits,
    DrawerOpen,
    FeeKnown,
    FeeSettled,
    NoBank,
    NothingOwed,
)
from tinhso.dossiers.testing import PERMIT, World, a_file, sample_of, submitted
from tinhso.dossiers.tests import banking
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted

pytestmark = pytest.mark.django_db

SHOP, STATUS, COPIES = "1.004363", "1.004873", "2.000815"
FEE = 800_000
PROCEDURES = (SHOP, STATUS)


@pytest.fixture
def shop(world: World) -> World:
    """A world whose citizen opens a shop: 800,000 đồng for its appraisal."""
    return world.at(SHOP)


@pytest.fixture
def status(world: World) -> World:
    """A world whose fee the province sets: unknown here, with groups that are exempt."""
    return world.at(STATUS)


def filed(world: World, **changes: Any) -> Dossier:
    return submitted(world, **{**sample_of(world.version), **changes})


def charge_of(dossier: Dossier) -> Charge:
    return Charge.objects.get(dossier=dossier)


def fresh(row: Dossier) -> Dossier:
    row.refresh_from_db()
    return row


# --- what is owed


def test_filing_writes_down_what_it_costs_and_why(shop: World) -> None:
    dossier = filed(shop)

    charge = charge_of(dossier)
    assert (charge.amount_vnd, charge.kind, charge.origin) == (FEE, "phi", "catalogue")
    assert fresh(dossier).payment_state == "due"
    assert len(charge.reference) == 12
    assert [e.values.get("amount") for e in dossier.timeline.filter(code="fee_charged")] == [FEE]


def test_a_procedure_without_a_fee_owes_nothing(world: World) -> None:
    assert submitted(world.at(PERMIT)).payment_state == "none"
    assert not Charge.objects.exists()


def test_an_unknown_fee_is_never_free_and_never_charged(status: World) -> None:
    dossier = filed(status)

    assert not Charge.objects.exists()
    page = fee_page(dossier)
    assert (page.is_known, page.is_free, page.standing) == (False, False, None)


def test_the_desk_writes_an_unknown_amount_with_its_law(status: World) -> None:
    dossier = filed(status)

    charge = services.set_fee(
        uid=dossier.uid,
        actor=status.here.clerk_of_desk,
        amount_vnd=15_000,
        legal_basis="Nghị quyết trình diễn của HĐND tỉnh",
    )

    assert (charge.amount_vnd, charge.origin, charge.kind) == (15_000, "desk", "le_phi")
    assert fresh(dossier).payment_state == "due"


def test_a_second_amount_takes_the_place_of_the_first(status: World) -> None:
    dossier, desk = filed(status), status.here.clerk_of_desk
    basis = "Nghị quyết trình diễn"
    services.set_fee(uid=dossier.uid, actor=desk, amount_vnd=15_000, legal_basis=basis)

    services.set_fee(uid=dossier.uid, actor=desk, amount_vnd=10_000, legal_basis=basis)

    assert list(Charge.objects.filter(dossier=dossier).values_list("amount_vnd", "state")) == [
        (15_000, "cancelled"),
        (10_000, "due"),
    ]


@pytest.mark.parametrize(
    ("amount", "basis", "field"),
    [(0, "Nghị quyết", "amount_vnd"), (10**12, "Nghị quyết", "amount_vnd"), (5, "", "legal_basis")],
)
def test_an_amount_without_law_or_sense_is_refused(
    status: World, amount: int, basis: str, field: str
) -> None:
    dossier = filed(status)

    with pytest.raises(Invalid) as refusal:
        services.set_fee(
            uid=dossier.uid,
            actor=status.here.clerk_of_desk,
            amount_vnd=amount,
            legal_basis=basis,
        )

    assert list(refusal.value.fields) == [field]
    assert not Charge.objects.exists()


def test_nobody_sets_another_amount_than_the_catalogue(shop: World) -> None:
    dossier = filed(shop)

    with pytest.raises(FeeKnown):
        services.set_fee(
            uid=dossier.uid,
            actor=shop.here.clerk_of_desk,
            amount_vnd=900_000,
            legal_basis="Nghị quyết trình diễn",
        )

    assert charge_of(dossier).amount_vnd == FEE


def test_fees_are_the_desks(status: World) -> None:
    dossier = filed(status)

    with pytest.raises(NotFound):
        services.set_fee(
            uid=dossier.uid,
            actor=status.there.clerk_of_desk,
            amount_vnd=1_000,
            legal_basis="Nghị quyết",
        )
    with pytest.raises(NotPermitted):
        services.set_fee(
            uid=dossier.uid,
            actor=status.here.specialist,
            amount_vnd=1_000,
            legal_basis="Nghị quyết",
        )

    assert not Charge.objects.exists()


def test_what_ends_without_an_answer_owes_nothing_any_more(shop: World) -> None:
    dossier = filed(shop)

    services.withdraw(uid=dossier.uid, actor=shop.citizen)

    assert charge_of(dossier).state == "cancelled"
    assert fresh(dossier).payment_state == "none"


# --- exemptions


def owed(world: World) -> Dossier:
    """Return a dossier whose unknown fee the desk has written down."""
    dossier = filed(world)
    services.set_fee(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        amount_vnd=15_000,
        legal_basis="Nghị quyết trình diễn",
    )
    return fresh(dossier)


def test_who_claims_an_exemption_pays_nothing_before_the_answer(status: World) -> None:
    dossier = owed(status)

    services.claim_exemption(uid=dossier.uid, actor=status.citizen, key="ho_ngheo", file=a_file())

    with pytest.raises(ClaimWaits):
        services.collect(uid=dossier.uid, actor=status.here.clerk_of_desk)
    services.decide_exemption(uid=dossier.uid, actor=status.here.clerk_of_desk, granted=True)
    charge = charge_of(dossier)
    assert (charge.state, charge.claim_state) == ("waived", "granted")
    assert fresh(dossier).payment_state == "none"


def test_a_refused_exemption_says_why_and_is_owed_again(status: World) -> None:
    dossier, desk = owed(status), status.here.clerk_of_desk
    services.claim_exemption(
        uid=dossier.uid, actor=status.citizen, key="khuyet_tat", words="Giấy số 12"
    )

    with pytest.raises(Invalid):
        services.decide_exemption(uid=dossier.uid, actor=desk, granted=False)
    services.decide_exemption(uid=dossier.uid, actor=desk, granted=False, reason="Giấy đã hết hạn.")

    charge = charge_of(dossier)
    assert (charge.state, charge.claim_answer) == ("due", "Giấy đã hết hạn.")
    assert services.collect(uid=dossier.uid, actor=desk).amount_vnd == 15_000


def test_an_exemption_is_one_of_the_procedures_with_proof(status: World) -> None:
    dossier = owed(status)

    with pytest.raises(Invalid) as refusal:
        services.claim_exemption(uid=dossier.uid, actor=status.citizen, key="ban_be")

    assert set(refusal.value.fields) == {"key", "words"}
    assert charge_of(dossier).claim_state == ""


def test_a_stranger_claims_nothing(status: World) -> None:
    dossier = owed(status)

    with pytest.raises(NotFound):
        services.claim_exemption(uid=dossier.uid, actor=status.stranger, key="ho_ngheo", words="Sổ")


def test_who_shows_his_proof_at_the_counter_is_exempt_at_once(status: World) -> None:
    dossier = owed(status)

    services.decide_exemption(
        uid=dossier.uid,
        actor=status.here.clerk_of_desk,
        granted=True,
        key="ho_ngheo",
        words="Giấy chứng nhận hộ nghèo số 5",
    )

    assert charge_of(dossier).state == "waived"


# --- at the desk


def test_cash_goes_into_the_drawer_and_gets_a_numbered_receipt(shop: World) -> None:
    dossier, desk = filed(shop), shop.here.clerk_of_desk

    payment = services.collect(uid=dossier.uid, actor=desk)

    assert (payment.state, payment.method, payment.amount_vnd) == ("paid", "cash", FEE)
    assert payment.receipt_number == "1/BLP-TTPVHCC"
    assert CashShift.objects.get().payments.get() == payment
    assert payment.remit_due_at is None
    paper = Paper.objects.get(form="BL")
    assert paper == payment.receipt
    assert services.pdf_of(paper)[:5] == services.strip_of(paper)[:5] == b"%PDF-"
    assert fresh(dossier).payment_state == "paid"
    assert AuditEntry.objects.filter(action="dossiers.fee_paid").count() == 1


def test_paid_is_paid_once(shop: World) -> None:
    dossier, desk = filed(shop), shop.here.clerk_of_desk
    payment = services.collect(uid=dossier.uid, actor=desk)

    with pytest.raises(NothingOwed):
        services.collect(uid=dossier.uid, actor=desk)
    second = Payment(
        charge=payment.charge,
        method="post",
        state="paid",
        amount_vnd=1,
        agency_id=payment.agency_id,
        unit_id=payment.unit_id,
        started_at=payment.started_at,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()

    assert Payment.objects.count() == 1


def test_a_transfer_without_its_voucher_is_refused(shop: World) -> None:
    dossier = filed(shop)

    with pytest.raises(Invalid) as refusal:
        services.collect(uid=dossier.uid, actor=shop.here.clerk_of_desk, method="post")

    assert list(refusal.value.fields) == ["document"]
    assert not Payment.objects.exists()


def test_a_fee_due_before_acceptance_lets_the_dossier_go_on(shop: World) -> None:
    dossier, desk = filed(shop), shop.here.clerk_of_desk
    services.ask_prepayment(uid=dossier.uid, actor=desk, note="Nộp trước 800.000 đồng")

    services.settle_prepayment(uid=dossier.uid, actor=desk, document="UNC 77")

    row = fresh(dossier)
    assert (row.state, row.payment_state, row.has_wait) == ("submitted", "paid", False)
    payment = Payment.objects.get()
    assert (payment.method, payment.document) == ("transfer", "UNC 77")
    assert payment.remit_due_at is not None


# --- the drawer


def test_a_drawer_that_agrees_is_closed(shop: World) -> None:
    desk = shop.here.clerk_of_desk
    shift = services.open_cash_shift(actor=desk, opening_vnd=200_000)
    services.collect(uid=filed(shop).uid, actor=desk)

    closed = services.close_cash_shift(uid=shift.uid, actor=desk, pieces={500_000: 2})

    assert (closed.expected_vnd, closed.counted_vnd, closed.difference_vnd) == (
        1_000_000,
        1_000_000,
        0,
    )


def test_a_difference_is_named_and_explained(shop: World) -> None:
    desk = shop.here.clerk_of_desk
    services.collect(uid=filed(shop).uid, actor=desk)
    shift = CashShift.objects.get()

    with pytest.raises(Invalid) as refusal:
        services.close_cash_shift(uid=shift.uid, actor=desk, pieces={500_000: 1, 200_000: 1})
    assert list(refusal.value.fields) == ["reason"]
    shift.refresh_from_db()
    assert shift.closed_at is None

    closed = services.close_cash_shift(
        uid=shift.uid,
        actor=desk,
        pieces={500_000: 1, 200_000: 1},
        reason="Trả nhầm tiền thừa",
    )

    assert closed.difference_vnd == -100_000


def test_one_drawer_is_open_at_a_time_and_is_its_officers(shop: World) -> None:
    desk = shop.here.clerk_of_desk
    shift = services.open_cash_shift(actor=desk)

    with pytest.raises(DrawerOpen):
        services.open_cash_shift(actor=desk)
    other = shop.here.official(P.RECEIVE, unit=shop.here.desk)
    with pytest.raises(NotFound):
        services.close_cash_shift(uid=shift.uid, actor=other, pieces={})


# --- the bank


def begun(world: World) -> tuple[Dossier, Payment]:
    """Return a dossier whose applicant is on his way to the bank."""
    banking.account_for(world.here)
    dossier = filed(world)
    return dossier, services.start_online(uid=dossier.uid, actor=world.citizen)


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
    again = banking.tell(banking.paid(payment.uid, FEE))

    assert outcomes == ["applied"] * 3
    assert BankCall.objects.order_by("pk")[0].times == 3
    assert again.outcome == "repeated"
    row = Payment.objects.get()
    assert (row.state, row.receipt_number) == ("paid", "1/BLP-TTPVHCC")
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


# --- the way back


def test_a_withdrawn_dossiers_fee_goes_back_in_cash(shop: World) -> None:
    dossier, desk = filed(shop), shop.here.clerk_of_desk
    services.collect(uid=dossier.uid, actor=desk)
    services.withdraw(uid=dossier.uid, actor=shop.citizen)

    refund = services.refund_fee(
        uid=dossier.uid,
        actor=desk,
        reason="Người nộp rút hồ sơ",
        legal_basis="118/2025 Điều 21",
        method="cash",
    )

    assert (refund.state, refund.amount_vnd) == ("done", FEE)
    assert fresh(dossier).payment_state == "refunded"
    paper = Paper.objects.get(form="HP")
    assert paper.number == "1/PHP-TTPVHCC"
    assert services.pdf_of(paper)[:5] == b"%PDF-"
    closed = services.close_cash_shift(uid=CashShift.objects.get().uid, actor=desk, pieces={})
    assert closed.expected_vnd == 0


def test_an_empty_drawer_gives_nothing_back(shop: World) -> None:
    dossier, desk = filed(shop), shop.here.clerk_of_desk
    services.collect(uid=dossier.uid, actor=desk, method="post", document="BD 1")

    with pytest.raises(Invalid) as refusal:
        services.refund_fee(
            uid=dossier.uid, actor=desk, reason="Rút", legal_basis="118/2025", method="cash"
        )

    assert list(refusal.value.fields) == ["method"]
    assert fresh(dossier).payment_state == "paid"


def test_the_bank_gives_back_once_and_only_what_was_asked(shop: World) -> None:
    dossier, payment = begun(shop)
    banking.tell(banking.paid(payment.uid, FEE))
    asked: dict[str, Any] = {
        "uid": dossier.uid,
        "actor": shop.here.clerk_of_desk,
        "reason": "Nộp nhầm",
        "legal_basis": "Quyết định trình diễn",
        "method": "online",
    }
    refund = services.refund_fee(**asked)
    assert services.refund_fee(**asked) == refund
    assert (refund.state, fresh(dossier).payment_state) == ("asked", "paid")

    wrong = banking.tell(banking.message(kind="refunded", order=str(refund.uid), amount=1))
    told = banking.message(kind="refunded", order=str(refund.uid), amount=FEE)
    outcomes = [banking.tell(told).outcome for _ in range(2)]

    assert (wrong.outcome, outcomes) == ("other_amount", ["applied", "applied"])
    assert fresh(dossier).payment_state == "refunded"
    assert Paper.objects.filter(form="HP").count() == 1


def test_settled_fees_are_not_set_again(status: World) -> None:
    dossier = owed(status)
    services.collect(uid=dossier.uid, actor=status.here.clerk_of_desk)

    with pytest.raises(FeeSettled):
        services.set_fee(
            uid=dossier.uid,
            actor=status.here.clerk_of_desk,
            amount_vnd=1_000,
            legal_basis="Nghị quyết",
        )
