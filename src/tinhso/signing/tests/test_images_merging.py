"""A merger: the old seal's picture ends with the day, people's follow, the new one is approved."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.utils import timezone

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.registry.mergers import EffectLine, Merging, Place
from tinhso.organization.testing import UnitFactory
from tinhso.signing.models import SignatureImage
from tinhso.signing.rules_images import ImageRole, ImageState
from tinhso.signing.services.images import (
    SealPictureNeeded,
    SealRetired,
    agency_picture,
    require_seal_picture,
)
from tinhso.signing.services.images_merging import ImagesEffect
from tinhso.signing.testing import an_image, certificate_for

if TYPE_CHECKING:
    from tinhso.organization.models import Unit

pytestmark = pytest.mark.django_db


def clerk_of(unit: "Unit") -> Actor:
    account = OfficialFactory.create()
    held = ("signing.seal_document", "signing.approve_image", "signing.sign_item")
    give_role(account, *held, agency_id=unit.agency_id, unit_id=unit.pk)
    return actor_for(account)


def approved(role: ImageRole, sender: Actor, decider: Actor) -> SignatureImage:
    return an_image(sender, role=role, approved_by=decider)


def merging_of(old: "Unit", heir: "Unit") -> Merging:
    return Merging(
        uid=uuid4(),
        on=timezone.localdate(),
        basis="12/NQ-HĐND",
        units={old.pk: Place(agency_id=heir.agency_id, unit_id=heir.pk)},
        agencies={old.agency_id: heir.agency_id},
    )


def line(merging: Merging, label: str) -> EffectLine:
    return next(one for one in ImagesEffect().preview(merging) if label in str(one.label))


def named(found: EffectLine) -> list[str]:
    assert found.listed is not None
    return [one.name for one in found.listed()]


def test_the_old_seal_ends_with_the_day_and_the_new_one_waits_for_approval() -> None:
    old, heir = UnitFactory.create(), UnitFactory.create()
    first, second, new, other = (clerk_of(unit) for unit in (old, old, heir, heir))
    seal = approved(ImageRole.AGENCY, first, second)
    in_use = seal.decided_at
    assert in_use is not None
    certificates = [certificate_for(agency_id=one.agency_id) for one in (old, heir)]
    merging = merging_of(old, heir)
    before = [
        (line(merging, "thôi dùng").count, named(line(merging, "thôi dùng"))),
        (line(merging, "cần gửi").count, line(merging, "cần gửi").is_warning),
    ]

    ImagesEffect().apply(merging)
    ImagesEffect().apply(merging)
    ImagesEffect().finish(merging, lambda _done, _all: None)
    ImagesEffect().finish(merging, lambda _done, _all: None)

    seal.refresh_from_db()
    assert before == [(1, [seal.name]), (1, True)]
    assert seal.state == ImageState.WITHDRAWN
    assert timezone.localtime(seal.withdrawn_at).strftime("%H:%M") == "00:00"
    with pytest.raises(SealRetired):
        agency_picture(certificates[0])
    with pytest.raises(SealPictureNeeded):
        agency_picture(certificates[1])
    told = Notification.objects.filter(kind="signing.seal_needed")
    assert {one.account_uid for one in told} == {new.id, other.id}
    assert told.count() == 2
    fresh = approved(ImageRole.AGENCY, new, other)
    assert require_seal_picture(certificates[1]) == fresh


def test_what_was_numbered_before_the_day_still_gets_the_seal_of_its_day() -> None:
    old, heir = UnitFactory.create(), UnitFactory.create()
    seal = approved(ImageRole.AGENCY, clerk_of(old), clerk_of(old))
    yesterday = timezone.now() - timedelta(days=2)
    SignatureImage.objects.filter(pk=seal.pk).update(
        decided_at=yesterday, valid_from=yesterday.date()
    )
    certificate = certificate_for(agency_id=old.agency_id)

    ImagesEffect().apply(merging_of(old, heir))

    at = timezone.now() - timedelta(days=1, hours=1)
    assert require_seal_picture(certificate, at=at) == seal


def test_a_picture_of_a_signature_follows_its_person() -> None:
    old, heir = UnitFactory.create(), UnitFactory.create()
    person = clerk_of(old)
    picture = approved(ImageRole.PERSON, person, clerk_of(old))
    merging = merging_of(old, heir)
    counted = line(merging, "đi theo người").count

    ImagesEffect().apply(merging)

    picture.refresh_from_db()
    assert counted == 1
    assert (picture.agency_id, picture.state) == (heir.agency_id, ImageState.APPROVED)


def test_an_agency_that_never_had_a_picture_leaves_its_heir_the_drawn_seal() -> None:
    old, heir = UnitFactory.create(), UnitFactory.create()
    merging = merging_of(old, heir)

    ImagesEffect().apply(merging)

    assert line(merging, "cần gửi").count == 0
    assert require_seal_picture(certificate_for(agency_id=heir.agency_id)) is None


def test_taken_back_everything_is_as_it_was() -> None:
    old, heir = UnitFactory.create(), UnitFactory.create()
    first, second = clerk_of(old), clerk_of(old)
    seal = approved(ImageRole.AGENCY, first, second)
    waiting = an_image(first, role=ImageRole.AGENCY)
    picture = approved(ImageRole.PERSON, first, second)
    merging = merging_of(old, heir)
    ImagesEffect().apply(merging)

    ImagesEffect().undo(merging)

    for row in (seal, waiting, picture):
        row.refresh_from_db()
    assert (seal.state, seal.withdrawn_at, seal.successor_id) == ("approved", None, None)
    assert waiting.state == ImageState.PROPOSED
    assert picture.agency_id == old.agency_id
    certificate = certificate_for(agency_id=heir.agency_id)
    assert require_seal_picture(certificate) is None
