"""One signs with the codes of one's own authenticator application, never by password alone."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tinhso.identity.services.factors import start_totp
from tinhso.identity.testing import Account, OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import Confirmation
from tinhso.signing.registry import second_factors
from tinhso.signing.rules import ATTEMPTS_AN_HOUR, CODE_ATTEMPTS, ItemState
from tinhso.signing.testing import an_item, certificate_for

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def account() -> Account:
    account: Account = OfficialFactory.create()
    unit = UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    certificate_for(account_uid=account.uid)
    return account


@pytest.fixture
def leader(account: Account) -> Actor:
    return actor_for(account)


def code_at(step: int) -> str:
    """Return the application's code of this half minute (0), or of the one before (-1)."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step)))


def switch_on(account: Account) -> None:
    start_totp(account=account, secret=SECRET, code=code_at(0))


@pytest.fixture
def _in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the demonstration telephone away, as a production installation has none."""
    monkeypatch.delitem(second_factors._plugs, "telephone")  # no public way to unplug


def test_papers_are_signed_with_the_applications_code(account: Account, leader: Actor) -> None:
    switch_on(account)
    item = an_item(leader)
    services.open_item(item_uid=item.uid, actor=leader)

    asked = services.start_confirmation(item_uids=[item.uid], actor=leader)
    done = services.sign_items(
        item_uids=[item.uid], confirmation_uid=asked.uid, code=code_at(0), actor=leader
    )

    assert (asked.factor, asked.secret) == ("totp", "")
    assert [outcome.signed for outcome in done] == [True]
    assert queries.codes_on_telephone(actor=leader) == []


def test_a_code_confirms_one_act_only(account: Account, leader: Actor) -> None:
    switch_on(account)
    first, second = an_item(leader), an_item(leader)
    services.open_item(item_uid=first.uid, actor=leader)
    services.open_item(item_uid=second.uid, actor=leader)
    asked = [
        services.start_confirmation(item_uids=[item.uid], actor=leader) for item in (first, second)
    ]
    code = code_at(0)
    services.sign_items(
        item_uids=[first.uid], confirmation_uid=asked[0].uid, code=code, actor=leader
    )

    with pytest.raises(Invalid):
        services.sign_items(
            item_uids=[second.uid], confirmation_uid=asked[1].uid, code=code, actor=leader
        )

    second.refresh_from_db()
    assert second.state == ItemState.OPENED


@pytest.mark.usefixtures("_in_production")
def test_who_has_no_second_factor_is_led_to_where_he_gets_one(
    account: Account, leader: Actor, client: Client
) -> None:
    item = an_item(leader)
    client.force_login(account)

    with pytest.raises(services.NoSecondFactor):
        services.start_confirmation(item_uids=[item.uid], actor=leader)
    answer = client.post("/lam-viec/cho-ky/ky/", {"item": [str(item.uid)]})

    assert answer.status_code == 409
    assert 'href="/tai-khoan/bao-mat/"' in answer.content.decode()
    assert not Confirmation.objects.exists()


@pytest.mark.usefixtures("_in_production")
def test_a_machine_is_told_that_a_second_factor_is_missing(
    account: Account, leader: Actor, client: Client
) -> None:
    item = an_item(leader)
    client.force_login(account)

    answer = client.post(
        "/api/v1/signing/confirmations",
        {"items": [str(item.uid)]},
        content_type="application/json",
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "signing.no_second_factor")


def test_codes_are_not_found_by_asking_for_fresh_attempts(account: Account, leader: Actor) -> None:
    switch_on(account)
    item = an_item(leader)
    wrong = "000000" if "000000" not in {code_at(-1), code_at(0), code_at(1)} else "111111"
    for _round in range(ATTEMPTS_AN_HOUR // CODE_ATTEMPTS):
        asked = services.start_confirmation(item_uids=[item.uid], actor=leader)
        for _attempt in range(CODE_ATTEMPTS):
            with pytest.raises(Invalid):
                services.sign_items(
                    item_uids=[item.uid], confirmation_uid=asked.uid, code=wrong, actor=leader
                )

    with pytest.raises(services.TooManyAttempts):
        services.start_confirmation(item_uids=[item.uid], actor=leader)

    item.refresh_from_db()
    assert item.state == ItemState.WAITING
