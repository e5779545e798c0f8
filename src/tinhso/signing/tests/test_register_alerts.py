"""Holder and clerks hear of a certificate that runs out 90, 60 and 30 days before, once each."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.db.clock import clock_set_to
from tinhso.kernel.notifications.models import Notification
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.kinds import ENDING
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.rules import CertificateRole, nearest_warning
from tinhso.signing.testing import SETUP

pytestmark = pytest.mark.django_db
ISSUED = date(2026, 1, 5)
ENDS = ISSUED + timedelta(days=365)


def certified(account_uid: UUID, agency_id: int, on: date = ISSUED) -> UUID:
    with clock_set_to(timezone.make_aware(datetime.combine(on, time(9)))):
        made = services.issue_certificate(
            role=CertificateRole.PERSON,
            name="Bế Thị Thu",
            account_uid=account_uid,
            agency_id=agency_id,
            years=1,
            actor=SETUP,
        )
    return made.uid


def told() -> set[UUID]:
    return set(Notification.objects.filter(kind=ENDING.code).values_list("account_uid", flat=True))


def test_each_is_told_once_for_each_of_the_days() -> None:
    unit = UnitFactory.create()
    holder, clerk, other = (OfficialFactory.create() for _n in range(3))
    give_role(clerk, P.SEAL_DOCUMENT, agency_id=unit.agency_id, unit_id=unit.pk)
    elsewhere = UnitFactory.create()
    give_role(other, P.SEAL_DOCUMENT, agency_id=elsewhere.agency_id, unit_id=elsewhere.pk)
    certified(holder.uid, unit.agency_id)

    counts = [
        services.warn_of_ending(on=ENDS - timedelta(days=left))
        for left in (91, 90, 89, 60, 45, 30, 29, 1)
    ]

    assert counts == [0, 2, 0, 2, 0, 2, 0, 0]
    assert told() == {holder.uid, clerk.uid}


def test_what_was_renewed_or_revoked_is_not_told_of() -> None:
    unit = UnitFactory.create()
    renewed, left = OfficialFactory.create(), OfficialFactory.create()
    certified(renewed.uid, unit.agency_id)
    certified(renewed.uid, unit.agency_id, ENDS - timedelta(days=100))
    gone = certified(left.uid, unit.agency_id)
    with clock_set_to(timezone.make_aware(datetime.combine(ENDS - timedelta(days=95), time(9)))):
        services.revoke_certificate(certificate_uid=gone, reason="left", actor=SETUP)

    assert services.warn_of_ending(on=ENDS - timedelta(days=80)) == 0
    assert not told()


def test_the_days_are_a_setting(settings: Settings) -> None:
    settings.TINHSO_CERTIFICATE_WARNING_DAYS = []
    certified(OfficialFactory.create().uid, UnitFactory.create().agency_id)

    assert services.warn_of_ending(on=ENDS - timedelta(days=30)) == 0


@pytest.mark.parametrize(
    ("left", "day"), [(91, None), (90, 90), (60, 60), (31, 60), (0, 30), (-1, None)]
)
def test_the_nearest_day_that_has_come_is_meant(left: int, day: int | None) -> None:
    assert nearest_warning(left=left, ahead=(90, 60, 30)) == day


def test_ones_own_page_names_the_device() -> None:
    account = OfficialFactory.create()
    unit = UnitFactory.create()
    uid = certified(account.uid, unit.agency_id)
    services.give_device(certificate_uid=uid, kind="token", serial="TK-0042", actor=SETUP)
    client = Client()
    client.force_login(account)

    page = client.get("/tai-khoan/chu-ky-so/").content.decode()

    assert "TK-0042" in page
