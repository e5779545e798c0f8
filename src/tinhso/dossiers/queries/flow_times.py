"""Where dossiers wait: real working time at each step, passings between steps, a limit tried out.

Read from the visits to steps of what was resolved in a period, so each dossier is seen whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from tinhso.dossiers.models import DossierQuerySet
from tinhso.dossiers.queries.figures import FIGURES, ended, measured
from tinhso.dossiers.queries.sides import overseen
from tinhso.dossiers.queries.spans import Span
from tinhso.dossiers.queries.statistics import statistics
from tinhso.dossiers.rules.states import CLOCK_RUNS, ResultClass
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import Term, WorkCalendar, calendar_for, due_for
from tinhso.kernel.db.words import worded
from tinhso.kernel.errors import NotFound
from tinhso.kernel.workflow.models import StepInstance, StepQuerySet
from tinhso.procedures import queries as procedures

NINETIETH: Final = 90
OBJECT: Final = "dossiers.dossier"
"""As what a case knows its dossier."""


class WorkedMinutes:
    """Working minutes between moments of some years, summed up once for all days."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        """Sum up every day from the first to the last."""
        self.calendar, self.first = calendar, first
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        worked = (sum(end - begin for begin, end in calendar.sessions(day)) for day in days)
        self.before = [0, *accumulate(worked)]

    def until(self, moment: datetime) -> int:
        """Return the working minutes from the first day until a moment."""
        local = timezone.localtime(moment)
        minute = local.hour * 60 + local.minute
        sessions = self.calendar.sessions(local.date())
        today = sum(max(0, min(end, minute) - begin) for begin, end in sessions)
        return self.before[(local.date() - self.first).days] + today

    def between(self, start: datetime, end: datetime | None) -> int:
        """Return the working minutes between two moments; none while it lasts."""
        if end is None:
            return 0
        return self.until(end) - self.until(start)


@dataclass
class StepTimes:
    """One step: how long dossiers lay there, how many lie there now."""

    key: str
    name: str
    limit_hours: int
    minutes: list[int] = field(default_factory=list)
    waiting: int = 0

    @property
    def visits(self) -> int:
        """How often it was finished."""
        return len(self.minutes)

    @property
    def median(self) -> float | None:
        """The middle of the working hours spent here."""
        return hours_at(self.minutes, 50)

    @property
    def ninetieth(self) -> float | None:
        """The working hours within which nine of ten visits ended."""
        return hours_at(self.minutes, NINETIETH)

    def over(self, hours: int) -> int:
        """Return how many visits lasted longer than so many working hours."""
        return sum(1 for spent in self.minutes if spent > hours * 60)


@dataclass(frozen=True, kw_only=True)
class FlowTimes:
    """A procedure version's steps in the order in which they are first reached."""

    dossiers: int
    late: int
    steps: list[StepTimes]
    passings: list[tuple[str, str, int]]
    """From step, to step, how often; a step back is rework."""


def hours_at(minutes: Sequence[int], percent: int) -> float | None:
    """Return the hours at a percentile: the smallest that so many of a hundred do not exceed."""
    if not minutes:
        return None
    ordered = sorted(minutes)
    place = -(-len(ordered) * percent // 100) - 1
    return ordered[max(0, place)] / 60


def resolved_of(*, actor: Actor, span: Span, version_id: int) -> DossierQuerySet:
    """Return what a leader's agency resolved in a period by one version of a procedure."""
    return measured(actor).filter(ended(span), procedure_version_id=version_id).order_by()


def versions_in(*, actor: Actor, span: Span, code: str) -> list[tuple[int, int, int]]:
    """Return the versions of a procedure resolved in a period: id, number, how many dossiers."""
    rows = measured(actor).filter(ended(span), procedure_code=code).order_by()
    counts = dict(rows.values_list("procedure_version_id").annotate(n=Count("pk")))
    versions = procedures.versions_of(code=code)
    return [(v.pk, v.number, counts[v.pk]) for v in versions if v.pk in counts]


def step_word(*, code: str, number: str, key: str) -> str:
    """Return the words of a step of this version of a procedure; its key where there is none."""
    known = {str(one.number): one for one in procedures.versions_of(code=code)} if code else {}
    version = known.get(number)
    process = procedures.process_of(version=version) if version is not None else None
    step = process.steps.get(key) if process is not None else None
    return worded(step.name) if step is not None else key


def flow_times(*, actor: Actor, span: Span, version_id: int) -> FlowTimes:
    """Return how long each step took and what went where; a fixed number of questions."""
    version = procedures.version_by_id(version_id=version_id)
    process = procedures.process_of(version=version)
    rows = resolved_of(actor=actor, span=span, version_id=version_id)
    visits = list(
        _visits(rows)
        .order_by("process_id", "opened_at", "pk")
        .values_list("process_id", "step_key", "opened_at", "done_at", "agency_id")
    )
    names = dict(process.steps) if process is not None else {}
    known: dict[str, StepTimes] = {}
    clocks = _clocks([(row[2], row[3], row[4]) for row in visits])
    passings: Counter[tuple[str, str]] = Counter()
    for _process, group in groupby(visits, key=itemgetter(0)):
        before = ""
        for _pk, key, opened_at, done_at, agency_id in group:
            step = known.get(key)
            if step is None:
                said = names.get(key)
                words = worded(said.name) if said is not None else key
                step = known[key] = StepTimes(key, words, said.hours if said is not None else 0)
            step.minutes.append(clocks(agency_id).between(opened_at, done_at))
            if before:
                passings[before, key] += 1
            before = key
    _count_waiting(actor, version_id, known)
    order = {key: n for n, key in enumerate(names)}
    steps = sorted(known.values(), key=lambda one: order.get(one.key, len(order)))
    counts = rows.aggregate(n=Count("pk"), late=Count("pk", filter=FIGURES["late"].where(span)))
    return FlowTimes(
        dossiers=counts["n"],
        late=counts["late"],
        steps=steps,
        passings=[(a, b, n) for (a, b), n in passings.most_common()],
    )


def _count_waiting(actor: Actor, version_id: int, known: dict[str, StepTimes]) -> None:
    """Add how many dossiers lie at each step now."""
    open_now = measured(actor).in_process().filter(procedure_version_id=version_id).order_by()
    for key, count in open_now.values_list("step_key").annotate(n=Count("pk")):
        if key in known:
            known[key].waiting = count


def _clocks(
    times: Iterable[tuple[datetime, datetime | None, int | None]],
) -> Callable[[int | None], WorkedMinutes]:
    """Return the working minutes of each agency over the days that occur."""
    seen = list(times)
    first = min((timezone.localdate(row[0]) for row in seen), default=timezone.localdate())
    last = max((timezone.localdate(row[1]) for row in seen if row[1]), default=first)
    made: dict[int | None, WorkedMinutes] = {}

    def of(agency_id: int | None) -> WorkedMinutes:
        if agency_id not in made:
            made[agency_id] = WorkedMinutes(calendar_for(agency_id), first, last)
        return made[agency_id]

    return of


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a limit would have done: of so many dossiers so many late, beside the real ones."""

    dossiers: int
    late: int
    actual: int


def try_limit(*, actor: Actor, span: Span, version_id: int, term: Term) -> Tried:
    """Tell how many of a period's dossiers would have been late under another term.

    Counted as for real ones: from the moment at which their clock began (anew after a supplement),
    by the calendar of their agency, compared by days.
    """
    rows = list(
        resolved_of(actor=actor, span=span, version_id=version_id)
        .filter(clock_started_at__isnull=False)
        .values_list("resolving_agency_id", "clock_started_at", "finished_at", "result_class")
    )
    due: dict[tuple[int, datetime], date] = {}
    late = actual = 0
    for agency_id, start, finished, kind in rows:
        if start is None:
            continue
        place = (agency_id, start.replace(second=0, microsecond=0))
        if place not in due:
            found = due_for(start=place[1], term=term, agency_id=agency_id)
            due[place] = timezone.localdate(found.at)
        late += timezone.localdate(finished) > due[place]
        actual += kind == ResultClass.LATE
    return Tried(dossiers=len(rows), late=late, actual=actual)


@dataclass
class Workload:
    """One official: what lies with him, what came and was done in the period, how long."""

    person: UUID
    open: int = 0
    late: int = 0
    arrived: int = 0
    done: int = 0
    minutes: int = 0

    @property
    def hours(self) -> float:
        """Working hours between opening and end of the steps done."""
        return self.minutes / 60


def workloads(*, actor: Actor, span: Span, agency_id: int) -> list[Workload]:
    """Return the load of each official of one agency the leader oversees, the fullest first.

    Open is what lies with him now; arrived and done are dossiers of the period; hours are those
    of the steps he finished on what was resolved in it.
    """
    if agency_id not in overseen(actor):
        raise NotFound
    found: dict[UUID, Workload] = {}

    def of(person: UUID) -> Workload:
        return found.setdefault(person, Workload(person))

    own = Q(resolving_agency_id=agency_id)
    for line in statistics(actor=actor, span=span, by="person", within=[agency_id]).lines:
        if line.key:
            load = of(UUID(line.key))
            load.arrived, load.done = line.count("received"), line.count("resolved")
    now = measured(actor).in_process().filter(own, assignee__isnull=False).order_by()
    late = Q(state__in=sorted(CLOCK_RUNS), due_at__lt=timezone.now())
    for person, count, over in now.values_list("assignee").annotate(
        n=Count("pk"), over=Count("pk", filter=late)
    ):
        load = of(person)
        load.open, load.late = count, over
    done = measured(actor).filter(own, ended(span)).order_by()
    finished = list(
        _visits(done)
        .filter(done_by__isnull=False)
        .values_list("done_by", "opened_at", "done_at", "agency_id")
    )
    clocks = _clocks([(row[1], row[2], row[3]) for row in finished])
    for person, opened_at, done_at, where in finished:
        if person is not None:
            of(person).minutes += clocks(where).between(opened_at, done_at)
    return sorted(found.values(), key=lambda one: (-one.open, -one.arrived, str(one.person)))


def _visits(rows: DossierQuerySet) -> StepQuerySet:
    """Return the finished visits to steps at which somebody works, of some dossiers."""
    found = StepInstance.objects.filter(
        process__object_kind=OBJECT, process__object_id__in=rows.values("pk"), done_at__isnull=False
    )
    return found.exclude(role="").order_by()


def passed_where(step_key: str) -> Q:
    """Return which dossiers went through a step."""
    passed = StepInstance.objects.filter(process__object_kind=OBJECT, step_key=step_key)
    return Q(pk__in=passed.values("process__object_id"))
