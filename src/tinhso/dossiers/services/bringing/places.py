"""What the codes of a sheet stand for, looked up once for each going through."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.bringing import ENTRY_ACTS
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services import _flow, _routing
from tinhso.dossiers.services._colleagues import colleague
from tinhso.identity import queries as identity
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.errors import Invalid
from tinhso.kernel.importing.rules import SheetRow
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.kernel.workflow.definition import Definition
    from tinhso.organization.queries import AgencyInfo
    from tinhso.procedures.models import ProcedureVersion

_DAY_ENDS = timedelta(hours=17)


@dataclass
class Places:
    """Agencies, units, versions and officials by what a sheet calls them."""

    _agencies: "dict[str, AgencyInfo | None]" = field(default_factory=dict)
    _heirs: "dict[str, AgencyInfo | None]" = field(default_factory=dict)
    _units: dict[tuple[int, str], int | None] = field(default_factory=dict)
    _versions: "dict[str, list[ProcedureVersion]]" = field(default_factory=dict)
    _ways: dict[tuple[int, int, int | None], _routing.Way | None] = field(default_factory=dict)
    _officials: dict[tuple[str, int], tuple[UUID, str] | None] = field(default_factory=dict)

    def agency(self, code: str) -> "AgencyInfo | None":
        """Return the agency of a code."""
        if code not in self._agencies:
            self._agencies[code] = organization.agency_by_code(code)
        return self._agencies[code]

    def heir(self, code: str) -> "AgencyInfo | None":
        """Return who goes on after the agency that had a code, where that one has ended."""
        if code not in self._heirs:
            self._heirs[code] = organization.agency_answering(code)
        return self._heirs[code]

    def unit(self, agency_id: int, code: str) -> int | None:
        """Return the unit of an agency's own code."""
        key = (agency_id, code)
        if key not in self._units:
            found = organization.units_of(agency_id).filter(code=code)
            self._units[key] = found.values_list("unit_id", flat=True).first()
        return self._units[key]

    def version(self, code: str, at: datetime) -> "ProcedureVersion | None":
        """Return the version under which a dossier of that day runs; before all, the oldest."""
        if code not in self._versions:
            self._versions[code] = list(procedures.versions_of(code=code))
        known = self._versions[code]
        day = timezone.localdate(at)
        return procedures.in_force_of(known, on=day) or (known[-1] if known else None)

    def way(self, row: SheetRow, version: "ProcedureVersion") -> _routing.Way | None:
        """Return the desk and the unit of a row, or None where an agency has none."""
        resolving = self.agency(row.text("ma_co_quan"))
        receiving = self.agency(row.text("ma_co_quan_tiep_nhan"))
        if resolving is None:
            return None
        key = (version.pk, resolving.id, receiving.id if receiving else None)
        if key not in self._ways:
            try:
                self._ways[key] = _routing.route(
                    version=version,
                    resolving_agency_id=resolving.id,
                    receiving_agency_id=receiving.id if receiving else None,
                )
            except Invalid:
                self._ways[key] = None
        return self._ways[key]

    def unit_of(self, row: SheetRow, way: _routing.Way) -> int:
        """Return the unit that resolves a row."""
        code = row.text("ma_don_vi")
        named = self.unit(way.resolving_agency_id, code) if code else None
        return named or way.resolving_unit_id

    def answering(self, agency_id: int) -> int | None:
        """Return the unit that answers for an agency that is asked, if it has one."""
        try:
            return _routing.consulted_unit(agency_id)
        except Invalid:
            return None

    def official(self, login: str, unit_id: int) -> tuple[UUID, str] | None:
        """Return who is meant, if he may appraise in that unit."""
        key = (login, unit_id)
        if key not in self._officials:
            self._officials[key] = _official(login, unit_id)
        return self._officials[key]


def _official(login: str, unit_id: int) -> tuple[UUID, str] | None:
    uid = identity.account_by_login(login)
    if uid is None:
        return None
    try:
        line = colleague(
            uid, field="nguoi_xu_ly", permission=DossierPermission.APPRAISE, unit_id=unit_id
        )
    except Invalid:
        return None
    return uid, line.name


def definition_of(version: "ProcedureVersion") -> "Definition | None":
    """Return the steps of a version's process."""
    found = _flow.process_version(version.pk)
    return found.definition if found is not None else None


def entries_of(definition: "Definition") -> dict[str, DossierState]:
    """Return the steps at which a dossier may enter, and the state in which it then is."""
    entries = {}
    for key, step in definition.steps.items():
        acts = [move.key for move in step.moves if move.key in ENTRY_ACTS]
        if acts and not definition.scopes[key]:
            entries[key] = ENTRY_ACTS[acts[0]]
    return entries


def here(moment: datetime | None) -> datetime | None:
    """Return a sheet's moment as one of the province."""
    return timezone.make_aware(moment) if moment is not None else None


def promise(moment: datetime, agency_id: int) -> datetime:
    """Return a due date; one without an hour ends with the office hours of its day."""
    due = timezone.make_aware(moment)
    if moment.time() != datetime.min.time():
        return due
    calendar = calendar_for(agency_id)
    return (
        calendar.closing(moment.date())
        if calendar.is_working_day(moment.date())
        else due + _DAY_ENDS
    )
