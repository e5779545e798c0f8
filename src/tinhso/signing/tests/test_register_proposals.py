"""Who leaves, moves or is merged: which form is due, at whose clerk, and when it is settled."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.identity import services as identity
from tinhso.identity.services.roles import load_standard_roles
from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.actors import system_actor
from tinhso.kernel.errors import Conflict, NotFound, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.organization import services as organization
from tinhso.organization.queries import SuccessionKind
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.kinds import PROPOSED
from tinhso.signing.models import Certificate, CertificateProposal, KeyDevice
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.queries.register import proposals
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/chung-thu-so/de-nghi/"
HOUSE = system_actor("signing.tests")


def waiting() -> list[tuple[str, str, int]]:
    rows = CertificateProposal.objects.waiting().order_by("pk")
    return [(row.cause, row.form, row.agency_id) for row in rows]


def an_official(agency_id: int, unit_id: int) -> tuple[UUID, UUID]:
    """Return an official with an office and a certificate there; his account and his office."""
    account = OfficialFactory.create()
    office = give_role(account, P.SIGN_SCAN, agency_id=agency_id, unit_id=unit_id)
    certificate_for(account_uid=account.uid, agency_id=agency_id)
    return account.uid, office.uid


def test_who_leaves_gives_certificate_and_device_back() -> None:
    unit = UnitFactory.create()
    clerk = OfficialFactory.create()
    give_role(clerk, P.SEAL_DOCUMENT, agency_id=unit.agency_id, unit_id=unit.pk)
    account, office = an_official(unit.agency_id, unit.pk)
    held = queries.certificate_of(account_uid=account)
    assert held is not None
    services.give_device(certificate_uid=held.uid, kind="token", serial="T-7", actor=SETUP)

    identity.end_assignment(uid=office, actor=HOUSE)

    assert waiting() == [("left", "05", unit.agency_id)]
    told = Notification.objects.get(kind=PROPOSED.code)
    assert (told.account_uid, told.link) == (clerk.uid, LIST)
    row = CertificateProposal.objects.get()
    sealing = make_actor(P.SEAL_DOCUMENT, agency_id=unit.agency_id)
    services.close_proposal(uid=row.uid, outcome="filed", actor=sealing)
    assert waiting() == []
    assert KeyDevice.objects.get().state == "returned"
    with pytest.raises(Conflict):
        services.close_proposal(uid=row.uid, outcome="declined", actor=sealing)


def test_who_moves_keeps_his_and_the_receiving_agency_files() -> None:
    load_standard_roles()
    unit, there = UnitFactory.create(), UnitFactory.create()
    account, office = an_official(unit.agency_id, unit.pk)
    identity.end_assignment(uid=office, actor=HOUSE)

    identity.assign_role(
        account_uid=account,
        role_code="specialist",
        agency_id=there.agency_id,
        unit_id=there.pk,
        actor=HOUSE,
    )

    assert waiting() == [("moved", "04", there.agency_id)]
    assert queries.certificate_of(account_uid=account) is not None


def test_who_comes_back_needs_nothing() -> None:
    load_standard_roles()
    unit = UnitFactory.create()
    account, office = an_official(unit.agency_id, unit.pk)
    identity.end_assignment(uid=office, actor=HOUSE)

    identity.assign_role(
        account_uid=account,
        role_code="specialist",
        agency_id=unit.agency_id,
        unit_id=unit.pk,
        actor=HOUSE,
    )

    assert waiting() == []
    assert CertificateProposal.objects.get().outcome == "dropped"


def test_one_office_of_two_ends_and_nothing_is_due() -> None:
    unit = UnitFactory.create()
    account = OfficialFactory.create()
    office = give_role(account, P.SIGN_SCAN, agency_id=unit.agency_id, unit_id=unit.pk)
    give_role(account, P.SIGN_ITEM, agency_id=unit.agency_id, unit_id=unit.pk)
    certificate_for(account_uid=account.uid, agency_id=unit.agency_id)

    identity.end_assignment(uid=office.uid, actor=HOUSE)

    assert waiting() == []


def test_an_agency_that_ends_has_a_form_for_each_certificate() -> None:
    unit, heir = UnitFactory.create(), AgencyFactory.create()
    certificate_for(agency_id=unit.agency_id)
    an_official(unit.agency_id, unit.pk)

    organization.close_agency(
        agency_id=unit.agency_id,
        closed_on=date(2026, 11, 1),
        successors={heir.pk: SuccessionKind.PART},
        actor=HOUSE,
    )

    assert sorted(waiting()) == [("merged", "04", heir.pk), ("merged", "05", heir.pk)]


def test_a_revoked_certificate_needs_no_form() -> None:
    unit = UnitFactory.create()
    account, office = an_official(unit.agency_id, unit.pk)
    identity.end_assignment(uid=office, actor=HOUSE)
    held = queries.certificate_of(account_uid=account)
    assert held is not None

    services.revoke_certificate(certificate_uid=held.uid, reason="left", actor=SETUP)

    assert CertificateProposal.objects.get().outcome == "settled"


def test_an_office_that_ended_by_its_day_is_found_by_the_job() -> None:
    certificate_for(account_uid=OfficialFactory.create().uid, agency_id=AgencyFactory.create().pk)

    assert [services.review_holders(), services.review_holders()] == [1, 0]
    assert [cause for cause, _form, _agency in waiting()] == ["left"]


@pytest.mark.parametrize("outcome", ["filed", "declined"])
def test_what_the_clerk_has_answered_is_not_proposed_again_each_morning(outcome: str) -> None:
    load_standard_roles()
    unit = UnitFactory.create()
    account, office = an_official(unit.agency_id, unit.pk)
    identity.end_assignment(uid=office, actor=HOUSE)
    sealing = make_actor(P.SEAL_DOCUMENT, agency_id=unit.agency_id)
    row = CertificateProposal.objects.get()
    services.close_proposal(uid=row.uid, outcome=outcome, actor=sealing)

    assert services.review_holders() == 0

    back = identity.assign_role(
        account_uid=account,
        role_code="specialist",
        agency_id=unit.agency_id,
        unit_id=unit.pk,
        actor=HOUSE,
    )
    identity.end_assignment(uid=back.uid, actor=HOUSE)
    assert waiting() == [("left", "05", unit.agency_id)]


def test_each_certificate_of_who_leaves_has_its_form() -> None:
    unit = UnitFactory.create()
    account, office = an_official(unit.agency_id, unit.pk)
    certificate_for(account_uid=account, agency_id=unit.agency_id)
    Certificate.objects.filter(account_uid=account).update(revoked_at=None, revocation_reason="")

    identity.end_assignment(uid=office, actor=HOUSE)

    assert waiting() == [("left", "05", unit.agency_id)] * 2


def test_others_see_and_close_nothing() -> None:
    unit = UnitFactory.create()
    _account, office = an_official(unit.agency_id, unit.pk)
    identity.end_assignment(uid=office, actor=HOUSE)
    row = CertificateProposal.objects.get()
    elsewhere = make_actor(P.SEAL_DOCUMENT, agency_id=AgencyFactory.create().pk)
    leader = make_actor(P.SIGN_ITEM, agency_id=unit.agency_id)

    for actor in (elsewhere, leader):
        assert not proposals(actor=actor).exists()
        with pytest.raises((NotFound, NotPermitted)):
            services.close_proposal(uid=row.uid, outcome="filed", actor=actor)

    assert waiting() == [("left", "05", unit.agency_id)]


def test_the_clerk_finds_it_on_his_list() -> None:
    unit = UnitFactory.create()
    clerk = OfficialFactory.create()
    give_role(clerk, P.SEAL_DOCUMENT, agency_id=unit.agency_id, unit_id=unit.pk)
    _account, office = an_official(unit.agency_id, unit.pk)
    identity.end_assignment(uid=office, actor=HOUSE)
    client = Client()
    client.force_login(clerk)
    stranger = Client()
    stranger.force_login(OfficialFactory.create())

    with CaptureQueriesContext(connection) as one:
        page = client.get(LIST, {"cho": "co"})
    for _n in range(3):
        _account, office = an_official(unit.agency_id, unit.pk)
        identity.end_assignment(uid=office, actor=HOUSE)
    with CaptureQueriesContext(connection) as four:
        client.get(LIST, {"cho": "co"})

    assert len(four) <= len(one)
    assert "Thôi việc, nghỉ hưu" in page.content.decode()
    assert stranger.get(LIST).status_code == 403
