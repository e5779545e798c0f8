"""Machine API: pictures of signatures and seals, one's own and those one decides over."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Schema, Status
from ninja.files import UploadedFile

from tinhso.kernel import files
from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Asked, Router
from tinhso.organization.queries import agency_infos
from tinhso.signing import queries, services
from tinhso.signing.models import SignatureImage
from tinhso.signing.queries.images import require_images
from tinhso.signing.rules_images import MOST_BYTES, ImageRole, ImageState

router = Router()


class ImagesQuery(Schema):
    """Which pictures, the newest first."""

    role: ImageRole | None = None
    state: ImageState | None = None
    limit: int = Field(50, ge=1, le=200)
    before: datetime | None = Field(None, description="`proposed_at` of the last row read")


class ImageIn(Asked):
    """What is said of a picture: of what, how wide in truth, from which day it is used."""

    role: ImageRole
    width_mm: Decimal = Field(max_digits=4, decimal_places=1, gt=0)
    valid_from: date | None = None


class ImageRefusalIn(Asked):
    """Why a picture is not approved."""

    reason: str = Field(max_length=500)


class ImageOut(Schema):
    """One picture in true size; `file` is served to whoever sees the row."""

    uid: UUID
    role: ImageRole
    name: str
    agency_code: str
    state: ImageState
    width_mm: Decimal
    height_mm: Decimal
    valid_from: date
    proposed_at: datetime
    decided_at: datetime | None
    withdrawn_at: datetime | None
    reason: str
    file: str


@router.get("/images", response=list[ImageOut])
def list_images(request: HttpRequest, query: Query[ImagesQuery]) -> list[ImageOut]:
    """List the caller's own pictures, and those of the agencies for which he decides."""
    actor = actor_of(request)
    require_images(actor)
    rows = queries.images(actor=actor)
    if query.role:
        rows = rows.filter(role=query.role)
    if query.state:
        rows = rows.filter(state=query.state)
    if query.before:
        rows = rows.filter(proposed_at__lt=query.before)
    return _out(list(rows.order_by("-proposed_at", "uid")[: query.limit]))


@router.post("/images", response={201: ImageOut})
def propose_image(
    request: HttpRequest, body: Form[ImageIn], file: File[UploadedFile]
) -> Status[ImageOut]:
    """Put a picture forward; it is used once somebody else has approved it."""
    given = services.GivenImage(
        content=file.read(MOST_BYTES + 1),
        role=body.role,
        width_mm=body.width_mm,
        valid_from=body.valid_from,
    )
    return Status(201, _out([services.propose_image(given=given, actor=actor_of(request))])[0])


@router.post("/images/{uuid:uid}/approve", response=ImageOut)
def approve_image(request: HttpRequest, uid: UUID) -> ImageOut:
    """Approve a picture."""
    return _out([services.approve_image(uid=uid, actor=actor_of(request))])[0]


@router.post("/images/{uuid:uid}/refuse", response=ImageOut)
def refuse_image(request: HttpRequest, uid: UUID, body: ImageRefusalIn) -> ImageOut:
    """Say no to a picture, with the reason."""
    row = services.refuse_image(uid=uid, reason=body.reason, actor=actor_of(request))
    return _out([row])[0]


@router.post("/images/{uuid:uid}/withdraw", response=ImageOut)
def withdraw_image(request: HttpRequest, uid: UUID) -> ImageOut:
    """Use a picture no longer."""
    return _out([services.withdraw_image(uid=uid, actor=actor_of(request))])[0]


def _out(rows: list[SignatureImage]) -> list[ImageOut]:
    agencies = agency_infos({row.agency_id for row in rows})
    return [
        ImageOut(
            uid=row.uid,
            role=ImageRole(row.role),
            name=row.name,
            agency_code=agencies[row.agency_id].code if row.agency_id in agencies else "",
            state=ImageState(row.state),
            width_mm=row.width_mm,
            height_mm=row.height_mm,
            valid_from=row.valid_from,
            proposed_at=row.proposed_at,
            decided_at=row.decided_at,
            withdrawn_at=row.withdrawn_at,
            reason=row.reason,
            file=files.file_url(row.file),
        )
        for row in rows
    ]
