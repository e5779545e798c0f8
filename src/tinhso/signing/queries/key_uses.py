"""The log of uses of keys, for its owner, and for the agency whose key it is."""

from tinhso.kernel.actors import Actor
from tinhso.signing.models import KeyUse, KeyUseQuerySet


def own_key_uses(*, actor: Actor) -> KeyUseQuerySet:
    """Return every use of the actor's own keys, with the certificate."""
    return KeyUse.objects.of_own_key(actor).select_related("certificate")


def agency_key_uses(*, actor: Actor) -> KeyUseQuerySet:
    """Return every use of the keys of the actor's agency, of all for who issues certificates."""
    return KeyUse.objects.of_agency_key(actor).select_related("certificate")
