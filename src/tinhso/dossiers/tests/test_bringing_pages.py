"""The pages by which an old system's dossiers come in."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.testing import World
from tinhso.dossiers.testing.world import browser_of
from tinhso.dossiers.tests.bringing import CLOSED, OPEN, closed_row, open_row
from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.files.rules import XLSX
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import check_sheet, write_sheet
from tinhso.kernel.importing.testing import sheet_of
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.kernel.web.importing import views

HERE = "/quan-tri/nhap-du-lieu/"


@pytest.fixture
def operator(world: World, clock: time_machine.Traveller) -> Client:
    """An operator's browser."""
    account = OfficialFactory.create(name="Hoàng Văn Vận")
    assignment = give_role(account, *ImportPermission, agency_id=world.province.pk)
    assignment.role.is_everywhere = True
    assignment.role.save()
    browser = Client()
    browser.force_login(account)
    return browser


def hand_in(browser: Client, kind: str, content: bytes) -> ImportRun:
    """Upload a sheet and let background work look through it."""
    file = SimpleUploadedFile("cu.xlsx", content, content_type=XLSX.content_type)
    answer = browser.post(f"{HERE}loai/{kind}/", {"source": "Một cửa cũ", "file": file})
    assert answer.status_code == 302
    return check_sheet(uid=answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def test_from_the_template_to_the_signed_minute(world: World, operator: Client) -> None:
    chosen = operator.get(HERE)
    template = b"".join(operator.get(f"{HERE}loai/{CLOSED}/mau.xlsx"))
    heads = [cell.value for cell in load_workbook(io.BytesIO(template)).worksheets[0][1]]
    run = hand_in(operator, CLOSED, sheet_of(CLOSED, [closed_row(world, n) for n in (1, 2)]))
    page = f"{HERE}lan/{run.uid}/"
    looked = operator.get(page)

    operator.post(f"{page}nhap/")
    at_work = operator.get(page)
    write_sheet(uid=run.uid)
    written = operator.get(page)
    minute = operator.get(f"{page}bien-ban.pdf")
    signed = operator.post(f"{page}ky-duyet/", {"note": ""})

    assert "Hồ sơ đã kết thúc" in chosen.content.decode()
    assert heads[:2] == ["ma_ho_so", "ma_thu_tuc"]
    assert "Nhập 2 dòng đúng" in looked.content.decode()
    assert 'hx-trigger="every 2s"' in at_work.content.decode()
    assert "khớp" in written.content.decode()
    assert minute.content.startswith(b"%PDF-")
    assert signed.status_code == 302
    run.refresh_from_db()
    assert (run.state, run.signed_by_name) == (ImportState.SIGNED, "Hoàng Văn Vận")
    assert Dossier.objects.count() == 2


def test_wrong_rows_come_back_marked_and_may_be_sent_again(world: World, operator: Client) -> None:
    rows = [
        open_row(world, 1, buoc="phan-cong"),
        open_row(world, 2, buoc="phan-cong", han_tra="30/02/2026"),
    ]
    run = hand_in(operator, OPEN, sheet_of(OPEN, rows))

    shown = operator.get(f"{HERE}lan/{run.uid}/").content.decode()
    marked = b"".join(operator.get(f"{HERE}lan/{run.uid}/dong-sai.xlsx"))
    sheet = load_workbook(io.BytesIO(marked)).worksheets[0]
    again = hand_in(operator, OPEN, marked)

    assert "Không phải ngày giờ" in shown
    assert "30/02/2026" in shown
    heads = [cell.value for cell in sheet[1]]
    red = [
        head
        for head, cell in zip(heads, sheet[2], strict=True)
        if cell.fill.fgColor.rgb == "FFF4B6B6"
    ]
    assert red == ["han_tra"]
    assert sheet.max_row == 2
    assert "Không phải ngày giờ" in str(sheet[2][len(heads) - 1].value)
    assert (again.state, again.wrong_count) == (ImportState.CHECKED, 1)


def test_bad_input_keeps_what_was_typed_and_others_see_nothing(
    world: World, operator: Client
) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    file = SimpleUploadedFile("cu.xls", old, content_type="application/vnd.ms-excel")
    refused = operator.post(f"{HERE}loai/{OPEN}/", {"source": "Một cửa cũ", "file": file})
    run = hand_in(operator, CLOSED, sheet_of(CLOSED, [closed_row(world)]))
    stranger = browser_of(world.here.leader)

    assert refused.status_code == 422
    assert "Tệp của Excel cũ (.xls)" in refused.content.decode()
    assert 'value="Một cửa cũ"' in refused.content.decode()
    assert stranger.get(HERE).status_code == 403
    assert stranger.get(f"{HERE}lan/{run.uid}/").status_code == 403
    assert stranger.post(f"{HERE}lan/{run.uid}/nhap/").status_code == 403
    assert ImportRun.objects.get().state == ImportState.CHECKED


def test_the_pages_speak_english(world: World, operator: Client) -> None:
    rows = [open_row(world, 1, buoc="phan-cong"), open_row(world, 2, buoc="ky")]
    run = hand_in(operator, OPEN, sheet_of(OPEN, rows))
    reader = in_english(operator)
    reader.post(f"{HERE}lan/{run.uid}/nhap/")
    write_sheet(uid=run.uid)

    for address in (HERE, f"{HERE}loai/{OPEN}/", f"{HERE}lan/{run.uid}/"):
        page = reader.get(address).content.decode()
        assert vietnamese_left_behind(page) == [], address


def test_a_province_of_groups_shows_those_that_differ_first(
    world: World, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_SHOWN", 2)
    run = hand_in(operator, CLOSED, sheet_of(CLOSED, [closed_row(world)]))
    reader = in_english(operator)
    reader.post(f"{HERE}lan/{run.uid}/nhap/")
    write_sheet(uid=run.uid)
    groups = [["H14.1", "a", "returned", 3], ["H14.2", "b", "returned", 3]]
    more = ["H14.3", "c", "returned"]
    ImportRun.objects.filter(pk=run.pk).update(
        sheet_totals=[*groups, [*more, 5]], house_totals=[*groups, [*more, 4]]
    )

    page = operator.get(f"{HERE}lan/{run.uid}/").content.decode()

    assert "Hiện 2 nhóm trong 3 nhóm" in page
    assert page.index("H14.3") < page.index("H14.1")
    assert "H14.2<" not in page
