"""Papers of dossiers that were brought in: an archive with its index, each file to its dossier."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tinhso.dossiers.models import Attachment, Dossier
from tinhso.dossiers.testing import World, browser_of, submitted
from tinhso.dossiers.tests.bringing import (
    CLOSED,
    OPEN,
    an_operator,
    brought_in,
    closed_row,
    open_row,
)
from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.importing import queries
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.services import passing, write, write_sheet
from tinhso.kernel.importing.testing import archive_of, looked_through, sheet_of
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.kernel.web.importing import views
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db
KIND = "dossiers.papers"
PAGES = "/quan-tri/nhap-du-lieu/lan/"
FIRST, SECOND = "CU-2026-000001", "CU-2025-000002"


def a_browser() -> Client:
    """Return the browser of who brings in."""
    account = OfficialFactory.create()
    unit = UnitFactory.create()
    give_role(account, *ImportPermission, agency_id=unit.agency_id, unit_id=unit.pk)
    browser = Client()
    browser.force_login(account)
    return browser


@pytest.fixture
def operator(world: World) -> Actor:
    """An operator in a house to which two dossiers came, an open one and a closed one."""
    who = an_operator()
    for kind, row in ((OPEN, open_row(world)), (CLOSED, closed_row(world, 2))):
        brought_in(looked_through(kind, sheet_of(kind, [row]), actor=who), who)
    return who


def line(code: str, path: str, component: str = "ban_ve") -> dict[str, Any]:
    """Return a row of an index."""
    return {"ma_ho_so": code, "tep": path, "thanh_phan": component}


def faults_of(run: ImportRun) -> list[tuple[int, str, str]]:
    """Return what was found wrong."""
    return list(run.faults.values_list("line", "column", "code"))


def test_each_file_comes_to_its_dossier(world: World, operator: Actor) -> None:
    drawing, other = a_pdf("Bản vẽ"), a_pdf("Đơn cũ")
    rows = [line(FIRST, "0001/bản vẽ.pdf"), line(SECOND, "0002/don.pdf", "")]
    content = archive_of(KIND, rows, {"0001/bản vẽ.pdf": drawing, "0002/don.pdf": other})

    run = looked_through(KIND, content, actor=operator)
    before = Attachment.objects.count()
    run = brought_in(run, operator)

    assert (before, run.written_count, run.wrong_count) == (0, 2, 0)
    assert run.sheet_totals == run.house_totals
    first, second = Attachment.objects.order_by("pk")
    assert (first.dossier.code, first.component_key) == (FIRST, "ban_ve")
    assert first.file is not None
    assert (first.file.name, files.open_file(first.file)) == ("bản vẽ.pdf", drawing)
    assert (second.dossier.code, second.component_key) == (SECOND, "khac")
    told = first.dossier.timeline.get(code="papers_brought_in")
    assert told.values == {"source": "Một cửa cũ", "count": 1}
    page = browser_of(world.here.clerk_of_desk).get(f"/lam-viec/mot-cua/{second.dossier.uid}/")
    assert "Giấy tờ khác" in page.content.decode()


def test_the_dry_run_says_at_each_row_what_is_wrong(world: World, operator: Actor) -> None:
    own = submitted(world)
    Dossier.objects.filter(pk=own.pk).update(code="H14.1", accepted_at=own.arrived_at)
    locked = b"%PDF-1.4\n%%EOF" + b"x" * 40
    rows = [
        line("H14.9", "a.pdf"),
        line("H14.1", "a.pdf"),
        line(FIRST, "a.pdf", "khong_co"),
        line(FIRST, "missing.pdf"),
        line(FIRST, "b.exe"),
        line(FIRST, "c.pdf"),
        line(FIRST, "a.pdf"),
        line(FIRST, "a.pdf"),
    ]
    held = {"a.pdf": a_pdf("Một"), "b.exe": b"MZ" + b"\0" * 64, "c.pdf": locked}

    run = looked_through(KIND, archive_of(KIND, rows, held), actor=operator)

    assert faults_of(run) == [
        (2, "ma_ho_so", "unknown_dossier"),
        (3, "ma_ho_so", "not_brought"),
        (4, "thanh_phan", "unknown_component"),
        (5, "tep", "no_file"),
        (6, "tep", "wrong_type"),
        (7, "tep", "unsafe"),
        (8, "tep", "repeated"),
        (9, "tep", "repeated"),
    ]
    assert not Attachment.objects.filter(dossier__code=FIRST).exists()


def test_killed_in_the_middle_it_goes_on_and_no_file_comes_twice(
    operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [line(FIRST, f"{n}.pdf") for n in range(5)]
    content = archive_of(KIND, rows, {f"{n}.pdf": a_pdf(f"Tờ {n}") for n in range(5)})
    monkeypatch.setattr("tinhso.dossiers.import_plugs.Papers.batch", 2)
    run = looked_through(KIND, content, actor=operator)
    write(uid=run.uid, actor=operator)
    done: list[int] = []

    def killed(reached: int, _total: int) -> None:
        done.append(reached)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        passing.write_sheet(uid=run.uid, say=killed)
    half = Attachment.objects.count()
    write_sheet(uid=run.uid)
    again = brought_in(looked_through(KIND, content, actor=operator), operator)

    assert (done, half, Attachment.objects.count()) == ([2], 2, 5)
    assert (again.written_count, again.known_count) == (0, 5)


def test_what_is_no_archive_is_refused(operator: Actor) -> None:
    for content in (a_pdf("Một"), "không phải tệp nén".encode()):
        with pytest.raises(Invalid, match="ZIP"):
            looked_through(KIND, content, actor=operator)
    assert ImportRun.objects.filter(kind=KIND).count() == 0


def test_an_archive_without_its_index_or_with_a_strange_path_is_told_so(operator: Actor) -> None:
    bare, strange = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        archive.writestr("a.pdf", a_pdf("Một"))
    with zipfile.ZipFile(strange, "w") as archive:
        archive.writestr("../a.pdf", a_pdf("Một"))

    run = looked_through(KIND, bare.getvalue(), actor=operator)
    with pytest.raises(Invalid, match="đường dẫn lạ"):
        looked_through(KIND, strange.getvalue(), actor=operator)

    assert (run.state, "muc-luc.xlsx" in run.fault) == ("unreadable", True)


def test_files_no_row_names_and_rows_without_their_file_are_told_and_taken(
    operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_SHOWN", 1)
    rows = [line(FIRST, "0001/a.pdf"), line(FIRST, "0001/thieu.pdf"), line("H14.9", "0001/b.pdf")]
    held = {f"0001/{name}.pdf": a_pdf(name) for name in ("a", "b", "thừa", "z")}
    browser = a_browser()

    run = looked_through(KIND, archive_of(KIND, rows, held), actor=operator)
    dry = browser.get(f"{PAGES}{run.uid}/").content.decode()
    run = brought_in(run, operator)
    page = browser.get(f"{PAGES}{run.uid}/").content.decode()
    taken = browser.get(f"{PAGES}{run.uid}/tep-lech.xlsx")
    book = load_workbook(io.BytesIO(b"".join(taken)))
    minute = browser.get(f"{PAGES}{run.uid}/bien-ban.pdf").content
    english = in_english(browser).get(f"{PAGES}{run.uid}/").content.decode()

    assert (run.stray_count, queries.strays_of(run)) == (2, ["0001/thừa.pdf", "0001/z.pdf"])
    assert [fault.line for fault in queries.missing_files_of(run)] == [3]
    assert (run.written_count, Attachment.objects.count()) == (1, 1)
    for said in (dry, page):
        assert "2 tệp nằm trong tệp nén mà không dòng nào" in said
        assert "0001/thừa.pdf" in said
        assert "0001/z.pdf" not in said
    assert [cell.value for cell in book["tep_thua"]["A"]][1:] == ["0001/thừa.pdf", "0001/z.pdf"]
    assert [cell.value for cell in book["thieu_tep"][2]] == [3, "0001/thieu.pdf"]
    assert "không ghi, để ngoài: 2" in " ".join("".join(text_of_pages(minute)).split())
    assert vietnamese_left_behind(english) == []
    assert AuditEntry.objects.filter(action="importing.file_differences_taken").count() == 1


def test_an_archive_that_is_whole_offers_no_differences(operator: Actor) -> None:
    content = archive_of(KIND, [line(FIRST, "a.pdf")], {"a.pdf": a_pdf("a")})

    run = looked_through(KIND, content, actor=operator)

    assert run.stray_count == 0
    assert a_browser().get(f"{PAGES}{run.uid}/tep-lech.xlsx").status_code == 404
