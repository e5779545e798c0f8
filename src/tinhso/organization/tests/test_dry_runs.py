"""A dry run finds what the run finds: same rows, columns and sentences, within the file too."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from tinhso.kernel.actors import Actor
from tinhso.kernel.importing import queries as imports
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import passing, write, write_sheet
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.testing import make_actor
from tinhso.organization.models import AgencyPeriod
from tinhso.organization.testing import AgencyFactory, UnitFactory

pytestmark = pytest.mark.django_db
OLD_FORM = "000.00.31.H14"
"""H14.31 as it was written before."""
AGENCY: dict[str, Any] = {"ma_co_quan": "H14.40", "ten": "Sở mới", "cap": "department"}
UNIT: dict[str, Any] = {"ma_co_quan": "H14.31", "ten": "Phòng Kinh tế", "loai": "specialist"}
NUMBER: dict[str, Any] = {
    "so": "dossiers.refusal",
    "ma_co_quan": "H14.31",
    "ky": "2026",
    "so_cuoi": 118,
}
ENTRY: dict[str, Any] = {
    "so": "dossiers.refusal",
    "ma_co_quan": "H14.31",
    "so_thu_tu": 7,
    "ngay": "12/03/2026",
}
DAY: dict[str, Any] = {
    "ngay": "28/11/2026",
    "loai": "lam-bu",
    "ten": "Làm bù",
    "can_cu": "12/TB-UBND",
}
HOURS: dict[str, Any] = {"ma_co_quan": "H14.31", "tu_ngay": "01/12/2026", "thu_2": "07:00-11:30"}
NASTY: dict[str, list[dict[str, Any]]] = {
    "organization.agencies": [
        AGENCY | {"tu_ngay": "01/12/2026"},
        AGENCY | {"ma_co_quan": "000.00.40.H14", "ten": "Mã cũ của dòng trên"},
        AGENCY | {"ma_co_quan": "H14.40.01", "ma_cap_tren": "H14.40", "tu_ngay": "01/12/2026"},
        AGENCY | {"ma_co_quan": "H14.40.02", "ma_cap_tren": "H14.40", "tu_ngay": "01/10/2026"},
        AGENCY | {"ma_co_quan": "H14.31"},
        AGENCY | {"ma_co_quan": "H14.41", "ten_ngan": "N" * 121},
        AGENCY | {"ma_co_quan": "H14.41.01", "ma_cap_tren": "H14.41"},
    ],
    "organization.units": [
        UNIT | {"ma_don_vi": "H14.31.01"},
        UNIT | {"ma_don_vi": "H14.31.02"},
        UNIT | {"ma_don_vi": "H14.31.02", "ten": "Lần hai"},
        UNIT | {"ma_don_vi": "H14.31.03", "ma_co_quan": "H14.99"},
        UNIT | {"ma_don_vi": "M" * 36},
    ],
    "organization.numbers": [
        NUMBER,
        NUMBER | {"ma_co_quan": OLD_FORM, "so_cuoi": 90},
        NUMBER | {"ky": "2027", "so_cuoi": -1},
        NUMBER | {"ky": "2028", "so_cuoi": 10**20},
        NUMBER | {"ky": "20x6"},
        NUMBER | {"so": "khong.co"},
    ],
    "organization.entries": [
        ENTRY,
        ENTRY | {"ma_co_quan": OLD_FORM},
        ENTRY | {"so_thu_tu": 0},
        ENTRY | {"so_thu_tu": -3},
        ENTRY | {"so_thu_tu": 10**20},
        ENTRY | {"so_thu_tu": 8, "ma_co_quan": "H14.99"},
        ENTRY | {"so_thu_tu": 9},
    ],
    "organization.calendar_days": [
        DAY,
        DAY | {"ma_co_quan": "H14.31"},
        DAY | {"ma_co_quan": "H14.31", "ngay": "30/11/2026", "loai": "nghi"},
        DAY | {"ma_co_quan": OLD_FORM, "ngay": "30/11/2026", "loai": "nghi"},
        DAY | {"ma_co_quan": "H14.31", "ngay": "05/12/2026"},
    ],
    "organization.office_hours": [
        HOURS,
        HOURS | {"ma_co_quan": OLD_FORM},
        HOURS | {"ma_co_quan": "", "thu_2": "11:30-07:00"},
    ],
}
WRONG = {
    "organization.agencies": [3, 5, 6, 7, 8],
    "organization.units": [2, 4, 5, 6],
    "organization.numbers": [3, 4, 5, 6, 7],
    "organization.entries": [3, 4, 5, 6, 7],
    "organization.calendar_days": [3, 5],
    "organization.office_hours": [3, 4],
}


@pytest.fixture
def operator(db: None) -> Actor:
    """Return who brings in, where an agency with one unit is there already."""
    agency = AgencyFactory.create(code_new="H14.31")
    unit = UnitFactory.create(agency=agency)
    unit.periods.update(code="H14.31.01")
    AgencyPeriod.objects.filter(agency=agency).update(valid_from=date(2025, 7, 1))
    return make_actor(ImportPermission.IMPORT)


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    """Return what is wrong as it is read: line, column, sentence."""
    kind = import_kinds.get(run.kind)
    return [(f.line, f.column, str(imports.sentence_of(f, kind))) for f in imports.faults_of(run)]


@pytest.mark.parametrize("batch", [1, 500])
@pytest.mark.parametrize("kind", NASTY)
def test_the_run_finds_what_the_dry_run_found(
    operator: Actor, monkeypatch: pytest.MonkeyPatch, kind: str, batch: int
) -> None:
    """Row by row each clash is with the house, in one batch it is with the file."""
    monkeypatch.setattr(passing, "BATCH", batch)
    with time_machine.travel(datetime(2026, 11, 23, 2, tzinfo=UTC), tick=False):
        run = looked_through(kind, sheet_of(kind, NASTY[kind]), actor=operator)
        before = said(run)
        write(uid=run.uid, actor=operator)
        run = write_sheet(uid=run.uid)

    assert run.state == ImportState.WRITTEN
    assert said(run) == before
    assert sorted({line for line, _column, _sentence in before}) == WRONG[kind]
    assert run.written_count == len(NASTY[kind]) - len(WRONG[kind])
    assert not imports.differences(run)
