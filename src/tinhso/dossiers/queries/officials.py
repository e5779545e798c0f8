"""To whom a dossier can be given, with what lies in his hands."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from tinhso.dossiers.models import (
    Dossier,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.states import CLOCK_RUNS, IN_PROCESS
from tinhso.identity import queries as identity
from tinhso.organization import queries as organization

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, kw_only=True)
class Official:
    """Whom work can be given to, with what lies in his hands."""

    uid: UUID
    name: str
    unit: str
    load: int
    late: int


def officials_of(*, unit_id: int, at: datetime | None = None) -> list[Official]:
    """Return the specialists of a unit with how many dossiers each holds and how many are late."""
    lines = {
        line.uid: line for line in identity.accounts_in(unit_id=unit_id, permission=P.APPRAISE)
    }
    counts = (
        Dossier.objects.filter(assignee__in=list(lines), state__in=IN_PROCESS)
        .not_corrected()
        .order_by()
        .values("assignee")
        .annotate(
            load=Count("pk"),
            late=Count("pk", filter=Q(state__in=CLOCK_RUNS, due_at__lt=at or timezone.now())),
        )
    )
    held = {row["assignee"]: row for row in counts}
    unit = organization.unit_name(unit_id)
    found = [
        Official(
            uid=uid,
            name=line.name,
            unit=unit,
            load=held[uid]["load"] if uid in held else 0,
            late=held[uid]["late"] if uid in held else 0,
        )
        for uid, line in lines.items()
    ]
    return sorted(found, key=lambda official: (official.load, official.name))
