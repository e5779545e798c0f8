"""Official numbers: unique and gapless per agency, register and year or day.

    number = give_number(register="dossiers.result", agency_id=agency.pk, on=today, actor=actor,
                         format="%(n)d/GPXD-UBND", target=result)
    number.text                                                     # "12/GPXD-UBND"

Call it **last** in a service, inside its transaction: the counter row stays locked until the
commit, so that fifty clerks wait for each other only that long, and a rollback leaves no gap.
A number once given is never given again: `void_number` keeps it in the register with its reason.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from tinhso.kernel.numbering.registry import Register, known_registers, register_sources, registers
from tinhso.kernel.numbering.rules import NumberPeriod, format_number, period_key

if TYPE_CHECKING:
    from tinhso.kernel.numbering.services import give_number, start_register, void_number

__all__ = [
    "NumberPeriod",
    "Register",
    "format_number",
    "give_number",
    "known_registers",
    "period_key",
    "register_sources",
    "registers",
    "start_register",
    "void_number",
]

_SERVICES = frozenset({"give_number", "start_register", "void_number"})


def __getattr__(name: str) -> object:
    """Fetch what stands on models only when it is asked for: models load after packages."""
    if name in _SERVICES:
        return getattr(import_module("tinhso.kernel.numbering.services"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
