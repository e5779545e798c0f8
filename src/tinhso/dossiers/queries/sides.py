"""Who had a dossier on which day, so that figures are right on both sides of a merger.

A merger points a dossier under way at the successor. It was received where it was accepted, it is
resolved where its work ends, and the successor takes it over as what came from before. Whatever no
merger moved is where it stands; while none did, nothing is asked here but whether one did.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum, auto
from typing import Any, Final

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import In

from tinhso.dossiers.models import (
    Dossier,
    DossierQuerySet,
    Extension,
    Rating,
    SupplementRequest,
)
from tinhso.dossiers.queries.spans import Span
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.models import MovedRow
from tinhso.kernel.db.repointing import moves_of, pointing_on
from tinhso.organization import queries as organization

AGENCY: Final = "resolving_agency_id"
UNIT: Final = "resolving_unit_id"
DESK: Final = "receiving_unit_id"


class Side(StrEnum):
    """Whose the dossiers of a figure are: of who had them at which moment."""

    ACCEPTED = auto()
    START = auto()
    FINISHED = auto()
    END = auto()
    APOLOGISED = auto()
    RATED = auto()
    ASKED = auto()
    """When the first paper of the period was asked for."""
    TAKEN_OVER = auto()
    HANDED_OVER = auto()


MOVING: Final = frozenset({Side.TAKEN_OVER, Side.HANDED_OVER})


def overseen(actor: Actor) -> list[int]:
    """Return the agencies a leader's figures are of: his, those below, those it went on for."""
    if actor.agency_id is None:
        return []
    before = organization.inherited().agencies.get(actor.agency_id, frozenset())
    return [*organization.descendants_of(actor.agency_id), *sorted(before)]


def moved_since(span: Span) -> "QuerySet[MovedRow]":
    """Return the moves after the first day of a period, those after its end too."""
    return moves_of(Dossier, AGENCY, UNIT).filter(on__gt=span.first_day)


def with_days(rows: DossierQuerySet) -> DossierQuerySet:
    """Name the days on which dossiers were accepted and finished, for `holder`."""
    days = {"accepted_day": TruncDate("accepted_at"), "finished_day": TruncDate("finished_at")}
    return rows.alias(**days)


def holder(field: str, side: Side, span: Span) -> Combinable:
    """Return whose dossiers `with_days` were, at the moment a figure asks for."""
    days: dict[Side, date | Combinable] = {
        Side.ACCEPTED: OuterRef("accepted_day"),
        Side.START: span.first_day,
        Side.FINISHED: OuterRef("finished_day"),
        Side.END: span.last_day,
        Side.APOLOGISED: _day_of(Extension.objects.all(), "decided_at"),
        Side.RATED: _day_of(Rating.objects.all(), "rated_at"),
        Side.ASKED: _day_of(
            SupplementRequest.objects.filter(asked_at__gte=span.start, asked_at__lt=span.at),
            "asked_at",
        ),
    }
    return pointing_on(Dossier, field, days[side])


def _day_of(rows: "QuerySet[Any]", field: str) -> TruncDate:
    """Return the day of the first row that hangs on the dossier a move is looked up for."""
    hanging = rows.filter(dossier=OuterRef(OuterRef("pk"))).order_by(field, "pk")
    return TruncDate(Subquery(hanging.values(field)[:1], output_field=DateTimeField()))


def by_agency(
    rows: DossierQuerySet, side: Side, span: Span, *, has_moved: bool
) -> list[tuple[DossierQuerySet, Combinable]]:
    """Return what no merger moved and what one did, each with the agency that had them then."""
    stands = Coalesce(AGENCY, AGENCY)
    if not has_moved:
        return [(rows, stands)]
    moved = moved_since(span).values("row")
    went = with_days(rows.filter(pk__in=moved))
    return [(rows.exclude(pk__in=moved), stands), (went, holder(AGENCY, side, span))]


def handed(span: Span, field: str) -> "QuerySet[MovedRow]":
    """Return the moves within a period of what was accepted before them and not finished."""
    day = OuterRef("on")
    running = with_days(Dossier.objects.filter(pk=OuterRef("row"))).filter(
        Q(finished_at__isnull=True) | Q(finished_day__gte=day), Q(accepted_day__lt=day)
    )
    within = moves_of(Dossier, field).filter(on__gt=span.first_day, on__lte=span.last_day)
    return within.filter(Exists(running))


def was_moved(span: Span, field: str = AGENCY) -> Q:
    """Under way when a merger of the period moved it."""
    return Q(Exists(handed(span, field).filter(row=OuterRef("pk"))))


def had_by(ids: Collection[int], *, side: Side, span: Span, field: str = AGENCY) -> Q:
    """Return the condition that these had it at a figure's moment, of rows `with_days`."""
    if side in MOVING:
        ends = ("new", "old") if side == Side.TAKEN_OVER else ("old", "new")
        moves = handed(span, field).filter(row=OuterRef("pk"), **{f"{ends[0]}__in": ids})
        return Q(Exists(moves.exclude(**{f"{ends[1]}__in": ids})))
    moved = Q(pk__in=moved_since(span).values("row"))
    stays = ~moved & Q(**{f"{field}__in": ids})
    return stays | (moved & Q(In(holder(field, side, span), list(ids))))
