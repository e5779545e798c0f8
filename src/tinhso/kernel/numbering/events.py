"""What happens to official numbers."""

from dataclasses import dataclass

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NumberGiven(Event):
    """A number was given; registers of rooms grow from it, whoever issued.

    `target` is the label of the numbered model (`dossiers.Dossier`) and `target_id` its key, both
    empty when nothing is named.
    """

    number_id: int
    register: str
    agency_id: int
    on: str
    number: int
    number_text: str
    target: str
    target_id: str


@dataclass(frozen=True, kw_only=True)
class NumberVoided(Event):
    """A number no longer stands for anything; it stays in the register."""

    number_id: int
    register: str
    agency_id: int
    number: int
    number_text: str
