"""What is kept for a time only: each room says what has run out, and destroys it one by one.

A room registers a `Retained` in its `plugins.py`. Nothing is destroyed by time alone: `privacy`
asks two people and then calls `destroy` for each record of their decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from tinhso.kernel.registry import Registry
from tinhso.kernel.registry.holdings import Destroyed

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Expired:
    """One record whose time is over: its key, how officers call it, since when it is at rest."""

    reference: str
    label: str
    ended_at: datetime


class Retained:
    """One kind of record that is kept for a time; override all."""

    title: Text = ""

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return what came to rest before a moment and is still whole, the oldest first."""
        return ()

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return 0

    def destroy(self, reference: str, *, actor: "Actor") -> Destroyed | None:
        """Destroy one record for good; None when there is nothing left to destroy."""
        return None


retained: Registry[Retained] = Registry("kinds of records kept for a time")
