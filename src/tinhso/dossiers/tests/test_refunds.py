"""Fees that go back: in cash, through the bank, once."""

from typing import Any

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import CashShift, Paper
from tinhso.dossiers.services.errors import (
    FeeSettled,
)
from tinhso.dossiers.testing import World
from tinhso.dossiers.tests import banking
from tinhso.dossiers.tests.charging import FEE, SHOP, STATUS, begun, filed, fresh, owed
from tinhso.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP, STATUS)


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
