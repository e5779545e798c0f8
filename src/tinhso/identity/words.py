"""How rights are said on pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from tinhso.identity.models import Assignment
from tinhso.identity.registry import permission_names
from tinhso.organization.queries import agency_names, unit_names


@dataclass(frozen=True, kw_only=True)
class AssignmentLine:
    """One assignment as a line of a page."""

    row: Assignment
    agency: str
    unit: str
    holds: bool


def permission_name(code: str) -> str:
    """Return what a permission is called, or its code where its room has not said."""
    for _room, names in permission_names:
        if code in names:
            return str(names[code])
    return code


def assignment_lines(rows: Iterable[Assignment]) -> list[AssignmentLine]:
    """Return assignments with the names of their agencies and units, in three queries."""
    kept = list(rows)
    now = timezone.now()
    agencies = agency_names(row.agency_id for row in kept)
    units = unit_names(row.unit_id for row in kept if row.unit_id)
    return [
        AssignmentLine(
            row=row,
            agency=agencies.get(row.agency_id, ""),
            unit=units.get(row.unit_id or 0, ""),
            holds=row.ended_at is None
            and row.valid_from <= now
            and (row.valid_to is None or row.valid_to > now),
        )
        for row in kept
    ]
