"""Scans signed by the officer who made them (118/2025 Art. 17(1))."""

from io import BytesIO
from pathlib import PurePath
from uuid import UUID

from PIL import Image

from tinhso.dossiers.models import Attachment, Dossier
from tinhso.dossiers.services.work import mark_scan_signed
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.signing import services as signing


def sign_scan(*, uid: UUID, attachment_uid: UUID, actor: Actor) -> Attachment:
    """Put the officer's personal signature on a scan; his shift must be open in `signing`.

    The signature is made outside any transaction; what was signed is committed after it.
    """
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    row = fetch(
        Attachment.objects.select_related("file").filter(
            dossier=dossier, superseded_at__isnull=True
        ),
        uid=attachment_uid,
    )
    if row.file is None:
        raise NotFound
    if row.scan_signed_at is not None:
        return row
    content, name = _as_pdf(row.file)
    signed = signing.sign_as_officer(content=content, actor=actor, reason="scan")
    stored = files.store(
        content=signed,
        name=name,
        use="dossiers.signed_scan",
        actor=actor,
        owner_class="personal",
    )
    return mark_scan_signed(uid=uid, attachment_uid=attachment_uid, file_id=stored.pk, actor=actor)


def _as_pdf(stored: StoredFile) -> tuple[bytes, str]:
    """Return a scan as PDF, the one form a signature goes into; a photograph becomes a page."""
    content = files.open_file(stored)
    if stored.content_type == "application/pdf":
        return content, stored.name
    page = BytesIO()
    with Image.open(BytesIO(content)) as picture:
        picture.convert("RGB").save(page, format="PDF", resolution=150)
    return page.getvalue(), f"{PurePath(stored.name).stem}.pdf"
