"""What takes effect on a coming day, told by each room: what changes, and how much is under way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class UnderWay:
    """How many things are under way on one side of the day, and where they are listed."""

    label: str | Promise
    count: int
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class LawChange:
    """One thing that changes on a day.

    `subject` is data (a procedure, a day off, an agency); `said` are the house's words, with
    `%(name)s` for `values`; `told` says who hears of it, and when.
    """

    on: date
    kind: str | Promise
    subject: str
    said: str | Promise
    values: Mapping[str, str | int] = field(default_factory=dict)
    under_way: Sequence[UnderWay] = ()
    told: str | Promise = ""
    url: str = ""

    @property
    def words(self) -> str:
        """Say what changes, in the reader's language."""
        return str(self.said) % self.values


law_changes: Registry["Callable[[Actor, date, date], Iterable[LawChange]]"] = Registry(
    "changes of law"
)
"""What each room knows to take effect from a day to a day, counted as the actor sees it."""

law_readers: Registry[str] = Registry("readers of changes of law")
"""Permissions that open the page besides the operators' own."""


def changes_between(*, actor: "Actor", start: date, end: date) -> list[LawChange]:
    """Return everything that takes effect in these days, the nearest first."""
    found = [change for _room, ask in law_changes for change in ask(actor, start, end)]
    return sorted(found, key=lambda change: (change.on, str(change.kind), change.subject))
