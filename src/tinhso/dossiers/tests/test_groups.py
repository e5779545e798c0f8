"""A business files many dossiers from one spreadsheet: dry first, mended, then once each."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Dossier, GroupFiling, UnitDuty
from tinhso.dossiers.rules.groups import MOST_LINES, GroupState
from tinhso.dossiers.services import grouping
from tinhso.dossiers.testing import World, a_file
from tinhso.identity.testing import Account, BusinessFactory, CitizenFactory, actor_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.filled_sheets import FIRST_LINE
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import told_beside, vietnamese_left_behind
from tinhso.procedures.testing import load_catalogue

BADGE = "2.002288"
PROCEDURES = (BADGE,)
LISTS = "/nop-theo-danh-sach/"


@pytest.fixture
def world(world: World) -> World:
    """A commune that resolves badges of vehicles here."""
    here = world.here
    UnitDuty.objects.create(agency=here.agency, unit=here.division, procedure_code=BADGE)
    return world


@pytest.fixture
def company(world: World) -> Account:
    """A transport company."""
    return BusinessFactory.create()


def started(world: World, company: Account) -> tuple[GroupFiling, Actor]:
    actor = actor_for(company)
    group = services.start_group(
        procedure_code=BADGE, resolving_agency_id=world.here.agency.pk, actor=actor
    )
    return group, actor


def filled(group: GroupFiling, actor: Actor, *rows: dict[str, Any], merge: str = "") -> bytes:
    """Return the template with these rows, by the key of their column."""
    book = load_workbook(BytesIO(services.group_template(uid=group.uid, actor=actor)))
    sheet = book.worksheets[0]
    places = {cell.value: n for n, cell in enumerate(sheet[2], start=1)}
    for line, row in enumerate(rows, start=FIRST_LINE):
        for key, value in row.items():
            sheet.cell(row=line, column=places[key], value=value)
    if merge:
        sheet.merge_cells(merge)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def vehicle(plate: str, **changes: Any) -> dict[str, Any]:
    """Return one sound row."""
    return {
        "dv_ten": "Công ty Vận tải Thử",
        "dv_ma_so": "0100109106",
        "dv_dia_chi.province": "Cao Bằng",
        "dv_dia_chi.commune": "Đông Khê",
        "dv_dia_chi.line": "Khu 2",
        "dv_giay_phep": "GP 12/2026",
        "dd_ho_ten": "Nguyễn Văn An",
        "dd_so_dinh_danh": "004085001234",
        "dd_dien_thoai": 912345678,
        "loai_de_nghi": "Cấp mới",
        "tra_cuu_dang_ky": "Có",
        "xe.bien_so": plate,
        "xe.nhan_hieu": "Thaco",
        "xe.nam_san_xuat": 2024,
        "xe.suc_chua": "29 chỗ",
        "xe.loai": "Xe hợp đồng",
        **changes,
    }


def test_the_template_is_made_from_the_procedures_own_form(world: World, company: Account) -> None:
    group, actor = started(world, company)

    sheet = load_workbook(BytesIO(services.group_template(uid=group.uid, actor=actor))).worksheets[
        0
    ]

    keys = [cell.value for cell in sheet[2]]
    assert {"dv_ten", "dv_dia_chi.commune", "xe.bien_so", "xe.loai"} <= set(keys)
    assert "cam_ket" not in keys
    assert sheet["A3"].value == "Ví dụ"
    assert len(sheet.data_validations.dataValidation) >= 3


def test_all_rows_become_dossiers_once_however_often_the_job_runs(
    world: World, company: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, actor = started(world, company)
    rows = [vehicle(f"11B-000{n:02}") for n in range(4)]
    services.read_group(uid=group.uid, content=filled(group, actor, *rows), actor=actor)
    assert [row.errors for row in group.rows.all()] == ["{}"] * 4
    services.confirm_group(uid=group.uid, declared=True, actor=actor)
    file_row = grouping._file_row
    done: list[int] = []

    def killed(*given: Any) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        file_row(*given)

    monkeypatch.setattr(grouping, "_file_row", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.file_group(group_uid=str(group.uid))
    assert Dossier.objects.count() == 2
    monkeypatch.setattr(grouping, "_file_row", file_row)
    jobs.file_group(group_uid=str(group.uid))
    jobs.file_group(group_uid=str(group.uid))

    assert Dossier.objects.count() == 4
    assert len({dossier.submission_number for dossier in Dossier.objects.all()}) == 4
    group.refresh_from_db()
    assert group.state == GroupState.DONE
    assert Notification.objects.filter(kind="dossiers.group_done").count() == 1
    first = Dossier.objects.order_by("pk")[0]
    assert first.parties.get(role="owner").person_id == company.person_id
    with pytest.raises(services.WrongState):
        services.confirm_group(uid=group.uid, declared=True, actor=actor)


def test_what_is_wrong_is_said_at_its_cell_and_mended_on_the_page(
    world: World, company: Account
) -> None:
    group, actor = started(world, company)
    browser = Client()
    browser.force_login(company)
    page = f"{LISTS}{group.uid}/"
    content = filled(
        group,
        actor,
        vehicle("11B-00001"),
        vehicle("11B-00002", **{"xe.nam_san_xuat": "hai nghìn", "dd_so_dinh_danh": "12"}),
        vehicle("11B-00003", **{"xe.loai": "Xe bay"}),
    )

    sent = browser.post(f"{page}tai-len/", {"file": SimpleUploadedFile("a.xlsx", content)})
    shown = browser.get(page).content.decode()

    assert sent.status_code == 302
    assert "hai nghìn" in shown
    assert group.rows.filter(is_sound=False).count() == 2
    with pytest.raises(Invalid):
        services.confirm_group(uid=group.uid, declared=True, actor=actor)
    book = load_workbook(BytesIO(browser.get(f"{page}xuat.xlsx").content))
    assert "Xe: Năm sản xuất: " in str(book.worksheets[0]["E2"].value)
    assert told_beside(book)["Chưa nộp"] == 3
    opened = browser.get(f"{page}dong/{FIRST_LINE + 1}/")
    row = opened.context["form"]
    assert opened.content.decode().count('aria-invalid="true"') == 2
    values = {name: field.initial for name, field in row.fields.items()}
    right = {"hai nghìn": "2024", "12": "004085001234"}
    fixed = {name: right.get(value, value) for name, value in values.items()}
    browser.post(f"{page}dong/{FIRST_LINE + 1}/", fixed)
    browser.post(f"{page}dong/{FIRST_LINE + 2}/bo/")
    assert [row.is_sound for row in group.rows.all()] == [True, True]
    undeclared = browser.post(f"{page}nop/", {})
    assert undeclared.status_code == 422
    browser.post(f"{page}nop/", {"declared": "on"})
    group.refresh_from_db()
    assert group.state == GroupState.RUNNING
    assert browser.get(f"{page}xuat.xlsx").content.startswith(b"PK")
    browser.get(page)  # what was said in Vietnamese before
    browser.cookies["django_language"] = "en"
    english = browser.get(page).content.decode()
    assert 'lang="en"' in english
    assert vietnamese_left_behind(english) == []


def test_merged_cells_and_rows_twice_are_named(world: World, company: Account) -> None:
    group, actor = started(world, company)
    content = filled(
        group,
        actor,
        vehicle("11B-00001"),
        vehicle("11B-00002"),
        vehicle("11B-00002"),
        merge=f"B{FIRST_LINE}:C{FIRST_LINE}",
    )

    services.read_group(uid=group.uid, content=content, actor=actor)

    first, second, third = group.rows.all()
    assert "gộp" in first.errors
    assert [row.is_sound for row in (first, second, third)] == [False, True, False]
    services.put_group_paper(uid=group.uid, component_key="dang_ky_xe", file=a_file(), actor=actor)
    assert [row.is_sound for row in group.rows.all()] == [False, True, False]
    services.mend_group_row(
        uid=group.uid, line=third.line, texts={"xe.bien_so": "11B-00003"}, actor=actor
    )
    assert [row.is_sound for row in group.rows.all()] == [False, True, True]


def test_too_many_rows_and_strange_files_leave_what_was_there(
    world: World, company: Account
) -> None:
    group, actor = started(world, company)
    services.read_group(
        uid=group.uid, content=filled(group, actor, vehicle("11B-00001")), actor=actor
    )
    long = load_workbook(BytesIO(services.group_template(uid=group.uid, actor=actor)))
    for _n in range(MOST_LINES + 1):
        long.worksheets[0].append(["", "x"])
    kept = BytesIO()
    long.save(kept)
    other = BytesIO()
    Workbook().save(other)

    for content, said in (
        (kept.getvalue(), str(MOST_LINES)),
        (other.getvalue(), "tệp mẫu"),
        (b"\0khong phai bang tinh", "Không đọc được"),
    ):
        with pytest.raises(Invalid) as refused:
            services.read_group(uid=group.uid, content=content, actor=actor)
        assert said in str(refused.value.fields["file"])

    assert group.rows.count() == 1


def test_a_rule_that_refuses_a_row_stops_no_other(world: World, company: Account) -> None:
    group, actor = started(world, company)
    rows = [vehicle("11B-00001"), vehicle("11B-00002")]
    services.read_group(uid=group.uid, content=filled(group, actor, *rows), actor=actor)
    services.confirm_group(uid=group.uid, declared=True, actor=actor)
    first = group.rows.all()[0]
    first.texts = first.texts.replace("Thaco", "")
    first.save()

    jobs.file_group(group_uid=str(group.uid))

    states = [(bool(row.refused), row.dossier_id is not None) for row in group.rows.all()]
    assert states == [(True, False), (False, True)]


def test_a_person_and_another_company_have_no_such_list(world: World, company: Account) -> None:
    group, _actor = started(world, company)
    citizen, rival = CitizenFactory.create(), BusinessFactory.create()

    with pytest.raises(NotPermitted):
        services.start_group(
            procedure_code=BADGE,
            resolving_agency_id=world.here.agency.pk,
            actor=actor_for(citizen),
        )
    with pytest.raises(NotFound):
        services.delete_group(uid=group.uid, actor=actor_for(rival))

    browser = Client()
    browser.force_login(rival)
    assert browser.get(f"{LISTS}{group.uid}/").status_code == 404
    assert browser.get(LISTS).status_code == 200
    browser.force_login(citizen)
    refused = browser.get(LISTS)
    assert refused.status_code == 403
    assert "Cần người giúp, hãy gọi số ở cuối trang" in refused.content.decode()


def test_a_procedure_is_found_in_everyday_words_or_by_its_code(company: Account) -> None:
    load_catalogue(BADGE, "1.001193")
    browser = Client()
    browser.force_login(company)
    there = f"{LISTS}thu-tuc/{BADGE}/"
    other = f"{LISTS}thu-tuc/1.001193/"
    whole = browser.get(LISTS).content.decode()
    assert (there in whole, other in whole) == (True, True)

    for typed in ("phu hieu xe", BADGE):
        page = browser.get(LISTS, {"q": typed}).content.decode()
        assert (there in page, other in page) == (True, False), typed
    none = browser.get(LISTS, {"q": "zzzzzz"}, headers={"HX-Request": "true"})

    assert "Không có thủ tục nào khớp" in none.content.decode()
    assert "<html" not in none.content.decode()


def test_the_api_does_what_the_page_does(world: World, company: Account) -> None:
    browser = Client()
    browser.force_login(company)
    base = "/api/v1/dossiers/groups"

    made = browser.post(
        base,
        {"procedure_code": BADGE, "agency": str(world.here.agency.uid)},
        content_type="application/json",
    ).json()
    group = GroupFiling.objects.get(uid=made["uid"])
    content = filled(group, actor_for(company), vehicle("11B-00001", **{"xe.loai": "Xe bay"}))
    read = browser.post(
        f"{base}/{group.uid}/sheet", {"file": SimpleUploadedFile("a.xlsx", content)}
    ).json()
    mended = browser.put(
        f"{base}/{group.uid}/rows/{FIRST_LINE}",
        {"texts": {"xe.loai": "Xe buýt"}},
        content_type="application/json",
    ).json()
    confirmed = browser.post(
        f"{base}/{group.uid}/confirm", {"declared": True}, content_type="application/json"
    ).json()

    assert (read["total"], read["wrong"]) == (1, 1)
    assert set(read["rows"][0]["errors"]) == {"xe.loai"}
    assert mended["errors"] == {}
    assert confirmed["state"] == "running"
    assert browser.get(base).json()[0]["total"] == 1
