"""Moments that stand ready in a form, so that nobody counts working days on his fingers."""

from datetime import datetime
from typing import Final

from django.utils import timezone

from tinhso.dossiers.models import Dossier, TaxSlip
from tinhso.dossiers.rules.own_terms import most_extension
from tinhso.kernel.calendar import calendar_for

EXTENDED_BY: Final = 3
"""Working days offered for an extension; the law names no number, the head changes it."""
VISIT_AFTER: Final = 2
"""Working days between an invitation and the visit, so that the applicant can be there."""


def later_promise(*, dossier: Dossier, at: datetime | None = None) -> datetime:
    """Return the promise an extension offers: some working days on, when that day closes.

    Counted from the promise that stands, or from now when that has passed.
    """
    now = at or timezone.now()
    calendar = calendar_for(dossier.resolving_agency_id)
    last = max(dossier.due_at or now, now)
    most = most_extension(dossier.procedure_version.settings_data) or EXTENDED_BY
    day = calendar.next_working_day(timezone.localdate(last), count=min(EXTENDED_BY, most))
    return calendar.closing(day)


def next_visit(*, dossier: Dossier, at: datetime | None = None) -> datetime:
    """Return when a visit on site is offered: the opening of a working day soon."""
    calendar = calendar_for(dossier.resolving_agency_id)
    today = timezone.localdate(at or timezone.now())
    return calendar.fit(calendar.next_working_day(today, count=VISIT_AFTER), 0)


def later_notice(*, slip: TaxSlip, at: datetime | None = None) -> datetime:
    """Return the time a tax agency's apology offers for its notice: some working days on."""
    now = at or timezone.now()
    calendar = calendar_for(slip.agency_id)
    day = calendar.next_working_day(timezone.localdate(max(slip.due_at, now)), count=EXTENDED_BY)
    return calendar.closing(day)
