"""The demonstration's requests: one in each state, made by the services, once."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.organization.testing import UnitFactory
from tinhso.signing.models import CertificateRequest, SigningItem
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.queries.register_report import register_report
from tinhso.signing.services.requests.demonstration import SEEN_FROM, load_demonstration_requests
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db


def an_office(login: str) -> int:
    """Appoint a clerk, a head and an official in an agency of its own."""
    unit = UnitFactory.create()
    people = (
        (OfficialFactory.create(login=login), (P.ASK_CERTIFICATE, P.SEAL_DOCUMENT)),
        (OfficialFactory.create(), (P.SIGN_ITEM,)),
        (OfficialFactory.create(), (P.SIGN_SCAN,)),
    )
    for account, permissions in people:
        give_role(account, *permissions, agency_id=unit.agency_id, unit_id=unit.pk)
    for account, _permissions in people[1:]:
        certificate_for(account_uid=account.uid, agency_id=unit.agency_id)
    certificate_for(agency_id=unit.agency_id)
    return unit.agency_id


def test_each_state_is_shown_and_nothing_is_made_twice(settings: Settings) -> None:
    settings.DEMONSTRATION, settings.PRODUCTION = True, False
    with time_machine.travel(timezone.now() - timedelta(days=90)):
        commune, department = an_office(SEEN_FROM), an_office("khac")

    made = load_demonstration_requests()

    def states(agency: int) -> Counter[str]:
        rows = CertificateRequest.objects.filter(agency_id=agency)
        return Counter(rows.values_list("state", flat=True))

    assert states(commune) == {"done": 3, "refused": 1, "answered": 1, "draft": 1}
    assert states(department) == {
        "sent": 2,
        "done": 1,
        "answered": 1,
        "before_head": 1,
        "signed": 1,
    }
    today = timezone.localdate()
    report = register_report(actor=SETUP, since=today - timedelta(days=60), until=today)
    acts = report.total.acts
    assert (acts.changed, acts.recovered, acts.revoked) == (1, 1, 1)
    waiting = SigningItem.objects.filter(agency_id=commune, state__in=["waiting", "opened"])
    assert not waiting.exists()
    assert CertificateRequest.objects.all().late().count() == 1
    assert (made, load_demonstration_requests()) == (12, 0)
