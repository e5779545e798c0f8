"""Opening a dossier: what is in it, and the record that somebody looked."""

from typing import Final
from uuid import UUID

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.queries.page import DossierPage, dossier_page
from tinhso.dossiers.services._holder import not_seen
from tinhso.identity.services import record_access
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.errors import NotFound

AS_WORK: Final = "Giải quyết hồ sơ"
AT_DESK: Final = "Tiếp nhận, trả kết quả tại một cửa"
"""Why an officer opens what he works on, as the person reads it on "who looked at my data"."""


def open_dossier(*, uid: UUID, actor: Actor, purpose: str) -> DossierPage:
    """Return everything on a dossier; each person in it can read that it was opened, and why.

    An officer from whose hands it went meanwhile hears where it is now.
    """
    try:
        page = dossier_page(uid=uid, actor=actor)
    except NotFound:
        there = Dossier.objects.filter(uid=uid).first()
        if there is None:
            raise
        raise not_seen(there, actor) from None
    people = [row.person_id for row in page.parties if row.person_id is not None]
    if actor.kind in {ActorKind.OFFICIAL, ActorKind.CLIENT}:
        record_access(
            actor=actor,
            person_ids=people,
            object_kind="dossiers.dossier",
            object_uid=str(page.dossier.uid),
            purpose=purpose,
        )
        record("dossiers.opened", actor=actor, target=page.dossier, purpose=purpose)
    return page
