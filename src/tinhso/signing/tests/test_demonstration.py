"""After a first start the demonstration's leader signs and its clerk seals."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from tinhso.identity.queries import account_by_login
from tinhso.identity.queries.actors import forget_actors
from tinhso.identity.services import load_demonstration as load_people
from tinhso.identity.testing import actor_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.registry.operations import steps_in_order
from tinhso.organization.services import load_admin_units
from tinhso.organization.services import load_demonstration as load_agencies
from tinhso.signing import pki, queries, services
from tinhso.signing.kinds import ENDING
from tinhso.signing.models import AuthorityKey, Certificate, SignatureImage
from tinhso.signing.rules import account_of
from tinhso.signing.services.demonstration import IN_FORCE_SINCE, OLD_SERVICES
from tinhso.signing.testing import a_signed_item

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _province(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the province once for the module, and leave nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_admin_units()
        load_agencies()
        load_people()
        services.load_demonstration_certificates()
        yield
        transaction.set_rollback(True)
    forget_actors()


def official(login: str) -> Actor:
    return actor_for(get_user_model().objects.get(login=login))


@pytest.mark.parametrize("number", ["", "2"])
def test_leader_signs_and_clerk_seals(number: str) -> None:
    leader, clerk = official(f"lanhdao{number}"), official(f"vanthu{number}")
    assert clerk.agency_id is not None

    item = a_signed_item(leader, agency_id=clerk.agency_id)
    act = services.number_and_seal(item_uid=item.uid, actor=clerk)

    assert act.state == "sealed"


def test_those_at_the_desk_may_sign_scans() -> None:
    for login in ("motcua", "motcua2", "chuyenvien", "chuyenvien2"):
        uid = account_by_login(login)
        assert uid is not None
        assert official(login).may("signing.sign_scan")
        assert queries.certificate_of(account_uid=uid) is not None


def test_a_second_run_issues_nothing() -> None:
    before = Certificate.objects.count()

    assert services.load_demonstration_certificates() == 0
    assert Certificate.objects.count() == before


def test_a_certificate_names_office_and_seal() -> None:
    uid = account_by_login("lanhdao")
    assert uid is not None
    person = queries.certificate_of(account_uid=uid)
    assert person is not None
    assert person.agency_id is not None
    seal = queries.agency_certificate(agency_id=person.agency_id)

    assert seal is not None
    assert (person.name, person.title, person.agency_name) == (
        "Đàm Quang Minh",
        "Chủ tịch",
        "Ủy ban nhân dân xã Đông Khê",
    )
    assert (seal.name, seal.parent_name) == ("Ủy ban nhân dân xã Đông Khê", "Tỉnh Cao Bằng")


def authority_since() -> datetime:
    """Make the authority anew, as at a first start; returns from when on its certificates hold."""
    AuthorityKey.objects.all().delete()
    services.ensure_authority()
    made = AuthorityKey.objects.values_list("certificate", flat=True)
    return max(pki.load_certificate(text).not_valid_before_utc for text in made)


def test_the_authority_is_older_than_what_was_signed_before_the_first_start() -> None:
    assert authority_since() < timezone.now() - IN_FORCE_SINCE


def test_a_house_at_work_has_an_authority_of_today(settings: Settings) -> None:
    settings.DEMONSTRATION = False

    assert authority_since() > timezone.now() - timedelta(hours=1)


def test_the_step_comes_after_the_accounts() -> None:
    assert settings.DEMONSTRATION
    names = [name for name, _step in steps_in_order(demonstration=True)]

    assert names.index("identity.demonstration") < names.index("signing.demonstration")


def test_leaders_have_approved_pictures_and_one_seal_waits() -> None:
    sent = services.load_demonstration_images()

    states = Counter(SignatureImage.objects.values_list("role", "state"))
    assert states[("agency", "proposed")] == 1
    assert states[("person", "approved")] == sent - 1 > 0
    assert services.load_demonstration_images() == 0


def test_a_few_certificates_are_near_their_end_and_their_holders_know() -> None:
    clerk, editor = official("vanthu"), official("bientap")

    made = services.load_demonstration_endings()

    today = timezone.localdate()
    ending = Certificate.objects.filter(not_after__lt=timezone.now() + timedelta(days=90))
    left = sorted((timezone.localdate(row.not_after) - today).days for row in ending)
    assert (made, left) == (3, [20, 50, 80])
    told = Notification.objects.filter(kind=ENDING.code)
    assert told.filter(account_uid=account_of(clerk)).count() == 2
    assert told.filter(account_uid=account_of(editor)).count() == 1
    assert services.load_demonstration_endings() == 0
    assert Notification.objects.filter(kind=ENDING.code).count() == told.count()
    browser = Client()
    browser.force_login(get_user_model().objects.get(login="vanthu"))
    listed = browser.get("/lam-viec/chung-thu-so/?loai=device").content.decode()
    soon = browser.get("/lam-viec/chung-thu-so/?tinh-trang=soon").content.decode()
    assert all(name in listed for name in OLD_SERVICES)
    assert "Trang thông tin điện tử của xã" in soon
    asked = services.requests.renew_many(certificates=[row.uid for row in ending], actor=clerk)
    assert (asked.taken, len(asked.left_out)) == (1, 1)
