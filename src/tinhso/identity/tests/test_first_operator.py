"""The way back in for an operator whom no other operator can help."""

from argparse import Namespace

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tinhso.identity.commands import open_operator
from tinhso.identity.models import Account
from tinhso.identity.second_factor import has_second_factor
from tinhso.identity.testing import OfficialFactory

pytestmark = pytest.mark.django_db
ASKED = {"login": "van", "name": "Vận", "email": "", "agency": "H14", "agency_name": ""}


@pytest.fixture
def operator() -> Account:
    made = OfficialFactory.create(login="van", is_demonstration=False)
    made.is_active, made.lock_reason = False, "idle"
    made.save()
    Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return made


@pytest.mark.parametrize("lost", [True, False])
def test_an_only_operator_comes_back_without_his_telephone(
    operator: Account, lost: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert open_operator(Namespace(**ASKED, lost_telephone=lost)) == 0

    link = capsys.readouterr().out.strip()
    path = link[link.index("/dat-mat-khau/") :]
    assert Client().post(path, {"password": "Núi-Phja-Oắc-1931"}).status_code == 302
    operator.refresh_from_db()
    assert operator.is_active
    assert has_second_factor(operator) is not lost
