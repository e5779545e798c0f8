"""Sockets of the web shell: what rooms put into the rail, the desk and the command palette.

A room registers in its `plugins.py`; everything here is read at each request for one actor, so a
plug must be cheap, bounded and scoped by `visible_to(actor)` itself.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from tinhso.kernel.actors import Actor
from tinhso.kernel.registry import Registry

Text = str | Promise
StateKind = Literal["wait", "run", "soon", "late", "done", "stopped"]
"""The states that are drawn, each with its shape and colour."""


def everybody(actor: Actor) -> bool:
    """Let everybody see it."""
    return True


def officials(actor: Actor) -> bool:
    """Let officials see it."""
    return actor.is_official


class NavGroup(StrEnum):
    """Where an entry stands."""

    MINE = "mine"
    PROVINCE = "province"
    OPERATORS = "operators"
    CITIZEN = "citizen"


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One entry of the rail (officials), of `/quan-tri/` (operators) or of a citizen's menu.

    `url` is a path. `icon` is a name of bootstrap-icons. `count` says how many things wait there
    for this actor; it is asked apart from the page and may be capped at 1,000.
    """

    label: Text
    url: str
    icon: str
    group: NavGroup = NavGroup.MINE
    order: int = 100
    hint: Text = ""
    visible: Callable[[Actor], bool] = officials
    count: Callable[[Actor], int] | None = None
    also: tuple[str, ...] = ()
    """Further paths of its subject, which stand in no menu of their own: it is lit there too."""

    def reaches(self, path: str) -> int:
        """Return how much of a path is this entry's: the longest says which one is open."""
        mine = (len(own) for own in (self.url, *self.also) if path.startswith(own))
        return max(mine, default=0)


navigation: Registry[NavItem] = Registry("navigation")


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One thing that waits for the actor, as a row of his desk.

    What is left until `due_at` is told in the working time of `agency_id`; by the wall clock where
    it names none.
    """

    title: str
    url: str
    detail: str = ""
    due_at: datetime | None = None
    left: Text = ""
    agency_id: int | None = None
    state: StateKind = "wait"
    state_label: Text = ""
    act_label: Text = ""
    act_url: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkGroup:
    """The things of one kind that wait for the actor: the first few, and how many there are.

    `items` come ordered by what must be answered first; `count` may be capped (1,000), `url`
    opens them all. `empty` says what will appear here and what to do meanwhile.
    """

    key: str
    title: Text
    items: Sequence[WorkItem]
    count: int
    url: str
    icon: str = "inbox"
    empty: Text = ""


work_items: Registry[Callable[[Actor], Sequence[WorkGroup]]] = Registry("work items")


@dataclass(frozen=True, kw_only=True)
class Command:
    """One line of the command palette: a place to go or a thing found."""

    label: Text
    url: str
    icon: str = "arrow-right"
    detail: Text = ""
    data: bool = False
    """Whether the label is data (a name, a code) rather than words of the house."""
    code: str = ""
    """What a scanner sends from its printed paper: that alone, and it is opened at once."""


@dataclass(frozen=True, kw_only=True)
class PaletteProvider:
    """What a room offers to Ctrl K: its commands, and what it finds for typed words.

    `commands` are filtered by the house; `search` gets the typed text and returns at most
    `limit` lines that the actor may see.
    """

    title: Text
    visible: Callable[[Actor], bool] = officials
    commands: Callable[[Actor], Sequence[Command]] | None = None
    search: Callable[[Actor, str, int], Sequence[Command]] | None = None


palette: Registry[PaletteProvider] = Registry("command palette")


@dataclass(frozen=True, kw_only=True)
class Bell:
    """Where the bell of the top bar leads and how many notices are unread."""

    url: str
    unread: Callable[[Actor], int]


bell: Registry[Bell] = Registry("bell")
"""One plug, under the key `inbox`."""


@dataclass(frozen=True, kw_only=True)
class Landing:
    """Where an actor goes after signing in; the first landing in order that is for him wins."""

    url: str
    fits: Callable[[Actor], bool]
    order: int = 100


landings: Registry[Landing] = Registry("landing pages")


announcements: Registry[Callable[[], SafeString]] = Registry("announcements before signing in")
"""What everybody is to read at the sign-in, ready as markup; empty when there is nothing."""


@dataclass(frozen=True, kw_only=True)
class MenuLine:
    """One line of the menu behind a person's name."""

    label: Text
    url: str
    icon: str = "person"
    order: int = 100
    visible: Callable[[Actor], bool] = field(default=everybody)


who_menu: Registry[MenuLine] = Registry("who menu")


actor_sources: Registry[Callable[[UUID], Actor]] = Registry("actors of accounts")
"""One plug, under the key `identity`: the actor of an account as it stands now, for jobs.

It raises `NotFound` for an account that is closed."""

account_names: Registry[Callable[[Collection[UUID]], Mapping[UUID, str]]] = Registry(
    "names of officials' accounts"
)
"""Names of officials beside their ids, for pages of those who may read the audit trail."""

agency_names: Registry[Callable[[Collection[int]], Mapping[int, str]]] = Registry(
    "names of agencies"
)
"""Names of agencies beside their ids, for pages of kernel parts that hold only ids."""


def names_of_agencies(agency_ids: Collection[int]) -> dict[int, str]:
    """Return what these agencies are called; the province's own id 0 has no name."""
    named = {agency_id for agency_id in agency_ids if agency_id}
    found: dict[int, str] = {}
    if named:
        for _key, names in agency_names:
            found.update(names(named))
    return found
