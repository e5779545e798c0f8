"""A production installation holds no demonstration account."""

import pytest
from pytest_django import Settings

from tinhso.identity.checks import no_demonstration_in_production
from tinhso.identity.testing import CitizenFactory

pytestmark = pytest.mark.django_db


def test_production_refuses_to_start_beside_a_demonstration_account(settings: Settings) -> None:
    settings.PRODUCTION = True
    assert no_demonstration_in_production() == []

    CitizenFactory.create(is_demonstration=True)

    assert [message.id for message in no_demonstration_in_production()] == ["identity.E001"]


def test_the_demonstration_itself_starts(settings: Settings) -> None:
    settings.PRODUCTION = False
    CitizenFactory.create(is_demonstration=True)

    assert no_demonstration_in_production() == []
