"""Files that the portal fetches, because a message to it names them."""

from uuid import UUID

from django.db import transaction

from tinhso.dossiers.models import Attachment, Result
from tinhso.dossiers.permissions import DossierPermission
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile


@transaction.atomic
def open_file(*, uid: UUID, actor: Actor) -> StoredFile:
    """Return a paper or a result of a dossier that the portal was told of; each look is kept."""
    require(actor, DossierPermission.HAND_IN)
    paper = (
        Attachment.objects.filter(uid=uid, dossier__national__is_known=True, file__isnull=False)
        .select_related("file__blob", "dossier")
        .first()
    )
    if paper is not None and paper.file is not None:
        record("dossiers.national_file_fetched", actor=actor, target=paper.dossier, kind="paper")
        return paper.file
    result = (
        Result.objects.filter(uid=uid, dossier__national__is_known=True, final_file__isnull=False)
        .select_related("final_file__blob", "dossier")
        .first()
    )
    if result is None or result.final_file is None:
        raise NotFound
    record("dossiers.national_file_fetched", actor=actor, target=result.dossier, kind="result")
    return result.final_file
