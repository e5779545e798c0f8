"""From demonstration to production: what each room finds done or undone, by fact."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from tinhso.kernel.registry import Registry


class Standing(StrEnum):
    """How a step stands: done or undone by what is there, or for a person to judge."""

    DONE = "done"
    TODO = "todo"
    JUDGE = "judge"


@dataclass(frozen=True, kw_only=True)
class ReadyLine:
    """One step on the way to production.

    `said` holds `%(name)s` for `values`: what was found, so that a reader sees why it stands so.
    `url` leads to where it is done; a step done on the server names its command in `how`.
    """

    order: int
    title: str | Promise
    said: str | Promise
    standing: Standing
    values: Mapping[str, str | int] = field(default_factory=dict)
    url: str = ""
    how: str = ""

    @property
    def words(self) -> str:
        """Say what was found, in the reader's language."""
        return str(self.said) % self.values


readiness: Registry[Callable[[], Iterable[ReadyLine]]] = Registry("ways to production")
"""What each room knows of the way to production; asked anew at each opening of the page."""


def standing(is_done: bool) -> Standing:
    """Return done or undone."""
    return Standing.DONE if is_done else Standing.TODO


def all_lines() -> list[ReadyLine]:
    """Return every step in order."""
    found = [line for _room, ask in readiness for line in ask()]
    return sorted(found, key=lambda line: line.order)
