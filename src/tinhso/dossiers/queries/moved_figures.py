"""The figures of what mergers moved: each counted for who had it at the figure's moment."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from tinhso.dossiers.models import Dossier, DossierQuerySet
from tinhso.dossiers.models.measuring import DaysBetween
from tinhso.dossiers.queries.figures import (
    ARRIVING,
    CARRIED,
    ENDING,
    FIGURES,
    LEFT,
    TURNED_AWAY,
    carried,
    ended,
    seen,
    still_open,
    taken_in,
)
from tinhso.dossiers.queries.sides import (
    AGENCY,
    UNIT,
    Side,
    handed,
    holder,
    moved_since,
    with_days,
)
from tinhso.dossiers.queries.spans import Span
from tinhso.kernel.actors import Actor
from tinhso.organization import queries as organization

Moved = tuple[str | None, str, int]


def moved_figures(
    *, actor: Actor, span: Span, ids: Collection[int], column: str
) -> Iterator[dict[str, object]]:
    """Yield the counts of what was moved since a period began, group by group."""
    moved = Dossier.objects.filter(pk__in=moved_since(span).values("row")).order_by()
    rows = with_days(seen(moved, actor))
    away = Q(accepted_at__isnull=True, finished_at__gte=span.start, finished_at__lt=span.at)
    asked: Iterable[tuple[Side, Q, Iterable[str]]] = (
        (Side.ACCEPTED, taken_in(span), ARRIVING),
        (Side.START, carried(span), CARRIED),
        (Side.FINISHED, ended(span), ENDING),
        (Side.END, still_open(span), LEFT),
        (Side.FINISHED, away, TURNED_AWAY),
    )
    for side, base, figures in asked:
        sums: dict[str, Count | Sum] = {
            name: Count("pk", filter=FIGURES[name].where(span)) for name in figures
        }
        if figures is ENDING:
            sums["days"] = Sum(DaysBetween("accepted_at", "finished_at"))
        yield from _grouped(rows.filter(base), side, span, ids, column, sums)


def _grouped(
    rows: DossierQuerySet,
    side: Side,
    span: Span,
    ids: Collection[int],
    column: str,
    sums: dict[str, Count | Sum],
) -> Iterator[dict[str, object]]:
    """Yield the sums of those that one of these agencies had, by the column's value then."""
    own = set(ids)
    group = holder(column, side, span) if column in (AGENCY, UNIT) else Coalesce(column, column)
    grouped = rows.values(having=holder(AGENCY, side, span), group=group).annotate(**sums)
    for row in map(dict[str, object], grouped):
        if row.pop("having") in own:
            yield row


def hand_overs(*, span: Span, ids: Collection[int], by: str, column: str) -> Iterator[Moved]:
    """Yield (key, figure, how many) of what lines took over and handed over; key None is the total.

    What went from one line to another is both; in the total, only what came from or went to
    elsewhere counts.
    """
    places = set(organization.unit_ids_of(ids) if column == UNIT else ids)
    for (old, new, own), count in _moves(span, by, column).items():
        went, came = old in places, new in places
        sides = _keys(by, own, went=old if went else None, came=new if came else None)
        if sides[0] != sides[1]:
            if went and sides[0] is not None:
                yield sides[0], "handed_over", count
            if came and sides[1] is not None:
                yield sides[1], "taken_over", count
        if went != came:
            yield None, "handed_over" if went else "taken_over", count


def _moves(span: Span, by: str, column: str) -> Counter[tuple[int, int, str]]:
    """Count the moves by where from, where to and, where lines are of neither, by the line."""
    field = UNIT if column == UNIT else AGENCY
    rows = handed(span, field).order_by()
    if by in ("agency", "level", "unit"):
        counted = rows.values_list("old", "new").annotate(n=Count("pk"))
        return Counter({(old, new, ""): n for old, new, n in counted})
    of = Dossier.objects.filter(pk=OuterRef("row")).values(column)
    keyed = rows.annotate(key=Subquery(of[:1])).values_list("old", "new", "key")
    found: Counter[tuple[int, int, str]] = Counter()
    for old, new, key, n in keyed.annotate(n=Count("pk")):
        found[old, new, str(key if key is not None else "")] += n
    return found


def _keys(
    by: str, own: str, *, went: int | None, came: int | None
) -> tuple[str | None, str | None]:
    """Return the lines a move leaves and comes to; None for what is not in the table."""
    if by in ("agency", "unit"):
        return (None if went is None else str(went), None if came is None else str(came))
    if by == "level":
        levels = [None if pk is None else str(organization.agency(pk).level) for pk in (went, came)]
        return levels[0], levels[1]
    return (None if went is None else own), (None if came is None else own)
