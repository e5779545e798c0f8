"""Statistics of a period and the dossiers behind each figure."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query

from tinhso.dossiers.api import _shown
from tinhso.dossiers.api.boards import overseer
from tinhso.dossiers.queries import paged
from tinhso.dossiers.queries.figures import FIGURES, ever_measured
from tinhso.dossiers.queries.flow_times import flow_times, try_limit, versions_in, workloads
from tinhso.dossiers.queries.reasons import (
    APOLOGIES,
    CAUSES,
    WORDS,
    Reason,
    counts_of,
    figure_of,
    refusal_reasons,
    satisfaction_by,
    supplement_reasons,
)
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.statistics import Line, line_where, statistics
from tinhso.dossiers.rules import periods
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import figures as shapes
from tinhso.dossiers.schemas.narrowing import SpanQuery
from tinhso.identity import queries as identity
from tinhso.kernel.api import Page, Router
from tinhso.kernel.calendar import Term, TermUnit
from tinhso.kernel.errors import Invalid, NotFound

router = Router()
Asked = (
    shapes.StatisticsQuery
    | shapes.FigureQuery
    | shapes.FlowQuery
    | shapes.WorkloadQuery
    | shapes.SatisfactionQuery
    | SpanQuery
)


def period(query: Asked) -> periods.Period:
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
    meant = figure_of(query.figure)
    if meant is None:
        raise NotFound
    span = span_of(asked.start, asked.end)
    where = line_where(actor=actor, figure=meant, span=span, by=query.by, key=query.key)
    rows = ever_measured(actor).filter(where)
    return _shown.officers_page(
        rows.for_lists,
        query,
        actor=actor,
        list_name="dossiers.figures",
        keys=actor.sight_keys,
        order=paged.NEWEST,
    )


@router.get("/statistics/flow", response=shapes.FlowOut)
def read_flow(request: HttpRequest, query: Query[shapes.FlowQuery]) -> shapes.FlowOut:
    """Tell how long each step of a procedure took and, with a limit, how many it had made late."""
    actor, asked = overseer(request), period(query)
    span = span_of(asked.start, asked.end)
    versions = versions_in(actor=actor, span=span, code=query.procedure_code)
    chosen = next((one for one in versions if query.version in {0, one[1]}), None)
    if chosen is None:
        raise NotFound
    version_id, number, _count = chosen
    found = flow_times(actor=actor, span=span, version_id=version_id)
    tried = None
    if query.limit:
        term = Term(query.limit, TermUnit(query.unit))
        done = try_limit(actor=actor, span=span, version_id=version_id, term=term)
        tried = shapes.TriedOut(dossiers=done.dossiers, late=done.late, actual=done.actual)
    return shapes.FlowOut(
        version=number,
        dossiers=found.dossiers,
        late=found.late,
        steps=[
            shapes.StepOut(
                key=step.key,
                name=step.name,
                limit_hours=step.limit_hours,
                visits=step.visits,
                median_hours=step.median,
                ninetieth_hours=step.ninetieth,
                waiting=step.waiting,
            )
            for step in found.steps
        ],
        passings=[
            shapes.PassingOut(source=source, target=target, count=count)
            for source, target, count in found.passings
        ],
        tried=tried,
    )


@router.get("/statistics/workload", response=list[shapes.WorkloadOut])
def read_workload(
    request: HttpRequest, query: Query[shapes.WorkloadQuery]
) -> list[shapes.WorkloadOut]:
    """Tell what lies with each official of an agency, what came, was done and how long it took."""
    actor, asked = overseer(request), period(query)
    agency = query.agency or str(actor.agency_id or "")
    if not agency.isdigit() or len(agency) > 18:
        raise NotFound
    loads = workloads(actor=actor, span=span_of(asked.start, asked.end), agency_id=int(agency))
    names = identity.account_names([load.person for load in loads])
    return [
        shapes.WorkloadOut(
            person=load.person,
            name=names.get(load.person, ""),
            open=load.open,
            late=load.late,
            arrived=load.arrived,
            done=load.done,
            hours=load.hours,
        )
        for load in loads
    ]


@router.get("/statistics/reasons", response=shapes.ReasonsOut)
def read_reasons(request: HttpRequest, query: Query[SpanQuery]) -> shapes.ReasonsOut:
    """Count apologies owed and sent, and the reasons of lateness, supplements and refusals."""
    actor, asked = overseer(request), period(query)
    span = span_of(asked.start, asked.end)
    counts = counts_of(actor=actor, span=span, codes=(*APOLOGIES, *CAUSES))

    def whole(code: str) -> shapes.ReasonOut:
        count = sum(counts[code].values())
        return shapes.ReasonOut(figure=code, words=str(WORDS[code]), count=count)

    def given(reason: Reason) -> shapes.ReasonOut:
        return shapes.ReasonOut(figure=reason.code, words=reason.words, count=reason.count)

    return shapes.ReasonsOut(
        apologies=[whole(code) for code in APOLOGIES],
        late=[whole(code) for code in CAUSES],
        supplement=[given(one) for one in supplement_reasons(actor=actor, span=span)],
        refusal=[given(one) for one in refusal_reasons(actor=actor, span=span)],
    )


@router.get("/statistics/satisfaction", response=list[shapes.SatisfactionOut])
def read_satisfaction(
    request: HttpRequest, query: Query[shapes.SatisfactionQuery]
) -> list[shapes.SatisfactionOut]:
    """Tell how people found agencies, units or procedures, by the nine questions."""
    actor, asked = overseer(request), period(query)
    span = span_of(asked.start, asked.end)
    lines = satisfaction_by(actor=actor, span=span, by=query.by)
    names = paged.labels(by=query.by, keys=[line.key for line in lines])
    return [
        shapes.SatisfactionOut(
            key=line.key,
            label=names.get(line.key, ""),
            count=line.count,
            unsatisfied=line.unsatisfied,
            average=line.average,
            scores=line.scores,
        )
        for line in lines
    ]
