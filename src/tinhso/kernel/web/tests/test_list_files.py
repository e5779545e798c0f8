"""A list in a file: its table, and the second sheet that tells what the table is."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from tinhso.kernel.actors import Actor
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.stores import _store_for
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, make_actor
from tinhso.kernel.web.jobs import forget_runs
from tinhso.kernel.web.models import ListRun, RunState, SavedView
from tinhso.kernel.web.tests.conftest import SignIn
from tinhso.kernel.web.tests.lists import grow

pytestmark = pytest.mark.django_db
LIST = "/thu/danh-sach/"


def sheet_of(content: bytes) -> Worksheet:
    """Open the first sheet of a workbook."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_an_export_holds_exactly_what_is_shown_as_text(page: Client, reader: Actor) -> None:
    grow(reader, 2)
    SavedView.objects.filter(name="Dòng 001").update(name="=1+1")

    answer = page.get(f"{LIST}xuat/xlsx/?loai=a&xep=name")

    sheet = sheet_of(answer.getvalue())
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0] == ["tên", "danh sách", "cơ quan", "lưu lúc"]
    assert lines[1] == ["=1+1", "a", 1, datetime.fromisoformat("2026-11-02T10:00")]
    assert sheet["A2"].data_type == "s"
    text = page.get(f"{LIST}xuat/csv/?xep=name").getvalue().decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1+1,a,1,02/11/2026 10:00"


def test_an_open_document_holds_the_same(page: Client, reader: Actor) -> None:
    grow(reader, 1)

    answer = page.get(f"{LIST}xuat/ods/")

    package = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    content = package.read("content.xml").decode()
    assert package.namelist()[0] == "mimetype"
    assert 'office:date-value="2026-11-01T10:00:00"' in content


def test_a_wrong_filter_exports_nothing(page: Client, reader: Actor) -> None:
    grow(reader, 2)

    assert page.get(f"{LIST}xuat/xlsx/?so_tu=abc").status_code == 422


def test_a_long_export_becomes_a_job_with_a_file(
    page: Client, reader: Actor, known_actors: None
) -> None:
    _store_for.cache_clear()
    grow(reader, 101)

    answer = page.get(f"{LIST}xuat/xlsx/?xep=name")
    there = answer["Location"]
    assert "Đang làm" in page.get(there).content.decode()
    run_waiting_jobs("web.run_list")

    run = ListRun.objects.get()
    assert (run.state, run.done_count, run.total_count) == (RunState.DONE, 101, 101)
    content = page.get(f"{there}tep/").getvalue()
    sheet = sheet_of(content)
    assert (sheet.max_row, sheet["A2"].value) == (102, "Dòng 000")
    assert told_by(content)["Số dòng"] == 101


def test_a_finished_run_and_its_file_are_forgotten_after_thirty_days(
    page: Client, reader: Actor, known_actors: None
) -> None:
    _store_for.cache_clear()
    grow(reader, 101)
    page.get(f"{LIST}xuat/xlsx/")
    run_waiting_jobs("web.run_list")
    young = ListRun.objects.get()
    assert young.file_uid is not None
    ListRun.objects.create(
        uid=uuid4(),
        list_name=young.list_name,
        owner=young.owner,
        act=young.act,
        state=RunState.DONE,
        file_uid=young.file_uid,
        created_at=timezone.now() - timedelta(days=31),
    )
    ListRun.objects.filter(pk=young.pk).update(file_uid=None)

    forget_runs()

    assert list(ListRun.objects.all()) == [young]
    assert not StoredFile.objects.filter(uid=young.file_uid).exists()


def test_anothers_file_does_not_exist(
    page: Client, reader: Actor, known_actors: None, as_actor: SignIn
) -> None:
    _store_for.cache_clear()
    grow(reader, 101)
    there = page.get(f"{LIST}xuat/xlsx/")["Location"]
    run_waiting_jobs("web.run_list")

    other = as_actor(make_actor(agency_id=7))

    assert other.get(there).status_code == 404
    assert other.get(f"{there}tep/").status_code == 404


def told_by(content: bytes) -> dict[str, object]:
    """Return what the second sheet of a workbook says."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    return {str(label): value for label, value in sheet.iter_rows(values_only=True)}


@time_machine.travel(datetime(2026, 11, 30, 3, 4, 5, tzinfo=UTC), tick=False)
def test_a_second_sheet_tells_filter_count_sum_and_who(page: Client, reader: Actor) -> None:
    grow(reader, 4)
    grow(reader, 1, list_name="b")

    content = page.get(f"{LIST}xuat/xlsx/?loai=a&so_tu=2&xep=-name&q=dong").getvalue()

    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["bộ lọc đã lưu", "Về bảng này"]
    assert book.worksheets[0].auto_filter.ref == "A1:D3"
    assert told_by(content) == {
        "Bảng": "bộ lọc đã lưu",
        "Tìm theo chữ": "dong",
        "danh sách": "A",
        "cơ quan": "từ 2",
        "Sắp theo": "tên, giảm dần",
        "Số dòng": 2,
        "Tổng cột “cơ quan”": 5,
        "Người xuất": reader.name,
        "Xuất lúc": datetime.fromisoformat("2026-11-30T10:04:05"),
        "Phạm vi": "Chỉ gồm những gì người xuất được xem.",
    }


def test_a_list_that_is_not_narrowed_says_so_in_the_readers_language(
    page: Client, reader: Actor
) -> None:
    grow(reader, 2)

    told = told_by(in_english(page).get(f"{LIST}xuat/xlsx/").getvalue())

    assert told["Filter"] == "No filter: all rows, all times"
    assert told["Rows"] == 2
    assert told["Taken out by"] == reader.name


def test_an_open_document_tells_the_same_and_csv_stays_bare(page: Client, reader: Actor) -> None:
    grow(reader, 2)

    package = zipfile.ZipFile(io.BytesIO(page.get(f"{LIST}xuat/ods/?loai=a").getvalue()))
    lines = page.get(f"{LIST}xuat/csv/?loai=a").getvalue().decode("utf-8-sig").splitlines()

    _table, second = package.read("content.xml").decode().split('table:name="Về bảng này"')
    assert "<text:p>Số dòng</text:p>" in second
    assert 'office:value="2"' in second
    assert f"<text:p>{reader.name}</text:p>" in second
    assert len(lines) == 3
