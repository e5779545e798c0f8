"""The books a desk has issued, for those who receive there."""

from uuid import UUID

from tinhso.dossiers.models import IssuedBook
from tinhso.dossiers.permissions import DossierPermission
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch

MOST_LISTED = 20


def issued_books(*, actor: Actor) -> list[IssuedBook]:
    """Return the books lately issued at the actor's own desk, the newest first."""
    if actor.unit_id is None or not actor.may(DossierPermission.RECEIVE, unit_id=actor.unit_id):
        return []
    rows = IssuedBook.objects.visible_to(actor).filter(unit_id=actor.unit_id)
    return list(rows.defer("data")[:MOST_LISTED])


def issued_book(*, uid: UUID, actor: Actor) -> IssuedBook:
    """Return one book of the actor's agency, to who receives at its desk."""
    row = fetch(IssuedBook.objects.visible_to(actor).select_related("file"), uid=uid)
    require(actor, DossierPermission.RECEIVE, unit_id=row.unit_id)
    return row
