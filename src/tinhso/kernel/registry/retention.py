"""What is kept for a time only: each room says what has run out, and destroys it one by one.

A room registers a `Retained` in its `plugins.py` for what has a term, and a `Lasting` for what
ends in another way. Records of an agency are never destroyed by time alone: `privacy` asks two
people and then calls `destroy` for each record of their decision. What is no record of an agency
(`is_automatic`) goes by itself when the term that an official has set is over.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.registry import Registry
from tinhso.kernel.registry.holdings import Destroyed

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor

Text = str | Promise

OURS: Final = _("Mặc định của phần mềm, chờ đối chiếu quy định về thời hạn lưu giữ")


@dataclass(frozen=True, kw_only=True)
class Expired:
    """One record whose time is over: its key, how officers call it, since when it is at rest."""

    reference: str
    label: str
    ended_at: datetime


class Retained:
    """One kind of record that is kept for a time; override all."""

    title: Text = ""
    models: tuple[str, ...] = ()
    """Labels of the models whose words and files of people end with this kind."""
    months: int = 120
    """The term until an official sets another."""
    basis: Text = OURS
    least_months: int = 0
    """The shortest term that `basis` allows."""
    is_automatic: bool = False

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return what came to rest before a moment and is still whole, the oldest first."""
        return ()

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return 0

    def stopped(self, reference: str) -> Text:
        """Return why a record may not be destroyed now, "" when nothing stops it."""
        return ""

    def destroy(self, reference: str, *, actor: "Actor") -> Destroyed | None:
        """Destroy one record for good; None when there is nothing left to destroy."""
        return None

    def forget(self, *, before: datetime, limit: int, actor: "Actor") -> Destroyed | None:
        """Let go of some records of an automatic kind; None when none is left.

        The reference of what is returned is how many went.
        """
        return None


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """Data of people that no term ends: why it is kept, until when, which job forgets it."""

    title: Text
    models: Sequence[str]
    why: Text
    job: str = ""


retained: Registry[Retained] = Registry("kinds of records kept for a time")

lasting: Registry[Lasting] = Registry("data of people that ends in another way than by a term")

asking_people: Registry[Callable[[], Collection[int]]] = Registry(
    "people who wait for an answer over their data"
)


def people_who_ask() -> set[int]:
    """Return whose data is not to be destroyed now: they wait for an answer over it."""
    return {person_id for _room, asked in asking_people for person_id in asked()}
