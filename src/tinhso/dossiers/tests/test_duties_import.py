"""Leaders divide their agencies' work by a sheet, each within what he divides by hand."""

import pytest

from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import BIRTH, PERMIT, Commune, World, browser_of
from tinhso.dossiers.tests.bringing import brought_in
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.importing import queries
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import write
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.organization.testing import UnitFactory

DUTIES = "dossiers.duties"
CODE, OWN = "H14.20.05", "H14.20.05.9"


def head_of(commune: Commune) -> Actor:
    """Return who divides the work of a commune."""
    return commune.official(P.DIVIDE_WORK, unit=commune.leadership, sees_agency=True)


def row(**changes: str) -> dict[str, str]:
    """Return a row that gives birth registrations to the unit of the tests."""
    return {"ma_co_quan": CODE, "ma_thu_tuc": BIRTH, "ma_don_vi": OWN, **changes}


def handed_in(*rows: dict[str, str], actor: Actor, source: str = "Phân việc 2026") -> ImportRun:
    """Hand a sheet in and look through it."""
    return looked_through(DUTIES, sheet_of(DUTIES, rows), actor=actor, source=source)


def test_work_is_divided_by_a_sheet_once_and_anew_by_another_sheet(world: World) -> None:
    head, first = head_of(world.here), UnitFactory.create(agency=world.here.agency, code=OWN)
    second = UnitFactory.create(agency=world.here.agency, code="H14.20.05.8")
    rows = (row(), row(ma_thu_tuc=""))

    run = handed_in(*rows, actor=head)
    looked = UnitDuty.objects.count()
    run = brought_in(run, head)
    again = brought_in(handed_in(*rows, actor=head), head)
    units = set(UnitDuty.objects.values_list("unit_id", flat=True))
    cells = [cell for sample in queries.samples_of(run) for cell in sample.cells]
    anew = handed_in(row(ma_don_vi="H14.20.05.8"), actor=head, source="Phân việc 2027")
    brought_in(anew, head)

    assert (looked, run.state, run.written_count) == (0, ImportState.WRITTEN, 2)
    assert (again.written_count, again.known_count, units) == (0, 2, {first.pk})
    assert not queries.differences(run)
    assert cells
    assert not [cell.label for cell in cells if cell.differs]
    assert UnitDuty.objects.get(procedure_code=BIRTH).unit_id == second.pk


def test_each_row_says_what_is_wrong_with_it_and_others_agencies_stay(world: World) -> None:
    head = head_of(world.here)
    UnitFactory.create(agency=world.here.agency, code=OWN)
    UnitFactory.create(agency=world.there.agency, code="kia")
    theirs = {"ma_co_quan": "H14.20.06", "ma_don_vi": "kia"}
    rows = (
        row(),
        row(ma_thu_tuc="9.999999"),
        row(ma_thu_tuc=PERMIT, ma_linh_vuc="khong-co"),
        row(ma_thu_tuc=PERMIT, ma_don_vi="khong-co"),
        row(**theirs),
        row(ma_co_quan="H99"),
    )

    run = brought_in(handed_in(*rows, actor=head), head)
    at_the_server = handed_in(row(**theirs), actor=system_actor("importing.command"))

    assert [(f.line, f.column, f.code) for f in queries.faults_of(run)] == [
        (3, "ma_thu_tuc", "unknown_procedure"),
        (4, "ma_linh_vuc", "one_of_two"),
        (5, "ma_don_vi", "unknown_unit"),
        (6, "ma_co_quan", "not_divided_by_you"),
        (7, "ma_co_quan", "not_divided_by_you"),
    ]
    assert (run.written_count, UnitDuty.objects.get().procedure_code) == (1, BIRTH)
    assert at_the_server.wrong_count == 0


def test_a_leader_comes_to_the_sheet_from_his_page_and_sees_his_own_alone(world: World) -> None:
    here, there = head_of(world.here), head_of(world.there)
    UnitFactory.create(agency=world.here.agency, code=OWN)
    run = handed_in(row(), actor=here)
    browser, stranger = browser_of(here), browser_of(there)

    page = browser.get("/lam-viec/phan-viec/").content.decode()
    kind = browser.get("/quan-tri/nhap-du-lieu/loai/dossiers.duties/")
    listed = browser.get("/quan-tri/nhap-du-lieu/").content.decode()

    assert "/quan-tri/nhap-du-lieu/loai/dossiers.duties/" in page
    assert kind.status_code == 200
    assert "loai/dossiers.duties/" in listed
    assert "loai/organization.units/" not in listed
    assert browser.get(f"/quan-tri/nhap-du-lieu/lan/{run.uid}/").status_code == 200
    assert stranger.get(f"/quan-tri/nhap-du-lieu/lan/{run.uid}/").status_code == 404
    with pytest.raises(NotFound):
        write(uid=run.uid, actor=there)
    assert browser_of(world.here.specialist).get("/quan-tri/nhap-du-lieu/").status_code == 403
