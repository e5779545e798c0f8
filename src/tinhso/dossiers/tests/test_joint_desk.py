"""A list paid at the desk in one sum, and a bill in the bank's statement of the day."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import CashShift, GroupFiling, Payment, StatementLine
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services.errors import NothingOwed
from tinhso.dossiers.services.paying import receive_at_desk
from tinhso.dossiers.testing import World
from tinhso.dossiers.tests import banking
from tinhso.dossiers.tests.charging import FEE, SHOP
from tinhso.dossiers.tests.desking import signed_in
from tinhso.dossiers.tests.listing import charges_of, filed_list
from tinhso.dossiers.tests.test_reconciling import sheet
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import vietnamese_left_behind

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP,)


@pytest.fixture
def listed(shop: World) -> tuple[GroupFiling, Actor]:
    """Three dossiers of one list, each of which costs 800,000 đồng."""
    banking.account_for(shop.here)
    return filed_list(shop)


def address(group: GroupFiling) -> str:
    return f"/lam-viec/mot-cua/danh-sach-nop/{group.uid}/thu/"


def test_the_desk_takes_one_sum_and_writes_a_receipt_for_each(
    shop: World, desk: Client, listed: tuple[GroupFiling, Actor]
) -> None:
    group = listed[0]
    first = charges_of(group)[0].dossier
    act = desk.get(f"/lam-viec/mot-cua/{first.uid}/thu-phi/").content.decode()

    shown = desk.get(address(group)).content.decode()
    answer = desk.post(address(group), {"total_vnd": 3 * FEE, "method": "cash"}, follow=True)

    assert address(group) in act
    assert all(row.dossier.shown_number in shown for row in charges_of(group))
    assert answer.status_code == 200
    paid = list(Payment.objects.select_related("receipt"))
    assert len({row.receipt_number for row in paid}) == 3
    assert {row.shift for row in paid} == {CashShift.objects.get()}
    assert all(row.receipt_number in answer.content.decode() for row in paid)


def test_another_sum_or_a_missing_voucher_takes_nothing_and_keeps_what_was_typed(
    desk: Client, listed: tuple[GroupFiling, Actor]
) -> None:
    group = listed[0]

    other = desk.post(address(group), {"total_vnd": FEE, "method": "transfer", "document": "CT 7"})
    without = desk.post(address(group), {"total_vnd": 3 * FEE, "method": "post"})

    assert (other.status_code, without.status_code) == (422, 422)
    assert 'value="CT 7"' in other.content.decode()
    assert f'value="{3 * FEE}"' in other.content.decode()
    assert not Payment.objects.exists()


def test_all_or_none_is_taken(
    shop: World, listed: tuple[GroupFiling, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []

    def broken(*given: object, **more: object) -> Payment:
        if len(done) == 2:
            raise Invalid("giấy hết")
        done.append(1)
        return receive_at_desk(*given, **more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr("tinhso.dossiers.services.joint_paying.receive_at_desk", broken)
    with pytest.raises(Invalid):
        services.collect_together(
            uid=listed[0].uid, actor=shop.here.clerk_of_desk, total_vnd=3 * FEE
        )

    assert not Payment.objects.exists()
    assert {row.state for row in charges_of(listed[0])} == {"due"}


def test_only_who_receives_at_that_desk_takes_it(
    shop: World, onlooker: Client, elsewhere: Client, listed: tuple[GroupFiling, Actor]
) -> None:
    group = listed[0]
    far = shop.there.clerk_of_desk

    with pytest.raises(NotFound):
        services.collect_together(uid=group.uid, total_vnd=3 * FEE, actor=far)
    with pytest.raises(NotPermitted):
        services.collect_together(
            uid=group.uid,
            total_vnd=3 * FEE,
            actor=shop.here.official(unit=shop.here.desk, name="Người xem"),
        )

    assert elsewhere.get(address(group)).status_code == 404
    assert not Payment.objects.exists()


def test_a_second_tap_takes_nothing_again(shop: World, listed: tuple[GroupFiling, Actor]) -> None:
    clerk = shop.here.clerk_of_desk
    services.collect_together(uid=listed[0].uid, actor=clerk, total_vnd=3 * FEE)

    with pytest.raises(NothingOwed):
        services.collect_together(uid=listed[0].uid, actor=clerk, total_vnd=3 * FEE)

    assert Payment.objects.count() == 3


def test_the_statement_has_one_line_for_a_bill_and_it_matches(
    shop: World, listed: tuple[GroupFiling, Actor]
) -> None:
    group, company = listed
    bill = services.open_bill(uid=group.uid, actor=company)
    cashier = shop.here.official(P.RECONCILE, unit=shop.here.desk, name="Người đối soát")
    body = banking.message(
        kind="transfer",
        words=f"PHI {bill.reference}",
        amount=bill.amount_vnd,
        bank_reference="FT100",
    )
    banking.tell(body)
    jobs.settle_bill(bill_uid=str(bill.uid))

    read = services.upload_statement(
        actor=cashier,
        day=timezone.localdate(),
        content=sheet(("FT100", bill.amount_vnd, f"PHI {bill.reference}")),
    )
    wrong = services.upload_statement(
        actor=cashier,
        day=timezone.localdate(),
        content=sheet(("FT100", bill.amount_vnd - 1, f"PHI {bill.reference}")),
    )

    assert (read.lines, read.differences) == (1, 0)
    assert (wrong.lines, wrong.differences) == (1, 1)
    line = StatementLine.objects.get()
    assert (line.outcome, line.reference) == ("other_amount", bill.reference)
    assert (line.ours_vnd, line.bank_vnd) == (3 * FEE, 3 * FEE - 1)


def test_who_reconciles_sees_of_which_bill_unfit_money_is(
    shop: World, listed: tuple[GroupFiling, Actor]
) -> None:
    group, company = listed
    bill = services.open_bill(uid=group.uid, actor=company)
    call = banking.tell(
        banking.message(kind="transfer", words=f"PHI {bill.reference}", amount=1_000)
    )
    browser = signed_in(shop.here, P.RECONCILE, P.RECEIVE)

    page = browser.get(f"/lam-viec/tien-chua-khop/{call.uid}/").content.decode()

    assert bill.reference in page
    assert address(group) in page


def test_the_pages_are_in_english_too(desk: Client, listed: tuple[GroupFiling, Actor]) -> None:
    group, company = listed
    services.open_bill(uid=group.uid, actor=company)
    business = Client()
    business.force_login(get_user_model().objects.get(uid=str(company.id)))
    business.cookies["django_language"] = desk.cookies["django_language"] = "en"

    own = business.get(f"/nop-theo-danh-sach/{group.uid}/phi/")
    page = desk.get(address(group))

    assert "Pay all at once" in own.content.decode()
    assert vietnamese_left_behind(own.content.decode()) == []
    assert vietnamese_left_behind(page.content.decode()) == []
