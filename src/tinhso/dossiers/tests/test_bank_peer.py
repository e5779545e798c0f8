"""The house and the demonstration bank speak to each other over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.dossiers import services
from tinhso.dossiers.models import BankCall, Charge, Dossier, Payment
from tinhso.dossiers.queries.fees import transfer_for
from tinhso.dossiers.registry import BankDown, BankRefused, payment_providers
from tinhso.dossiers.testing import World, sample_of, submitted
from tinhso.dossiers.tests import banking
from tinhso.identity.testing import CitizenFactory
from tinhso_peers.bank.server import Bank

pytestmark = pytest.mark.django_db
SECRET = "shared by both sides of the test"
NOWHERE = "http://127.0.0.1:9"
FEE = 800_000
PROCEDURES = ("1.004363",)


@pytest.fixture
def bank(tmp_path: Path, settings: Settings) -> Iterator[Bank]:
    """Run a bank on a free port; what it tells is taken out of its books, not sent."""
    peer = Bank(home=tmp_path / "bank", secret=SECRET, bind="127.0.0.1", port=0)
    peer.calls_to = f"{NOWHERE}/thanh-toan/demo/bao/"
    settings.TINHSO_BANK_URL, settings.TINHSO_BANK_SECRET = peer.address, SECRET
    settings.TINHSO_BASE_URL = NOWHERE
    peer.start()
    yield peer
    peer.stop()


@pytest.fixture
def shop(world: World) -> World:
    banking.account_for(world.here)
    return world


def begun(world: World) -> tuple[Dossier, Payment]:
    dossier = submitted(world, **sample_of(world.version))
    payment = services.start_online(uid=dossier.uid, actor=world.citizen)
    services.open_checkout(payment_uid=payment.uid)
    payment.refresh_from_db()
    return dossier, payment


def bring(bank: Bank) -> list[str]:
    """Bring what the bank has to tell to the house, signed as it signs; returns the outcomes."""
    sent = str(int(timezone.now().timestamp()))
    told: list[str] = []
    for row in reversed(bank.books.calls()):
        body = str(row["body"]).encode()
        signature = "0" * 64 if row["forged"] else bank.sign(sent, body)
        headers = {"X-Bank-Time": sent, "X-Bank-Signature": signature}
        call = services.receive_call(provider="demo", headers=headers, body=body)
        told.append(call.outcome)
    return told


def test_an_order_is_paid_at_the_bank_and_told_twice(bank: Bank, shop: World) -> None:
    dossier, payment = begun(shop)
    page = requests.get(payment.checkout_url, timeout=5).text
    assert "800.000 đ" in page

    back = requests.post(
        payment.checkout_url, {"act": "pay"}, timeout=5, allow_redirects=False
    ).headers["Location"]

    assert back == f"{NOWHERE}/ho-so/{dossier.uid}/phi/{payment.uid}/"
    assert bring(bank) == ["applied", "applied"]
    assert BankCall.objects.get().times == 2
    payment.refresh_from_db()
    assert payment.state == "paid"


def test_every_fault_of_the_bank_leaves_one_payment(bank: Bank, shop: World) -> None:
    _dossier, payment = begun(shop)
    bank.books.play({"repeat": 3, "forged": 1, "out_of_order": 1})

    requests.post(payment.checkout_url, {"act": "pay"}, timeout=5, allow_redirects=False)

    assert sorted(set(bring(bank))) == ["applied", "forged", "out_of_order"]
    assert Payment.objects.filter(state="paid").count() == 1


def test_another_amount_at_the_bank_is_not_applied(bank: Bank, shop: World) -> None:
    _dossier, payment = begun(shop)
    bank.books.play({"other_amount": -1_000, "repeat": 1})

    requests.post(payment.checkout_url, {"act": "pay"}, timeout=5, allow_redirects=False)

    assert bring(bank) == ["other_amount"]
    payment.refresh_from_db()
    assert payment.state == "waiting"


def test_a_scanned_code_pays_what_is_owed(bank: Bank, shop: World) -> None:
    dossier = submitted(shop, **sample_of(shop.version))
    charge = Charge.objects.get(dossier=dossier)
    transfer = transfer_for(charge, agency_id=shop.here.agency.pk)
    assert transfer is not None

    answer = requests.post(f"{bank.address}/qr", {"payload": transfer.payload}, timeout=5)

    assert "Đã chuyển tiền" in answer.text
    assert bring(bank)[0] == "applied"
    assert Payment.objects.get().method == "transfer"


def test_a_bank_that_is_down_is_kept_and_asked_again(bank: Bank, shop: World) -> None:
    bank.books.play({"down": 1})
    dossier = submitted(shop, **sample_of(shop.version))
    payment = services.start_online(uid=dossier.uid, actor=shop.citizen)
    with pytest.raises(BankDown):
        services.open_checkout(payment_uid=payment.uid)
    payment.refresh_from_db()
    assert (payment.problem, payment.checkout_url) == ("down", "")

    bank.books.play({})
    services.open_checkout(payment_uid=payment.uid)

    payment.refresh_from_db()
    assert (payment.problem, bool(payment.checkout_url)) == ("", True)


def test_who_pays_while_the_bank_is_down_is_told_and_has_another_way(
    bank: Bank, shop: World
) -> None:
    bank.books.play({"down": 1})
    dossier = submitted(shop, **sample_of(shop.version))
    payment = services.start_online(uid=dossier.uid, actor=shop.citizen)
    with pytest.raises(BankDown):
        services.open_checkout(payment_uid=payment.uid)
    browser = Client()
    browser.force_login(CitizenFactory.create(person=shop.person))

    page = browser.get(f"/ho-so/{dossier.uid}/phi/{payment.uid}/").content.decode()

    assert "Ngân hàng chưa trả lời" in page
    assert "Chưa có đồng nào bị trừ" in page
    assert "Nội dung chuyển khoản" in page
    assert "Thử lại ngay" in page


def test_money_goes_back_once_through_the_bank(bank: Bank, shop: World) -> None:
    dossier, payment = begun(shop)
    requests.post(payment.checkout_url, {"act": "pay"}, timeout=5, allow_redirects=False)
    bring(bank)
    refund = services.refund_fee(
        uid=dossier.uid,
        actor=shop.here.clerk_of_desk,
        reason="Nộp nhầm",
        legal_basis="Quyết định trình diễn",
        method="online",
    )

    for _ in range(2):
        services.ask_refund(refund_uid=refund.uid)
    bring(bank)

    refund.refresh_from_db()
    assert refund.state == "done"


def test_a_statement_holds_the_days_money(bank: Bank, shop: World) -> None:
    _dossier, payment = begun(shop)
    requests.post(payment.checkout_url, {"act": "pay"}, timeout=5, allow_redirects=False)

    lines = payment_providers.get("demo").statement(
        account_number="9000000001", day=timezone.localdate()
    )

    assert [(line.amount_vnd, payment.charge.reference in line.words) for line in lines] == [
        (FEE, True)
    ]


def test_the_bank_believes_only_what_the_house_signed(
    bank: Bank, shop: World, settings: Settings
) -> None:
    settings.TINHSO_BANK_SECRET = "another"

    with pytest.raises(BankRefused):
        payment_providers.get("demo").statement(
            account_number="9000000001", day=timezone.localdate()
        )
