"""Who acts: the one argument every service takes by name.

The kernel knows an actor by ids and codes only; `identity` builds actors from accounts.
Two questions are asked of an actor, always both: *sight* (`sight_keys`, used by each room's
`visible_to`) and *permission* (`require`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tinhso.kernel.errors import NotPermitted, SignInNeeded

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


class ActorKind(StrEnum):
    """What sort of party acts."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    BUSINESS = "business"
    OFFICIAL = "official"
    CLIENT = "client"
    SYSTEM = "system"


EVERYWHERE: Final = frozenset({0})
"""The scope of a permission that is not bound to a unit."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One party acting now, with all it may see and do already worked out."""

    kind: ActorKind
    id: "UUID | None" = None
    name: str = ""
    person_id: int | None = None
    unit_id: int | None = None
    agency_id: int | None = None
    sight_keys: frozenset[str] = frozenset()
    permissions: Mapping[str, frozenset[int]] = field(default_factory=dict)
    delegated_by: "UUID | None" = None

    @property
    def is_signed_in(self) -> bool:
        """Tell whether this is a known party."""
        return self.kind is not ActorKind.ANONYMOUS

    @property
    def is_official(self) -> bool:
        """Tell whether this party works for the province."""
        return self.kind is ActorKind.OFFICIAL

    def may(self, permission: str, *, unit_id: int | None = None) -> bool:
        """Tell whether the actor holds a permission, everywhere or in one unit.

        Without `unit_id` the answer is whether he holds it anywhere at all.
        """
        scope = self.permissions.get(permission, frozenset())
        if unit_id is None:
            return bool(scope)
        return 0 in scope or unit_id in scope


ANONYMOUS: Final = Actor(kind=ActorKind.ANONYMOUS)


def system_actor(name: str) -> Actor:
    """Return the named actor as whom a job or command acts, for the audit trail to name."""
    return Actor(kind=ActorKind.SYSTEM, name=name, sight_keys=frozenset({f"system:{name}"}))


def require(actor: Actor, permission: str, *, unit_id: int | None = None) -> None:
    """Refuse unless the actor holds the permission for that unit.

    Raises `SignInNeeded` for an anonymous actor and `NotPermitted` otherwise; both are recorded
    by the middleware after the rollback. System actors act by name and pass.
    """
    if actor.kind is ActorKind.SYSTEM or actor.may(permission, unit_id=unit_id):
        return
    if not actor.is_signed_in:
        raise SignInNeeded
    raise NotPermitted


def actor_of(request: "HttpRequest") -> Actor:
    """Return the actor of a request, as identity's middleware worked it out."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor
