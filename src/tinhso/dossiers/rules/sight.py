"""Who sees a dossier (design 5.6): keys of persons, units and agencies."""

from collections.abc import Iterable
from typing import Final

PERSON: Final = "p"
UNIT: Final = "u"
AGENCY: Final = "a"
ACCOUNT: Final = "acc"


def person_key(person_id: int) -> str:
    """Return the key held by one person."""
    return f"{PERSON}:{person_id}"


def unit_key(unit_id: int) -> str:
    """Return the key held by the officers of one unit."""
    return f"{UNIT}:{unit_id}"


def keys_of(
    *, person_ids: Iterable[int], unit_ids: Iterable[int], agency_keys: Iterable[str]
) -> frozenset[str]:
    """Return all keys of one dossier.

    `agency_keys` come from `organization.queries.sight_keys_for`, agency and each one above.
    """
    people = {person_key(pk) for pk in person_ids}
    units = {unit_key(pk) for pk in unit_ids}
    return frozenset(people | units | set(agency_keys))
