"""Where the picture of a signature stands on each PDF of a batch that waits for its owner.

The place is found under the owner's name; what is not certain he sets on a picture of the page.
A file without a place is signed without a picture.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.files.checks import Checked
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.models import BatchFile, Certificate, SigningBatch
from tinhso.signing.pdf import finding
from tinhso.signing.pdf.fields import PERSON_FIELD
from tinhso.signing.pdf.sealing import Look
from tinhso.signing.pdf.signed_fields import has_fields
from tinhso.signing.pdf.upright import set_upright
from tinhso.signing.rules import BatchAct, BatchState, CertificateRole, Format
from tinhso.signing.services.batches import GIVEN_USE
from tinhso.signing.services.brought import PlaceInMm, find_places, in_points, place_fault
from tinhso.signing.services.images import person_picture
from tinhso.signing.services.signatures import require_signable

SIGNER = "signer"


def takes_places(batch: SigningBatch) -> bool:
    """Tell whether pictures may be placed on a batch's files now: PDFs before they are signed."""
    return (
        batch.act == BatchAct.SIGN
        and batch.format == Format.PADES
        and batch.state == BatchState.UNCONFIRMED
        and batch.certificate is not None
        and batch.certificate.role == CertificateRole.PERSON
    )


def find_batch_places(*, batch_uid: UUID, actor: Actor) -> int:
    """Find where the owner signs each file; return on how many that is certain.

    Each file is read outside any transaction; one that takes no signature is left as it is, and
    its row says why when its turn comes.
    """
    batch = _batch(batch_uid, actor)
    rows = (
        batch.files.filter(place__isnull=True).select_related("source__blob").order_by("position")
    )
    found = 0
    for row in list(rows):
        try:
            found += _find(batch, row, actor)
        except Invalid:
            continue
    return found


def _find(batch: SigningBatch, row: BatchFile, actor: Actor) -> bool:
    if row.source is None or batch.certificate is None:
        return False
    content = files.open_file(row.source)
    require_signable(content, name=row.name)
    known = find_places(upright(content), signer=batch.certificate.name).get(SIGNER)
    if known is None:
        return False
    place_signature(batch_uid=batch.uid, file_uid=row.uid, place=known, actor=actor)
    return True


@transaction.atomic
def place_signature(
    *, batch_uid: UUID, file_uid: UUID, place: PlaceInMm | None, actor: Actor
) -> BatchFile:
    """Set where the owner's picture stands on one file, or that none is to be seen.

    Refuses at `signer` a place off its page. A page that lies turned is set upright first, while
    nobody has signed the file.
    """
    batch = _batch(batch_uid, actor)
    row = fetch(batch.files.select_for_update(of=("self",)), uid=file_uid)
    if row.source is None:
        raise NotFound
    if place is not None:
        content = files.open_file(row.source)
        require_signable(content, name=row.name)
        plain = upright(content)
        fault = place_fault(SIGNER, place, finding.page_sizes(plain))
        if fault:
            raise Invalid(fault, fields={SIGNER: fault})
        if plain != content:
            _replace(row, plain, actor)
    row.place = None if place is None else vars(place)
    row.save(update_fields=["place", "source", "digest"])
    audit.record("signing.batch_file_placed", actor=actor, target=row, is_seen=place is not None)
    return row


def upright(content: bytes) -> bytes:
    """Return a PDF on whose pages a place is what it looks to be.

    One with fields or signatures is not written anew: refused (`Invalid`) where its pages lie
    turned.
    """
    plain = set_upright(content)
    if plain != content and has_fields(content):
        said = _("Trang của tệp bị xoay và tệp đã có chữ ký nên chỉ ký được không có ảnh.")
        raise Invalid(said, fields={SIGNER: said})
    return plain


def _replace(row: BatchFile, plain: bytes, actor: Actor) -> None:
    stored: StoredFile = files.store(
        content=Checked(plain, row.name, "application/pdf"),
        name=row.name,
        use=GIVEN_USE,
        actor=actor,
    )
    row.source, row.digest = stored, files.sha256_of(stored)


def look_of(row: BatchFile, certificate: Certificate) -> tuple[str, Look] | None:
    """Return field and look of a file whose signature is to be seen; None for the others."""
    if row.place is None:
        return None
    place = PlaceInMm(**row.place)
    content = files.open_file(row.source) if row.source is not None else b""
    box = in_points(place, finding.page_sizes(content))
    left, bottom, right, top = (round(edge) for edge in box.rectangle)
    picture = person_picture(certificate)
    look = Look(picture=picture, page=box.page, rectangle=(left, bottom, right, top))
    return PERSON_FIELD, look


def _batch(batch_uid: UUID, actor: Actor) -> SigningBatch:
    """Return a batch for who asked for it or owns its key, while places may be set."""
    rows = SigningBatch.objects.visible_to(actor).select_related("certificate")
    batch = fetch(rows, uid=batch_uid)
    if actor.id not in {batch.asked_by, batch.account_uid}:
        raise NotFound
    if not takes_places(batch):
        raise Conflict(_("Chỗ ký chỉ đặt được trên tệp PDF chưa ký."))
    return batch
