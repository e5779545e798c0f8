"""A sheet is gone through in bounded memory, and what stands wrong in it is said at its place."""

import io
import tracemalloc

import pytest
from openpyxl import Workbook

from tinhso.kernel.importing import queries
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import passing, write, write_sheet
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.importing.tests.words import WORDS, Words
from tinhso.kernel.testing import make_actor

pytestmark = pytest.mark.django_db
HEAD = b"tu;nghia;so\n"


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let words be brought in."""
    monkeypatch.setitem(import_kinds._plugs, WORDS, Words())


def handed_in(content: bytes, source: str = "cũ") -> ImportRun:
    """Hand a sheet of words in and look through it."""
    return looked_through(WORDS, content, actor=make_actor(ImportPermission.IMPORT), source=source)


def brought_in(run: ImportRun) -> ImportRun:
    """Let what is right come in."""
    write(uid=run.uid, actor=make_actor(ImportPermission.IMPORT))
    return write_sheet(uid=run.uid)


def rows(count: int) -> bytes:
    """Return so many words as CSV."""
    return HEAD + b"".join(b"tu %d;nghia cua tu;%d\n" % (n, n) for n in range(count))


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    """Return what is wrong, by line, column and code."""
    return [(f.line, f.column, f.code) for f in queries.faults_of(run)]


def test_memory_does_not_grow_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "BATCH", 100)
    peaks: dict[int, list[int]] = {}
    for count in (150, 400, 1_600):  # the first fills what is kept anyway
        content = rows(count)
        tracemalloc.start()
        run = handed_in(content, source=str(count))
        looked = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        run = brought_in(run)
        peaks[count] = [looked, tracemalloc.get_traced_memory()[1]]
        tracemalloc.stop()
        assert (run.state, run.written_count) == (ImportState.WRITTEN, count)

    # a row held whole takes some kilobytes; its key's hash and its bytes in the file, 200
    for small, large in zip(peaks[400], peaks[1_600], strict=True):
        assert large - small < 1_200 * 200


def test_a_csv_file_comes_in_as_a_workbook_does() -> None:
    run = handed_in(HEAD + 'một;"1; một";1\nhai;;x\n'.encode())

    assert (run.file_name, run.row_count) == ("cu.csv", 2)
    assert said(run) == [(3, "so", "not_a_number")]


def test_two_bad_rows_stay_out_and_the_others_come_in() -> None:
    content = HEAD + "một;;1\nhai;;x\nba;;3\n;nghĩa;\n".encode()

    run = brought_in(handed_in(content))

    assert (run.state, run.written_count, run.wrong_count) == (ImportState.WRITTEN, 2, 2)
    assert said(run) == [(3, "so", "not_a_number"), (5, "tu", "required")]
    assert not queries.differences(run)


def test_a_formula_without_its_value_is_named_at_its_cell() -> None:
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0].append(["tu", "nghia", "so"])
    book.worksheets[0].append(["một", "=A2", "=1+1"])
    book.save(out)

    run = handed_in(out.getvalue())

    assert said(run) == [(2, "nghia", "unreckoned"), (2, "so", "unreckoned")]
    assert [fault.typed for fault in queries.faults_of(run)] == ["=A2", "=1+1"]


def test_a_heading_twice_is_named_and_nothing_is_guessed() -> None:
    run = handed_in(b"tu;so;TU\na;1;b\n")

    assert run.state == ImportState.UNREADABLE
    assert run.fault == "Dòng đầu có hai cột cùng tên: tu. Hãy tải tệp mẫu về dùng."


def test_a_file_that_breaks_off_in_the_middle_ends_with_a_sentence() -> None:
    content = rows(700) + b'tu 701;"mo ma khong dong;1\n' + b"x;y;1\n" * 30_000

    run = handed_in(content)

    assert run.state == ImportState.UNREADABLE
    assert "dấu nháy kép" in run.fault
    assert write_sheet(uid=run.uid).state == ImportState.UNREADABLE


def test_which_sheet_was_read_is_kept() -> None:
    run = handed_in(sheet_of(WORDS, [{"tu": "một"}]))

    assert (run.sheet_name, run.hidden_sheets, run.row_count) == ("Sheet1", 0, 1)


def test_two_bad_rows_among_a_hundred_thousand_are_named_and_no_other() -> None:
    count = 100_000
    bad = {40_001: b"tu 40001;;x\n", 99_998: b";nghia;1\n"}
    lines = (bad.get(n, b"tu %d;nghia;%d\n" % (n, n)) for n in range(count))

    run = handed_in(HEAD + b"".join(lines))

    assert (run.state, run.row_count, run.good_count) == (ImportState.CHECKED, count, count - 2)
    assert said(run) == [(40_003, "so", "not_a_number"), (100_000, "tu", "required")]
