"""Lists for machines: narrowed by bounded filters, walked by key in both directions."""

from collections.abc import Callable, Hashable
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from tinhso.dossiers.models import Dossier, DossierQuerySet, DossierSight
from tinhso.dossiers.queries.desk import search
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.paging import Sight, Slice, newest_page, page_of, walks_newest
from tinhso.kernel.search import broad_words
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyLevel
from tinhso.procedures import queries as procedures

NEWEST = ("-arrived_at", "-id")
BY_DUE = ("due_at", "id")
LINE: Final = (
    "uid",
    "code",
    "submission_number",
    "procedure_code",
    "procedure_version__name",
    "state",
    "arrived_at",
    "answer_due_at",
    "accepted_at",
    "due_at",
    "correction_due_at",
    "assignee_name",
    "step_key",
    "step_due_at",
    "version",
)
"""What each line of a list says; how it names the owner is asked for apart."""
DESK_ORDER = {
    "waiting": ("arrived_at", "id"),
    "supplement": ("state_since", "id"),
    "stop": ("state_since", "id"),
    "to_return": BY_DUE,
}
"""Orders of the desk that go by key; the others are newest first."""


def narrowed(
    rows: DossierQuerySet,
    *,
    text: str = "",
    procedure_code: str = "",
    state: str = "",
    arrived_from: date | None = None,
    arrived_until: date | None = None,
) -> DossierQuerySet:
    """Keep what the filters ask for; empty ones ask for everything."""
    if text.strip():
        rows = search(rows, text=text)
    if procedure_code:
        rows = rows.filter(procedure_code=procedure_code)
    if state:
        rows = rows.filter(state=state)
    if arrived_from is not None:
        rows = rows.filter(arrived_at__gte=_edge(arrived_from, time.min))
    if arrived_until is not None:
        rows = rows.filter(arrived_at__lte=_edge(arrived_until, time.max))
    return rows


def page(
    rows: Callable[[], DossierQuerySet],
    *,
    keys: frozenset[str] | None,
    order: tuple[str, ...],
    size: int,
    cursor: str,
    owner: str = "owner_masked",
    known: Hashable = None,
) -> Slice[dict[str, Any]]:
    """Return what one page of lines says, without making dossiers of it.

    `keys` are those by which the rows are seen, None where the rows are few and found by an index
    of their own; `owner` is the field that names him. A cut cursor raises `BadCursor`. `rows` with
    an equal `known` are the same, whatever day it is: they are composed once.
    """
    asked = [*LINE, owner, *(name.removeprefix("-") for name in order)]
    names = tuple(dict.fromkeys(asked))
    sight = None if keys is None else Sight(DossierSight, keys)
    if known is not None and not cursor and sight is not None and walks_newest(sight, order):
        return newest_page(
            rows,
            model=Dossier,
            names=names,
            order=order,
            size=size,
            sight=sight,
            known=(known, owner),
        )
    found = rows()
    return page_of(
        found.values(*names),
        order=order,
        size=size,
        cursor=cursor,
        sight=sight,
        broad=broad_words(found),
    )


def line_of(dossier: Dossier) -> dict[str, Any]:
    """Return of one dossier what a list says of each."""
    said = {name: getattr(dossier, name) for name in LINE if "__" not in name}
    return {**said, "procedure_version__name": dossier.procedure_version.name}


def _edge(day: date, at: time) -> datetime:
    """Return a moment of a day here; the first and last days of all time are kept in bounds."""
    bounded = min(max(day, date(1900, 1, 1)), date(9000, 1, 1))
    return timezone.make_aware(datetime.combine(bounded, at))


def labels(*, by: str, keys: list[str]) -> dict[str, str]:
    """Return what people call the groups of a board or of statistics."""
    if by in {"agency", "unit"}:
        ids = [int(key) for key in keys if key]
        names = organization.agency_names(ids) if by == "agency" else organization.unit_names(ids)
        return {str(pk): name for pk, name in names.items()}
    if by == "procedure":
        return procedures.names_of(codes=keys)
    if by == "field":
        return procedures.field_names()
    if by == "level":
        return {level.value: str(level.label) for level in AgencyLevel}
    known = identity.account_names([UUID(key) for key in keys if key])
    return {str(uid): name for uid, name in known.items()}


def overseen_agencies(*, actor: Actor) -> list[int]:
    """Return the agency of a leader and those below it."""
    if actor.agency_id is None:
        return []
    return organization.descendants_of(actor.agency_id)
