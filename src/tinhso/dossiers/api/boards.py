"""A leader's figures, each with the list behind it."""

from django.http import HttpRequest
from ninja import Query

from tinhso.dossiers import queries
from tinhso.dossiers.api import _shown
from tinhso.dossiers.api.reading import narrowed, officer
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries import paged
from tinhso.dossiers.queries.board import output
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.syncing import synchronised
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import boards as shapes
from tinhso.dossiers.schemas import narrowing
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.api import Page, Router

router = Router()


def overseer(request: HttpRequest) -> Actor:
    """Return a leader; whoever does not oversee is refused."""
    actor = officer(request)
    require(actor, DossierPermission.OVERSEE)
    return actor


@router.get("/board", response=list[shapes.BoardLine])
def read_board(request: HttpRequest, query: Query[narrowing.BoardQuery]) -> list[shapes.BoardLine]:
    """Count open work by agency, unit, procedure or person, the latest first."""
    rows = queries.board(actor=overseer(request), by=query.by, procedure_code=query.procedure_code)
    labels = paged.labels(by=query.by, keys=[row.key for row in rows])
    return [
        shapes.BoardLine(
            key=row.key,
            label=labels.get(row.key, ""),
            open=row.open,
            late=row.late,
            soon=row.soon,
            within=row.within,
            late_since=row.first.get("late"),
        )
        for row in rows
    ]


@router.get("/board/dossiers", response=Page[out.DossierLine])
def list_behind(request: HttpRequest, query: Query[narrowing.BehindQuery]) -> Page[out.DossierLine]:
    """List the dossiers behind the figures: late, or due within three working days."""
    actor = overseer(request)
    late = query.view == narrowing.BoardView.LATE
    rows = queries.late(actor=actor) if late else queries.due_soon(actor=actor)
    found = narrowed(rows, query)
    return _shown.officers_page(
        lambda: found,
        query,
        actor=actor,
        list_name="dossiers.behind",
        keys=actor.sight_keys,
        order=paged.BY_DUE,
    )


@router.get("/board/ratings", response=shapes.RatingsOut)
def read_ratings(request: HttpRequest, query: Query[narrowing.SpanQuery]) -> shapes.RatingsOut:
    """Tell how people found the service between two days."""
    found = queries.rating_statistics(actor=overseer(request), start=query.start, end=query.end)
    return shapes.RatingsOut(
        count=found.count,
        average=found.average,
        satisfied=found.satisfied,
        by_question=found.by_question,
    )


@router.get("/board/output", response=shapes.OutputOut)
def read_output(request: HttpRequest, query: Query[narrowing.SpanQuery]) -> shapes.OutputOut:
    """Tell what the caller's agency and those below received and finished between two days."""
    actor = overseer(request)
    agencies = paged.overseen_agencies(actor=actor)
    found = output(agency_ids=agencies, start=query.start, end=query.end)
    return shapes.OutputOut(
        received=found.received,
        finished=found.finished,
        early=found.early,
        on_time=found.on_time,
        late=found.late,
        in_time_share=found.in_time_share,
    )


@router.get("/board/synchronised", response=shapes.SynchronisedOut)
def read_synchronised(
    request: HttpRequest, query: Query[narrowing.SpanQuery]
) -> shapes.SynchronisedOut:
    """Tell of what was accepted between two days how much the national portal had in time."""
    known = synchronised(actor=overseer(request), span=span_of(query.start, query.end))
    return shapes.SynchronisedOut(
        in_time=known.in_time, late=known.late, none=known.none, share=known.share
    )
