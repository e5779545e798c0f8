"""The pages of this room, for operators, for oneself and for nobody else."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.identity.models import Account, Delegation, SystemClient
from tinhso.identity.permissions import IdentityPermission as P
from tinhso.identity.testing import (
    CitizenFactory,
    OfficialFactory,
    RoleFactory,
    actor_for,
    give_role,
)
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db

OPERATORS_PAGES = (
    "/quan-tri/tai-khoan/",
    "/quan-tri/tai-khoan/moi/",
    "/quan-tri/vai-tro/",
    "/quan-tri/he-thong/",
    "/quan-tri/he-thong/moi/",
)
OWN_PAGES = (
    "/tai-khoan/",
    "/tai-khoan/mat-khau/",
    "/tai-khoan/bao-mat/",
    "/tai-khoan/bao-mat/ma-xac-thuc/",
)
SHELLS = {"official": 'class="staff', "citizen": 'class="public'}
OFFICIALS_PAGES = ("/tai-khoan/uy-quyen/", "/tai-khoan/uy-quyen/moi/")


@pytest.fixture
def operator(client: Client) -> Account:
    account = OfficialFactory.create(login="quan-tri-thu")
    unit = UnitFactory.create()
    row = give_role(
        account,
        P.VIEW_ACCOUNTS,
        P.MANAGE_ACCOUNTS,
        P.ASSIGN_ROLES,
        P.MANAGE_CLIENTS,
        agency_id=unit.agency_id,
        unit_id=unit.pk,
    )
    row.role.is_everywhere = True
    row.role.save()
    client.force_login(account)
    return account


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", OPERATORS_PAGES)
def test_an_operators_page_opens(
    client: Client, operator: Account, address: str, language: str
) -> None:
    client.cookies["django_language"] = language

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", OPERATORS_PAGES)
def test_a_citizen_gets_no_operators_page(client: Client, address: str) -> None:
    client.force_login(CitizenFactory.create())

    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    "address", [*OPERATORS_PAGES, *OWN_PAGES, *OFFICIALS_PAGES, "/tai-khoan/ai-da-xem/"]
)
def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == "/dang-nhap/"
    assert f"next={address.replace('/', '%2F')}" in answer["Location"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", [*OWN_PAGES, "/tai-khoan/ai-da-xem/"])
def test_ones_own_page_opens(client: Client, address: str, language: str) -> None:
    client.force_login(CitizenFactory.create())
    client.cookies["django_language"] = language

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", OFFICIALS_PAGES)
def test_an_officials_own_page_opens_to_officials_alone(
    client: Client, address: str, language: str
) -> None:
    client.force_login(OfficialFactory.create())
    client.cookies["django_language"] = language
    assert client.get(address).status_code == 200

    client.force_login(CitizenFactory.create())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/dang-nhap/", "/quen-mat-khau/"])
def test_a_page_before_signing_in_opens(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_profile_is_changed_and_a_stale_form_is_refused(client: Client) -> None:
    account = CitizenFactory.create()
    client.force_login(account)
    values = {"name": "Nông Thị Lan", "email": "", "phone": "+84 912 345 678", "version": "1"}

    first = client.post("/tai-khoan/", values)
    second = client.post("/tai-khoan/", values | {"name": "Cũ"})
    wrong = client.post("/tai-khoan/", values | {"email": "không phải", "version": "2"})

    account.refresh_from_db()
    assert (first.status_code, second.status_code, wrong.status_code) == (302, 409, 200)
    assert (account.name, account.phone, account.email) == ("Nông Thị Lan", "0912345678", "")
    assert 'value="không phải"' in wrong.content.decode()


def test_a_stale_profile_shows_what_changed_and_is_sent_again_in_one_act(client: Client) -> None:
    account = CitizenFactory.create()
    client.force_login(account)
    here = {"origin": "http://testserver"}
    values = {"name": "Nông Thị Lan", "email": "", "phone": "0912345678", "version": "1"}
    client.post("/tai-khoan/", values)

    stale = client.post("/tai-khoan/", values | {"email": "lan@example.vn"}, headers=here)
    page = stale.content.decode()
    english = in_english(client).post("/tai-khoan/", values, headers=here).content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page))
    again = client.post("/tai-khoan/", sent, headers=here)

    account.refresh_from_db()
    assert stale.status_code == 409
    assert "Gửi lại trên bản mới" in page
    assert "0912345678" in page
    assert (sent["version"], sent["email"]) == ("2", "lan@example.vn")
    assert (again.status_code, account.email) == (302, "lan@example.vn")
    assert vietnamese_left_behind(english) == []


def test_an_operator_opens_an_account_and_gives_it_a_role(
    client: Client, operator: Account
) -> None:
    unit = UnitFactory.create()
    role = RoleFactory.create(permissions=["dossiers.accept"])

    made = client.post(
        "/quan-tri/tai-khoan/moi/",
        {"login": "tu.nong", "name": "Nông Văn Tú", "kind": "official"},
    )
    account = Account.objects.get(login="tu.nong")
    given = client.post(
        f"/quan-tri/tai-khoan/{account.uid}/vai-tro/",
        {"role": role.code, "place": f"{unit.agency_id}:{unit.pk}"},
    )

    assert (made.status_code, given.status_code) == (302, 302)
    assert actor_for(account).may("dossiers.accept", unit_id=unit.pk)
    assert not account.has_usable_password()


def test_a_taken_login_is_said_at_its_field_and_nothing_is_lost(
    client: Client, operator: Account
) -> None:
    answer = client.post(
        "/quan-tri/tai-khoan/moi/",
        {"login": "quan-tri-thu", "name": "Người Khác", "kind": "official"},
    )

    page = answer.content.decode()
    assert "đã có người dùng" in page
    assert 'value="Người Khác"' in page
    assert Account.objects.count() == 1


def test_locking_signs_the_person_out_at_once(client: Client, operator: Account) -> None:
    victim = CitizenFactory.create()
    browser = Client()
    browser.force_login(victim)
    assert browser.get("/tai-khoan/").status_code == 200

    client.post(f"/quan-tri/tai-khoan/{victim.uid}/khoa/", {"reason": "Mất máy"})

    assert browser.get("/tai-khoan/").status_code == 302
    client.post(f"/quan-tri/tai-khoan/{victim.uid}/mo/")
    victim.refresh_from_db()
    assert victim.is_active


def test_an_operator_without_the_permission_changes_nothing(client: Client) -> None:
    viewer = OfficialFactory.create()
    unit = UnitFactory.create()
    give_role(viewer, P.VIEW_ACCOUNTS, agency_id=unit.agency_id, unit_id=unit.pk)
    victim = CitizenFactory.create()
    client.force_login(viewer)

    answer = client.post(f"/quan-tri/tai-khoan/{victim.uid}/khoa/", {"reason": "x"})

    victim.refresh_from_db()
    assert (answer.status_code, victim.is_active) == (403, True)


def test_a_lost_telephone_is_reset_after_the_operator_says_how_he_checked(
    client: Client, operator: Account
) -> None:
    person = CitizenFactory.create(is_demonstration=False)
    address = f"/quan-tri/tai-khoan/{person.uid}/khoi-phuc/"

    without = client.post(address, {"proof": "", "clears_second_factor": "on"})
    given = client.post(
        address, {"proof": "Gặp trực tiếp", "clears_second_factor": "on"}, follow=True
    )

    assert "/dat-mat-khau/" not in without.content.decode()
    assert "/dat-mat-khau/" in given.content.decode()
    assert "/dat-mat-khau/" not in client.get(given.redirect_chain[-1][0]).content.decode()


def test_delegating_on_the_page(client: Client) -> None:
    unit = UnitFactory.create()
    giver, taker = OfficialFactory.create(), OfficialFactory.create(login="nguoi-nhan")
    give_role(giver, "dossiers.sign", P.DELEGATE_OWN, agency_id=unit.agency_id, unit_id=unit.pk)
    client.force_login(giver)
    until = timezone.localdate() + timedelta(days=2)
    values = {"taker": "nguoi-nhan", "permissions": "dossiers.sign", "valid_to": str(until)}

    missing = client.post("/tai-khoan/uy-quyen/moi/", values)
    done = client.post("/tai-khoan/uy-quyen/moi/", values | {"reason": "Nghỉ phép"})

    assert (missing.status_code, done.status_code) == (200, 302)
    row = Delegation.objects.get()
    assert row.taker == taker
    stranger = Client()
    stranger.force_login(CitizenFactory.create())
    assert stranger.post(f"/tai-khoan/uy-quyen/{row.uid}/thoi/").status_code == 404


def test_a_clients_secret_is_shown_once(client: Client, operator: Account) -> None:
    made = client.post(
        "/quan-tri/he-thong/moi/", {"name": "Trục", "scopes": P.VIEW_PERSONS, "agency": ""}
    )

    row = SystemClient.objects.get()
    page = f"/quan-tri/he-thong/{row.uid}/"
    assert made["Location"] == page
    assert client.session["identity.shown_once"][page].startswith("v1:")
    assert "client_secret" not in client.get("/quan-tri/tai-khoan/").content.decode()
    assert "client_secret" in client.get(page).content.decode()
    assert "client_secret" not in client.get(page).content.decode()
    renewed = client.post(f"{page}khoa-moi/", follow=True)
    assert "client_secret" in renewed.content.decode()
    assert client.post(f"{page}thu-hoi/").status_code == 302
    assert "Cấp khóa mới" not in client.get(page).content.decode()


def test_a_client_without_a_scope_is_not_made_and_keeps_its_name(
    client: Client, operator: Account
) -> None:
    answer = client.post("/quan-tri/he-thong/moi/", {"name": "Trục", "agency": ""})

    assert (answer.status_code, SystemClient.objects.count()) == (422, 0)
    assert 'value="Trục"' in answer.content.decode()


def test_the_demonstration_buttons_open_demonstration_accounts_only(client: Client) -> None:
    CitizenFactory.create(login="congdan")
    CitizenFactory.create(login="that", is_demonstration=False)

    fine = client.post("/dang-nhap/minh-hoa/", {"account": "congdan"})
    client.post("/dang-xuat/")
    real = client.post("/dang-nhap/minh-hoa/", {"account": "that"})

    assert (fine.status_code, real.status_code) == (302, 200)
    assert client.get("/tai-khoan/").status_code == 302


def test_the_list_of_accounts_costs_the_same_for_one_and_for_many(
    client: Client, operator: Account
) -> None:
    counts = []
    for more in (1, 29):
        CitizenFactory.create_batch(more)
        client.get("/quan-tri/tai-khoan/?loai=citizen")
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/quan-tri/tai-khoan/?q=thu&loai=citizen").content.decode()
        counts.append(len(seen))

    assert "30 dòng" in page
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", SHELLS)
@pytest.mark.parametrize("address", OWN_PAGES)
def test_one_s_own_pages_stand_beside_one_s_work(who: str, address: str, client: Client) -> None:
    factory = OfficialFactory if who == "official" else CitizenFactory
    client.force_login(factory.create())

    page = client.get(address).content.decode()

    assert SHELLS[who] in page


@pytest.mark.parametrize(
    ("who", "way_on"), [("official", "/lam-viec/"), ("citizen", "/")], ids=["official", "citizen"]
)
def test_a_page_that_is_not_there_leads_back_to_one_s_own(
    who: str, way_on: str, client: Client
) -> None:
    factory = OfficialFactory if who == "official" else CitizenFactory
    client.force_login(factory.create())

    page = client.get("/khong-co-trang-nay/")

    assert page.status_code == 404
    assert f'<a class="button" href="{way_on}">' in page.content.decode()
