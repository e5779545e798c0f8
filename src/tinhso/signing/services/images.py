"""Pictures of signatures and seals: put forward, decided by another, in use until withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import accounts_in, names_of_officials
from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, DomainError, Invalid
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.notifications.services import notify
from tinhso.organization.queries import agency_names
from tinhso.signing.appearance import DRAWN_SHARE, MILLIMETRE, handwriting, seal_picture
from tinhso.signing.images import BadImage, Drawn, page_of, read_image
from tinhso.signing.kinds import IMAGE_DECIDED, IMAGE_PROPOSED
from tinhso.signing.models import Certificate, SignatureImage
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.images import image_used_at
from tinhso.signing.rules import account_of
from tinhso.signing.rules_images import (
    SIGNATURE_MM,
    ImageFault,
    ImageRole,
    ImageState,
    has_size,
    is_his_own,
    may_move_image,
)

IMAGE_USE = "signing.image"
OWN_PERMISSIONS = (SigningPermission.SIGN_ITEM, SigningPermission.SIGN_SCAN)


class OwnImage(DomainError):
    """Nobody approves his own picture, or one that he put forward."""

    code = "signing.own_image"


class SealPictureNeeded(DomainError):
    """Who took over from an agency with a seal uses his own, once its picture is approved."""

    code = "signing.seal_picture_needed"


class SealRetired(DomainError):
    """The seal of an agency that ended goes on no paper of later days."""

    code = "signing.seal_retired"


@dataclass(frozen=True, kw_only=True)
class GivenImage:
    """What somebody puts forward: the file as it came, of what, how wide, from which day."""

    content: bytes
    role: ImageRole
    width_mm: Decimal
    valid_from: date | None = None


@transaction.atomic
def propose_image(*, given: GivenImage, actor: Actor) -> SignatureImage:
    """Put a picture forward: of one's own signature, or as a clerk of one's agency's seal.

    One that still waits is replaced. Refuses (`Invalid`, at the field) what has another colour, no
    size such a thing can have, or too few points.
    """
    me, agency_id = account_of(actor), _agency_for(given.role, actor)
    drawn = _drawn(given)
    is_persons = given.role is ImageRole.PERSON
    name = (
        names_of_officials([me]).get(me, "")
        if is_persons
        else agency_names([agency_id]).get(agency_id, "")
    )
    for old in _waiting(given.role, me, agency_id):
        _withdraw(old, actor)
    stored = files.store(
        content=drawn.png,
        name="chu-ky.png" if is_persons else "con-dau.png",
        use=IMAGE_USE,
        actor=actor,
    )
    row = SignatureImage.objects.create(
        role=given.role,
        account_uid=me if is_persons else None,
        agency_id=agency_id,
        name=name,
        file=stored,
        width_mm=given.width_mm,
        height_mm=Decimal(str(drawn.height_mm)),
        valid_from=given.valid_from or timezone.localdate(),
        proposed_by=me,
        proposed_at=timezone.now(),
    )
    audit.record(
        "signing.image_proposed",
        actor=actor,
        target=row,
        role=row.role,
        sha256=files.sha256_of(stored),
    )
    _tell_deciders(row)
    return row


def _agency_for(role: ImageRole, actor: Actor) -> int:
    """Return for which agency the actor puts a picture forward, if he may."""
    if role is ImageRole.AGENCY:
        require(actor, SigningPermission.SEAL_DOCUMENT)
    elif not any(actor.may(one) for one in OWN_PERMISSIONS):
        require(actor, SigningPermission.SIGN_ITEM)
    if actor.agency_id is None:
        raise Conflict(_("Bạn chưa được phân vào cơ quan nào nên chưa gửi ảnh được."))
    return actor.agency_id


def _drawn(given: GivenImage) -> Drawn:
    least, most = settings.TINHSO_SEAL_MM_BETWEEN
    seal = (float(least), float(most))
    between = SIGNATURE_MM if given.role is ImageRole.PERSON else seal
    if not has_size(millimetres=float(given.width_mm), between=between):
        said = _("Cỡ phải từ %(least)g đến %(most)g mm.")
        bounds = {"least": between[0], "most": between[1]}
        raise Invalid(told(said, **bounds), fields={"width_mm": told(said, **bounds)})
    if given.valid_from is not None and given.valid_from < timezone.localdate():
        past = _("Ngày bắt đầu dùng không được ở quá khứ.")
        raise Invalid(past, fields={"valid_from": past})
    try:
        return read_image(given.content, role=given.role, width_mm=float(given.width_mm))
    except BadImage as refusal:
        sentence = str(ImageFault(refusal.fault).label)
        raise Invalid(sentence, fields={"file": sentence}) from None


@transaction.atomic
def approve_image(*, uid: UUID, actor: Actor) -> SignatureImage:
    """Let a picture be used from its day on; the one before it is used until then."""
    row = _to_decide(uid, actor)
    _decide(row, ImageState.APPROVED, actor)
    audit.record("signing.image_approved", actor=actor, target=row, role=row.role)
    _tell_holder(row)
    return row


@transaction.atomic
def refuse_image(*, uid: UUID, reason: str, actor: Actor) -> SignatureImage:
    """Say no to a picture, with the reason."""
    row = _to_decide(uid, actor)
    if not reason.strip():
        asked = _("Hãy viết lý do để người gửi biết cần sửa gì.")
        raise Invalid(asked, fields={"reason": asked})
    row.reason = nfc(reason.strip())
    _decide(row, ImageState.REFUSED, actor)
    audit.record("signing.image_refused", actor=actor, target=row, role=row.role)
    _tell_holder(row)
    return row


@transaction.atomic
def withdraw_image(*, uid: UUID, actor: Actor) -> SignatureImage:
    """Use a picture no longer; papers that carry it stay as they are."""
    row = fetch(SignatureImage.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    if actor.id not in {row.account_uid, row.proposed_by}:
        require(actor, SigningPermission.APPROVE_IMAGE)
    _withdraw(row, actor)
    return row


def _withdraw(row: SignatureImage, actor: Actor) -> None:
    _move(row, ImageState.WITHDRAWN)
    row.withdrawn_by, row.withdrawn_at = actor.id, timezone.now()
    row.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])
    audit.record("signing.image_withdrawn", actor=actor, target=row, role=row.role)


def _waiting(role: ImageRole, me: UUID, agency_id: int) -> list[SignatureImage]:
    rows = SignatureImage.objects.select_for_update(of=("self",))
    rows = rows.filter(role=role, state=ImageState.PROPOSED)
    own = {"account_uid": me} if role is ImageRole.PERSON else {"agency_id": agency_id}
    return list(rows.filter(**own))


def _to_decide(uid: UUID, actor: Actor) -> SignatureImage:
    row = fetch(SignatureImage.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    require(actor, SigningPermission.APPROVE_IMAGE)
    deciders = {actor.id, actor.delegated_by}
    if is_his_own(account_uid=row.account_uid, proposed_by=row.proposed_by, deciders=deciders):
        raise OwnImage(_("Ảnh do bạn gửi phải do người khác duyệt."))
    return row


def _decide(row: SignatureImage, to: ImageState, actor: Actor) -> None:
    _move(row, to)
    row.decided_by, row.decided_at = actor.id, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _move(row: SignatureImage, to: ImageState) -> None:
    if not may_move_image(row.state, to):
        raise Conflict(
            told(
                _("Ảnh đang ở tình trạng “%(state)s” nên chưa làm được việc này."),
                state=Told(row.get_state_display()),
            )
        )
    row.state = to


def _tell_deciders(row: SignatureImage) -> None:
    """Tell the clerks of the agency who may decide it."""
    lines = accounts_in(agency_id=row.agency_id, permission=SigningPermission.APPROVE_IMAGE)
    readers = {line.uid for line in lines} - {row.proposed_by, row.account_uid}
    for reader in sorted(readers):
        notify(
            account_uid=reader,
            kind=IMAGE_PROPOSED.code,
            values={"name": row.name},
            link=row.get_absolute_url(),
            key=str(row.uid),
        )


def _tell_holder(row: SignatureImage) -> None:
    if row.proposed_by is None:
        return
    notify(
        account_uid=row.proposed_by,
        kind=IMAGE_DECIDED.code,
        values={"name": row.name},
        link=row.get_absolute_url(),
        key=f"{row.uid}:{row.state}",
    )


def person_picture(certificate: Certificate, *, at: datetime | None = None) -> bytes:
    """Return a person's picture as a page: the approved one of the day, else one made from text."""
    row = image_used_at(
        role=ImageRole.PERSON,
        account_uid=certificate.account_uid,
        agency_id=None,
        at=at or timezone.now(),
    )
    return handwriting(name=certificate.name) if row is None else _page(row)


def agency_picture(
    certificate: Certificate, *, at: datetime | None = None
) -> tuple[bytes, tuple[float, float]]:
    """Return an agency's seal as a page, approved or drawn, and its true size in points."""
    row = require_seal_picture(certificate, at=at)
    if row is None:
        side = settings.TINHSO_SEAL_MM / DRAWN_SHARE * MILLIMETRE
        drawn = seal_picture(agency=certificate.name, parent=certificate.parent_name)
        return drawn, (side, side)
    return _page(row), (float(row.width_mm) * MILLIMETRE, float(row.height_mm) * MILLIMETRE)


def require_seal_picture(
    certificate: Certificate, *, at: datetime | None = None
) -> SignatureImage | None:
    """Return the picture of an agency's seal at a moment; None where a drawn one stands for it.

    Refuses after a merger: the ended agency has no seal any more (`SealRetired`), and whoever took
    over draws none but waits for his own (`SealPictureNeeded`).
    """
    row = image_used_at(
        role=ImageRole.AGENCY,
        account_uid=None,
        agency_id=certificate.agency_id,
        at=at or timezone.now(),
    )
    if row is not None or certificate.agency_id is None:
        return row
    if _is_any_retired(read(SignatureImage, agency_id=certificate.agency_id)):
        raise SealRetired(_("Cơ quan đã kết thúc nên con dấu của cơ quan không còn dùng."))
    if _is_any_retired(read(SignatureImage, successor_id=certificate.agency_id)):
        raise SealPictureNeeded(
            _("Cơ quan mới chưa có ảnh con dấu được duyệt nên chưa đóng dấu được.")
        )
    return None


def _is_any_retired(rows: Iterable[SignatureImage]) -> bool:
    """Tell whether a merger took one of these pictures, approved before, out of use."""
    return any(one.retired_by is not None and one.decided_at is not None for one in rows)


def _page(row: SignatureImage) -> bytes:
    return _page_of_file(row.pk, float(row.width_mm), float(row.height_mm))


@lru_cache(maxsize=512)
def _page_of_file(pk: int, width_mm: float, height_mm: float) -> bytes:
    """Return the page of a picture; a version's picture never changes."""
    row = SignatureImage.objects.select_related("file__blob").get(pk=pk)
    return page_of(files.open_file(row.file), width_mm=width_mm, height_mm=height_mm)
