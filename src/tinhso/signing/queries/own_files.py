"""Files that somebody kept for himself after he had them signed."""

from uuid import UUID

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.models import OwnFile, OwnFileQuerySet


def own_files(*, actor: Actor) -> OwnFileQuerySet:
    """Return the actor's own kept files."""
    return OwnFile.objects.visible_to(actor).select_related("file")


def own_file(*, uid: UUID, actor: Actor) -> OwnFile:
    """Return one kept file of the actor's own."""
    return fetch(own_files(actor=actor), uid=uid)


def own_file_with(*, stored: StoredFile, actor: Actor) -> OwnFile:
    """Return the kept file that has these bytes, for its owner."""
    return fetch(own_files(actor=actor), file=stored)


def kept_of(*, rows: list[UUID], actor: Actor) -> set[UUID]:
    """Return which files of a batch the actor keeps already."""
    known = own_files(actor=actor).filter(made_from__in=rows)
    return set(known.values_list("made_from", flat=True))
