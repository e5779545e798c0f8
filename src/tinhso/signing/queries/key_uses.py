"""The log of uses of keys, for its owner, and for the agency whose key it is."""

from collections.abc import Iterable
from uuid import UUID

from tinhso.kernel.actors import Actor
from tinhso.signing.models import KeyUse, KeyUseQuerySet, SigningBatch


def own_key_uses(*, actor: Actor) -> KeyUseQuerySet:
    """Return every use of the actor's own keys, with the certificate."""
    return KeyUse.objects.of_own_key(actor).select_related("certificate")


def agency_key_uses(*, actor: Actor) -> KeyUseQuerySet:
    """Return every use of the keys of the actor's agency, of all for who issues certificates."""
    return KeyUse.objects.of_agency_key(actor).select_related("certificate")


def systems_asking(uses: Iterable[KeyUse]) -> dict[UUID, str]:
    """Return the outside systems for which keys were used, by batch."""
    batches = {use.batch_uid for use in uses if use.batch_uid is not None}
    asked = SigningBatch.objects.filter(uid__in=batches).exclude(system_name="")
    return dict(asked.values_list("uid", "system_name")) if batches else {}
