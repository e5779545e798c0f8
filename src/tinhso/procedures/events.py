"""What happened to the catalogue."""

from dataclasses import dataclass

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Event):
    """A version of a procedure now stands in the catalogue from a date on (ISO)."""

    procedure_code: str
    version_id: int
    number: int
    effective_from: str


@dataclass(frozen=True, kw_only=True)
class FilingRouteChanged(Event):
    """Where a procedure is filed and handled changes from a date on (ISO)."""

    procedure_code: str
    effective_from: str
    filed_at: str
    handled_in: str
