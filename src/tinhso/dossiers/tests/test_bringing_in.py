"""Dossiers of an old system: looked through, brought in once, gone on with, counted."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier, DossierSight, InternalNote
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services.bringing.places import Places, definition_of, entries_of
from tinhso.dossiers.testing import World, accepted, date_law_rule
from tinhso.dossiers.testing.world import id_of
from tinhso.dossiers.tests.bringing import (
    CLOSED,
    OPEN,
    an_operator,
    brought_in,
    closed_row,
    open_row,
)
from tinhso.dossiers.tests.mergers import merged, successor
from tinhso.identity.testing import Account
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.files.services import open_file
from tinhso.kernel.files.workbook import Workbook
from tinhso.kernel.importing import queries as imports
from tinhso.kernel.importing.models import ImportedRow, ImportRun
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import check_sheet, passing, sign_off, start, write
from tinhso.kernel.importing.services.passing import write_sheet
from tinhso.kernel.importing.services.reading import Sheet
from tinhso.kernel.importing.testing import SOURCE, looked_through, sheet_of
from tinhso.kernel.numbering.services import give_number
from tinhso.kernel.testing import make_actor
from tinhso.organization.permissions import OrganizationPermission
from tinhso.procedures.testing import load_catalogue


@pytest.fixture
def steps(world: World) -> list[str]:
    """The keys of the steps of the world's process."""
    return [step["key"] for step in (world.version.process_data or {})["steps"]]


@pytest.fixture
def first(steps: list[str]) -> str:
    """The step at which its cases begin."""
    return steps[0]


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    """Return what is wrong, by line, column and code."""
    return [(f.line, f.column, f.code) for f in imports.faults_of(run)]


def test_a_dry_run_says_row_and_column_and_writes_nothing(
    world: World, clock: time_machine.Traveller, first: str
) -> None:
    rows = [
        open_row(world, 1, buoc=first),
        open_row(world, 2, buoc=first, ngay_nop="03/15/2026", ma_thu_tuc="9.999999"),
        open_row(world, 3, buoc=first, ma_co_quan="H14.99", so_dinh_danh=4085001234),
        open_row(world, 4, buoc="ky"),
        open_row(world, 1, buoc=first),
        open_row(world, 6, buoc=first, ngay_tiep_nhan="09/11/2026", chu_ho_so=""),
    ]

    run = looked_through(OPEN, sheet_of(OPEN, rows), actor=an_operator())

    assert run.state == ImportState.CHECKED
    assert (run.row_count, run.good_count, run.wrong_count) == (6, 1, 5)
    assert said(run) == [
        (3, "ngay_nop", "not_a_moment"),
        (4, "ma_co_quan", "unknown_agency"),
        (4, "so_dinh_danh", "lost_zeros"),
        (5, "buoc", "step_not_open"),
        (6, "ma_ho_so", "repeated"),
        (7, "chu_ho_so", "required"),
    ]
    kind = import_kinds.get(OPEN)
    sentences = [imports.sentence_of(fault, kind) for fault in imports.faults_of(run)]
    assert sentences[4] == "Mã này đã có ở dòng 2 của tệp."
    assert all("%" not in sentence for sentence in sentences)
    assert not Dossier.objects.exists()
    assert not ImportedRow.objects.exists()


@pytest.mark.parametrize("batch", [1, 500])
def test_the_run_finds_what_the_dry_run_found(
    world: World,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
    first: str,
    batch: int,
) -> None:
    """Row by row each clash is with the house, in one batch it is with the file."""
    monkeypatch.setattr(passing, "BATCH", batch)
    operator, today = an_operator(), "H14.20.05-261116-0005"
    rows = [
        open_row(world, 1, buoc=first),
        open_row(world, 1, buoc=first, ma_ho_so="cu-2026-000001"),
        open_row(world, 3, buoc=first, ma_ho_so=today),
        open_row(world, 4, buoc=first, ma_ho_so=today.lower()),
        open_row(world, 5, buoc=first, ma_ho_so="H14.20.05-261116-0004"),
        open_row(world, 6, buoc=first, nguoi_xu_ly="khong.co"),
        open_row(world, 7, buoc=first, ma_don_vi="H14.20.05.99"),
        open_row(world, 1, buoc=first),
    ]

    run = looked_through(OPEN, sheet_of(OPEN, rows), actor=operator)
    before = said(run)
    run = brought_in(run, operator)

    assert said(run) == before
    assert before == [
        (3, "ma_ho_so", "taken"),
        (5, "ma_ho_so", "taken"),
        (7, "nguoi_xu_ly", "unknown_official"),
        (8, "ma_don_vi", "unknown_unit"),
        (9, "ma_ho_so", "repeated"),
    ]
    assert Dossier.objects.count() == run.written_count == 3


def test_merged_cells_are_named_at_each_row_they_cover(
    world: World, clock: time_machine.Traveller, first: str
) -> None:
    rows = [open_row(world, n, buoc=first) for n in (1, 2, 3)]

    run = looked_through(OPEN, sheet_of(OPEN, rows, merge=["C2:C3"]), actor=an_operator())

    assert said(run) == [(2, "ma_co_quan", "merged"), (3, "ma_co_quan", "merged")]


def test_a_sheet_with_other_headings_is_refused_by_its_columns(world: World) -> None:
    strange = sheet_of(CLOSED, [closed_row(world)])

    run = looked_through(OPEN, strange, actor=an_operator())

    assert run.state == ImportState.UNREADABLE
    assert "han_tra" not in run.fault
    assert "buoc" in run.fault
    assert "ket_cuc" in run.fault


def test_an_open_dossier_goes_on_in_the_house(
    world: World, clock: time_machine.Traveller, steps: list[str]
) -> None:
    operator = an_operator()
    row = open_row(world, buoc=steps[0])
    run = brought_in(looked_through(OPEN, sheet_of(OPEN, [row]), actor=operator), operator)

    dossier = Dossier.objects.get(code="CU-2026-000001")
    services.assign(uid=dossier.uid, assignee=id_of(world.here.specialist), actor=world.here.leader)

    dossier.refresh_from_db()
    assert run.state == ImportState.WRITTEN
    assert dossier.state == DossierState.ASSIGNED
    assert dossier.step_key == steps[1]
    assert dossier.due_at == datetime(2026, 11, 30, 10, tzinfo=UTC)  # the offices close at 17:00
    assert dossier.arrived_at == datetime(2026, 11, 10, 1, 15, tzinfo=UTC)
    assert InternalNote.objects.get(dossier=dossier).text == "Đã thẩm định lần một ngày 12/11."
    assert Dossier.objects.visible_to(world.citizen).get() == dossier
    assert not Dossier.objects.visible_to(world.there.specialist).exists()
    page = queries.dossier_page(uid=dossier.uid, actor=world.here.specialist)
    assert any("giữ mã CU-2026-000001" in line.title for line in queries.lines_of(page.timeline))
    assert list(queries.search(Dossier.objects.all(), text="cu-2026-000001")) == [dossier]


def test_a_dossier_in_somebodys_hands_needs_to_say_whose(
    world: World, clock: time_machine.Traveller, steps: list[str]
) -> None:
    operator = an_operator()
    appraising = steps[1]
    account = world.here.specialist
    login = Account.objects.get(uid=id_of(account)).login
    rows = [
        open_row(world, 1, buoc=appraising),
        open_row(world, 2, buoc=appraising, nguoi_xu_ly="khong-ai"),
        open_row(world, 3, buoc=appraising, nguoi_xu_ly=login),
    ]
    run = looked_through(OPEN, sheet_of(OPEN, rows), actor=operator)

    brought_in(run, operator)

    assert said(run) == [
        (2, "nguoi_xu_ly", "who_works"),
        (3, "nguoi_xu_ly", "unknown_official"),
    ]
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.assignee) == (DossierState.ASSIGNED, account.id)


def test_the_same_sheet_again_doubles_nothing_and_changed_rows_stay(
    world: World, clock: time_machine.Traveller
) -> None:
    operator = an_operator()
    rows = [closed_row(world, n) for n in (1, 2)]
    brought_in(looked_through(CLOSED, sheet_of(CLOSED, rows), actor=operator), operator)
    again = [rows[0], rows[1] | {"chu_ho_so": "Người Khác"}, closed_row(world, 3)]

    run = looked_through(CLOSED, sheet_of(CLOSED, again), actor=operator)
    run = brought_in(run, operator)

    assert Dossier.objects.count() == 3
    assert (run.known_count, run.written_count, run.wrong_count) == (2, 1, 0)
    assert said(run) == [(3, "ma_ho_so", "differs")]
    assert Dossier.objects.get(code=rows[1]["ma_ho_so"]).owner_name == "Triệu Văn Páo"
    assert not imports.differences(run)


def test_a_closed_dossier_stands_in_the_book_and_the_figures(
    world: World, clock: time_machine.Traveller
) -> None:
    operator = an_operator()
    rows = [
        closed_row(world, 1),
        closed_row(world, 2, ngay_xong="16/11/2026", han_tra="13/11/2026"),
    ]
    run = brought_in(looked_through(CLOSED, sheet_of(CLOSED, rows), actor=operator), operator)

    first, second = Dossier.objects.order_by("code")
    assert (first.state, first.result_class) == (DossierState.RETURNED, "early")
    assert second.result_class == "late"
    assert imports.totals_of(run)[0].group == (
        "H14.20.05",
        world.version.procedure.code,
        "returned",
    )
    assert [line.in_house for line in imports.totals_of(run)] == [2]
    samples = imports.samples_of(run)
    assert len(samples) == 2
    assert not [cell for sample in samples for cell in sample.cells if cell.differs]
    assert DossierSight.objects.filter(object=first, key=f"u:{world.here.desk.pk}").exists()


def test_killed_in_the_middle_it_goes_on_and_loses_or_doubles_nothing(
    world: World, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = an_operator()
    monkeypatch.setattr(passing, "BATCH", 3)
    rows = [closed_row(world, n) for n in range(1, 9)]
    rows[6] = rows[0]
    run = looked_through(CLOSED, sheet_of(CLOSED, rows), actor=operator)
    write(uid=run.uid, actor=operator)
    calls = itertools.count(1)
    whole = passing._Walk._write  # the middle of a batch, when its dossiers are written

    def dying(self: Any, *given: Any) -> None:
        whole(self, *given)
        if next(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(passing._Walk, "_write", dying)
    with pytest.raises(KeyboardInterrupt):
        write_sheet(uid=run.uid)
    assert Dossier.objects.count() == 3

    run = write_sheet(uid=run.uid)

    assert run.state == ImportState.WRITTEN
    assert Dossier.objects.count() == 7
    assert (run.good_count, run.wrong_count, run.written_count) == (7, 1, 7)
    assert said(run) == [(8, "ma_ho_so", "repeated")]
    assert len(imports.samples_of(run)) == 7


def test_a_run_that_another_worker_took_over_is_left_alone(
    world: World, clock: time_machine.Traveller
) -> None:
    operator = an_operator()
    run = looked_through(CLOSED, sheet_of(CLOSED, [closed_row(world)]), actor=operator)
    write(uid=run.uid, actor=operator)
    known = ImportRun.objects.get(uid=run.uid)
    write_sheet(uid=run.uid)
    kind = import_kinds.get(CLOSED)
    walk = passing._Walk(known, kind.open(operator), is_writing=True)
    rows = Sheet(kind, Workbook(open_file(known.file))).rows()

    outcomes = [walk.one(batch) for batch in walk.batches(rows)]

    assert outcomes == [False]
    assert Dossier.objects.count() == 1


def test_codes_of_today_are_gone_on_with(world: World, clock: time_machine.Traveller) -> None:
    operator = an_operator()
    row = closed_row(
        world,
        ma_ho_so="H14.20.05-261116-0041",
        ngay_nop="16/11/2026 07:30",
        ngay_tiep_nhan="16/11/2026 07:35",
        ngay_xong="16/11/2026 07:40",
    )
    clock.move_to(datetime(2026, 11, 16, 8, tzinfo=UTC))
    brought_in(looked_through(CLOSED, sheet_of(CLOSED, [row]), actor=operator), operator)

    given = give_number(
        register="dossiers.dossier",
        agency_id=world.here.agency.pk,
        on=datetime(2026, 11, 16, tzinfo=UTC).date(),
        actor=operator,
        values={"agency": "H14.20.05"},
    )

    assert given.text == "H14.20.05-261116-0042"
    late = looked_through(
        CLOSED,
        sheet_of(CLOSED, [row | {"ma_ho_so": "H14.20.05-261116-0044"}]),
        actor=operator,
    )
    assert said(late) == [(2, "ma_ho_so", "in_series")]


def test_codes_of_a_look_that_officials_dated_are_gone_on_with(
    world: World, clock: time_machine.Traveller
) -> None:
    since = date(2026, 11, 20)
    look = "{coquan}.{namthangngay}.{so:6}"
    date_law_rule("dossiers.dossier", 0, "pattern", pattern=look, since=since)
    clock.move_to(datetime(2026, 11, 20, 8, tzinfo=UTC))
    operator = an_operator()
    row = closed_row(
        world,
        ma_ho_so="h14.20.05.261120.000041",
        ngay_nop="20/11/2026 07:30",
        ngay_tiep_nhan="20/11/2026 07:35",
        ngay_xong="20/11/2026 07:40",
    )
    brought_in(looked_through(CLOSED, sheet_of(CLOSED, [row]), actor=operator), operator)

    given = accepted(world)

    assert Dossier.objects.get(accepted_at__lt=given.accepted_at).code == "H14.20.05.261120.000041"
    assert given.code == "H14.20.05.261120.000042"
    late = looked_through(
        CLOSED, sheet_of(CLOSED, [row | {"ma_ho_so": "H14.20.05.261120.000044"}]), actor=operator
    )
    assert said(late) == [(2, "ma_ho_so", "in_series")]


def test_who_may_not_import_changes_nothing(world: World) -> None:
    content = sheet_of(CLOSED, [closed_row(world)])

    with pytest.raises(NotPermitted):
        start(kind=CLOSED, source=SOURCE, content=content, name="a.xlsx", actor=world.here.leader)

    assert not ImportRun.objects.exists()


def test_a_difference_is_signed_off_only_with_its_reason(
    world: World, clock: time_machine.Traveller
) -> None:
    operator = an_operator()
    run = looked_through(CLOSED, sheet_of(CLOSED, [closed_row(world)]), actor=operator)
    run = brought_in(run, operator)
    ImportRun.objects.filter(pk=run.pk).update(house_totals=[])

    with pytest.raises(Invalid):
        sign_off(uid=run.uid, note=" ", actor=operator)
    signed = sign_off(uid=run.uid, note="Đã đối chiếu tay.", actor=operator)

    assert (signed.state, signed.signed_by) == (ImportState.SIGNED, operator.id)
    with pytest.raises(NotPermitted):
        sign_off(uid=run.uid, note="", actor=make_actor())
    assert check_sheet(uid=run.uid).state == ImportState.SIGNED


def test_a_retired_code_names_the_code_of_who_took_over(
    world: World, clock: time_machine.Traveller, first: str
) -> None:
    merged(world, make_actor(OrganizationPermission.PLAN_MERGERS))

    sheet = sheet_of(OPEN, [open_row(world, 1, buoc=first)])
    run = looked_through(OPEN, sheet, actor=an_operator())

    fault = imports.faults_of(run)[0]
    assert (fault.column, fault.code) == ("ma_co_quan", "ended_agency")
    assert fault.values == {"heir": successor().code}


def test_the_example_of_the_template_names_a_step_its_procedure_has(world: World) -> None:
    load_catalogue("1.013225")
    example = {column.key: column.example for column in import_kinds.get(OPEN).columns}

    version = Places().version(example["ma_thu_tuc"], timezone.now())

    assert version is not None
    definition = definition_of(version)
    assert definition is not None
    assert example["buoc"] in entries_of(definition)
