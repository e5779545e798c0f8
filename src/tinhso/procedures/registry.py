"""The sockets of this room: the first page's waiting things, the acts of a process, open work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tinhso.kernel.errors import Message
from tinhso.kernel.registry import Registry
from tinhso.kernel.workflow.definition import MoveKind, Reason, StepKind

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class WaitingItem:
    """One thing that waits for this very person, with the button that does it.

    `title` is data and shown as Vietnamese, under `title_en` where that is given; `line` is a
    short line under it. `state` is one of `soon`, `late`, `run`, `done` and `state_words` its
    words; `left` says what is left of the time. `action` are the words on the button, `url` where
    it leads; `needs` names, as data, what the button does not. Lower `order` stands first.
    """

    title: str
    url: str
    action: str
    title_en: str = ""
    line: str = ""
    state: str = "run"
    state_words: str = ""
    left: str = ""
    needs: tuple[str, ...] = ()
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What a plug answers: its first items, how many there are in all, and the page of all."""

    items: tuple[WaitingItem, ...]
    total: int
    all_url: str


home_waiting: Final[Registry["Callable[[HttpRequest], Waiting]"]] = Registry(
    "what waits for this person on the first page"
)
"""Plug a function `(request) -> Waiting`; called only for a signed-in person."""


@dataclass(frozen=True, kw_only=True)
class ProcessAct:
    """One thing the house can do at a step of a process, which a move of it may stand for.

    `label` is what the button says, `permission` who may press it, `kinds` the kinds of step at
    which it makes sense; `move` and `reason` are what a new move of it begins with.
    """

    label: Message
    permission: str
    kinds: frozenset[StepKind]
    move: MoveKind = MoveKind.FORWARD
    reason: Reason = Reason.NONE


process_acts: Final[Registry[ProcessAct]] = Registry("acts that moves of a process stand for")
"""Plug each act under the key its moves bear; the editor offers no others."""

open_work: Final[Registry["Callable[[int], int]"]] = Registry("open work under a version")
"""Plug a function `(version id) -> how many cases are open under it`, asked before publishing."""
