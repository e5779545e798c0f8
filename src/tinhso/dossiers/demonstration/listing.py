"""The demonstration's lists: a transport company files badges from a spreadsheet."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

from openpyxl import load_workbook

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.cast import gather
from tinhso.dossiers.demonstration.lives import BADGE
from tinhso.dossiers.models import GroupFiling
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.filled_sheets import FIRST_LINE

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


def file_lists(say: Callable[[str], None]) -> None:
    """Let a company file one list, and leave another with a row to be mended; once."""
    if GroupFiling.objects.exists():
        return
    cast = gather()
    office = cast.departments.get(BADGE)
    company = next((one.actor for one in cast.companies if one.actor is not None), None)
    if office is None or company is None:
        return
    filed = _listed(company, office.agency_id, FILED)
    services.confirm_group(uid=filed.uid, declared=True, actor=company)
    services.file_group(group_uid=filed.uid)
    _listed(company, office.agency_id, WRONG)
    say(f"{GroupFiling.objects.count()} danh sách")


def _listed(company: Actor, agency_id: int, rows: tuple[dict[str, str], ...]) -> GroupFiling:
    """Begin a list and send a filled spreadsheet, as the page does."""
    group = services.start_group(procedure_code=BADGE, resolving_agency_id=agency_id, actor=company)
    book = load_workbook(BytesIO(services.group_template(uid=group.uid, actor=company)))
    sheet = book.worksheets[0]
    places = {str(cell.value): n for n, cell in enumerate(sheet[2], start=1)}
    for line, row in enumerate(rows, start=FIRST_LINE):
        for key, text in {**SHARED, **row}.items():
            if key in places:
                sheet.cell(row=line, column=places[key], value=text)
    out = BytesIO()
    book.save(out)
    return services.read_group(uid=group.uid, content=out.getvalue(), actor=company)
