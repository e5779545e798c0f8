"""Actors and helpers for tests of every room."""

from uuid import UUID, uuid4

from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind


def make_actor(
    *permissions: str,
    unit_id: int | None = None,
    agency_id: int | None = None,
    kind: ActorKind = ActorKind.OFFICIAL,
    sight_keys: frozenset[str] = frozenset(),
    person_id: int | None = None,
    actor_id: UUID | None = None,
) -> Actor:
    """Return an actor with these permissions, in one unit or everywhere."""
    scope = EVERYWHERE if unit_id is None else frozenset({unit_id})
    return Actor(
        kind=kind,
        id=actor_id or uuid4(),
        name="Người thử",
        person_id=person_id,
        unit_id=unit_id,
        agency_id=agency_id,
        sight_keys=sight_keys,
        permissions={p: scope for p in permissions},
    )
