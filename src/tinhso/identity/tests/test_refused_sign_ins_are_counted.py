"""Refused sign-ins are counted by reason, so that an alert rule sees somebody guessing."""

import pytest

from tinhso.identity.models import Account
from tinhso.identity.services.clients import InvalidClient, issue_token
from tinhso.identity.services.signing_in import (
    AccountClosed,
    TooManyTries,
    check_code,
    check_sign_in,
)
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.errors import Invalid
from tinhso.kernel.registry.counting import exposition

pytestmark = pytest.mark.django_db
PASSWORD = "Bằng-Giang-2026-xanh"
HERE = "10.0.0.1"


def refused() -> dict[str, float]:
    """Return the refusals counted so far, by reason."""
    lines = [
        line.rsplit(" ", 1)
        for line in exposition().splitlines()
        if line.startswith("tinhso_sign_ins_refused_total{")
    ]
    return {said.split('"')[1]: float(count) for said, count in lines}


def grown(before: dict[str, float]) -> dict[str, float]:
    """Return what was added since."""
    now = refused()
    return {why: now[why] - before.get(why, 0) for why in now if now[why] != before.get(why, 0)}


@pytest.fixture
def account() -> Account:
    made = CitizenFactory.create(login="lan", is_demonstration=False)
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    return made


def test_each_refusal_counts_under_its_reason(account: Account) -> None:
    before = refused()

    check_sign_in(login="lan", password=PASSWORD, address=HERE)
    assert grown(before) == {}

    for _time in range(5):
        with pytest.raises(Invalid):
            check_sign_in(login="lan", password="nhầm", address=HERE)
    with pytest.raises(TooManyTries):
        check_sign_in(login="lan", password=PASSWORD, address=HERE)
    with pytest.raises(Invalid):
        check_code(account=account, code="1", address="10.0.0.2")
    with pytest.raises(InvalidClient):
        issue_token(client_id="khong-co", secret="x", scope="")
    Account.objects.filter(pk=account.pk).update(is_active=False, lock_reason="left")
    with pytest.raises(AccountClosed):
        check_sign_in(login="lan", password=PASSWORD, address="10.0.0.3")

    assert grown(before) == {"password": 5, "paused": 1, "code": 1, "client": 1, "locked": 1}
    assert "lan" not in refused()
