"""Where dossiers wait, drawn; a limit tried out; how much lies with whom."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.dossiers.queries.flow_times import (
    FlowTimes,
    StepTimes,
    Tried,
    flow_times,
    try_limit,
    versions_in,
    workloads,
)
from tinhso.dossiers.queries.period_words import words_of
from tinhso.dossiers.queries.spans import Span, span_of
from tinhso.dossiers.queries.statistics import statistics
from tinhso.dossiers.rules.periods import Period
from tinhso.dossiers.views._inbox_filters import agency_choices
from tinhso.dossiers.views._periods import PeriodForm, period_of
from tinhso.dossiers.views.board import leader_of
from tinhso.dossiers.views.figure_list import figure_url
from tinhso.dossiers.views.inbox import drill
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import Term, TermUnit
from tinhso.kernel.db.text import whole
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.words import number
from tinhso.procedures import queries as procedures

ROW: Final = 76
BOX: Final = 52
FITS: Final = 40
"""So many letters of a step's name stand in its box."""
UNITS: Final = {"ngay": TermUnit.WORKING_DAY, "gio": TermUnit.WORKING_HOUR}
LONGEST: Final = {"ngay": 250, "gio": 2000}
MOST_BACK: Final = 8
"""Arrows beside the column of steps; the rest is in the table."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """One step of the drawing."""

    step: StepTimes
    y: int
    words: str
    median: str
    most: str
    times: str
    url: str
    waiting_url: str

    @property
    def middle(self) -> int:
        """Return the height of its middle."""
        return self.y + BOX // 2

    @property
    def first_line(self) -> int:
        """Return where its name stands."""
        return self.y + 21

    @property
    def second_line(self) -> int:
        """Return where its times stand."""
        return self.y + 40


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """A passing from one step to another."""

    path: str
    x: int
    y: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The picture of a flow: boxes one below the other, arrows with how often."""

    nodes: list[Node]
    arrows: list[Arrow]
    aside: int = 0
    """How many arrows run beside the boxes."""

    @property
    def width(self) -> int:
        """Return the width of the picture: no room beside it that no arrow needs."""
        return 326 + (self.aside * 9 + 24 if self.aside else 0)

    @property
    def height(self) -> int:
        """Return the height of the picture."""
        return max(ROW, len(self.nodes) * ROW)


def hours_words(hours: float | None) -> str:
    """Say working hours with one place."""
    return number(hours, decimals=1) if hours is not None else "–"


def drawing_of(flow: FlowTimes, period: Period, code: str, version: int) -> Drawing:
    """Lay the steps out and join them."""
    of_version = {"thu-tuc": code, "phien-ban_tu": str(version), "phien-ban_den": str(version)}
    nodes = []
    for n, step in enumerate(flow.steps):
        words = step.name if len(step.name) <= FITS else f"{step.name[: FITS - 1]}…"
        median, most = hours_words(step.median), hours_words(step.ninetieth)
        times = _("một nửa dưới %(median)s · 90%% dưới %(most)s giờ") % {
            "median": median,
            "most": most,
        }
        waiting = urlencode({**of_version, "o-buoc": step.key})
        nodes.append(
            Node(
                step=step,
                y=n * ROW + 4,
                words=words,
                median=median,
                most=most,
                times=times,
                url=figure_url("resolved", period, {**of_version, "buoc": step.key}),
                waiting_url=f"{reverse('figure_list')}?{waiting}",
            )
        )
    place = {step.key: n for n, step in enumerate(flow.steps)}
    arrows, aside = [], 0
    for source, target, count in flow.passings:
        a, b = place[source], place[target]
        if b == a + 1:
            y = a * ROW + 4 + BOX
            arrows.append(Arrow(path=f"M160 {y}V{y + ROW - BOX - 2}", x=168, y=y + 17, count=count))
        elif aside < MOST_BACK:
            x = 332 + aside * 9
            y1, y2 = nodes[a].middle + 6, nodes[b].middle - 6
            path = f"M320 {y1}H{x}V{y2}H322"
            arrows.append(Arrow(path=path, x=x + 3, y=(y1 + y2) // 2, count=count))
            aside += 1
    return Drawing(nodes=nodes, arrows=arrows, aside=aside)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A procedure or version that can be chosen."""

    value: str
    words: str
    is_chosen: bool


@require_safe
def flow_view(request: HttpRequest) -> HttpResponse:
    """Draw where the dossiers of one procedure wait, and try a limit out beside it."""
    actor = leader_of(request)
    period = period_of(request)
    span = span_of(period.start, period.end)
    codes = _codes(actor, span)
    code = request.GET.get("thu-tuc") or next(iter(codes), "")
    found = versions_in(actor=actor, span=span, code=code)
    asked = request.GET.get("phien-ban", "")
    chosen = next((one for one in found if str(one[1]) == asked), found[0] if found else None)
    context: dict[str, object] = {
        "form": PeriodForm(period),
        "period_words": words_of(period),
        "kept": {"thu-tuc": code},
        "codes": [Choice(value=k, words=v, is_chosen=k == code) for k, v in codes.items()],
        "versions": [
            Choice(value=str(n), words=str(n), is_chosen=chosen is not None and pk == chosen[0])
            for pk, n, _count in found
        ],
        "period": period,
        "at": timezone.now(),
        "code": code,
    }
    if chosen is not None:
        version_id, version, _count = chosen
        flow = flow_times(actor=actor, span=span, version_id=version_id)
        names = {step.key: step.name for step in flow.steps}
        context |= {
            "flow": flow,
            "version": version,
            "drawing": drawing_of(flow, period, code, version),
            "passings": [(names[a], names[b], n) for a, b, n in flow.passings],
            "late_url": figure_url("late", period, {"thu-tuc": code}),
            **_tried(request, actor, span, version_id, flow),
        }
    return render(request, "dossiers/board/flow.html", context)


def _codes(actor: Actor, span: Span) -> dict[str, str]:
    """Return the procedures of which something was resolved, the most first, by name."""
    lines = statistics(actor=actor, span=span, by="procedure").lines
    codes = [line.key for line in lines if line.count("resolved")]
    names = procedures.names_of(codes=codes)
    return {code: names.get(code, code) for code in codes}


def _tried(
    request: HttpRequest, actor: Actor, span: Span, version_id: int, flow: FlowTimes
) -> dict[str, object]:
    """Return what the asked limit would have done, to the whole and to each step."""
    text, unit = request.GET.get("neu", "").strip(), request.GET.get("don-vi", "ngay")
    kept: dict[str, object] = {"limit": text, "unit": unit}
    if not text:
        return kept
    limit = whole(text)
    if unit not in UNITS or limit is None or not 1 <= limit <= LONGEST[unit]:
        return {**kept, "limit_error": _("Hãy ghi số ngày từ 1 đến 250 hoặc số giờ từ 1 đến 2000.")}
    term = Term(limit, UNITS[unit])
    tried: Tried = try_limit(actor=actor, span=span, version_id=version_id, term=term)
    kept["tried"] = tried
    if unit == "gio":
        kept["tried_steps"] = [
            (step, step.over(limit), step.over(step.limit_hours) if step.limit_hours else None)
            for step in flow.steps
        ]
    return kept


@dataclass(frozen=True, kw_only=True)
class LoadRow:
    """One official of the workload page."""

    name: str
    open: int
    late: int
    arrived: int
    done: int
    hours: str
    open_url: str
    late_url: str
    arrived_url: str
    done_url: str


@require_safe
def workload_view(request: HttpRequest) -> HttpResponse:
    """Show how much lies with each official of an agency, what came, was done, how long."""
    actor = leader_of(request)
    period = period_of(request)
    agencies = dict(agency_choices(actor))
    asked = request.GET.get("co-quan") or str(actor.agency_id or "")
    agency_id = whole(asked)
    if agency_id is None:
        raise NotFound
    if (period.end - period.start).days > 366:
        raise Invalid(_("Hãy chọn kỳ dài nhất một năm."))
    span = span_of(period.start, period.end)
    loads = workloads(actor=actor, span=span, agency_id=agency_id)
    names = identity.account_names([load.person for load in loads])
    rows = [
        LoadRow(
            name=names.get(load.person, str(load.person)),
            open=load.open,
            late=load.late,
            arrived=load.arrived,
            done=load.done,
            hours=hours_words(load.hours),
            open_url=_of_person(load.person, asked, "open"),
            late_url=_of_person(load.person, asked, "late"),
            arrived_url=_in_period("received", period, load.person, asked),
            done_url=_in_period("resolved", period, load.person, asked),
        )
        for load in loads
    ]
    context = {
        "form": PeriodForm(period),
        "period_words": words_of(period),
        "kept": {"co-quan": asked},
        "agencies": [Choice(value=k, words=v, is_chosen=k == asked) for k, v in agencies.items()],
        "rows": rows,
        "period": period,
        "at": timezone.now(),
    }
    return render(request, "dossiers/board/workload.html", context)


def _of_person(person: UUID, agency: str, standing: str) -> str:
    return drill(nguoi=str(person), co_quan=agency, tinh_hinh=standing)


def _in_period(figure: str, period: Period, person: UUID, agency: str) -> str:
    return figure_url(figure, period, {"nguoi": str(person), "co-quan": agency})
