"""For what the house uses a person's data, and by which ground: a law, or his own consent.

A room registers a `Purpose` for each use it makes. State duties rest on a law (Law 91/2025 Art.
19); what nobody is obliged to do rests on a consent, which the room asks for where it is used and
which a keeper above writes down: who, when, to what.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One use of a person's data: for what, which data, by which ground."""

    label: Text
    data: Text
    law: str
    order: int = 100
    ask_at: str = ""
    """Where a person consents; empty where a law is the ground and nobody is asked."""
    withdraw: "Callable[[Actor], None] | None" = None
    """Stops the use at once, when a person takes his consent back."""

    @property
    def by_consent(self) -> bool:
        """Tell whether the person is asked."""
        return self.withdraw is not None


purposes: Registry[Purpose] = Registry("purposes for which a person's data is used")

consent_keepers: "Registry[Callable[[str, bool, Actor], None]]" = Registry("keepers of consents")
"""Each writes down that the actor consented to a purpose, or takes his consent back."""


def keep_consent(*, purpose: str, given: bool, actor: "Actor") -> None:
    """Let the keepers write down a consent or its withdrawal, in the transaction of the choice."""
    for _room, keep in consent_keepers:
        keep(purpose, given, actor)
