"""Until when papers are valid: by the procedure of a result, or as the person wrote it down."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from tinhso.dossiers.models import Attachment, Dossier, OwnPaper, Result, ResultKind
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.proactive import months_later, months_valid

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion


def last_day_said(dossier: Dossier, result: Result, *, on: date) -> date | None:
    """Return the last day of a result that is sealed on a day; None where it has no end."""
    if result.kind != ResultKind.GRANT:
        return None
    months = months_valid(from_json(result.data), dossier.procedure_version.settings_data)
    return months_later(on, months) if months is not None else None


def expiry_of(result: Result, version: "ProcedureVersion") -> date | None:
    """Return the day on which a result runs out; None where it has no end.

    What its paper says goes before what the procedure's version would say.
    """
    if result.valid_until is not None:
        return result.valid_until
    months = version.settings_data.get("result_valid_months")
    if not isinstance(months, int) or result.sealed_at is None:
        return None
    return months_later(timezone.localdate(result.sealed_at), months)


def last_day_of(source: Attachment | Result) -> date | None:
    """Return the last day on which a paper may be used again; None when none is known."""
    if isinstance(source, Result):
        by_law = expiry_of(source, source.dossier.procedure_version)
        if by_law is not None:
            return by_law
        kept = OwnPaper.objects.filter(result=source)
    else:
        kept = OwnPaper.objects.filter(attachment=source)
    days = kept.filter(valid_until__isnull=False).values_list("valid_until", flat=True)
    return min((day for day in days if day is not None), default=None)


def unusable(attachment_ids: Collection[int], *, on: date) -> set[int]:
    """Return which papers somebody put away, or which have run out."""
    kept = OwnPaper.objects.filter(attachment__in=attachment_ids)
    away = kept.filter(removed_at__isnull=False) | kept.run_out(on)
    return {pk for pk in away.values_list("attachment_id", flat=True) if pk is not None}


def unusable_results(results: Collection[Result], *, on: date) -> set[int]:
    """Return which results somebody put away, or which have run out."""
    kept = OwnPaper.objects.filter(result__in=[row.pk for row in results])
    away = kept.filter(removed_at__isnull=False) | kept.run_out(on)
    found = {pk for pk in away.values_list("result_id", flat=True) if pk is not None}
    for row in results:
        last = expiry_of(row, row.dossier.procedure_version)
        if last is not None and last < on:
            found.add(row.pk)
    return found
