"""An agency under a new name: on its day the clerks hear of the old seal, and form 04 is due."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.kernel.notifications.models import Notification
from tinhso.organization import services as organization
from tinhso.organization.queries import agency
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.kinds import SEAL_RENAMED
from tinhso.signing.models import CertificateProposal, SignatureImage
from tinhso.signing.rules_images import ImageRole
from tinhso.signing.services.images import require_seal_picture
from tinhso.signing.testing import an_image, certificate_for
from tinhso.signing.tests.test_images_merging import clerk_of

if TYPE_CHECKING:
    from tinhso.organization.models import Unit

pytestmark = pytest.mark.django_db
HOUSE = system_actor("signing.tests")
NEW = "Ủy ban nhân dân xã Mới"


def renamed(agency_id: int, *, on: date, name: str = NEW) -> None:
    known = agency(agency_id)
    data = organization.AgencyData(name=name, code=known.code, level=known.level)
    organization.change_agency(agency_id=agency_id, data=data, valid_from=on, actor=HOUSE)


def told() -> list[tuple[object, str]]:
    rows = Notification.objects.filter(kind=SEAL_RENAMED.code).order_by("pk")
    return [(row.account_uid, row.link) for row in rows]


@pytest.fixture
def unit() -> "Unit":
    made: Unit = UnitFactory.create()
    return made


@pytest.fixture
def clerks(unit: "Unit") -> tuple[Actor, Actor]:
    return clerk_of(unit), clerk_of(unit)


@pytest.fixture
def seal(clerks: tuple[Actor, Actor]) -> SignatureImage:
    return an_image(clerks[0], role=ImageRole.AGENCY, approved_by=clerks[1])


def test_on_the_day_a_new_picture_and_form_04_are_proposed_once(
    unit: "Unit", clerks: tuple[Actor, Actor], seal: SignatureImage
) -> None:
    certificate = certificate_for(agency_id=unit.agency_id)
    day = timezone.localdate() + timedelta(days=9)

    renamed(unit.agency_id, on=day)

    assert told() == []
    assert not CertificateProposal.objects.exists()
    with clock_set_to(timezone.make_aware(datetime.combine(day, time(8)))):
        assert services.review_renamed(on=day) == 2
        assert services.review_renamed(on=day + timedelta(days=1)) == 0
        row = CertificateProposal.objects.get()
        services.close_proposal(uid=row.uid, outcome="filed", actor=clerks[0])
        assert services.review_renamed(on=day + timedelta(days=2)) == 0
        assert require_seal_picture(certificate) == seal
    assert (row.form, row.certificate, row.agency_id) == ("04", certificate, unit.agency_id)
    assert {uid for uid, _link in told()} == {one.id for one in clerks}
    assert {link for _uid, link in told()} == {"/lam-viec/anh-chu-ky/gui/?loai=agency"}


def test_a_new_name_in_force_is_told_of_at_once_and_a_new_picture_ends_it(
    unit: "Unit", clerks: tuple[Actor, Actor], seal: SignatureImage
) -> None:
    renamed(unit.agency_id, on=timezone.localdate())
    first = told()

    fresh = an_image(clerks[1], role=ImageRole.AGENCY, approved_by=clerks[0])

    assert len(first) == 2
    assert fresh.name == NEW
    assert services.review_renamed(on=timezone.localdate()) == 0
    assert told() == first


def test_another_address_asks_for_nothing(unit: "Unit", seal: SignatureImage) -> None:
    certificate_for(agency_id=unit.agency_id)

    renamed(unit.agency_id, on=timezone.localdate(), name=agency(unit.agency_id).name)

    assert seal.name == agency(unit.agency_id).name
    assert told() == []
    assert not CertificateProposal.objects.exists()
