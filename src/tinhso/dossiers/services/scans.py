"""Scans marked and signed by the officer who made them (118/2025 Art. 17(1), 137/2024 Art. 4)."""

from io import BytesIO
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from PIL import Image

from tinhso.dossiers.models import Attachment, Dossier
from tinhso.dossiers.queries.scans import title_of_scan
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.errors import DossierChanged
from tinhso.dossiers.services.work import mark_scan_signed
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.organization import queries as organization
from tinhso.signing import services as signing

LONGEST_TROUBLE = 300


def sign_scan(*, uid: UUID, attachment_uid: UUID, actor: Actor) -> Attachment:
    """Put the officer's personal signature on a scan; his shift must be open in `signing`.

    The signature is made outside any transaction; what was signed is committed after it.
    """
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    row = fetch(
        Attachment.objects.select_related("file", "dossier").filter(
            dossier=dossier, superseded_at__isnull=True
        ),
        uid=attachment_uid,
    )
    if row.file is None:
        raise NotFound
    if row.scan_signed_at is not None:
        return row
    content, name = _converted(row.file, actor)
    signed = signing.sign_as_officer(content=content, actor=actor, title=title_of_scan(row))
    stored = _stored(signed, name, actor)
    return mark_scan_signed(uid=uid, attachment_uid=attachment_uid, file_id=stored.pk, actor=actor)


def sign_taken(*, uid: UUID, attachment_uid: UUID, actor: Actor) -> Attachment:
    """Sign a scan just taken in; an original that an agency sealed stays as it came."""
    seen = Attachment.objects.select_related("file").filter(
        dossier__in=Dossier.objects.visible_to(actor).filter(uid=uid)
    )
    row = fetch(seen, uid=attachment_uid)
    if is_sealed(row):
        return keep_as_original(row, actor=actor)
    return sign_scan(uid=uid, attachment_uid=attachment_uid, actor=actor)


def is_sealed(row: Attachment) -> bool:
    """Tell whether a paper carries an agency's seal already: an electronic original."""
    return row.file is not None and signing.carries_seal(files.open_file(row.file))


@one_act()
def keep_as_original(row: Attachment, *, actor: Actor) -> Attachment:
    """Keep that a paper is an electronic original, which nobody at the desk has to sign.

    An officer's signature behind a seal would leave it covering only a part of the file.
    """
    dossier = _core.load(uid=row.dossier.uid, actor=actor)
    row.is_sealed_original, row.scan_trouble = True, ""
    row.save(update_fields=["is_sealed_original", "scan_trouble"])
    _core.audit("kept_as_original", dossier, actor=actor, component=row.component_key)
    return row


@one_act()
def prepare_scan(seen: Attachment, *, actor: Actor) -> Attachment:
    """Put a PDF that takes a signature and says who made it electronic in the place of a scan.

    The caller has looked whether the scan is the actor's to sign. What is signed or marked already
    stays as it is; `Invalid` when nobody can open it.
    """
    if seen.file is None:
        raise NotFound
    before = files.open_file(seen.file)
    content, name = _converted(seen.file, actor)
    if content == before:
        return seen
    row = _locked(seen, of=seen.file, actor=actor)
    row.file = files.store(
        content=content, name=name, use="dossiers.component", actor=actor, owner_class="personal"
    )
    row.save(update_fields=["file"])
    _core.audit("scan_prepared", row.dossier, actor=actor, component=row.component_key)
    return row


@one_act()
def keep_signed(seen: Attachment, signed: bytes, *, actor: Actor, of: StoredFile) -> Attachment:
    """Keep a scan that its officer signed, unless another file took the place of what he signed."""
    row = _locked(seen, of=of, actor=actor)
    stored = _stored(signed, of.name, actor)
    return mark_scan_signed(
        uid=row.dossier.uid, attachment_uid=row.uid, file_id=stored.pk, actor=actor
    )


def note_trouble(rows: QuerySet[Attachment], *, uid: UUID, why: str) -> None:
    """Keep with a scan, if it is among these, why it could not be signed."""
    found = rows.filter(uid=uid).values("pk")
    Attachment.objects.filter(pk__in=list(found.values_list("pk", flat=True))).update(
        scan_trouble=why[:LONGEST_TROUBLE]
    )


def _locked(seen: Attachment, *, of: StoredFile, actor: Actor) -> Attachment:
    """Return a scan, locked, that is still this file and unsigned."""
    _core.load(uid=seen.dossier.uid, actor=actor)
    rows = Attachment.objects.select_for_update(of=("self",)).select_related("dossier")
    row = rows.get(pk=seen.pk)
    if row.file_id != of.pk or row.scan_signed_at is not None or row.superseded_at is not None:
        raise DossierChanged
    return row


def _stored(signed: bytes, name: str, actor: Actor) -> StoredFile:
    return files.store(
        content=signed,
        name=name,
        use="dossiers.signed_scan",
        actor=actor,
        owner_class="personal",
    )


def _converted(stored: StoredFile, actor: Actor) -> tuple[bytes, str]:
    """Return a scan as the PDF its officer signs, with the words of who made it electronic."""
    content, name = _as_pdf(stored)
    body = organization.agency_name(actor.agency_id) if actor.agency_id is not None else ""
    words = settings.TINHSO_CONVERSION_MARK
    return signing.converted_scan(content, words=words, body=body, actor=actor), name


def _as_pdf(stored: StoredFile) -> tuple[bytes, str]:
    """Return a scan as PDF, the one form a signature goes into; a photograph becomes a page."""
    content = files.open_file(stored)
    if stored.content_type == "application/pdf":
        return content, stored.name
    page = BytesIO()
    with Image.open(BytesIO(content)) as picture:
        picture.convert("RGB").save(page, format="PDF", resolution=150)
    return page.getvalue(), f"{PurePath(stored.name).stem}.pdf"
