"""Into which account an agency's fees go: a leader says so, for days to come, never for another."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tinhso.dossiers.models import CollectionAccount
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.fees import account_of
from tinhso.dossiers.services.errors import AccountInUse
from tinhso.dossiers.testing import World, browser_of
from tinhso.dossiers.tests import banking
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/tai-khoan-thu/"
API = "/api/v1/dossiers/fee-accounts"
PROCEDURES = ("1.004363",)


@pytest.fixture
def shop(world: World) -> World:
    return world


@pytest.fixture
def leader(shop: World) -> Actor:
    return shop.here.official(P.SET_ACCOUNT, P.OVERSEE, unit=shop.here.leadership)


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "bank_name": "Ngân hàng trình diễn",
        "bank_bin": "970400",
        "account_number": "9000000002",
        "holder": "UBND xã Đông Khê",
        "effective_from": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "provider": "demo",
        "legal_basis": "Quyết định trình diễn",
        **changes,
    }


def test_without_an_account_the_page_says_what_that_means(leader: Actor) -> None:
    page = browser_of(leader).get(LIST).content.decode()

    assert "Cơ quan chưa có tài khoản thu phí" in page


def test_a_new_account_ends_the_old_on_its_day(shop: World, leader: Actor) -> None:
    old = banking.account_for(shop.here)

    answer = browser_of(leader).post(f"{LIST}moi/", typed())

    assert answer.status_code == 302
    today, agency = timezone.localdate(), shop.here.agency.pk
    assert account_of(agency_id=agency, on=today) == old
    new = account_of(agency_id=agency, on=today + timedelta(days=1))
    assert new is not None
    assert new.account_number == "9000000002"
    entry = AuditEntry.objects.filter(action="dossiers.account_set").latest("pk")
    assert entry.data["account"] == "9000000002"
    page = browser_of(leader).get(LIST).content.decode()
    assert page.index("9000000002") < page.index(old.account_number)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("bank_bin", "97a400", "Mã BIN của ngân hàng có 6 chữ số."),
        ("account_number", "12 34", "Số tài khoản có 4 đến 19 chữ số hoặc chữ in hoa."),
        ("holder", " ", "Hãy ghi tên chủ tài khoản."),
        ("bank_name", "", "Hãy ghi tên ngân hàng."),
        ("effective_from", "hôm nay", "Hãy ghi ngày, ví dụ 25/11/2026."),
    ],
)
def test_bad_input_is_said_at_its_field_and_what_was_typed_stays(
    leader: Actor, field: str, value: str, sentence: str
) -> None:
    answer = browser_of(leader).post(f"{LIST}moi/", typed(**{field: value}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Quyết định trình diễn" in page
    assert not CollectionAccount.objects.exists()


def test_every_fault_is_said_at_once(leader: Actor) -> None:
    answer = browser_of(leader).post(f"{LIST}moi/", typed(bank_bin="97a", holder=""))

    page = answer.content.decode()
    assert "Mã BIN của ngân hàng có 6 chữ số." in page
    assert "Hãy ghi tên chủ tài khoản." in page


def test_what_is_in_use_is_not_written_over(shop: World, leader: Actor) -> None:
    banking.account_for(shop.here)
    today = timezone.localdate().isoformat()

    answer = browser_of(leader).post(f"{LIST}moi/", typed(effective_from=today))

    assert answer.status_code == 422
    assert "Tài khoản đang dùng không sửa được." in answer.content.decode()
    with pytest.raises(AccountInUse):
        banking.account_for(shop.here, account_number="9999")
    assert CollectionAccount.objects.get().account_number == "9000000001"


def test_who_takes_money_in_does_not_say_where_it_goes(shop: World, leader: Actor) -> None:
    cashier = shop.here.official(P.RECEIVE, P.RECONCILE, unit=shop.here.desk)

    with pytest.raises(NotPermitted):
        banking.account_for(shop.here, actor=cashier)
    with pytest.raises(NotFound):
        banking.account_for(shop.there, actor=leader)
    with pytest.raises(Invalid) as refusal:
        banking.account_for(shop.here, actor=leader, provider="la", holder="")

    assert set(refusal.value.fields) == {"provider", "holder"}
    assert browser_of(cashier).get(LIST).status_code == 404
    assert browser_of(cashier).get(f"{LIST}moi/").status_code == 404
    assert not CollectionAccount.objects.exists()


def test_another_agencys_accounts_are_not_shown(shop: World, leader: Actor) -> None:
    other = banking.account_for(shop.there, account_number="9000000077")

    assert other.account_number not in browser_of(leader).get(LIST).content.decode()


def test_a_machine_sets_and_reads(shop: World, leader: Actor) -> None:
    browser = browser_of(leader)

    made = browser.post(
        API, typed(), content_type="application/json", headers={"Idempotency-Key": "one"}
    )

    assert made.status_code == 201
    assert [one["account_number"] for one in browser.get(API).json()] == ["9000000002"]
    cashier = shop.here.official(P.RECEIVE, P.RECONCILE, unit=shop.here.desk)
    assert browser_of(cashier).get(API).status_code == 403
