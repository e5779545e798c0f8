"""Money taken at the desk: receipts, once only, and the drawer that must agree."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from tinhso.dossiers import services
from tinhso.dossiers.models import CashShift, Paper, Payment
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services.errors import (
    DrawerOpen,
    NothingOwed,
)
from tinhso.dossiers.testing import World, browser_of
from tinhso.dossiers.tests.charging import FEE, SHOP, STATUS, filed, fresh
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.notifications.models import Notification

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP, STATUS)


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


def test_who_reconciles_counts_an_absent_cashiers_drawer_and_says_why(shop: World) -> None:
    dossier, desk = filed(shop), shop.here.clerk_of_desk
    services.collect(uid=dossier.uid, actor=desk)
    shift = CashShift.objects.get()
    colleague = shop.here.official(P.RECEIVE, P.RECONCILE, unit=shop.here.desk, name="Hà Thị Bé")
    pieces = {500_000: FEE // 500_000, 100_000: FEE % 500_000 // 100_000}

    with pytest.raises(Invalid) as refusal:
        services.close_cash_shift(uid=shift.uid, actor=colleague, pieces=pieces)
    page = browser_of(colleague).get(f"/lam-viec/ca-thu/{shift.uid}/").content.decode()
    closed = services.close_cash_shift(
        uid=shift.uid, actor=colleague, pieces=pieces, reason="Chị Mai nghỉ ốm từ hôm qua"
    )

    assert set(refusal.value.fields) == {"reason"}
    assert "Vì sao bạn đếm thay" in page
    assert (closed.stand_in, closed.stand_in_name) == (colleague.id, "Hà Thị Bé")
    assert services.count_sheet(closed).startswith(b"%PDF")
    told = Notification.objects.get(kind="dossiers.drawer_counted_for")
    assert told.account_uid == desk.id


def test_a_cashier_who_was_moved_still_closes_his_drawer(shop: World) -> None:
    desk = shop.here.clerk_of_desk
    shift = services.open_cash_shift(actor=desk)
    moved = replace(desk, permissions={})

    assert services.close_cash_shift(uid=shift.uid, actor=moved, pieces={}).closed_at is not None
