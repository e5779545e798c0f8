"""What is wrong with a row of an old system's dossiers, and under what it is counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.queries.law import read_dossier_code, written_code
from tinhso.dossiers.rules.bringing import ENDINGS
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services._routing import Way
from tinhso.dossiers.services.bringing.places import Places, definition_of, entries_of, here
from tinhso.dossiers.services.bringing.waits import state_of, wait_faults, wait_of
from tinhso.dossiers.services.bringing.writing import Brought, write_rows
from tinhso.kernel.db.among import Among
from tinhso.kernel.importing.registry import Group, ImportPass
from tinhso.kernel.importing.rules import Problem, SheetRow
from tinhso.kernel.numbering.queries import has_begun

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor
    from tinhso.kernel.importing.models import ImportRun
    from tinhso.procedures.models import ProcedureVersion


class DossierPass(ImportPass):
    """Goes through a sheet of open dossiers, or of closed ones."""

    def __init__(self, actor: "Actor", *, is_open: bool) -> None:
        """Begin with nothing looked up."""
        self.actor, self.is_open = actor, is_open
        self.places = Places()
        self.now = timezone.now()
        self.coming: set[int] = set()
        """The codes of the rows above by their hash, in the one way a code is written."""

    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Yield what does not fit this house: codes it has not, times out of order, steps."""
        codes = {row.line: written_code(row.key) for row in rows}
        keys = sorted({*(row.key for row in rows), *codes.values()})
        taken = set(
            Dossier.objects.filter(Among("code", keys)).values_list("code", flat=True)
            if keys
            else ()
        )
        for row in rows:
            place = hash(codes[row.line])
            if {row.key, codes[row.line]} & taken or place in self.coming:
                yield row.problem("ma_ho_so", "taken")
            self.coming.add(place)
            yield from self._place_faults(row)
            yield from self._time_faults(row)
            yield from _number_faults(row)

    def group(self, row: SheetRow) -> Group:
        """Count by agency, procedure and state."""
        way, state = self._way(row), self._state(row)
        agency = self.places.agency(row.text("ma_co_quan"))
        if agency is None or way is None:
            raise LookupError(row.line)
        return agency.code, row.text("ma_thu_tuc"), str(state)

    def write(self, rows: Sequence[SheetRow], *, run: "ImportRun") -> Mapping[str, int]:
        """Write dossiers with their people, sight, words and place in the process."""
        return write_rows([self._brought(row, run) for row in rows], run=run, actor=self.actor)

    def _brought(self, row: SheetRow, run: "ImportRun") -> Brought:
        version, way = self._version(row), self._way(row)
        if version is None or way is None:
            raise LookupError(row.line)
        unit_id = self.places.unit_of(row, way)
        login = row.text("nguoi_xu_ly")
        official = self.places.official(login, unit_id) if login else None
        return Brought(
            row=row,
            token=token_of(run.source, row.key),
            version=version,
            way=way,
            unit_id=unit_id,
            state=DossierState(self._state(row)),
            official=official,
            is_open=self.is_open,
            wait=wait_of(row, self.places) if self.is_open else None,
        )

    def _version(self, row: SheetRow) -> "ProcedureVersion | None":
        return self.places.version(row.text("ma_thu_tuc"), here(row.moment("ngay_nop")) or self.now)

    def _way(self, row: SheetRow) -> Way | None:
        version = self._version(row)
        return self.places.way(row, version) if version is not None else None

    def _state(self, row: SheetRow) -> DossierState:
        if not self.is_open:
            return ENDINGS[row.text("ket_cuc")]
        version = self._version(row)
        definition = definition_of(version) if version is not None else None
        entries = entries_of(definition) if definition is not None else {}
        return state_of(row) or entries.get(row.text("buoc"), DossierState.TRANSFERRED)

    def _place_faults(self, row: SheetRow) -> Iterator[Problem]:
        version = self._version(row)
        if version is None:
            yield row.problem("ma_thu_tuc", "unknown_procedure")
        unknown = False
        for column in ("ma_co_quan", "ma_co_quan_tiep_nhan"):
            code = row.text(column)
            if code and self.places.agency(code) is None:
                unknown = True
                heir = self.places.heir(code)
                if heir is None:
                    yield row.problem(column, "unknown_agency")
                else:
                    yield row.problem(column, "ended_agency", heir=heir.code)
        if unknown or version is None:
            return
        way = self._way(row)
        if way is None:
            yield row.problem("ma_co_quan", "no_desk")
            return
        code = row.text("ma_don_vi")
        if code and self.places.unit(way.resolving_agency_id, code) is None:
            yield row.problem("ma_don_vi", "unknown_unit")
        elif self.is_open:
            yield from self._step_faults(row, version, self.places.unit_of(row, way))
        yield from self._series_faults(row, way.resolving_agency_id)

    def _step_faults(
        self, row: SheetRow, version: "ProcedureVersion", unit_id: int
    ) -> Iterator[Problem]:
        definition = definition_of(version)
        if definition is None:
            yield row.problem("ma_thu_tuc", "no_process")
            return
        entries, key = entries_of(definition), row.text("buoc")
        if key not in entries:
            code = "step_not_open" if key in definition.steps else "unknown_step"
            yield row.problem("buoc", code, steps=", ".join(entries))
            return
        login = row.text("nguoi_xu_ly")
        if entries[key] is DossierState.ASSIGNED and not login:
            yield row.problem("nguoi_xu_ly", "who_works")
        elif login and self.places.official(login, unit_id) is None:
            yield row.problem("nguoi_xu_ly", "unknown_official")
        for column, fault, values in wait_faults(row, entries, self.places, now=self.now):
            yield row.problem(column, fault, is_error=True, **values)

    def _series_faults(self, row: SheetRow, agency_id: int) -> Iterator[Problem]:
        code = read_dossier_code(row.key)
        if code is None or code.on < timezone.localdate(self.now):
            return
        agency = self.places.agency(code.agency)
        if agency is not None and has_begun(
            register="dossiers.dossier", agency_id=agency.id, period=code.on.isoformat()
        ):
            yield row.problem("ma_ho_so", "in_series")

    def _time_faults(self, row: SheetRow) -> Iterator[Problem]:
        arrived, accepted = row.moment("ngay_nop"), row.moment("ngay_tiep_nhan")
        due, ended, given = (row.moment(k) for k in ("han_tra", "ngay_xong", "ngay_tra"))
        for column in ("ngay_nop", "ngay_tiep_nhan", "ngay_xong", "ngay_tra"):
            moment = here(row.moment(column))
            if moment is not None and moment > self.now:
                yield row.problem(column, "in_future")
        for column, moment, after, code in (
            ("ngay_tiep_nhan", accepted, arrived, "before_arrival"),
            ("han_tra", due, accepted, "before_acceptance"),
            ("ngay_xong", ended, accepted, "before_acceptance"),
            ("ngay_tra", given, ended, "before_end"),
        ):
            if _is_before(moment, after):
                yield row.problem(column, code)


def token_of(source: str, key: str) -> UUID:
    """Return the token by which the database itself refuses a second dossier of one old code."""
    return uuid5(NAMESPACE_URL, f"tinhso:import:{source}:{key}")


def _is_before(moment: datetime | None, other: datetime | None) -> bool:
    """Compare two moments of a sheet; one without an hour means its whole day."""
    if moment is None or other is None:
        return False
    if datetime.min.time() in (moment.time(), other.time()):
        return moment.date() < other.date()
    return moment < other


def _number_faults(row: SheetRow) -> Iterable[Problem]:
    number = "".join(row.text("so_dinh_danh").split())
    is_person = row.text("loai_chu") in ("", "ca-nhan")
    if number and is_person and number.isdigit() and len(number) not in (9, 12):
        yield row.problem("so_dinh_danh", "lost_zeros")
