"""Rows that this room's own services write one by one."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import ImportPass
from tinhso.kernel.importing.rules import Problem, SheetRow
from tinhso.kernel.numbering import registers
from tinhso.kernel.numbering.registry import Register
from tinhso.organization.rules import either_code

MOST_NUMBER: Final = 999_999_999
"""The highest number a register is thought to have given."""


class Rows(ImportPass):
    """A pass whose rows are written one by one by a service."""

    def __init__(self, actor: Actor) -> None:
        """Write as this actor, whose right was asked for when the import was let in."""
        self.actor = actor
        self.today = timezone.localdate()
        self.coming: set[str] = set()
        """What the rows above will have brought in, so that a dry run knows what the run knows."""

    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Yield what is wrong, row by row."""
        for row in rows:
            yield from self.faults(row)

    def write(self, rows: Sequence[SheetRow], *, run: ImportRun) -> Mapping[str, int]:
        """Write each row."""
        return {row.key: self.one(row, run) for row in rows}

    @abstractmethod
    def faults(self, row: SheetRow) -> Iterator[Problem]:
        """Yield what is wrong with a row."""

    @abstractmethod
    def one(self, row: SheetRow, run: ImportRun) -> int:
        """Write a row and return the id of what it became."""


def comes_again(coming: set[str], *parts: object) -> bool:
    """Tell whether a row above brings the same in, and learn that this one does."""
    key = "/".join(map(str, parts))
    is_again = key in coming
    coming.add(key)
    return is_again


def unknown_register(row: SheetRow, kept: Mapping[str, Register]) -> Problem:
    """Return what is wrong with a register the house has not; those with a like name are told."""
    near = get_close_matches(row.text("so"), kept, n=5, cutoff=0.3)
    return row.problem("so", "unknown_register", known=", ".join(near or dict(registers)))


def code_of(text: str) -> str:
    """Return a code of an agency in one form, "" when it has neither."""
    try:
        return either_code(text)
    except ValueError:
        return ""
