"""Pictures of signatures and seals: sent, looked at, decided by another, used on their days."""

import io
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.images import BadImage, read_image
from tinhso.signing.models import SignatureImage
from tinhso.signing.rules_images import ImageFault, ImageRole, ImageState
from tinhso.signing.services import GivenImage
from tinhso.signing.testing import RED, a_picture, an_image

pytestmark = pytest.mark.django_db


class Office:
    """An agency with a leader and two clerks."""

    def __init__(self) -> None:
        self.unit = UnitFactory.create()
        self.leader = self.official("signing.sign_item")
        self.clerk = self.official("signing.seal_document", "signing.approve_image")
        self.other = self.official("signing.seal_document", "signing.approve_image")

    def official(self, *permissions: str) -> Actor:
        account = OfficialFactory.create()
        unit = self.unit
        give_role(account, *permissions, agency_id=unit.agency_id, unit_id=unit.pk)
        return actor_for(account)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_picture_is_made_of_strokes_on_nothing_in_true_size() -> None:
    drawn = read_image(a_picture(), role=ImageRole.PERSON, width_mm=45)

    with Image.open(io.BytesIO(drawn.png)) as image:
        assert image.mode == "RGBA"
        assert image.width == round(45 / 25.4 * 300)
        assert image.getchannel("A").getpixel((image.width // 2, 2)) == 0
        commonest = max(
            one for one in image.getcolors(1_000_000) or () if str(one[1])[-4:] == "255)"
        )
    assert commonest[1] == (31, 63, 168, 255)
    assert drawn.height_mm == pytest.approx(45 * image.height / image.width, abs=0.1)


@pytest.mark.parametrize(
    ("content", "role", "fault"),
    [
        (a_picture(colour=(20, 20, 20)), ImageRole.PERSON, ImageFault.NOT_BLUE),
        (a_picture(colour=RED), ImageRole.PERSON, ImageFault.NOT_BLUE),
        (a_picture(), ImageRole.AGENCY, ImageFault.NOT_RED),
        (a_picture(colour=(251, 251, 251)), ImageRole.PERSON, ImageFault.EMPTY),
        (a_picture(size=(200, 100)), ImageRole.PERSON, ImageFault.COARSE),
        (a_picture()[:300], ImageRole.PERSON, ImageFault.BROKEN),
        (b"GIF89a" + bytes(50), ImageRole.PERSON, ImageFault.TYPE),
        (bytes(3 * 1024 * 1024), ImageRole.PERSON, ImageFault.HEAVY),
        (b"<svg><script/></svg>", ImageRole.PERSON, ImageFault.SVG),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', ImageRole.PERSON, ImageFault.TYPE),
        (b'<?xml version="1.0"?><!DOCTYPE s><svg/>', ImageRole.PERSON, ImageFault.SVG),
    ],
)
def test_what_is_no_such_picture_is_refused(
    content: bytes, role: ImageRole, fault: ImageFault
) -> None:
    with pytest.raises(BadImage) as refusal:
        read_image(content, role=role, width_mm=45)

    assert refusal.value.fault is fault


def test_a_drawing_of_shapes_is_turned_into_points() -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50" cy="50"'
        b' r="46" fill="none" stroke="#c8102e" stroke-width="4"/></svg>'
    )

    drawn = read_image(svg, role=ImageRole.AGENCY, width_mm=36)

    assert drawn.height_mm == 36
    with Image.open(io.BytesIO(drawn.png)) as image:
        assert image.getpixel((image.width // 2, 10)) == (200, 16, 46, 255)


def test_a_picture_waits_until_another_approves_it(office: Office) -> None:
    sent = an_image(office.leader)

    assert _used(office.leader, timezone.now()) is None
    assert list(queries.images_to_decide(actor=office.clerk)) == [sent]
    with pytest.raises(NotPermitted):
        services.approve_image(uid=sent.uid, actor=office.leader)

    services.approve_image(uid=sent.uid, actor=office.clerk)

    assert _used(office.leader, timezone.now()) == sent
    told = Notification.objects.order_by("pk").values_list("account_uid", "kind")
    assert {(str(uid), kind) for uid, kind in told} == {
        (str(office.clerk.id), "signing.image_proposed"),
        (str(office.other.id), "signing.image_proposed"),
        (str(office.leader.id), "signing.image_decided"),
    }
    actions = AuditEntry.objects.filter(action__startswith="signing.image").order_by("pk")
    assert [entry.action for entry in actions] == [
        "signing.image_proposed",
        "signing.image_approved",
    ]


def test_nobody_approves_the_picture_he_sent(office: Office) -> None:
    sent = an_image(office.clerk, role=ImageRole.AGENCY, width_mm="36.0")

    with pytest.raises(services.OwnImage):
        services.approve_image(uid=sent.uid, actor=office.clerk)

    sent.refresh_from_db()
    assert (sent.state, sent.decided_at) == (ImageState.PROPOSED, None)
    approved = services.approve_image(uid=sent.uid, actor=office.other)
    assert approved.state == ImageState.APPROVED


def test_a_refusal_says_why(office: Office) -> None:
    sent = an_image(office.leader)

    with pytest.raises(Invalid):
        services.refuse_image(uid=sent.uid, reason=" ", actor=office.clerk)
    services.refuse_image(uid=sent.uid, reason="Nét mờ.", actor=office.clerk)

    sent.refresh_from_db()
    assert (sent.state, sent.reason) == (ImageState.REFUSED, "Nét mờ.")
    assert _used(office.leader, timezone.now()) is None
    with pytest.raises(Conflict):
        services.approve_image(uid=sent.uid, actor=office.clerk)


def test_the_version_of_the_day_is_used_and_one_withdrawn_no_longer(office: Office) -> None:
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=20), tick=False):
        first = an_image(office.leader, approved_by=office.clerk)
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = GivenImage(
        content=a_picture(size=(800, 400)),
        role=ImageRole.PERSON,
        width_mm=Decimal(40),
        valid_from=tomorrow,
    )
    second = services.propose_image(given=given, actor=office.leader)
    services.approve_image(uid=second.uid, actor=office.clerk)

    assert _used(office.leader, now - timedelta(days=30)) is None
    assert _used(office.leader, now) == first
    assert _used(office.leader, now + timedelta(days=2)) == second
    services.withdraw_image(uid=second.uid, actor=office.leader)
    assert _used(office.leader, now + timedelta(days=2)) == first


def test_one_that_waits_is_replaced_by_the_next(office: Office) -> None:
    first = an_image(office.leader)

    second = an_image(office.leader)

    first.refresh_from_db()
    assert (first.state, second.state) == (ImageState.WITHDRAWN, ImageState.PROPOSED)


def test_size_and_day_are_refused_at_their_fields(office: Office) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for changes, field in (
        ({"width_mm": Decimal(90)}, "width_mm"),
        ({"valid_from": yesterday}, "valid_from"),
        ({"content": a_picture(colour=RED)}, "file"),
    ):
        values = {"content": a_picture(), "role": ImageRole.PERSON, "width_mm": Decimal(45)}
        with pytest.raises(Invalid) as refusal:
            services.propose_image(given=GivenImage(**{**values, **changes}), actor=office.leader)  # type: ignore[arg-type]  # one of them is changed
        assert list(refusal.value.fields) == [field]
    assert not SignatureImage.objects.exists()


def test_who_may_not_sign_or_seal_sends_none(office: Office) -> None:
    visitor = office.official("dossiers.view_all")
    given = GivenImage(content=a_picture(), role=ImageRole.PERSON, width_mm=Decimal(45))
    seal = GivenImage(content=a_picture(colour=RED), role=ImageRole.AGENCY, width_mm=Decimal(36))

    with pytest.raises(NotPermitted):
        services.propose_image(given=given, actor=visitor)
    with pytest.raises(NotPermitted):
        services.propose_image(given=seal, actor=office.leader)

    assert not SignatureImage.objects.exists()


def test_another_agencys_pictures_are_not_there(office: Office) -> None:
    sent = an_image(office.leader)
    stranger = Office().clerk

    with pytest.raises(NotFound):
        services.approve_image(uid=sent.uid, actor=stranger)
    with pytest.raises(NotFound):
        queries.image_with_file(stored=sent.file, actor=stranger)

    assert files.open_file(sent.file)[:8] == b"\x89PNG\r\n\x1a\n"


def _used(person: Actor, at: datetime) -> SignatureImage | None:
    return queries.image_used_at(
        role=ImageRole.PERSON, account_uid=person.id, agency_id=person.agency_id, at=at
    )
