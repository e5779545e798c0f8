"""Signing in: by password, slowed down per address, with a second step, and back in by a link."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.models import Account, AccountSession, RecoveryLink, SignInFailures
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.second_factor import recovery_codes, use_code
from tinhso.identity.services import lock_idle_accounts, warn_idle_accounts
from tinhso.identity.services.accounts import locks_when_idle
from tinhso.identity.services.factors import start_totp
from tinhso.identity.services.recovery import (
    PER_DAY,
    PER_DAY_IN_ALL,
    operator_link,
    send_recovery,
)
from tinhso.identity.services.signing_in import (
    AccountClosed,
    TooManyTries,
    check_code,
    check_sign_in,
)
from tinhso.identity.testing import CitizenFactory, OfficialFactory, give_role
from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind
from tinhso.kernel.errors import Invalid
from tinhso.kernel.notifications.models import DemonstrationMessage, Notification
from tinhso.organization.testing import AgencyFactory

pytestmark = pytest.mark.django_db
PASSWORD = "Bằng-Giang-2026-xanh"
HERE = "10.0.0.1"
OPERATOR = Actor(
    kind=ActorKind.SYSTEM,
    name="tests.operator",
    permissions={IdentityPermission.VIEW_ACCOUNTS: EVERYWHERE},
)


@pytest.fixture
def account() -> Account:
    made = CitizenFactory.create(login="lan", is_demonstration=False, email="lan@example.vn")
    made.set_password(PASSWORD)
    made.save()
    return made


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_the_right_password_opens_the_page_that_was_wanted(
    client: Client, account: Account
) -> None:
    answer = client.post(
        "/dang-nhap/", {"login": " LAN ", "password": PASSWORD, "next": "/tai-khoan/"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/tai-khoan/")
    assert client.get("/tai-khoan/").status_code == 200
    assert AccountSession.objects.get().account == account


def test_whose_role_needs_a_second_factor_is_led_to_set_it_up(client: Client) -> None:
    operator = OfficialFactory.create(login="dau", is_demonstration=False)
    operator.set_password(PASSWORD)
    operator.save()
    held = give_role(
        operator, IdentityPermission.VIEW_ACCOUNTS, agency_id=AgencyFactory.create().pk
    )
    held.role.needs_second_factor = True
    held.role.save()

    answer = client.post(
        "/dang-nhap/", {"login": "dau", "password": PASSWORD, "next": "/quan-tri/"}
    )
    page = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == "/tai-khoan/bao-mat/"
    assert "Vai trò của bạn chưa dùng được" in page
    assert held.role.name in page


def test_a_wrong_password_keeps_the_login_and_says_so_at_the_field(
    client: Client, account: Account
) -> None:
    answer = client.post("/dang-nhap/", {"login": "lan", "password": "nhầm", "next": "/tai-khoan/"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="lan"' in page
    assert 'name="next" value="/tai-khoan/"' in page
    assert "Tên đăng nhập hoặc mật khẩu không đúng. Hãy nhập lại." in page
    assert not AccountSession.objects.exists()


def test_no_page_outside_the_house_is_opened_after_signing_in(
    client: Client, account: Account
) -> None:
    for outside in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"):
        answer = client.post("/dang-nhap/", {"login": "lan", "password": PASSWORD, "next": outside})
        assert "evil" not in answer["Location"]
        client.post("/dang-xuat/")


def test_guessing_from_one_address_does_not_lock_the_owner_out(account: Account) -> None:
    for _n in range(5):
        with pytest.raises(Invalid):
            check_sign_in(login="lan", password="nhầm", address="203.0.113.9")
    with pytest.raises(TooManyTries):
        check_sign_in(login="lan", password=PASSWORD, address="203.0.113.9")

    assert check_sign_in(login="lan", password=PASSWORD, address=HERE) == account


def _guess(times: int, *, login: str = "lan", address: str = HERE) -> None:
    for _n in range(times):
        with pytest.raises(Invalid):
            check_sign_in(login=login, password="nhầm", address=address)


def _knock(browser: Client, login: str, password: str) -> int:
    answer = browser.post(
        "/dang-nhap/", {"login": login, "password": password}, REMOTE_ADDR="203.0.113.9"
    )
    return answer.status_code


def test_a_neighbour_behind_the_same_address_locks_nobody_out_of_his_own_browser(
    client: Client, account: Account
) -> None:
    assert _knock(client, "lan", PASSWORD) == 302
    client.post("/dang-xuat/")
    _guess(5, address="203.0.113.9")
    for n in range(19):
        _guess(5, login=f"ai-{n}", address="203.0.113.9")

    assert _knock(Client(), "lan", PASSWORD) == 429
    assert _knock(client, "lan", PASSWORD) == 302


def test_guessing_in_the_owners_own_browser_is_slowed_down_there_alone(
    client: Client, account: Account
) -> None:
    _knock(client, "lan", PASSWORD)
    client.post("/dang-xuat/")
    assert [_knock(client, "lan", "nhầm") for _n in range(5)] == [200] * 5

    assert _knock(client, "lan", PASSWORD) == 429
    assert _knock(Client(), "lan", PASSWORD) == 302


def test_the_browser_of_another_account_is_not_the_owners(client: Client, account: Account) -> None:
    other = CitizenFactory.create(login="nga", is_demonstration=False)
    other.set_password(PASSWORD)
    other.save()
    _knock(client, "nga", PASSWORD)
    client.post("/dang-xuat/")
    _guess(5, address="203.0.113.9")

    assert _knock(client, "lan", PASSWORD) == 429


def test_the_pause_ends_by_itself(account: Account) -> None:
    for _n in range(5):
        with pytest.raises(Invalid):
            check_sign_in(login="lan", password="nhầm", address=HERE)

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert check_sign_in(login="lan", password=PASSWORD, address=HERE) == account
    assert SignInFailures.objects.count() == 1


def test_an_unknown_login_is_refused_with_the_same_words(account: Account) -> None:
    with pytest.raises(Invalid) as unknown:
        check_sign_in(login="khong-co", password="x", address=HERE)
    with pytest.raises(Invalid) as wrong:
        check_sign_in(login="lan", password="x", address=HERE)

    assert str(unknown.value) == str(wrong.value)


def test_a_locked_account_is_told_only_to_who_knows_the_password(account: Account) -> None:
    Account.objects.update(is_active=False, lock_reason="nghỉ việc")

    with pytest.raises(AccountClosed):
        check_sign_in(login="lan", password=PASSWORD, address=HERE)
    with pytest.raises(Invalid):
        check_sign_in(login="lan", password="nhầm", address=HERE)


def test_the_second_step_is_asked_and_each_code_serves_once(
    client: Client, account: Account
) -> None:
    start_totp(account=account, secret="JBSWY3DPEHPK3PXP", code=_code("JBSWY3DPEHPK3PXP"))
    answer = client.post("/dang-nhap/", {"login": "lan", "password": PASSWORD})
    assert answer["Location"] == "/dang-nhap/buoc-hai/"
    assert client.get("/tai-khoan/")["Location"].startswith("/dang-nhap/?next=")

    code = _code("JBSWY3DPEHPK3PXP")
    wrong = client.post("/dang-nhap/buoc-hai/", {"code": "000000" if code != "000000" else "1"})
    right = client.post("/dang-nhap/buoc-hai/", {"code": code})

    assert "Mã không đúng" in wrong.content.decode()
    assert right.status_code == 302
    assert AccountSession.objects.get().has_second_factor
    assert not use_code(account, code)


def test_one_time_codes_are_not_found_out_by_trying(client: Client, account: Account) -> None:
    start_totp(account=account, secret="JBSWY3DPEHPK3PXP", code=_code("JBSWY3DPEHPK3PXP"))
    for _n in range(5):
        client.post("/dang-nhap/", {"login": "lan", "password": PASSWORD})
        client.post("/dang-nhap/buoc-hai/", {"code": "1"})

    right = {"code": _code("JBSWY3DPEHPK3PXP")}
    assert client.post("/dang-nhap/buoc-hai/", right).status_code == 429
    assert not AccountSession.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        client.post("/dang-nhap/", {"login": "lan", "password": PASSWORD})
        later = {"code": _code("JBSWY3DPEHPK3PXP")}
        assert client.post("/dang-nhap/buoc-hai/", later).status_code == 302


def test_codes_are_not_tried_from_many_addresses_either(account: Account) -> None:
    start_totp(account=account, secret="JBSWY3DPEHPK3PXP", code=_code("JBSWY3DPEHPK3PXP"))
    for n in range(30):
        with pytest.raises(Invalid):
            check_code(account=account, code="1", address=f"198.51.100.{n}")

    code = _code("JBSWY3DPEHPK3PXP")
    with pytest.raises(TooManyTries):
        check_code(account=account, code=code, address="198.51.100.99")
    own = str(account.uid)
    assert check_code(account=account, code=code, address=HERE, browser=own) == account


@pytest.mark.parametrize("answer", ["", "null", "[]", "1", "{}", '{"response": null}', '"x"'])
def test_what_is_no_answer_of_a_key_is_refused(client: Client, answer: str) -> None:
    said = client.post("/dang-nhap/khoa/", answer, content_type="application/json")

    assert said.status_code == 422


def test_a_recovery_code_replaces_a_lost_telephone_once(account: Account) -> None:
    start_totp(account=account, secret="JBSWY3DPEHPK3PXP", code=_code("JBSWY3DPEHPK3PXP"))
    spare = recovery_codes(account)[0]

    assert use_code(account, spare)
    assert not use_code(account, spare)


def test_recovery_codes_that_ran_out_are_made_anew(client: Client, account: Account) -> None:
    start_totp(account=account, secret="JBSWY3DPEHPK3PXP", code=_code("JBSWY3DPEHPK3PXP"))
    old = recovery_codes(account)
    for code in old:
        assert use_code(account, code)
    client.force_login(account)
    page = "/tai-khoan/bao-mat/ma-du-phong/"
    assert "Bạn đã dùng hết mã dự phòng." in client.get(page).content.decode()

    client.post(page)

    made = recovery_codes(account)
    assert len(made) == len(old)
    assert set(made).isdisjoint(old)
    assert made[0] in client.get(page).content.decode()


def test_a_forgotten_password_is_set_anew_by_a_link_that_serves_once(
    client: Client, account: Account
) -> None:
    client.force_login(account)
    asked = client.post("/quen-mat-khau/", {"login": "LAN@example.vn"})
    assert client.get(asked["Location"]).status_code == 200
    send_recovery(link_id=RecoveryLink.objects.get().pk)
    send_recovery(link_id=RecoveryLink.objects.get().pk)
    letter = DemonstrationMessage.objects.get()
    assert letter.address == account.email
    assert not Notification.objects.exists()
    found = re.search(r"/dat-mat-khau/[\w-]+/", letter.text)
    assert found is not None

    client.logout()
    weak = client.post(found[0], {"password": "ngan"})
    done = client.post(found[0], {"password": "Núi-Phja-Oắc-1931"})
    again = client.post(found[0], {"password": "Núi-Phja-Oắc-1932"})

    assert "Mật khẩu cần ít nhất 8 ký tự." in weak.content.decode()
    assert done.status_code == 302
    assert again.status_code == 410
    account.refresh_from_db()
    assert account.check_password("Núi-Phja-Oắc-1931")


def test_who_asks_in_anothers_name_takes_no_way_back_from_him(account: Account) -> None:
    handed_over = operator_link(
        account_uid=account.uid, proof="thẻ", clears_second_factor=True, actor=OPERATOR
    )

    for _time in range(PER_DAY + 3):
        Client(REMOTE_ADDR="192.0.2.66").post("/quen-mat-khau/", {"login": "lan"})

    asked = RecoveryLink.objects.filter(clears_second_factor=False)
    assert asked.count() == PER_DAY
    assert Client().get(handed_over).status_code == 200
    Client(REMOTE_ADDR="192.0.2.7").post("/quen-mat-khau/", {"login": "lan"})
    assert asked.count() == PER_DAY + 1


def test_many_networks_do_not_stop_a_browser_that_knows_the_account(
    client: Client, account: Account
) -> None:
    client.post("/dang-nhap/", {"login": "lan", "password": PASSWORD})
    client.post("/dang-xuat/")
    for number in range(PER_DAY_IN_ALL + 3):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post("/quen-mat-khau/", {"login": "lan"})
    assert RecoveryLink.objects.count() == PER_DAY_IN_ALL

    client.post("/quen-mat-khau/", {"login": "lan"})

    assert RecoveryLink.objects.count() == PER_DAY_IN_ALL + 1


def test_every_link_ends_once_one_was_used(account: Account) -> None:
    one = operator_link(
        account_uid=account.uid, proof="thẻ", clears_second_factor=False, actor=OPERATOR
    )
    Client().post("/quen-mat-khau/", {"login": "lan"})

    Client().post(one, {"password": "Núi-Phja-Oắc-1931"})

    assert not RecoveryLink.objects.filter(used_at=None, expires_at__gt=timezone.now()).exists()


def test_asking_for_nobody_says_the_same_and_sends_nothing(client: Client) -> None:
    answer = client.post("/quen-mat-khau/", {"login": "khong-co"})

    assert answer["Location"] == "/quen-mat-khau/da-gui/"
    assert not RecoveryLink.objects.exists()


def test_an_idle_official_is_locked_and_a_citizen_is_not() -> None:
    long_ago = timezone.localdate() - timedelta(days=46)
    idle = OfficialFactory.create(is_demonstration=False, last_seen_on=long_ago)
    citizen = CitizenFactory.create(is_demonstration=False, last_seen_on=long_ago)

    assert lock_idle_accounts() == 1

    idle.refresh_from_db()
    citizen.refresh_from_db()
    assert (idle.is_active, citizen.is_active) == (False, True)


def test_an_idle_official_is_told_the_day_before_he_is_locked_and_once(
    settings: Settings,
) -> None:
    today = timezone.localdate()
    soon = OfficialFactory.create(is_demonstration=False, last_seen_on=today - timedelta(days=39))
    OfficialFactory.create(is_demonstration=False, last_seen_on=today - timedelta(days=38))
    OfficialFactory.create(last_seen_on=today - timedelta(days=60))
    CitizenFactory.create(is_demonstration=False, last_seen_on=today - timedelta(days=60))

    assert warn_idle_accounts() == 1
    assert warn_idle_accounts() == 0

    notice = Notification.objects.get(kind="identity.idle_soon")
    assert notice.account_uid == soon.uid
    locks_on = locks_when_idle(soon)
    assert locks_on == today + timedelta(days=7)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        lock_idle_accounts()
        soon.refresh_from_db()
        assert soon.is_active
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        lock_idle_accounts()
    soon.refresh_from_db()
    assert not soon.is_active
    settings.TINHSO_IDLE_WARNING_DAYS = 0
    assert warn_idle_accounts() == 0


def test_ending_another_session_signs_it_out(account: Account) -> None:
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/dang-nhap/", {"login": "lan", "password": PASSWORD})
    other = AccountSession.objects.get(session_key=there.session.session_key)

    here.post(f"/tai-khoan/phien/{other.uid}/")

    assert there.get("/tai-khoan/").status_code == 302
    assert here.get("/tai-khoan/").status_code == 200


def test_another_persons_session_does_not_exist(client: Client, account: Account) -> None:
    stranger = CitizenFactory.create()
    client.force_login(stranger)
    session = AccountSession.objects.create(account=account, session_key="x" * 32, way="password")

    assert client.post(f"/tai-khoan/phien/{session.uid}/").status_code == 404
    assert AccountSession.objects.filter(pk=session.pk).exists()


def test_who_acts_costs_two_queries_once_known(client: Client, account: Account) -> None:
    client.force_login(account)
    client.get("/dang-nhap/quoc-gia/tro-lai/?error=x")

    with CaptureQueriesContext(connection) as seen:
        client.get("/khong-co-trang-nay/")

    ours = [q["sql"] for q in seen if "identity_" in q["sql"] or "django_session" in q["sql"]]
    assert len(ours) == 2
