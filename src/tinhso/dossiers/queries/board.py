"""Leaders' boards: what is open now, what was done, how people found it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Avg, Count, Exists, F, Min, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from tinhso.dossiers.models import BoardCount, DossierSight, Rating
from tinhso.dossiers.queries.desk import overseen
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.piles import SOON_DAYS
from tinhso.dossiers.queries.tax import late_at_tax
from tinhso.dossiers.rules.clocks import apology_until
from tinhso.dossiers.rules.rating import QUESTIONS, SATISFIED_FROM
from tinhso.dossiers.rules.states import CLOCK_RUNS
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.paging import Sight

BY: Final[Mapping[str, str]] = {
    "agency": "resolving_agency_id",
    "unit": "resolving_unit_id",
    "procedure": "procedure_code",
    "person": "assignee",
}


PILES: Final = ("late", "soon", "step_late", "apology")
"""What is counted of open work whose clock runs."""


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """One line: how many are open, late and due within three working days."""

    key: str
    open: int
    late: int
    soon: int
    within: int
    """Open and in time; with `late` it makes `open`."""
    step_late: int = 0
    """Past the time of the step it is at."""
    apology: int = 0
    """Late by tomorrow's close, and not yet put off: an apology is due."""
    first: Mapping[str, datetime] = field(default_factory=dict)
    """Of `late`, `soon`, `step_late` and `apology`, where there are any: the earliest deadline."""


def board(
    *,
    actor: Actor,
    by: str = "agency",
    at: datetime | None = None,
    agency_id: int | None = None,
    unit_id: int | None = None,
    procedure_code: str = "",
    person: UUID | None = None,
) -> list[BoardRow]:
    """Return the open work by agency, unit, procedure or person, the latest work first.

    The filters are those of the lists behind each number, so that every number opens its rows.
    """
    now = at or timezone.now()
    calendar = calendar_for(actor.agency_id)
    soon = calendar.closing(calendar.next_working_day(timezone.localdate(now), count=SOON_DAYS))
    owed = apology_until(now, calendar, law=law_in_force())
    sees_most = Sight(DossierSight, actor.sight_keys).covers_most
    rows = overseen(actor, one_by_one=sees_most).in_process()
    if agency_id is not None:
        rows = rows.filter(resolving_agency_id=agency_id)
    if unit_id is not None:
        rows = rows.filter(resolving_unit_id=unit_id)
    if procedure_code:
        rows = rows.filter(procedure_code=procedure_code)
    if person is not None:
        rows = rows.filter(assignee=person)
    own = ~Q(pk__in=late_at_tax(now))
    piles = {
        "late": ("due_at", Q(due_at__lt=now) & own),
        "soon": ("due_at", Q(due_at__gte=now, due_at__lte=soon)),
        "step_late": ("step_due_at", Q(step_due_at__lt=now)),
        "apology": ("due_at", Q(due_at__lt=owed, extension_count=0) & own),
    }
    by_state = (
        rows.order_by()
        # Grouped by state too, so that whose clock runs is asked once a group and not four times
        # a dossier, and agencies come in the order of the index. What is not in its order is
        # grouped by an expression: by the column SQLite would walk all that ever were.
        .values("state", group=F(BY[by]) if by == "agency" else Coalesce(BY[by], BY[by]))
        .annotate(
            open=Count("pk"),
            **{name: Count("pk", filter=where) for name, (_deadline, where) in piles.items()},
            **{f"first_{name}": Min(at, filter=where) for name, (at, where) in piles.items()},
        )
    )
    return _lines(by_state)


def _lines(by_state: Iterable[Mapping[str, Any]]) -> list[BoardRow]:
    """Return a line for each group, of its states together; where no clock runs nothing is late."""
    sums: dict[str, Counter[str]] = {}
    firsts: dict[str, dict[str, datetime]] = {}
    for row in by_state:
        key = "" if row["group"] is None else str(row["group"])
        line, first = sums.setdefault(key, Counter()), firsts.setdefault(key, {})
        line["open"] += row["open"]
        if row["state"] not in CLOCK_RUNS:
            continue
        for name in PILES:
            line[name] += row[name]
            if row[f"first_{name}"] is not None:
                first[name] = min(first.get(name, row[f"first_{name}"]), row[f"first_{name}"])
    found = [
        BoardRow(
            key=key,
            open=line["open"],
            late=line["late"],
            soon=line["soon"],
            within=line["open"] - line["late"],
            step_late=line["step_late"],
            apology=line["apology"],
            first=firsts[key],
        )
        for key, line in sums.items()
    ]
    return sorted(found, key=lambda row: (-row.late, -row.soon, -row.open))


@dataclass(frozen=True, kw_only=True)
class Output:
    """What was received and finished in a stretch of days."""

    received: int
    early: int
    on_time: int
    late: int

    @property
    def finished(self) -> int:
        """All that was finished."""
        return self.early + self.on_time + self.late

    @property
    def in_time_share(self) -> Decimal | None:
        """The share finished early or on time, in per cent with two places; None without any."""
        if not self.finished:
            return None
        share = Decimal(100 * (self.early + self.on_time)) / self.finished
        return share.quantize(Decimal("0.01"))


def output(*, agency_ids: list[int], start: date, end: date) -> Output:
    """Return the counts of some agencies from the projection; it follows within five seconds."""
    rows = BoardCount.objects.filter(agency_id__in=agency_ids, day__gte=start, day__lte=end)
    sums = rows.order_by().values("kind").annotate(n=Sum("count"))
    return Output(**counted({row["kind"]: row["n"] for row in sums}))


def counted(kinds: Mapping[str, int]) -> dict[str, int]:
    """Return what the projection's kinds of event say of an output."""
    return {
        "received": kinds.get("received", 0),
        "early": kinds.get("done_early", 0),
        "on_time": kinds.get("done_on_time", 0),
        "late": kinds.get("done_late", 0),
    }


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, kw_only=True)
class RatingStatistics:
    """How people found the service, by the nine questions."""

    count: int
    average: Decimal | None
    satisfied: int
    by_question: dict[str, Decimal]
    answered: dict[str, int]
    """How many answered each question; one that nobody answered is not there."""


def rating_statistics(
    *, actor: Actor, start: date, end: date, agency_id: int | None = None
) -> RatingStatistics:
    """Return the ratings of dossiers the actor oversees, between two days."""
    seen = overseen(actor).order_by().filter(pk=OuterRef("dossier_id"))
    rows = Rating.objects.filter(
        Exists(seen), rated_at__gte=_begins(start), rated_at__lt=_begins(end + timedelta(days=1))
    )
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    whole = rows.aggregate(
        n=Count("pk"), mean=Avg("average"), good=Count("pk", filter=Q(average__gte=SATISFIED_FROM))
    )
    sums: dict[str, list[int]] = {key: [] for key in QUESTIONS}
    for scores in rows.values_list("scores", flat=True).iterator():
        for key, value in scores.items():
            if key in sums:
                sums[key].append(int(value))
    return RatingStatistics(
        count=whole["n"],
        average=Decimal(whole["mean"]).quantize(Decimal("0.01")) if whole["n"] else None,
        satisfied=whole["good"],
        by_question={
            key: (Decimal(sum(values)) / len(values)).quantize(Decimal("0.01"))
            for key, values in sums.items()
            if values
        },
        answered={key: len(values) for key, values in sums.items() if values},
    )
