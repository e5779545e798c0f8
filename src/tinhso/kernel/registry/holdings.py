"""What the house holds about a person: each room shows it, corrects it, keeps it or lets it go.

A room registers a `Holder` in its `plugins.py`; `privacy` asks them all when a person wants to
see, correct or delete what is held about him. What one may not use for a while is a restriction,
of which lower floors ask through `restricted`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class HeldRecord:
    """One thing held about a person: what it is, since when, what it says, its files."""

    kind: str
    reference: str
    label: Text
    since: datetime | None = None
    fields: Sequence[tuple[Text, str]] = ()
    files: Sequence[UUID] = ()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a room does not let go of, and the rule that obliges it to keep it."""

    label: Text
    count: int
    why: Text


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """Proof that something is gone: its kind and key, and hashes, never its words."""

    kind: str
    reference: str
    hashes: Sequence[str] = ()


class Holder:
    """What one room holds about people; override what the room has."""

    title: Text = ""

    def held(self, person_id: int) -> Iterator[HeldRecord]:
        """Give everything held about a person, in the order people expect it."""
        yield from ()

    def correct(self, person_id: int, values: Mapping[str, str], *, actor: "Actor") -> int:
        """Write corrected values where they are still worked with; say in how many records.

        Signed papers and what has ended stay as they are.
        """
        return 0

    def kept(self, person_id: int) -> Sequence[Kept]:
        """Name what the law obliges the room to keep."""
        return ()

    def destroy(self, person_id: int, *, actor: "Actor") -> Sequence[Destroyed]:
        """Destroy what no law obliges the room to keep; a second call finds nothing left."""
        return ()


holders: Registry[Holder] = Registry("what is held about a person")

restrictions: Registry[Callable[[Collection[int]], Mapping[int, str]]] = Registry(
    "restrictions of the use of a person's data"
)
"""Each gives, of these persons, those whose data may not be used now, with the reason."""


def restricted(person_ids: Collection[int]) -> dict[int, str]:
    """Return whose data may not be used now and why, of these persons."""
    return {
        person_id: why
        for _room, asked in restrictions
        for person_id, why in asked(person_ids).items()
    }
