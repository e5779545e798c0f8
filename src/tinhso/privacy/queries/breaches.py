"""What pages and the API ask of breaches, scoped to the actor."""

from uuid import UUID

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.privacy.breach_rules import BreachState
from tinhso.privacy.models import Breach, BreachQuerySet
from tinhso.privacy.permissions import PrivacyPermission as P


def breaches(*, actor: Actor) -> BreachQuerySet:
    """Return the breaches the actor may see."""
    return Breach.objects.visible_to(actor)


def breach_of(*, uid: UUID, actor: Actor) -> Breach:
    """Return one breach the actor may see; raises `NotFound`."""
    require(actor, P.HANDLE_BREACHES)
    return fetch(Breach.objects.visible_to(actor), uid=uid)


def unreported_count(*, actor: Actor) -> int:
    """Return how many breaches wait to be reported, at most 1,000."""
    return breaches(actor=actor).filter(state=BreachState.OPEN)[:1000].count()
