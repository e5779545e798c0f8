"""The registers rooms keep their official numbers in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from tinhso.kernel.numbering.rules import NumberPeriod
from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class Register:
    """One register: its name to people, its usual format and when it begins anew.

    A dated `NumberFormat` row of an agency goes before `format`.
    """

    label: str | Promise
    format: str
    period: NumberPeriod = NumberPeriod.YEAR


registers: Registry[Register] = Registry("registers of official numbers")
"""Keyed by room and kind, for example `dossiers.dossier`."""

register_sources: Registry[Callable[[], Mapping[str, Register]]] = Registry(
    "registers kept as data"
)
"""What a room gives whose registers are data, as the results of procedures are."""


def known_registers() -> dict[str, Register]:
    """Return every register by its key: those of the house, then those that are data."""
    found = dict(registers)
    for _room, source in register_sources:
        found.update(source())
    return found
