"""Pictures of signatures and seals of the demonstration: some approved, one that waits.

What a scanner would give is drawn from the names; all goes the way that officials go.
"""

import io
from decimal import Decimal
from typing import Final

import pypdfium2 as pdfium
from django.db import transaction
from PIL import Image

from tinhso.identity.queries import accounts_in, actor_of_account
from tinhso.kernel.files.previews import drawing
from tinhso.organization.queries import agency_infos
from tinhso.signing.appearance import handwriting, seal_picture
from tinhso.signing.models import SignatureImage
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules_images import ImageRole
from tinhso.signing.services.images import GivenImage, approve_image, propose_image

SIGNATURE_WIDTH: Final = Decimal(42)
SEAL_WIDTH: Final = Decimal(36)
SCALE: Final = 4


@transaction.atomic
def load_demonstration_images() -> int:
    """Let each leader beside a clerk have an approved picture, and one seal wait to be approved.

    Safe to run again: who has one keeps it. Returns how many were sent.
    """
    clerks = {
        line.agency_id: line
        for line in reversed(accounts_in(permission=SigningPermission.SEAL_DOCUMENT))
    }
    have = set(SignatureImage.objects.values_list("account_uid", flat=True))
    sent = 0
    for line in accounts_in(permission=SigningPermission.SIGN_ITEM):
        clerk = clerks.get(line.agency_id)
        if clerk is None or line.uid in have or clerk.uid == line.uid:
            continue
        content = _scanned(handwriting(name=line.name))
        given = GivenImage(content=content, role=ImageRole.PERSON, width_mm=SIGNATURE_WIDTH)
        row = propose_image(given=given, actor=actor_of_account(line.uid))
        approve_image(uid=row.uid, actor=actor_of_account(clerk.uid))
        have.add(line.uid)
        sent += 1
    return sent + _seal_that_waits([line.agency_id for line in clerks.values()])


def _seal_that_waits(agency_ids: list[int]) -> int:
    if not agency_ids or SignatureImage.objects.filter(role=ImageRole.AGENCY).exists():
        return 0
    agency_id = min(agency_ids)
    clerk = accounts_in(agency_id=agency_id, permission=SigningPermission.SEAL_DOCUMENT)[0]
    name = agency_infos({agency_id})[agency_id].name
    content = _scanned(seal_picture(agency=name, parent=""))
    given = GivenImage(content=content, role=ImageRole.AGENCY, width_mm=SEAL_WIDTH)
    propose_image(given=given, actor=actor_of_account(clerk.uid))
    return 1


def _scanned(page: bytes) -> bytes:
    """Return a drawn page as a scanner would give it: points on white."""
    with drawing:
        document = pdfium.PdfDocument(page)
        try:
            drawn: Image.Image = document[0].render(scale=SCALE).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    drawn.convert("RGB").save(out, "PNG")
    return out.getvalue()
