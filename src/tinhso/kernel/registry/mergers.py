"""Effects of a merger of agencies: what each room moves, shows beforehand, proves and takes back.

A room registers a `MergerEffect` in its `plugins.py`. Nothing of a merger is visible until the one
transaction in which `organization` calls every `apply`; what takes longer and may be seen later
(telling people, papers) is `finish`, in batches that may be broken off and gone on with.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.functional import Promise

from tinhso.kernel.registry import Registry

Text = str | Promise
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something goes: a unit and its agency; no ids while they are still to be opened."""

    agency_id: int | None
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class Merging:
    """One merger as the rooms see it: what moves where, from which day, under which act."""

    uid: UUID
    on: date
    basis: str
    units: Mapping[int, Place]
    """Each unit that ends, and the place that goes on with its work."""
    agencies: Mapping[int, int | None]
    """Each agency that ends, and the one that takes over what hangs on no unit."""

    @property
    def moved_units(self) -> dict[int, tuple[int, int]]:
        """Units to (agency, unit), of those that are open by now."""
        return {
            old: (new.agency_id, new.unit_id)
            for old, new in self.units.items()
            if new.agency_id is not None and new.unit_id is not None
        }

    @property
    def moved_agencies(self) -> dict[int, int]:
        """Agencies to their successors, of those that are open by now."""
        return {old: new for old, new in self.agencies.items() if new is not None}


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One of what a line of a preview counts; names no citizen."""

    name: str
    detail: str = ""


SHOWN_AT_ONCE: Final = 200
"""How many of what a line counts are named on its page."""


@dataclass(frozen=True, kw_only=True)
class EffectLine:
    """One line of a preview: how many of what, which ones, and whether to act before."""

    label: Text
    count: int
    note: Text = ""
    is_warning: bool = False
    listed: Callable[[], Iterable[Counted]] | None = None
    """Names the first of them, where there is more to say than how many."""


class MergerEffect:
    """What a merger does to one room; override what the room has."""

    title: Text = ""

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Say what would move, without moving it."""
        return ()

    def blocks(self, merging: Merging) -> Sequence[Text]:
        """Name what must be done before the merger can be carried out at all."""
        return ()

    def apply(self, merging: Merging) -> None:
        """Move it, within the one transaction; a second call finds nothing left to move."""

    def finish(self, merging: Merging, progress: Progress) -> None:
        """Do the rest in batches; a second call goes on where the first was broken off."""

    def verify(self, merging: Merging) -> Sequence[Text]:
        """Name what is not as it should be after the merger; nothing when all is well."""
        return ()

    def since(self, merging: Merging) -> Sequence[Text]:
        """Name what was done since, which forbids taking the merger back."""
        return ()

    def undo(self, merging: Merging) -> None:
        """Take back what `apply` did, within the one transaction."""


merger_effects: Registry[MergerEffect] = Registry("effects of a merger")
"""Applied in the order of registration, floor by floor; taken back in the opposite one."""
