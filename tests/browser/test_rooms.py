"""A journey for each room that people meet seldom: complaints, privacy, groups, imports."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser import filling as do
from tests.browser import machine
from tests.browser.conftest import PASSWORD, SignIn
from tests.browser.sound import Axe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sound(page: Page, axe: Axe) -> None:
    """Hold a page to what all pages are held to, on a telephone."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert axe(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url


def filled(template: bytes, heads: int, *rows: Mapping[str, str | int]) -> bytes:
    """Return a spreadsheet with these rows in place of its example; `heads` holds the keys."""
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    places = {cell.value: n for n, cell in enumerate(sheet[heads], start=1)}
    first = heads + 1 if heads == 1 else heads + 2
    for line, row in enumerate(rows, start=first):
        for cell in sheet[line]:
            cell.value = None
        for key, value in row.items():
            sheet.cell(row=line, column=places[key], value=value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_complaint_is_answered_on_a_signed_paper(sign_in: SignIn, photo: Path, axe: Axe) -> None:
    citizen, leader, clerk = sign_in("congdan2", phone=True), sign_in("lanhdao"), sign_in("vanthu")
    dossier = machine.accepted(citizen, sign_in("motcua"), photo)

    citizen.goto(f"/ho-so/{dossier}/")
    do.press(citizen, "main a.button[href$='/phan-anh/']")
    sound(citizen, axe)
    do.send(citizen, text="Tôi đến hai lần, quầy đóng cửa.", about="manner")
    uid = do.uid_in(citizen)
    sound(citizen, axe)

    desk = sign_in("motcua")
    refused = desk.goto(f"/lam-viec/phan-anh/{uid}/")
    assert refused is not None
    assert refused.status == 404
    leader.goto(f"/lam-viec/phan-anh/{uid}/")
    sound(leader, axe)
    do.press(leader, "a[href$='/tra-loi/']")
    sound(leader, axe)
    do.send(leader, outcome="founded", answer="Quầy nghỉ sai giờ. Chúng tôi xin lỗi ông.")
    items = machine.call(leader, "/signing/items?limit=100", method="GET")["items"]
    item = next(one["uid"] for one in items if str(uid) in one["link"])
    leader.goto(f"/lam-viec/cho-ky/{item}/")
    sound(leader, axe)
    do.press(leader, ".sign-dock button.primary")
    do.send(leader, code=machine.telephone_code(leader))
    clerk.goto("/lam-viec/dong-dau/")
    do.press(clerk, f"button[formaction*='{item}']")

    citizen.goto(f"/phan-anh/{uid}/")
    sound(citizen, axe)
    expect(citizen.locator("main")).to_contain_text("Quầy nghỉ sai giờ. Chúng tôi xin lỗi ông.")
    link = citizen.locator("main a[href$='/tra-loi.pdf']").get_attribute("href")
    paper = citizen.request.get(link or "").body()
    stranger = sign_in(None, phone=True)
    stranger.goto("/kiem-tra-chu-ky/")
    stranger.set_input_files(
        "[name=file]", {"name": "tra-loi.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    do.press(stranger, "form:has([name=file]) button.primary")
    expect(stranger.locator(".verdict")).to_have_class(re.compile("verdict-valid"))


def test_a_person_gets_a_sealed_copy_of_his_data(sign_in: SignIn, axe: Axe) -> None:
    person, officer = sign_in("congdan2", phone=True), sign_in("vanthu")
    person.goto("/tai-khoan/du-lieu/")
    sound(person, axe)
    do.press(person, "main a[href$='/yeu-cau/']")
    agency = person.locator("[name=agency] option", has_text="xã Đông Khê")
    do.send(
        person,
        kind="provide",
        agency=agency.first.get_attribute("value") or "",
        wish="Cho tôi một bản sao.",
    )
    uid = do.uid_in(person)
    sound(person, axe)

    officer.goto(f"/lam-viec/du-lieu-ca-nhan/{uid}/")
    sound(officer, axe)
    officer.fill("form[action$='/nhan/'] textarea", "Chúng tôi gửi bản sao trong tuần này.")
    do.press(officer, "form[action$='/nhan/'] button")
    do.press(officer, "form[action$='/lap-ban-sao/'] button")
    sound(officer, axe)

    person.goto(f"/tai-khoan/du-lieu/{uid}/")
    do.reloaded_until(person, person.locator("[name=password]"))
    sound(person, axe)
    person.fill("[name=password]", PASSWORD)
    with person.expect_download() as loaded:
        person.locator("form:has([name=password]) button").click()
    assert loaded.value.path().read_bytes().startswith(b"%PDF-")


def vehicle(plate: str, **changes: str | int) -> dict[str, str | int]:
    """Return one row of a list of vehicles."""
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


def test_a_company_files_a_list_and_mends_a_row(sign_in: SignIn, photo: Path, axe: Axe) -> None:
    company = sign_in("doanhnghiep", phone=True)
    company.goto("/nop-theo-danh-sach/thu-tuc/2.002288/")
    do.press(company, "button[form=lap]")
    here = company.url
    sound(company, axe)
    template = company.request.get(f"{here}mau.xlsx").body()
    sheet = filled(
        template, 2, vehicle("11B-00001"), vehicle("11B-00002", **{"xe.nam_san_xuat": "mới mua"})
    )
    company.locator("form[action$='/tai-len/'] [type=file]").set_input_files(
        {"name": "xe.xlsx", "mimeType": XLSX, "buffer": sheet}
    )
    do.press(company, "form[action$='/tai-len/'] button")
    expect(company.locator("main")).to_contain_text("1 dòng có chỗ sai")
    sound(company, axe)
    for form in company.locator("form[action$='/giay-to/']").all():
        form.locator("[type=file]").set_input_files(photo)
        do.press(company, form.locator("button"))

    do.press(company, company.get_by_role("link", name=re.compile("Sửa dòng")).first)
    sound(company, axe)
    wrong = company.locator("form#dong [aria-invalid=true]").first
    wrong.fill("2023")
    do.press(company, "button[form=dong]")
    company.check("[name=declared]", force=True)
    do.press(company, "form[action$='/nop/'] button")

    filed = company.locator("main a.code[href^='/ho-so/']")
    do.reloaded_until(company, filed.nth(1))
    assert filed.count() == 2
    sound(company, axe)


def test_an_old_systems_units_come_in_after_two_wrong_rows_were_mended(
    sign_in: SignIn, axe: Axe
) -> None:
    operator = sign_in("quantri")
    kind = "/quan-tri/nhap-du-lieu/loai/organization.units/"
    key = uuid4().hex[:6]
    # an agency that no other journey asks: its first specialists are who is consulted
    good = {"ma_co_quan": "H14.86", "loai": "specialist", "tu_ngay": "01/07/2025"}
    rows = [{**good, "ma_don_vi": f"H14.86.{key}{n}", "ten": f"Phòng Cũ {n}"} for n in range(4)]
    template = operator.request.get(f"{kind}mau.xlsx").body()

    def bring(*changed: Mapping[str, str | int]) -> None:
        operator.goto(kind)
        sound(operator, axe)
        content = filled(template, 1, *changed)
        operator.fill("[name=source]", "Một cửa cũ")
        operator.set_input_files(
            "[name=file]", {"name": "cu.xlsx", "mimeType": XLSX, "buffer": content}
        )
        do.press(operator, "main form:has([name=file]) button.primary")
        do.reloaded_until(operator, operator.locator("form[action$='/nhap/'] button"))
        sound(operator, axe)

    bring(rows[0], {**rows[1], "ma_co_quan": "H14.999"}, rows[2], {**rows[3], "loai": "quán"})
    expect(operator.locator("main")).to_contain_text("2 dòng cần sửa. Chưa nhập gì cả.")
    do.press(operator, "form[action$='/nhap/'] button")
    signing = operator.locator("[name=note]")
    do.reloaded_until(operator, signing)
    sound(operator, axe)

    bring(*rows)
    do.press(operator, "form[action$='/nhap/'] button")
    do.reloaded_until(operator, signing)
    expect(operator.locator("main")).not_to_contain_text("Số đếm còn lệch")
    do.send(operator, note="Đã đối chiếu với sổ giấy.")
    sound(operator, axe)
    operator.goto("/quan-tri/co-quan/?q=H14.86")
    do.press(operator, operator.locator("[data-row] a.row-link").first)
    for n in range(4):
        expect(operator.get_by_text(f"Phòng Cũ {n}", exact=True).first).to_be_visible()
