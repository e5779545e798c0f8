"""What becomes of dossiers under way when who filed them no longer acts for their owner.

A parent whose child grew up goes on with what he filed until it ends; both see it. Whose authority
ran out or was taken back sees and does no more; the dossier goes on and is its owner's.
"""

from django.db.models import Q
from django.utils import timezone

from tinhso.dossiers.models import Dossier, DossierSight, Party, PartyRole
from tinhso.dossiers.rules.sight import person_key
from tinhso.dossiers.rules.states import LIVE
from tinhso.dossiers.services import _core
from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.acting import one_act

GROWN_UP = "grown_up"
"""The cause by which `identity` says that a child is 18."""
ACTING = (PartyRole.SUBMITTER, PartyRole.REPRESENTATIVE)


@one_act()
def follow_ended_representation(
    *, representative_id: int, represented_id: int, cause: str
) -> list[Dossier]:
    """Say on each open dossier what becomes of it; returns those it concerned."""
    house = system_actor("dossiers.representations")
    owned = Party.objects.filter(person_id=represented_id).exclude(role__in=ACTING)
    filed = Party.objects.filter(
        person_id=representative_id, role__in=ACTING, ended_at__isnull=True
    )
    open_ones = Dossier.objects.filter(
        Q(state__in=LIVE),
        pk__in=owned.values("dossier_id"),
    ).filter(pk__in=filed.values("dossier_id"))
    found = []
    for uid in list(open_ones.order_by("pk").values_list("uid", flat=True)):
        dossier = _core.load(uid=uid, actor=house)
        if cause == GROWN_UP:
            _core.tell("grown_up", dossier, actor=house)
        else:
            _leave(dossier, representative_id)
            _core.tell("representation_ended", dossier, actor=house)
        _core.audit("representation_ended", dossier, actor=house, cause=cause)
        found.append(dossier)
    return found


def _leave(dossier: Dossier, person_id: int) -> None:
    """Take a dossier from the eyes of who acted for its owner, unless it is his own as well."""
    parties = Party.objects.filter(dossier=dossier, person_id=person_id)
    parties.filter(role__in=ACTING).update(ended_at=timezone.now())
    if not parties.exclude(role__in=(*ACTING, PartyRole.SUBJECT)).exists():
        DossierSight.objects.filter(object=dossier, key=person_key(person_id)).delete()
    dossier.new_parties = None
    dossier.version += 1
    dossier.save(update_fields=["version"])
