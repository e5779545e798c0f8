"""The sockets of this room: what higher floors put on the citizens' first page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class WaitingItem:
    """One thing that waits for this very person, with the button that does it.

    `title` is data and shown as Vietnamese; `line` is a short line under it. `state` is one of
    `soon`, `late`, `run`, `done` and `state_words` its words; `left` says what is left of the
    time. `action` are the words on the button, `url` where it leads. Lower `order` stands first.
    """

    title: str
    url: str
    action: str
    line: str = ""
    state: str = "run"
    state_words: str = ""
    left: str = ""
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
