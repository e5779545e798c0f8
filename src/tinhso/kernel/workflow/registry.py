"""Sockets of the engine: guards by which a room says what must be true before a move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Message
from tinhso.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class GuardContext:
    """What a guard is asked about."""

    object_kind: str
    object_id: int
    step_key: str
    move: str
    values: Mapping[str, object]
    actor: Actor


@dataclass(frozen=True)
class Guard:
    """A condition of a room: its label for the official who draws, and the question.

    `check` answers a sentence that says what is missing, or an empty text.
    """

    label: Message
    check: Callable[[GuardContext], str]


guards: Registry[Guard] = Registry("workflow guards")
