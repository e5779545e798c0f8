"""Files whose record lets go of them: gone for good with the last record that has them."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import ForeignObjectRel

from tinhso.kernel.actors import Actor
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import told_of_files
from tinhso.kernel.files.services import discard, sha256_of


def is_used(stored: StoredFile) -> bool:
    """Tell whether any record of any room still has a file; one that only tells of it has none."""
    telling = {label for _name, one in told_of_files for label in one.models}
    relations = [
        one
        for one in StoredFile._meta.get_fields(include_hidden=True)
        if isinstance(one, ForeignObjectRel)
    ]
    return any(
        apps.get_model(one.related_model._meta.label)
        ._default_manager.filter(**{one.field.name: stored})
        .exists()
        for one in relations
        if not one.related_model._meta.auto_created and one.related_model._meta.label not in telling
    )


def let_go(files: Iterable[StoredFile | None], *, actor: Actor) -> list[str]:
    """Discard what no record has any more; return the hashes of what is gone.

    Call it after the records have let go, in the same transaction. What only told of a file goes
    with it, and the copies that were made for that.
    """
    gone: list[str] = []
    for stored in files:
        if stored is not None and not is_used(stored):
            made = [copy for _name, one in told_of_files for copy in one.forget(stored, actor)]
            gone.append(sha256_of(stored))
            discard(stored, actor=actor)
            gone += let_go(made, actor=actor)
    return gone
