"""A person's own dossiers: what waits for him on top, the rest by page, found by words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Q

from tinhso.dossiers.models import Dossier, DossierQuerySet
from tinhso.dossiers.queries.applicant import my_dossiers, own_sight
from tinhso.dossiers.queries.desk import search
from tinhso.dossiers.queries.paged import NEWEST
from tinhso.dossiers.rules.states import END_STATES
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.paging import Count, by_key_if_few, capped_count, page_of

PAGE: Final = 30
MANY: Final = 8
"""From so many dossiers on a person is offered a search."""
_OVER = Q(state__in=[str(state) for state in END_STATES])
_WAITS = Q(has_wait=True) & ~_OVER


class Stage(StrEnum):
    """What a person asks of his own list."""

    WAITING = "cho"
    RUNNING = "dang"
    OVER = "xong"


_OF_STAGE: Final = {Stage.WAITING: _WAITS, Stage.RUNNING: ~_OVER & ~_WAITS, Stage.OVER: _OVER}


@dataclass(frozen=True, kw_only=True)
class OwnList:
    """One page of a person's own dossiers, by what they want of him."""

    waiting: list[Dossier]
    running: list[Dossier]
    over: list[Dossier]
    found: Count
    next_cursor: str
    previous_cursor: str
    is_narrowed: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is on this page."""
        return not (self.waiting or self.running or self.over)

    @property
    def offers_search(self) -> bool:
        """Tell whether there is so much, or so little left, that a search is of use."""
        return self.is_narrowed or self.found.number >= MANY


def own_rows(*, actor: Actor, text: str = "", stage: Stage | None = None) -> DossierQuerySet:
    """Return what a person's words and stage find among his own dossiers, the newest first."""
    rows = my_dossiers(actor=actor)
    if text.strip():
        rows = search(rows, text=text)
    return rows if stage is None else rows.filter(_OF_STAGE[stage])


def own_list(*, actor: Actor, text: str = "", stage: str = "", cursor: str = "") -> OwnList:
    """Return a page of the dossiers the actor filed or is a party of.

    Without a question, what waits for the person stands on the first page however old it is.
    """
    known = Stage(stage) if stage in set(Stage) else None
    rows = own_rows(actor=actor, text=text, stage=known)
    is_narrowed = bool(text.strip() or known)
    sight = own_sight(actor)
    waits = by_key_if_few(rows.filter(_WAITS), sight)
    on_top = [] if is_narrowed or cursor else list(waits[:PAGE])
    page = page_of(
        rows if is_narrowed else rows.exclude(_WAITS),
        order=NEWEST,
        size=PAGE,
        cursor=cursor,
        sight=sight,
    )
    return OwnList(
        waiting=[*on_top, *(d for d in page.rows if d.has_wait and not d.is_over)],
        running=[d for d in page.rows if not d.has_wait and not d.is_over],
        over=[d for d in page.rows if d.is_over],
        found=capped_count(rows, sight=sight),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
        is_narrowed=is_narrowed,
    )
