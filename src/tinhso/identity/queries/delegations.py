"""Questions about what was handed on."""

from django.db.models import Case, Value, When
from django.utils import timezone

from tinhso.identity.models import Delegation
from tinhso.identity.models.rights import DelegationQuerySet
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch


def delegations(*, actor: Actor) -> DelegationQuerySet:
    """Return the delegations the actor may see, each with its phase and the actor's own side."""
    seen = Delegation.objects.visible_to(actor).select_related("giver", "taker")
    side = Case(
        When(giver__uid=actor.id, then=Value("given")),
        When(taker__uid=actor.id, then=Value("taken")),
        default=Value(""),
    )
    return seen.with_phase(timezone.now()).annotate(side=side)


def delegation(*, uid: str, actor: Actor) -> Delegation:
    """Return one delegation the actor may see; raises `NotFound`."""
    return fetch(delegations(actor=actor), uid=uid)
