"""Publishing how agencies serve: counted each night, final two weeks after the quarter ended."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Avg, Count, F, FloatField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from tinhso.dossiers.models import Dossier, Rating, ServiceFigures
from tinhso.dossiers.queries.figures import LATE, ended
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.sides import Side, by_agency, moved_since
from tinhso.dossiers.queries.spans import Span, span_of
from tinhso.dossiers.rules.periods import Length, Period, Reckoning, holding
from tinhso.dossiers.rules.rating import QUESTIONS, SATISFIED_FROM
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.text import fold
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyInfo

FINAL_AFTER: Final = timedelta(days=14)
"""Ours: until then a rating of the quarter's last results still counts."""


def publish_figures(*, on: date, actor: Actor) -> int:
    """Count the quarter of a day, and the one before while it is not final; return the rows kept.

    Public by 118/2025 Art. 34 (results of rating are published) and Art. 12 (progress).
    """
    running = holding(Reckoning.CALENDAR, Length.QUARTER, on, law=law_in_force())
    kept = 0
    for period in (running.before, running):
        is_final = on > period.end + FINAL_AFTER
        of_period = ServiceFigures.objects.filter(year=period.year, quarter=period.number)
        if not of_period.filter(is_final=True).exists():
            kept += _publish(period, is_final=is_final, actor=actor)
    return kept


def _publish(period: Period, *, is_final: bool, actor: Actor) -> int:
    """Put one quarter in the place of what was counted before: all agencies or none."""
    span = span_of(period.start, period.end)
    done, ratings = _done(span), _ratings(span)
    infos = organization.agency_infos({*done, *ratings}, min(period.end, timezone.localdate()))
    rows = [
        _row(period, info, done.get(pk, {}), ratings.get(pk, {}), is_final=is_final)
        for pk, info in infos.items()
    ]
    with transaction.atomic():
        ServiceFigures.objects.filter(year=period.year, quarter=period.number).delete()
        ServiceFigures.objects.bulk_create(rows)
        if is_final and rows:
            record(
                "dossiers.service_published",
                actor=actor,
                year=period.year,
                quarter=period.number,
                agencies=len(rows),
            )
    return len(rows)


def _done(span: Span) -> dict[int, dict[str, Any]]:
    """Count what was resolved for the agency that resolved it, whoever has it since a merger."""
    rows = Dossier.objects.filter(ended(span)).order_by()
    found: dict[int, dict[str, Any]] = {}
    has_moved = moved_since(span).exists()
    for part, agency in by_agency(rows, Side.FINISHED, span, has_moved=has_moved):
        counted = part.values(group=agency).annotate(
            resolved=Count("pk"), late=Count("pk", filter=LATE)
        )
        for row in counted:
            sums = found.setdefault(row["group"], {"resolved": 0, "late": 0})
            sums["resolved"] += row["resolved"]
            sums["late"] += row["late"]
    return found


def _ratings(span: Span) -> dict[int, dict[str, Any]]:
    scores = {
        f"of_{key}": Avg(Cast(KeyTextTransform(key, "scores"), FloatField())) for key in QUESTIONS
    }
    found = (
        Rating.objects.filter(rated_at__gte=span.start, rated_at__lt=span.at)
        .order_by()
        .values(agency=F("agency_id"))
        .annotate(
            rated=Count("pk"),
            satisfied=Count("pk", filter=Q(average__gte=SATISFIED_FROM)),
            mean=Avg("average"),
            **scores,
        )
    )
    return {row["agency"]: dict(row) for row in found}


def _row(
    period: Period,
    info: AgencyInfo,
    done: dict[str, Any],
    rated: dict[str, Any],
    *,
    is_final: bool,
) -> ServiceFigures:
    resolved = done.get("resolved", 0)
    in_time = resolved - done.get("late", 0)
    return ServiceFigures(
        agency_id=info.id,
        agency_name=info.name,
        agency_folded=fold(info.name),
        level=info.level,
        year=period.year,
        quarter=period.number,
        resolved=resolved,
        in_time=in_time,
        in_time_hundredths=round(10_000 * in_time / resolved) if resolved else 0,
        rated=rated.get("rated", 0),
        satisfied=rated.get("satisfied", 0),
        average_hundredths=_hundredths(rated.get("mean")),
        scores={
            key: _hundredths(rated[f"of_{key}"])
            for key in QUESTIONS
            if rated.get(f"of_{key}") is not None
        },
        counted_at=timezone.now(),
        is_final=is_final,
    )


def _hundredths(value: object) -> int:
    return round(float(str(value)) * 100) if value is not None else 0
