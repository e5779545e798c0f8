"""Pictures of signatures and seals, scoped to the actor; and which one is used on a day."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from tinhso.identity.queries import names_of_officials
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.reading import read
from tinhso.kernel.files.models import StoredFile
from tinhso.organization.queries import agency_names
from tinhso.signing.models import SignatureImage, SignatureImageQuerySet
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import account_of
from tinhso.signing.rules_images import ImageRole, ImageState, is_his_own

PLACE_MM = (56.0, 30.0)
"""The place for a signature on the house's papers (`signature-box`)."""

MARGIN_MM = 4.0
HAS_PICTURES = (
    SigningPermission.SIGN_ITEM,
    SigningPermission.SIGN_SCAN,
    SigningPermission.SEAL_DOCUMENT,
    SigningPermission.APPROVE_IMAGE,
)


def may_have_images(actor: Actor) -> bool:
    """Tell whether somebody has a picture of his own, one of a seal, or decides over them."""
    return any(actor.may(one) for one in HAS_PICTURES)


def may_decide_images(actor: Actor) -> bool:
    """Tell whether somebody approves pictures of others."""
    return actor.may(SigningPermission.APPROVE_IMAGE)


def require_images(actor: Actor) -> None:
    """Refuse whoever has no picture of his own and decides over none."""
    if not may_have_images(actor):
        require(actor, HAS_PICTURES[0])


def images(*, actor: Actor) -> SignatureImageQuerySet:
    """Return the pictures the actor may see."""
    return SignatureImage.objects.visible_to(actor).select_related("file")


def own_image(*, actor: Actor) -> SignatureImage | None:
    """Return the newest picture of the actor's own signature, whatever its state."""
    mine = SignatureImage.objects.filter(role=ImageRole.PERSON, account_uid=account_of(actor))
    return mine.exclude(state=ImageState.WITHDRAWN).order_by("-proposed_at").first()


def images_to_decide(*, actor: Actor) -> SignatureImageQuerySet:
    """Return what waits for the actor's decision: not his own."""
    me = actor.id
    waiting = images(actor=actor).filter(state=ImageState.PROPOSED)
    return waiting.exclude(proposed_by=me).exclude(account_uid=me)


def image_used_at(
    *, role: ImageRole, account_uid: UUID | None, agency_id: int | None, at: datetime
) -> SignatureImage | None:
    """Return the approved picture in use at a moment; who signs needs no sight of it."""
    if role is ImageRole.PERSON:
        rows = read(SignatureImage, role=role, account_uid=account_uid) if account_uid else []
    else:
        rows = read(SignatureImage, role=role, agency_id=agency_id) if agency_id else []
    used = [one for one in rows if one.is_used_at(at)]
    return max(used, key=SignatureImage.in_order, default=None)


def image_with_file(*, stored: StoredFile, actor: Actor) -> SignatureImage:
    """Return the picture of a file the actor may see."""
    return fetch(images(actor=actor), file=stored)


@dataclass(frozen=True)
class Spot:
    """A rectangle of a preview, in millimetres from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def half_width(self) -> float:
        """Return half of it, as an ellipse wants it."""
        return self.width / 2

    @property
    def half_height(self) -> float:
        """Return half of it, as an ellipse wants it."""
        return self.height / 2

    @property
    def middle(self) -> float:
        """Return where its middle lies from the left."""
        return self.left + self.half_width

    @property
    def centre(self) -> float:
        """Return where its middle lies from the top."""
        return self.top + self.half_height


@dataclass(frozen=True)
class ImagePage:
    """A picture in true size in the place it will have, and what the actor may do with it."""

    image: SignatureImage
    picture_url: str
    sheet: Spot
    place: Spot
    picture: Spot
    other: Spot
    ticks: list[float]
    agency: str
    proposer: str
    decider: str
    may_decide: bool
    is_own: bool
    may_withdraw: bool
    versions: list[SignatureImage]


def image_page(*, uid: UUID, actor: Actor) -> ImagePage:
    """Return one picture with its place, its people and its versions."""
    image = fetch(images(actor=actor), uid=uid)
    people = names_of_officials([one for one in (image.proposed_by, image.decided_by) if one])
    is_own = is_his_own(
        account_uid=image.account_uid,
        proposed_by=image.proposed_by,
        deciders={actor.id, actor.delegated_by},
    )
    decides = may_decide_images(actor)
    can_end = image.state in {ImageState.PROPOSED, ImageState.APPROVED}
    sheet, place, picture, other = _spots(image)
    holder = (
        {"account_uid": image.account_uid}
        if image.role == ImageRole.PERSON
        else {"agency_id": image.agency_id}
    )
    versions = images(actor=actor).filter(role=image.role, **holder).exclude(pk=image.pk)
    return ImagePage(
        image=image,
        picture_url=files.preview_url(image.file),
        sheet=sheet,
        place=place,
        picture=picture,
        other=other,
        ticks=[MARGIN_MM + ten for ten in range(0, int(sheet.width - 2 * MARGIN_MM) + 1, 10)],
        agency=agency_names([image.agency_id]).get(image.agency_id, ""),
        proposer=people.get(image.proposed_by, "") if image.proposed_by else "",
        decider=people.get(image.decided_by, "") if image.decided_by else "",
        may_decide=decides and not is_own and image.state == ImageState.PROPOSED,
        is_own=is_own,
        may_withdraw=can_end and (is_own or decides),
        versions=list(versions.order_by("-proposed_at")[:20]),
    )


def _spots(image: SignatureImage) -> tuple[Spot, Spot, Spot, Spot]:
    """Return sheet, place, the picture within, and the other mark that meets it."""
    width, height = float(image.width_mm), float(image.height_mm)
    is_seal = image.role == ImageRole.AGENCY
    seal = width if is_seal else settings.TINHSO_SEAL_MM
    signature = PLACE_MM[0] if is_seal else min(1.0, PLACE_MM[0] / width) * width
    left_of_place = MARGIN_MM + max(0.0, seal - (PLACE_MM[0] - signature) / 2 - signature / 3)
    tall = max(PLACE_MM[1], height if is_seal else seal)
    middle = MARGIN_MM + tall / 2
    place = _around(left_of_place + PLACE_MM[0] / 2, middle, *PLACE_MM)
    scale = min(1.0, PLACE_MM[0] / width, PLACE_MM[1] / height)
    signed = (
        place
        if is_seal
        else _around(left_of_place + PLACE_MM[0] / 2, middle, width * scale, height * scale)
    )
    seal_high = height if is_seal else seal
    stamped = Spot(signed.left + signed.width / 3 - seal, middle - seal_high / 2, seal, seal_high)
    sheet = Spot(0, 0, place.left + place.width + MARGIN_MM, tall + 2 * MARGIN_MM + 6)
    return (sheet, place, stamped, signed) if is_seal else (sheet, place, signed, stamped)


def _around(x: float, y: float, width: float, height: float) -> Spot:
    return Spot(x - width / 2, y - height / 2, width, height)
