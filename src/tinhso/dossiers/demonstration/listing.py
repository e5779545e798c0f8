"""The demonstration's lists: companies file from a spreadsheet, and pay a list at once."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.cast import gather
from tinhso.dossiers.demonstration.lives import BADGE, PESTICIDES
from tinhso.dossiers.demonstration.money import tell_bill
from tinhso.dossiers.demonstration.papers import pool
from tinhso.dossiers.models import GroupFiling
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.filled_sheets import FIRST_LINE

Rows = tuple[dict[str, str], ...]

SHARED: Final = {
    "dv_ten": "Công ty TNHH Vận tải Pác Bó (mẫu)",
    "dv_ma_so": "0100109106",
    "dv_dia_chi.province": "Cao Bằng",
    "dv_dia_chi.commune": "Thục Phán",
    "dv_dia_chi.line": "Tổ 5",
    "dv_giay_phep": "GP 12/2026",
    "dd_ho_ten": "Nguyễn Văn An",
    "dd_so_dinh_danh": "004085001234",
    "dd_dien_thoai": "0912345678",
    "loai_de_nghi": "Cấp mới",
    "tra_cuu_dang_ky": "Có",
    "xe.nhan_hieu": "Thaco",
    "xe.nam_san_xuat": "2024",
    "xe.suc_chua": "29 chỗ",
    "xe.loai": "Xe hợp đồng",
}
"""What all rows say alike: invented."""
FILED: Final = tuple({"xe.bien_so": f"11B-0010{n}"} for n in range(3))
WRONG: Final = (
    {"xe.bien_so": "11B-00111"},
    {"xe.bien_so": "11B-00112", "xe.nam_san_xuat": "20x4"},
)
SHOPS: Final = {
    "cs_la": "Doanh nghiệp, hợp tác xã",
    "cs_ma_so": "0100109106",
    "dd_ho_ten": "Nguyễn Văn An",
    "dd_ngay_sinh": "01/02/1985",
    "dd_so_dinh_danh": "004085001234",
    "dd_noi_cu_tru.province": "Cao Bằng",
    "dd_noi_cu_tru.commune": "Thục Phán",
    "dd_noi_cu_tru.line": "Tổ 5",
    "dd_dien_thoai": "0912345678",
    "ch_dia_chi.province": "Cao Bằng",
    "ch_dia_chi.commune": "Thục Phán",
    "ch_dien_tich": "20",
    "co_kho": "Không",
    "thiet_bi": "chua_chay",
    "nguoi_ban.ho_ten": "Hoàng Văn Thắng",
    "nguoi_ban.trinh_do": "Đại học trở lên",
    "nguoi_ban.so_chung_chi": "Số 12 ngày 01/02/2020",
    "nop_thay": "Không",
}
"""What the shops of one company say alike: invented."""
PLAN: Final = "ban_thuyet_minh"


REPRESENTED: Final[Rows] = (
    {"cs_ten": "Cửa hàng vật tư số 6 (mẫu)", "ch_dia_chi.line": "Tổ 6"},
    {
        "cs_ten": "Hợp tác xã Nà Lẹng (mẫu)",
        "ch_dia_chi.line": "Tổ 7",
        "cs_ma_so": "4800991004",
        "nop_thay": "Có",
        "so_van_ban_uy_quyen": "Số 3/UQ",
    },
    {
        "cs_ten": "Hợp tác xã Khuổi Nà (mẫu)",
        "ch_dia_chi.line": "Tổ 8",
        "cs_ma_so": "4800991011",
        "nop_thay": "Có",
        "so_van_ban_uy_quyen": "Số 4/UQ",
    },
)
"""A list in which two rows are filed for others; the authorisation of the last is not there yet."""
PROOF: Final = "van_ban_uy_quyen"


def _shops(first: int, count: int) -> Rows:
    return tuple(
        {"cs_ten": f"Cửa hàng vật tư số {n} (mẫu)", "ch_dia_chi.line": f"Tổ {n}"}
        for n in range(first, first + count)
    )


def file_lists(say: Callable[[str], None]) -> None:
    """Let a company file one list, and leave another with a row to be mended; once."""
    if GroupFiling.objects.exists():
        return
    cast = gather()
    company = next((one.actor for one in cast.companies if one.actor is not None), None)
    if company is None:
        return
    if office := cast.departments.get(BADGE):
        _handed_in(_listed(company, BADGE, office.agency_id, SHARED, FILED), company)
        _listed(company, BADGE, office.agency_id, SHARED, WRONG)
    if office := cast.departments.get(PESTICIDES):
        _pay_at_once(company, office.agency_id)
        _for_others(company, office.agency_id)
    say(f"{GroupFiling.objects.count()} danh sách")


def _pay_at_once(company: Actor, agency_id: int) -> None:
    """Let a company pay one list by one transfer, and leave the bill of another open."""
    for number, rows in enumerate((_shops(1, 3), _shops(4, 2))):
        group = _listed(company, PESTICIDES, agency_id, SHOPS, rows)
        services.put_group_paper(
            uid=group.uid, component_key=PLAN, file=pool()["giay_to_khac"][0], actor=company
        )
        _handed_in(group, company)
        bill = services.open_bill(uid=group.uid, actor=company)
        if number == 0:
            tell_bill(bill, key=f"FTMAU{group.pk:08d}")


def _for_others(company: Actor, agency_id: int) -> None:
    """Begin a list with rows for others, each with a proof of its own; one proof is missing."""
    group = _listed(company, PESTICIDES, agency_id, SHOPS, REPRESENTED)
    paper = pool()["giay_to_khac"][0]
    services.put_group_paper(uid=group.uid, component_key=PLAN, file=paper, actor=company)
    services.put_row_papers(
        uid=group.uid,
        component_key=PROOF,
        sent=[("uy quyen 4800991004.pdf", files.open_file(paper))],
        actor=company,
    )


def _handed_in(group: GroupFiling, company: Actor) -> None:
    services.confirm_group(uid=group.uid, declared=True, actor=company)
    services.file_group(group_uid=group.uid)


def _listed(
    company: Actor, code: str, agency_id: int, shared: Mapping[str, str], rows: Rows
) -> GroupFiling:
    """Begin a list and send a filled spreadsheet, as the page does."""
    from openpyxl import load_workbook

    group = services.start_group(procedure_code=code, resolving_agency_id=agency_id, actor=company)
    book = load_workbook(BytesIO(services.group_template(uid=group.uid, actor=company)))
    sheet = book.worksheets[0]
    places = {str(cell.value): n for n, cell in enumerate(sheet[2], start=1)}
    for line, row in enumerate(rows, start=FIRST_LINE):
        for key, text in {**shared, **row}.items():
            if key in places:
                sheet.cell(row=line, column=places[key], value=text)
    out = BytesIO()
    book.save(out)
    return services.read_group(uid=group.uid, content=out.getvalue(), actor=company)
