"""Keep, read and let go of files."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files import crypto
from tinhso.kernel.files.checks import Checked, check
from tinhso.kernel.files.models import Blob, Preview, StoredFile
from tinhso.kernel.files.previews import draw_page
from tinhso.kernel.files.registry import file_guards, file_uses, on_open
from tinhso.kernel.files.stores import Missing, new_place, the_store

__all__ = [
    "discard",
    "file_url",
    "open_file",
    "permit_opening",
    "preview_of",
    "preview_url",
    "read_chunks",
    "sha256_of",
    "store",
    "verify_files",
]


def store(
    *,
    content: "bytes | BinaryIO | Checked",
    name: str,
    use: str,
    actor: Actor,
    owner_class: str = "normal",
) -> StoredFile:
    """Keep a file for a registered use; its bytes are durable before the caller's commit.

    What may not be kept raises `Invalid` with the sentence to show. The same bytes in one class
    of sensitivity are one blob, however often they are sent.
    """
    taken = file_uses.get(use)
    if isinstance(content, Checked):
        checked = content
    else:
        given = content if isinstance(content, bytes) else content.read(taken.max_bytes + 1)
        checked = check(given, name, taken)

    with transaction.atomic():
        blob = _keep(checked.content, owner_class)
        stored = StoredFile.objects.create(
            blob=blob,
            name=checked.name,
            use=use,
            owner_class=owner_class,
            content_type=checked.content_type,
            size=len(checked.content),
            pages=checked.pages,
            changes=checked.changes,
            stored_by=actor.id,
            stored_at=timezone.now(),
        )
        audit.record("files.stored", actor=actor, target=stored, use=use, size=stored.size)
    return stored


def _keep(content: bytes, owner_class: str) -> Blob:
    digest = hashlib.sha256(content).hexdigest()
    lookup = keyed_hash(digest, purpose=f"file:{owner_class}")
    known = Blob.objects.select_for_update(of=("self",)).filter(lookup=lookup).first()
    if known is not None:
        return known
    key, place = crypto.new_key(), new_place()
    the_store().write(place, crypto.encrypt(content, key))
    try:
        with transaction.atomic():
            return Blob.objects.create(
                lookup=lookup,
                owner_class=owner_class,
                sha256=digest,
                size=len(content),
                place=place,
                wrapped_key=crypto.wrap_key(key, owner_class=owner_class, lookup=lookup),
                created_at=timezone.now(),
            )
    except IntegrityError:
        # Somebody kept the same bytes a moment ago; ours are an orphan that the sweep takes.
        return Blob.objects.select_for_update(of=("self",)).get(lookup=lookup)


def read_chunks(stored: StoredFile) -> Iterator[bytes]:
    """Yield the bytes of a file; `Damaged` or `Missing` when the store no longer has them."""
    blob = stored.blob
    key = crypto.unwrap_key(blob.wrapped_key, owner_class=blob.owner_class, lookup=blob.lookup)
    return crypto.decrypt(the_store().read(blob.place), key)


def open_file(stored: StoredFile) -> bytes:
    """Return the bytes of a file."""
    return b"".join(read_chunks(stored))


def sha256_of(stored: StoredFile) -> str:
    """Return the hex SHA-256 of the file's bytes."""
    return stored.blob.sha256


def file_url(stored: StoredFile) -> str:
    """Return the address that serves the file to whom the guards let."""
    return stored.get_absolute_url()


def preview_url(stored: StoredFile, page: int = 1) -> str:
    """Return the address of a picture of one page."""
    address = reverse("files:preview", args=[stored.uid])
    return address if page == 1 else f"{address}?trang={page}"


def permit_opening(stored: StoredFile, *, actor: Actor) -> str:
    """Return the purpose for which the actor may open the file and keep that he did.

    Raises `NotFound` when no guard lets him.
    """
    purpose = _purpose(stored, actor)
    for _name, hook in on_open:
        hook(actor, stored, purpose)
    return purpose


def _purpose(stored: StoredFile, actor: Actor) -> str:
    for _name, guard in file_guards:
        try:
            return guard(actor, stored)
        except NotFound:
            continue
    raise NotFound


def preview_of(stored: StoredFile, page: int) -> bytes:
    """Return a picture of one page (from 1), drawn the first time it is asked for."""
    if not stored.can_preview or not 1 <= page <= max(stored.pages or 1, 1):
        raise NotFound
    blob = stored.blob
    known = Preview.objects.filter(blob=blob, page=page).first()
    if known is not None:
        key = crypto.unwrap_key(
            known.wrapped_key, owner_class=blob.owner_class, lookup=f"{blob.lookup}:{page}"
        )
        return b"".join(crypto.decrypt(the_store().read(known.place), key))
    drawn = draw_page(open_file(stored), stored.content_type, page)
    key, place = crypto.new_key(), new_place()
    wrapped = crypto.wrap_key(key, owner_class=blob.owner_class, lookup=f"{blob.lookup}:{page}")
    the_store().write(place, crypto.encrypt(drawn, key))
    Preview.objects.bulk_create(
        [Preview(blob=blob, page=page, place=place, wrapped_key=wrapped, size=len(drawn))],
        ignore_conflicts=True,
    )
    return drawn


@transaction.atomic
def discard(stored: StoredFile, *, actor: Actor) -> None:
    """Delete one file; its bytes and pictures go with the last file that has them."""
    blob = Blob.objects.select_for_update(of=("self",)).get(pk=stored.blob_id)
    audit.record("files.discarded", actor=actor, target=stored, use=stored.use)
    stored.delete()
    if StoredFile.objects.filter(blob=blob).exists():
        return
    places = [blob.place, *Preview.objects.filter(blob=blob).values_list("place", flat=True)]
    blob.delete()
    transaction.on_commit(lambda: _forget(places))


def _forget(places: list[str]) -> None:
    kept = the_store()
    for place in places:
        kept.delete(place)


def sweep(*, older_than: datetime) -> int:
    """Delete from the store what no row names any more; return how many places went.

    Bytes are written before the commit that names them, so only old ones are orphans.
    """
    named = set(Blob.objects.values_list("place", flat=True))
    named.update(Preview.objects.values_list("place", flat=True))
    kept = the_store()
    orphans = [
        place for place, written in kept.places() if written < older_than and place not in named
    ]
    for place in orphans:
        kept.delete(place)
    return len(orphans)


def verify_files() -> list[str]:
    """Return what is wrong with the kept bytes, one code a line: kind and blob."""
    faults: list[str] = []
    for blob in Blob.objects.order_by("pk").iterator(chunk_size=500):
        try:
            faults += _faults_of(blob)
        except Missing:
            faults.append(f"missing {blob.pk}")
        except crypto.Damaged:
            faults.append(f"altered {blob.pk}")
    return faults


def _faults_of(blob: Blob) -> list[str]:
    key = crypto.unwrap_key(blob.wrapped_key, owner_class=blob.owner_class, lookup=blob.lookup)
    digest = hashlib.sha256()
    for piece in crypto.decrypt(the_store().read(blob.place), key):
        digest.update(piece)
    found = digest.hexdigest()
    if keyed_hash(found, purpose=f"file:{blob.owner_class}") != blob.lookup:
        return [f"exchanged {blob.pk}"]
    return [] if found == blob.sha256 else [f"relabelled {blob.pk}"]
