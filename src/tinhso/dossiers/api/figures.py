"""Statistics of a period and the dossiers behind each figure."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query

from tinhso.dossiers.api import _shown
from tinhso.dossiers.api.boards import overseer
from tinhso.dossiers.queries import paged
from tinhso.dossiers.queries.figures import FIGURES, measured, span_of
from tinhso.dossiers.queries.statistics import Line, line_where, statistics
from tinhso.dossiers.rules import periods
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import figures as shapes
from tinhso.kernel.api import Page, Router
from tinhso.kernel.errors import Invalid, NotFound

router = Router()


def period(query: shapes.StatisticsQuery | shapes.FigureQuery) -> periods.Period:
    """Return the asked days; days that do not follow each other are refused."""
    try:
        return periods.free(query.start, query.end)
    except ValueError as wrong:
        said = _("Hãy chọn ngày đầu và ngày cuối, trong vòng ba năm.")
        raise Invalid(fields={"end": said}) from wrong


def line(found: Line, label: str) -> shapes.StatisticsLine:
    """Return a line with all its figures."""
    return shapes.StatisticsLine(
        key=found.key,
        label=label,
        figures={key: found.count(key) for key in FIGURES},
        average_days=found.average_days,
        in_time_share=found.in_time_share,
    )


@router.get("/statistics", response=shapes.StatisticsOut)
def read_statistics(
    request: HttpRequest, query: Query[shapes.StatisticsQuery]
) -> shapes.StatisticsOut:
    """Count what came in, was resolved and is open in a period, split as asked."""
    actor = overseer(request)
    asked, now = period(query), timezone.now()
    found = statistics(actor=actor, span=span_of(asked.start, asked.end, now=now), by=query.by)
    labels = paged.labels(by=query.by, keys=[one.key for one in found.lines if one.key])
    return shapes.StatisticsOut(
        at=now,
        balances=found.balances,
        lines=[line(one, labels.get(one.key, "")) for one in found.lines],
        total=line(found.total, ""),
    )


@router.get("/statistics/dossiers", response=Page[out.DossierLine])
def list_figure(request: HttpRequest, query: Query[shapes.FigureQuery]) -> Page[out.DossierLine]:
    """List the dossiers behind one figure, of one line where its key is given."""
    actor = overseer(request)
    asked = period(query)
    if query.figure not in FIGURES:
        raise NotFound
    rows = measured(actor).visible_to(actor)
    rows = rows.filter(FIGURES[query.figure].where(span_of(asked.start, asked.end)))
    if query.key:
        rows = rows.filter(line_where(actor=actor, by=query.by, key=query.key))
    return _shown.page_of_lines(rows.for_lists(), query, keys=actor.sight_keys, order=paged.NEWEST)
