"""Money a bank told of that fits nothing owed: listed, said what to do, handled in words."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import services
from tinhso.dossiers.models import BankCall, Charge
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import World, browser_of, sample_of, submitted
from tinhso.dossiers.tests import banking
from tinhso.identity.testing import OfficialFactory, Sight, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/tien-chua-khop/"
API = "/api/v1/dossiers/bank-calls"
FEE = 800_000
PROCEDURES = ("1.004363",)


@pytest.fixture
def shop(world: World) -> World:
    banking.account_for(world.here)
    return world


@pytest.fixture
def cashier(shop: World) -> Actor:
    return shop.here.official(P.RECEIVE, P.RECONCILE, P.EXPORT, unit=shop.here.desk)


def too_little(world: World) -> BankCall:
    """Return a transfer of less than what is owed."""
    charge = Charge.objects.get(dossier=submitted(world, **sample_of(world.version)))
    return banking.tell(banking.transferred(charge, amount=FEE - 1))


def get(actor: Actor, where: str) -> str:
    return str(browser_of(actor).get(where).content.decode())


def test_nothing_waits_and_the_page_says_so(cashier: Actor) -> None:
    assert "Không có khoản nào chưa khớp" in get(cashier, LIST)
    assert LIST in get(cashier, "/lam-viec/doi-soat/")


def test_each_kind_says_what_to_do(shop: World, cashier: Actor) -> None:
    short = too_little(shop)
    assert short.charge is not None
    banking.tell(banking.transferred(short.charge))
    banking.tell(banking.transferred(short.charge))
    banking.tell(
        banking.message(kind="transfer", words="ung ho", amount=5_000, account="9000000001")
    )

    page = get(cashier, LIST)

    assert "Khoản này vẫn chờ nộp." in page
    assert "Trả lại lần nộp này cho người chuyển" in page
    assert "Tìm hồ sơ theo lời chuyển khoản" in page
    assert page.count("row-link") == 3
    assert "(3)" in get(cashier, "/lam-viec/doi-soat/")


def test_handled_in_words_it_leaves_what_waits(shop: World, cashier: Actor) -> None:
    call = too_little(shop)
    browser = browser_of(cashier)

    empty = browser.post(f"{LIST}{call.uid}/", {"handling": " "})
    answer = browser.post(f"{LIST}{call.uid}/", {"handling": "Đã trả lại, UNC 12"})

    assert (empty.status_code, answer.status_code) == (422, 302)
    call.refresh_from_db()
    assert (call.handling, call.handled_by) == ("Đã trả lại, UNC 12", cashier.id)
    assert AuditEntry.objects.filter(action="dossiers.bank_call_handled").count() == 1
    assert call.bank_reference not in get(cashier, f"{LIST}?xu-ly=cho")
    assert "Đã trả lại, UNC 12" in get(cashier, f"{LIST}?xu-ly=xong")


def test_the_list_narrows_and_goes_out_as_a_file(shop: World, cashier: Actor) -> None:
    call = too_little(shop)

    assert call.bank_reference in get(cashier, f"{LIST}?ket-qua=other_amount&den_tu=2026-11-16")
    assert call.bank_reference not in get(cashier, f"{LIST}?ket-qua=unknown")
    file = browser_of(cashier).get(f"{LIST}xuat/csv/")
    assert call.bank_reference in b"".join(file).decode()


def test_another_agency_and_who_does_not_reconcile_see_nothing(shop: World, cashier: Actor) -> None:
    call = too_little(shop)
    stranger = shop.there.official(P.RECONCILE, unit=shop.there.desk)

    assert browser_of(stranger).get(f"{LIST}{call.uid}/").status_code == 404
    assert call.bank_reference not in get(stranger, LIST)
    assert browser_of(shop.here.specialist).get(LIST).status_code == 404
    with pytest.raises(NotFound):
        services.handle_call(uid=call.uid, actor=stranger, handling="x")
    with pytest.raises(NotPermitted):
        services.handle_call(uid=call.uid, actor=shop.here.clerk_of_desk, handling="x")
    with pytest.raises(Invalid):
        services.handle_call(uid=call.uid, actor=cashier, handling=" ")
    call.refresh_from_db()
    assert call.handled_at is None


def test_money_for_no_dossier_is_its_accounts_holders_or_the_provinces_to_handle(
    shop: World, cashier: Actor
) -> None:
    banking.account_for(shop.there, account_number="9000000002", holder="UBND xã Thạch An")
    elsewhere = shop.there.official(P.RECONCILE, unit=shop.there.desk)
    unit = UnitFactory.create(agency=shop.province, kind="office", name="Văn phòng")
    province = OfficialFactory.create(name="Kế toán tỉnh")
    give_role(
        province,
        P.RECEIVE,
        P.RECONCILE,
        agency_id=shop.province.pk,
        unit_id=unit.pk,
        sight=Sight.OWN_UNIT,
    )

    named = banking.tell(
        banking.message(kind="transfer", words="ung ho", amount=5_000, account="9000000002")
    )
    nobodys = banking.tell(
        banking.message(kind="transfer", words="ung ho", amount=5_000, account="1")
    )

    assert (named.agency_id, nobodys.agency_id) == (shop.there.agency.pk, None)
    browser = Client()
    browser.force_login(province)
    everywhere = str(browser.get(LIST).content.decode())
    assert nobodys.bank_reference in everywhere
    assert named.bank_reference not in everywhere
    for actor, seen in ((elsewhere, {named}), (cashier, set[BankCall]())):
        page = get(actor, LIST)
        for call in (named, nobodys):
            assert (call.bank_reference in page) == (call in seen)
    with pytest.raises(NotFound):
        services.handle_call(uid=nobodys.uid, actor=cashier, handling="x")


def test_what_was_applied_or_forged_is_nobodys_to_handle(shop: World, cashier: Actor) -> None:
    charge = Charge.objects.get(dossier=submitted(shop, **sample_of(shop.version)))
    applied = banking.tell(banking.transferred(charge))
    body = banking.transferred(charge)
    forged = banking.tell(body, **{**banking.signed(body), "X-Bank-Signature": "0" * 64})

    for call in (applied, forged):
        with pytest.raises(NotFound):
            services.handle_call(uid=call.uid, actor=cashier, handling="x")


def test_the_dossier_shows_it_where_its_money_stands(shop: World, cashier: Actor) -> None:
    call = too_little(shop)
    assert call.charge is not None
    there = f"/lam-viec/mot-cua/{call.charge.dossier.uid}/"

    page = get(cashier, there)

    assert "Sai số tiền" in page
    assert f"{LIST}{call.uid}/" in page
    assert f"{LIST}{call.uid}/" not in get(shop.here.clerk_of_desk, there)


def test_the_list_asks_as_much_for_ten_as_for_one(shop: World, cashier: Actor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            get(cashier, LIST)
        return len(captured)

    too_little(shop)
    get(cashier, LIST)
    one = asked()
    for _ in range(9):
        too_little(shop)

    assert asked() == one


def test_a_machine_reads_and_handles_it(shop: World, cashier: Actor) -> None:
    call = too_little(shop)
    browser = browser_of(cashier)

    listed: dict[str, Any] = browser.get(f"{API}?handled=false").json()
    answer = browser.post(
        f"{API}/{call.uid}",
        {"handling": "Đã trả lại"},
        content_type="application/json",
        headers={"Idempotency-Key": "one"},
    )

    assert [(one["uid"], one["amount_vnd"]) for one in listed["items"]] == [
        (str(call.uid), FEE - 1)
    ]
    assert (answer.status_code, answer.json()["handling"]) == (200, "Đã trả lại")
    assert browser.get(f"{API}?handled=false").json()["items"] == []
    assert browser_of(shop.here.clerk_of_desk).get(API).status_code == 403
