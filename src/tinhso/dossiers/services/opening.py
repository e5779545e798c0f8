"""Opening a dossier: what is in it, and the record that somebody looked."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.asking import wants_hands
from tinhso.dossiers.queries.page import DossierPage, dossier_page
from tinhso.dossiers.rules.moves import MOVES
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._holder import not_seen
from tinhso.dossiers.services.work import in_hand
from tinhso.identity.services import record_access
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.errors import NotFound, NotPermitted

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


def permit_opening(dossier: Dossier, *, acts: Sequence[str], actor: Actor, there: str) -> None:
    """Refuse who asks for the page of an act as he would be refused on sending it.

    Where one page serves several acts, those count that the dossier stands ready for; where it
    stands ready for none, who may make one of them is told from where, and led `there`. An act of
    the desk that no move stands behind is for whoever receives there.
    """
    if not acts:
        _core.permit(
            actor,
            DossierPermission.RECEIVE,
            unit_id=dossier.receiving_unit_id,
            agency_id=dossier.receiving_agency_id,
        )
        return
    ready = [act for act in acts if dossier.state in MOVES[act].sources]
    for act in ready:
        _core.permit_move(actor, act, dossier)
    if not ready:
        refusal = _core.not_now(dossier, *_permitted(dossier, acts, actor))
        refusal.mend_url = there
        raise refusal
    if any(wants_hands(act, dossier) for act in ready):
        in_hand(dossier, actor)


def _permitted(dossier: Dossier, acts: Sequence[str], actor: Actor) -> list[str]:
    """Return the acts that are the actor's to make; who may make none of them is refused."""
    found, refusals = [], []
    for act in acts:
        try:
            _core.permit_move(actor, act, dossier)
        except NotPermitted as refusal:
            refusals.append(refusal)
        else:
            found.append(act)
    if not found:
        raise refusals[0]
    return found
