"""The registers rooms keep their official numbers in."""

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
