"""How tax agencies keep their own time: their lateness is theirs, whoever waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import TaxSlip
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.tax import is_overdue, owes_apology
from tinhso.kernel.actors import Actor
from tinhso.organization import queries as organization

WORDS: Final[Mapping[str, str | Promise]] = {
    "waiting": _("Chờ thông báo"),
    "late": _("Đang quá hạn"),
    "apology": _("Phải xin lỗi"),
    "on_time": _("Trả lời đúng hạn"),
    "answered_late": _("Trả lời muộn"),
    "apologised": _("Đã xin lỗi"),
}


@dataclass(frozen=True, kw_only=True)
class TaxFigures:
    """How one tax agency keeps its own time."""

    agency_id: int
    name: str
    waiting: int
    late: int
    apology: int
    on_time: int
    answered_late: int
    apologised: int
    is_own: bool
    """Whether its slips are the reader's to open; others open the dossiers that wait for it."""

    start: date
    end: date

    def _url(self, standing: str, beside: str = "", days: str = "") -> str:
        if self.is_own:
            asked = {"tinh-hinh": standing, "co-quan": str(self.agency_id)}
            if days:
                asked |= {f"{days}_tu": str(self.start), f"{days}_den": str(self.end)}
            return f"{reverse('tax_list')}?{urlencode(asked)}"
        return f"{reverse('work_list')}?{urlencode({'tinh-hinh': beside})}" if beside else ""

    @property
    def cells(self) -> list[tuple[str | Promise, int, str]]:
        """Return each count with its words and the address of its rows."""
        return [
            (WORDS["waiting"], self.waiting, self._url("open", "tax")),
            (WORDS["late"], self.late, self._url("late", "tax_late")),
            (WORDS["apology"], self.apology, self._url("apology")),
            (WORDS["on_time"], self.on_time, self._url("answered_in_time", days="xong")),
            (WORDS["answered_late"], self.answered_late, self._url("answered_late", days="xong")),
            (WORDS["apologised"], self.apologised, self._url("apologised", days="xin-loi")),
        ]


def tax_figures(*, actor: Actor, start: date, end: date) -> list[TaxFigures]:
    """Return the own lateness of tax agencies, for their leaders and for those who wait for them.

    Open work as it is now; what was answered, and apologised for, between two days.
    """
    if actor.agency_id is None or not actor.may(P.OVERSEE):
        return []
    own = organization.descendants_of(actor.agency_id)
    rows = TaxSlip.objects.filter(Q(agency_id__in=own) | Q(dossier__resolving_agency_id__in=own))
    now = timezone.now()
    begins, ends = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (start, end + timedelta(days=1))
    )
    answered = Q(answered_at__gte=begins, answered_at__lt=ends) & ~Q(outcome="recalled")
    in_time = Q(answered_at__lte=F("due_at"))
    found = (
        rows.order_by()
        .values("agency_id")
        .annotate(
            waiting=Count("pk", filter=Q(answered_at__isnull=True)),
            late=Count("pk", filter=is_overdue(now)),
            apology=Count("pk", filter=owes_apology(now, None)),
            on_time=Count("pk", filter=answered & in_time),
            answered_late=Count("pk", filter=answered & ~in_time),
            apologised=Count("pk", filter=Q(apologised_at__gte=begins, apologised_at__lt=ends)),
        )
    )
    known = list(found)
    names = organization.agency_names({row["agency_id"] for row in known})
    lines = [
        TaxFigures(
            agency_id=row["agency_id"],
            name=names.get(row["agency_id"], ""),
            waiting=row["waiting"],
            late=row["late"],
            apology=row["apology"],
            on_time=row["on_time"],
            answered_late=row["answered_late"],
            apologised=row["apologised"],
            is_own=row["agency_id"] in own,
            start=start,
            end=end,
        )
        for row in known
    ]
    shown = [one for one in lines if any(count for _words, count, _url in one.cells)]
    return sorted(shown, key=lambda one: (-one.late, -one.waiting, one.name))
