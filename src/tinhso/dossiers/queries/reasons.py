"""Why things go late, come back or are refused, who is owed an apology, how people found it.

Each count is a figure like those of `figures`: the condition that counts is the one that lists.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Avg, Count, Exists, F, FloatField, OuterRef, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import (
    Consultation,
    Dossier,
    DossierQuerySet,
    Rating,
    SupplementRequest,
    TaxSlip,
    TimelineEntry,
)
from tinhso.dossiers.models.live import IsLive
from tinhso.dossiers.queries.figures import (
    FIGURES,
    Figure,
    ended,
    measured,
    once_measured,
    over,
)
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.sides import (
    AGENCY,
    UNIT,
    Side,
    by_agency,
    had_by,
    moved_since,
    overseen,
    with_days,
)
from tinhso.dossiers.queries.spans import Span
from tinhso.dossiers.queries.statistics import COLUMNS
from tinhso.dossiers.queries.sync_figures import SYNC, SYNC_WORDS
from tinhso.dossiers.queries.tax import is_overdue, late_at_tax
from tinhso.dossiers.rules.clocks import apology_until
from tinhso.dossiers.rules.rating import QUESTIONS, SATISFIED_FROM
from tinhso.dossiers.rules.states import CLOCK_RUNS, ResultClass
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.repointing import pointing_on
from tinhso.procedures import queries as procedures

LABELS: Final[Mapping[str, str | Promise]] = {
    "late": _("Quá hạn, theo lý do"),
    "apology": _("Văn bản xin lỗi"),
    "rated": _("Đã được đánh giá"),
    "unsatisfied": _("Người nộp chưa hài lòng"),
    "supplement": _("Phải bổ sung, theo lý do"),
    "refusal": _("Từ chối tiếp nhận, theo lý do"),
    "sync": _("Đồng bộ Cổng quốc gia"),
}
WORDS: Final[Mapping[str, str | Promise]] = {
    "apology:owed": _("Phải xin lỗi hôm nay"),
    "apology:overdue": _("Đã quá hạn, chưa xin lỗi"),
    "apology:missed": _("Xong quá hạn, không xin lỗi"),
    "apology:sent": _("Đã gửi văn bản xin lỗi"),
    "late:silent": _("Cơ quan được hỏi im lặng"),
    "late:supplement": _("Đã phải yêu cầu bổ sung"),
    "late:extended": _("Đã xin lỗi và hẹn lại"),
    "late:rework": _("Dự thảo bị trả lại để sửa"),
    "late:tax": _("Cơ quan thuế chậm thông báo"),
    "late:none": _("Không có lý do nào ở trên"),
    **SYNC_WORDS,
}
OTHER: Final = "-"
"""Stands for a reason that was written in words alone."""
APOLOGIES: Final = ("apology:owed", "apology:overdue", "apology:missed", "apology:sent")
CAUSES: Final = (
    "late:silent",
    "late:supplement",
    "late:extended",
    "late:rework",
    "late:tax",
    "late:none",
)


def _late(span: Span) -> Q:
    """Resolved late in the period, or open and late at its end."""
    return FIGURES["late"].where(span) | FIGURES["open_late"].where(span)


def _silent() -> Exists:
    asked = Consultation.objects.filter(dossier=OuterRef("pk"), silent_at__isnull=False)
    return Exists(asked)


def _reworked() -> Exists:
    return Exists(TimelineEntry.objects.filter(dossier=OuterRef("pk"), code="return_for_rework"))


def _taxed_late() -> Exists:
    """Tell whether a tax agency was, or is, past its own time; its apology does not undo it."""
    slow = Q(answered_at__gt=F("due_at")) | Q(due_before__isnull=False) | is_overdue(timezone.now())
    return Exists(TaxSlip.objects.filter(slow, dossier=OuterRef("pk")))


def _running(span: Span) -> Q:
    """Keep what the resolving agency owes an apology for; a tax agency apologises for itself."""
    own = ~Q(pk__in=late_at_tax(timezone.now()))
    own &= ~Q(pk__in=Dossier.objects.all().to_correct())
    return Q(IsLive(CLOCK_RUNS), own, accepted_at__lt=span.at, extension_count=0)


LATE_TESTS: Final[Mapping[str, Callable[[], Q]]] = {
    "late:silent": lambda: Q(_silent()),
    "late:supplement": lambda: Q(supplement_count__gt=0),
    "late:extended": lambda: Q(extension_count__gt=0),
    "late:rework": lambda: Q(_reworked()),
    "late:tax": lambda: Q(_taxed_late()),
    "late:none": lambda: (
        Q(supplement_count=0, extension_count=0)
        & ~Q(_silent())
        & ~Q(_reworked())
        & ~Q(_taxed_late())
    ),
}
"""What is asked of what is late."""


def _why(code: str, late: Callable[[Span], Q] = _late) -> Callable[[Span], Q]:
    return lambda span: late(span) & LATE_TESTS[code]()


FIXED: Final[Mapping[str, Callable[[Span], Q]]] = {
    **{code: _why(code) for code in LATE_TESTS},
    **SYNC,
    "apology:owed": lambda span: (
        _running(span)
        & Q(
            due_at__gte=span.at,
            due_at__lt=apology_until(span.at, calendar_for(), law=law_in_force()),
        )
    ),
    "apology:overdue": lambda span: _running(span) & Q(due_at__lt=span.at),
    "apology:missed": lambda span: FIGURES["late"].where(span) & Q(extension_count=0),
    "apology:sent": lambda span: Q(
        extension__decided_at__gte=span.start, extension__decided_at__lt=span.at
    ),
    "rated": lambda span: Q(rating__rated_at__gte=span.start, rating__rated_at__lt=span.at),
    "unsatisfied": lambda span: Q(
        rating__rated_at__gte=span.start,
        rating__rated_at__lt=span.at,
        rating__average__lt=SATISFIED_FROM,
    ),
}
"""When an apology is owed says `rules.clocks.last_promise_owed` (118/2025 Art. 19(6))."""


SIDES: Final[Mapping[str, Side]] = {
    "apology:owed": Side.END,
    "apology:overdue": Side.END,
    "apology:missed": Side.FINISHED,
    "apology:sent": Side.APOLOGISED,
    "rated": Side.RATED,
    "unsatisfied": Side.RATED,
    **dict.fromkeys(SYNC, Side.ACCEPTED),
}
"""Whose each is where a merger moved it; what is late is of who ended it or has it open."""


def _fixed(code: str, label: str | Promise) -> Figure:
    if code not in LATE_TESTS:
        return Figure(label, FIXED[code], side=SIDES[code])
    halves = (FIGURES["late"], FIGURES["open_late"])
    leaves = tuple(Figure(label, _why(code, one.where), side=one.side) for one in halves)
    return Figure(label, FIXED[code], leaves=leaves)


def _asked(span: Span) -> Q:
    return Q(asked_at__gte=span.start, asked_at__lt=span.at)


def _supplement(key: str) -> Callable[[Span], Q]:
    def where(span: Span) -> Q:
        found = SupplementRequest.objects.filter(_asked(span), dossier=OuterRef("pk"))
        if key == OTHER:
            return Q(Exists(found.filter(reasons=[])))
        texts = found.annotate(said=Cast("reasons", TextField()))
        return Q(Exists(texts.filter(said__contains=f'"{key}"')))

    return where


def _refusal(key: str) -> Callable[[Span], Q]:
    def where(span: Span) -> Q:
        said = KeyTextTransform("reasons", "values")
        found = TimelineEntry.objects.filter(dossier=OuterRef("pk"), code="refuse_intake")
        listed = found.annotate(said=Concat(Value(","), said, Value(","), output_field=TextField()))
        wanted = ",," if key == OTHER else f",{key},"
        return FIGURES["refused"].where(span) & Q(Exists(listed.filter(said__contains=wanted)))

    return where


def figure_of(code: str) -> Figure | None:
    """Return a figure by its code, those with a reason behind a colon too; None for no such."""
    if code in FIGURES:
        return FIGURES[code]
    kind, _colon, key = code.partition(":")
    if code in FIXED:
        return _fixed(code, SYNC_WORDS.get(code, LABELS[kind]))
    if not key or '"' in key or "," in key:
        return None
    if kind == "supplement":
        return Figure(LABELS[kind], _supplement(key), side=Side.ASKED)
    if kind == "refusal":
        return Figure(LABELS[kind], _refusal(key), side=Side.FINISHED)
    return None


@dataclass(frozen=True)
class _Counting:
    """What is counted for whom: each dossier for the agency that had it then."""

    span: Span
    has_moved: bool
    own: frozenset[int]
    found: dict[str, dict[str, int]]

    def add(self, rows: DossierQuerySet, side: Side, tests: Mapping[str, Q]) -> None:
        """Count by agency how many of some dossiers pass each test."""
        names = {code.replace(":", "_"): code for code in tests}
        sums = {
            name: Count("pk", filter=tests[code], distinct=True) for name, code in names.items()
        }
        parts = by_agency(rows, side, self.span, has_moved=self.has_moved)
        for part, agency in parts:
            for row in map(dict[str, Any], part.values(group=agency).annotate(**sums)):
                for name, code in names.items():
                    if row[name] and row["group"] in self.own:
                        self.found[code][str(row["group"])] += row[name]


def counts_of(*, actor: Actor, span: Span, codes: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return how many dossiers each figure counts by agency; a fixed number of questions."""
    has_moved = moved_since(span).exists()
    rows = (once_measured(actor, span) if has_moved else measured(actor)).order_by()
    found: dict[str, dict[str, int]] = {code: defaultdict(int) for code in codes}
    counting = _Counting(span, has_moved, frozenset(overseen(actor)), found)
    late = {code: LATE_TESTS[code]() for code in found if code in LATE_TESTS}
    missed = {code: Q(extension_count=0) for code in found if code == "apology:missed"}
    for base in _ended_late(rows, span):
        counting.add(base, Side.FINISHED, {**late, **missed})
    for base in _open_late(rows, span):
        counting.add(base, Side.END, late)
    for code in found:
        if code not in late and code not in missed:
            base = rows.filter(FIXED[code](span))
            counting.add(base, SIDES[code], {code: Q(pk__isnull=False)})
    return {code: dict(counts) for code, counts in found.items()}


def _of_then(actor: Actor, side: Side, span: Span) -> DossierQuerySet:
    """Return the dossiers that the actor's agencies had at a figure's moment."""
    if not moved_since(span).exists():
        return measured(actor).order_by()
    rows = with_days(once_measured(actor, span).order_by())
    return rows.filter(had_by(overseen(actor), side=side, span=span))


def _ended_late(rows: DossierQuerySet, span: Span) -> list[DossierQuerySet]:
    """Return what ended late, each part so that the index of the figures finds it."""
    done = rows.filter(ended(span))
    return [
        done.filter(result_class=ResultClass.LATE),
        done.filter(FIGURES["late"].where(span), result_class=""),
    ]


def _open_late(rows: DossierQuerySet, span: Span) -> list[DossierQuerySet]:
    """Return what was late when the period ended, or is now while it lasts."""
    running = rows.filter(IsLive(), over(span), finished_at__isnull=True, accepted_at__lt=span.at)
    since = rows.filter(over(span), finished_at__gte=span.at, accepted_at__lt=span.at)
    return [running, since] if span.is_past else [running]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A reason with how many dossiers it was given for."""

    code: str
    words: str
    count: int


def supplement_reasons(*, actor: Actor, span: Span) -> list[Reason]:
    """Return why papers were asked for in a period, the most frequent first."""
    mine = _of_then(actor, Side.ASKED, span).filter(pk=OuterRef("dossier_id"))
    rows = SupplementRequest.objects.filter(_asked(span)).filter(Exists(mine)).order_by()
    given = [
        (pk, version, list(keys))
        for pk, version, keys in rows.values_list(
            "dossier_id", "dossier__procedure_version_id", "reasons"
        )
    ]
    return _counted("supplement", given)


def refusal_reasons(*, actor: Actor, span: Span) -> list[Reason]:
    """Return why intake was refused in a period, the most frequent first."""
    refused = _of_then(actor, Side.FINISHED, span).filter(FIGURES["refused"].where(span))
    rows = TimelineEntry.objects.filter(dossier__in=refused, code="refuse_intake").order_by()
    given = [
        (pk, version, [key for key in str(values.get("reasons", "")).split(",") if key])
        for pk, version, values in rows.values_list(
            "dossier_id", "dossier__procedure_version_id", "values"
        )
    ]
    return _counted("refusal", given)


def _counted(kind: str, given: Sequence[tuple[int, int, list[str]]]) -> list[Reason]:
    """Count dossiers by reason and word each reason as a version that has it does."""
    dossiers: dict[str, set[int]] = defaultdict(set)
    words: dict[str, str] = {}
    for pk, version_id, keys in given:
        for key in keys or [OTHER]:
            dossiers[key].add(pk)
            if key not in words and key != OTHER:
                version = procedures.version_by_id(version_id=version_id)
                known = (
                    version.supplement_reasons if kind == "supplement" else version.refusal_reasons
                )
                words |= {one.key: one.text for one in known if one.key not in words}
    found = [
        Reason(code=f"{kind}:{key}", words=words.get(key, ""), count=len(pks))
        for key, pks in dossiers.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.code))


@dataclass(frozen=True, kw_only=True)
class Satisfaction:
    """How people found one agency, unit or procedure, by the nine questions."""

    key: str
    count: int
    unsatisfied: int
    average: Decimal | None
    scores: dict[str, Decimal | None]


def satisfaction_by(*, actor: Actor, span: Span, by: str) -> list[Satisfaction]:
    """Return the ratings of a period by agency, unit or procedure, the least content first."""
    mine = _of_then(actor, Side.RATED, span).filter(pk=OuterRef("dossier_id"))
    rows = Rating.objects.filter(Exists(mine), rated_at__gte=span.start, rated_at__lt=span.at)
    scores = {
        f"of_{key}": Avg(Cast(KeyTextTransform(key, "scores"), FloatField())) for key in QUESTIONS
    }
    column = f"dossier__{COLUMNS[by]}"
    group = Coalesce(column, column)
    if COLUMNS[by] in (AGENCY, UNIT) and moved_since(span).exists():
        day = OuterRef("rated_day")
        rows = rows.alias(rated_day=TruncDate("rated_at"))
        group = pointing_on(Dossier, COLUMNS[by], day, of="dossier__")
    found = (
        rows.order_by()
        .values(group=group)
        .annotate(
            n=Count("pk"),
            bad=Count("pk", filter=Q(average__lt=SATISFIED_FROM)),
            mean=Avg("average"),
            **scores,
        )
    )
    lines = [
        Satisfaction(
            key=str(row["group"]),
            count=int(row["n"]),
            unsatisfied=int(row["bad"]),
            average=_two(row["mean"]),
            scores={key: _two(row[f"of_{key}"]) for key in QUESTIONS},
        )
        for row in map(dict[str, Any], found)
    ]
    return sorted(lines, key=lambda one: (one.average or Decimal(6), -one.count, one.key))


def _two(value: object) -> Decimal | None:
    return Decimal(str(value)).quantize(Decimal("0.01")) if value is not None else None
