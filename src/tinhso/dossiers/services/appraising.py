"""The appraisal sheet while it is written: kept for its writer, read by nobody else."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from tinhso.dossiers.models import InternalNote
from tinhso.dossiers.queries.page import dossier_of
from tinhso.dossiers.rules.answers import as_json
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.work import in_hand
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.acting import one_act

KEPT = "kept"


@one_act()
def keep_appraisal(
    *, uid: UUID, actor: Actor, text: str, items: Mapping[str, bool]
) -> InternalNote:
    """Keep what the officer has written so far; the dossier does not move, its version stays."""
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit_move(actor, "appraise", dossier)
    _core.check_state("appraise", dossier)
    in_hand(dossier, actor)
    row = InternalNote.objects.filter(dossier=dossier, kind=KEPT, by=_core.who(actor)).first()
    if row is None:
        row = InternalNote(dossier=dossier, kind=KEPT, by=_core.who(actor))
    row.text, row.data, row.at = text.strip(), as_json(dict(items)), timezone.now()
    row.by_name, row.unit_id = actor.name, actor.unit_id
    row.save()
    return row


def kept_appraisal(*, uid: UUID, actor: Actor) -> InternalNote | None:
    """Return what the officer has written so far, or None."""
    dossier = dossier_of(uid=uid, actor=actor)
    mine = InternalNote.objects.filter(dossier=dossier, kind=KEPT, by=_core.who(actor))
    return mine.first()
