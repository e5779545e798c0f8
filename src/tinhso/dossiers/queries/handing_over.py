"""Paper on its way between units: the sheet to print, to count and to confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from tinhso.dossiers.models import DossierSight, HandOver
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.paging import Count, Sight, capped_count
from tinhso.kernel.db.sight import seen_by_keys
from tinhso.organization import queries as organization

MOST: Final = 200
"""So many lines fit on a page that still answers at once."""

SHOWN: Final = (
    "to_unit",
    "at",
    "paper_due_at",
    "given_by_name",
    "dossier__uid",
    "dossier__code",
    "dossier__submission_number",
    "dossier__resolving_unit",
    "dossier__procedure_version__name",
)
"""What a line says, and who may confirm it; two hundred whole dossiers are a third of the page."""

ORDER: Final = ("to_unit_id", "paper_due_at", "pk")
"""By the unit they go to, what must be there first; the order of both indexes."""


@dataclass(frozen=True)
class HandOverSheet:
    """Paper on its way: the lines that fit on a page, and how many there are."""

    lines: list[HandOver]
    count: Count

    @property
    def is_cut(self) -> bool:
        """Tell whether more wait than are shown."""
        return self.count.number > len(self.lines)


def to_hand_over(*, actor: Actor) -> HandOverSheet:
    """Return the paper that one of the actor's units sent on or awaits, and nobody confirmed yet.

    Of dossiers he sees, ordered by the unit they go to and by when they must be there. Paper on its
    way between units of others is no work of his, even where he was asked about the dossier.
    """
    waiting = HandOver.objects.filter(has_paper=True, paper_received_at__isnull=True)
    seen = seen_by_keys(waiting, DossierSight, actor.sight_keys, of="dossier_id")
    if Sight(DossierSight, actor.sight_keys).covers_most:
        rows, ways = seen, [seen]
    else:
        units = organization.units_under(actor.sight_keys)
        # Either by its own index: said as one condition, SQLite reads all that ever went there.
        ends = [{f"{end}_unit__in": units} for end in ("to", "from")]
        ways = [seen.filter(**end) for end in ends]
        awaited, sent = (waiting.order_by().filter(**end).values("pk") for end in ends)
        rows = seen.filter(pk__in=awaited.union(sent))
    # Chosen first: where thousands wait, only those shown are read, with what is told of them.
    chosen = _first(ways)
    lines = list(
        HandOver.objects.filter(pk__in=chosen)
        .select_related("dossier__procedure_version")
        .only(*SHOWN)
        .order_by(*ORDER)
    )
    is_all = len(lines) < MOST
    return HandOverSheet(lines, Count(len(lines), False) if is_all else capped_count(rows))


def _first(ways: Sequence["QuerySet[HandOver]"]) -> list[int]:
    """Return the first ids of several lists, in the order of one; each is walked by its own index.

    Joined by the database they would all be read and sorted, thousands for the few that are shown.
    """
    found = {
        (unit, due is None, due, pk)
        for rows in ways
        for unit, due, pk in rows.order_by(*ORDER).values_list(*ORDER)[:MOST]
    }
    return [pk for *_order, pk in sorted(found)[:MOST]]


def units_named(lines: Sequence[HandOver], *, actor: Actor) -> dict[int, str]:
    """Return the names of the units of hand-over lines, those of other agencies with theirs."""
    units = {pk: organization.unit(pk) for pk in {line.to_unit_id for line in lines}}
    others = {unit.agency_id for unit in units.values()} - {actor.agency_id}
    agencies = organization.agency_names(others) if others else {}
    return {
        pk: ", ".join(filter(None, (unit.name, agencies.get(unit.agency_id))))
        for pk, unit in units.items()
    }
