"""What a figure of the statistics means: one condition, that counts and that lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Dossier, DossierQuerySet
from tinhso.dossiers.rules.states import (
    CLOCK_RUNS,
    REMOTE_CHANNELS,
    Channel,
    DossierState,
    FiledAt,
    ResultClass,
    ServiceLevel,
)
from tinhso.kernel.actors import Actor
from tinhso.organization import queries as organization

S = DossierState


@dataclass(frozen=True, kw_only=True)
class Span:
    """A period in moments; what is open is counted at its end, or now while it lasts."""

    start: datetime
    at: datetime
    is_past: bool


def span_of(start: date, end: date, *, now: datetime | None = None) -> Span:
    """Return the moments of a period whose days are both counted."""
    moment = now or timezone.now()
    first = timezone.make_aware(datetime.combine(start, time.min))
    after = timezone.make_aware(datetime.combine(end + timedelta(days=1), time.min))
    return Span(start=first, at=max(first, min(after, moment)), is_past=after <= moment)


def measured(actor: Actor) -> DossierQuerySet:
    """Return what a leader's statistics count: what his agency and those below resolve.

    Each of those dossiers carries the key of his agency (`organization.queries.sight_keys_for`), so
    whoever holds it sees them all and nothing is looked up row by row; others see what they see.
    """
    if actor.agency_id is None:
        return Dossier.objects.none()
    agencies = organization.descendants_of(actor.agency_id)
    rows = Dossier.objects.filter(resolving_agency_id__in=agencies)
    return rows if f"a:{actor.agency_id}" in actor.sight_keys else rows.visible_to(actor)


def taken_in(span: Span) -> Q:
    """Accepted in the period."""
    return Q(accepted_at__gte=span.start, accepted_at__lt=span.at)


def carried(span: Span) -> Q:
    """Accepted before the period and not ended when it began."""
    return Q(accepted_at__lt=span.start) & _not_ended_at(span.start)


def ended(span: Span) -> Q:
    """Accepted, and ended in the period."""
    return Q(accepted_at__isnull=False, finished_at__gte=span.start, finished_at__lt=span.at)


def still_open(span: Span) -> Q:
    """Accepted and not ended at the end of the period."""
    return Q(accepted_at__lt=span.at) & _not_ended_at(span.at)


def _not_ended_at(moment: datetime) -> Q:
    return Q(finished_at__isnull=True) | Q(finished_at__gte=moment)


def over(span: Span) -> Q:
    """The promised time had passed while the agency's clock ran."""
    return Q(due_at__lt=span.at) & (Q(finished_at__isnull=False) | Q(state__in=sorted(CLOCK_RUNS)))


def not_over(span: Span) -> Q:
    """In time, without a promise, or waiting for the applicant."""
    waits = Q(finished_at__isnull=True) & ~Q(state__in=sorted(CLOCK_RUNS))
    return Q(due_at__gte=span.at) | Q(due_at__isnull=True) | waits


STOPPED: Final = Q(result_class="", state=S.STOPPED, due_at__isnull=False)
"""Ended without a result at the applicant's wish: its days are compared here."""
EARLY: Final = Q(result_class=ResultClass.EARLY) | (
    STOPPED & Q(finished_at__date__lt=TruncDate(F("due_at")))
)
LATE: Final = Q(result_class=ResultClass.LATE) | (
    STOPPED & Q(finished_at__date__gt=TruncDate(F("due_at")))
)
ON_TIME: Final = (
    Q(result_class=ResultClass.ON_TIME)
    | (STOPPED & Q(finished_at__date=TruncDate(F("due_at"))))
    | (Q(result_class="") & (~Q(state=S.STOPPED) | Q(due_at__isnull=True)))
)
"""What was closed because papers never came counts as in time: the agency's clock stood still."""

OWN: Final = Q(filed_at=FiledAt.OWN)
REMOTE: Final = Q(channel__in=sorted(REMOTE_CHANNELS))


@dataclass(frozen=True)
class Figure:
    """One figure: its words, and which dossiers it counts."""

    label: str | Promise
    where: Callable[[Span], Q]
    parts: tuple[str, ...] = ()
    """Figures that are counted and whose sum this one is."""


def _received(label: str | Promise, kind: Q) -> Figure:
    return Figure(label, lambda span: taken_in(span) & kind)


def _ended(label: str | Promise, kind: Q) -> Figure:
    return Figure(label, lambda span: ended(span) & kind)


def _not_accepted(label: str | Promise, state: S) -> Figure:
    return Figure(
        label,
        lambda span: Q(
            accepted_at__isnull=True,
            finished_at__gte=span.start,
            finished_at__lt=span.at,
            state=state,
        ),
    )


FIGURES: Final[Mapping[str, Figure]] = {
    "online": _received(_("Nhận trực tuyến"), OWN & REMOTE),
    "national": _received(_("Nhận từ Cổng quốc gia"), Q(filed_at=FiledAt.NATIONAL)),
    "post": _received(_("Nhận qua bưu chính"), OWN & Q(channel=Channel.POST)),
    "desk": _received(_("Nhận tại quầy"), OWN & Q(channel=Channel.DESK)),
    "received": Figure(_("Nhận trong kỳ"), taken_in, parts=("online", "national", "post", "desk")),
    "carried": Figure(_("Kỳ trước chuyển sang"), carried),
    "total": Figure(
        _("Tổng phải giải quyết"),
        lambda span: taken_in(span) | carried(span),
        parts=("received", "carried"),
    ),
    "early": _ended(_("Xong trước hạn"), EARLY),
    "on_time": _ended(_("Xong đúng hạn"), ON_TIME),
    "late": _ended(_("Xong quá hạn"), LATE),
    "resolved": Figure(_("Đã giải quyết"), ended, parts=("early", "on_time", "late")),
    "open_within": Figure(
        _("Đang giải quyết, trong hạn"), lambda span: still_open(span) & not_over(span)
    ),
    "open_late": Figure(_("Đang giải quyết, quá hạn"), lambda span: still_open(span) & over(span)),
    "open": Figure(_("Đang giải quyết"), still_open, parts=("open_within", "open_late")),
    "refused": _not_accepted(_("Từ chối tiếp nhận"), S.REFUSED_INTAKE),
    "withdrawn": _not_accepted(_("Rút trước tiếp nhận"), S.WITHDRAWN),
    "unanswered": _not_accepted(_("Đóng vì không bổ sung"), S.CLOSED),
    "online_full": _received(
        _("Trực tuyến toàn trình"), REMOTE & Q(service_level=ServiceLevel.FULL)
    ),
    "online_partial": _received(
        _("Trực tuyến một phần"), REMOTE & ~Q(service_level=ServiceLevel.FULL)
    ),
    "by_post": _received(_("Bưu chính công ích"), Q(channel=Channel.POST)),
    "at_desk": _received(_("Trực tiếp"), Q(channel=Channel.DESK)),
}
"""Every figure there is. The last four are the columns of report 07, whatever door was used."""
ARRIVING: Final = (
    *("online", "national", "post", "desk", "carried"),
    *("online_full", "online_partial", "by_post", "at_desk"),
)
ENDING: Final = ("early", "on_time", "late")
LEFT: Final = ("open_within", "open_late")
TURNED_AWAY: Final = ("refused", "withdrawn", "unanswered")
