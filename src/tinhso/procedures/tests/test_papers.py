"""The result papers hold all fields of the real ones, and places for number, date and signature."""

import io

import pypdf
import pytest

from tinhso.kernel import papers
from tinhso.kernel.papers import Paper

ADDRESS = {"province": "Tỉnh Cao Bằng", "commune": "Xã Đông Khê", "line": "Xóm 5"}
HEAD = {
    "parent": "Ủy ban nhân dân tỉnh Cao Bằng",
    "agency": "Ủy ban nhân dân xã Đông Khê",
    "place": "Đông Khê",
    "signer": "Nông Thị Hạnh",
    "qr": papers.qr_svg("H14.28-261121-0001"),
}
BIRTH = {
    "tre_ho_ten": "Nông Minh An",
    "tre_ngay_sinh": "2026-11-05",
    "tre_gioi_tinh": "nu",
    "tre_dan_toc": "Tày",
    "tre_quoc_tich": "Việt Nam",
    "tre_noi_sinh": "Bệnh viện đa khoa tỉnh",
    "tre_noi_sinh_xa": ADDRESS,
    "tre_que_quan": ADDRESS,
    "me_ho_ten": "Lê Thị Lan",
    "me_ngay_sinh": "1998",
    "me_dan_toc": "Tày",
    "me_quoc_tich": "Việt Nam",
    "me_noi_cu_tru": {"old": "Thị trấn Đông Khê, huyện Thạch An"},
    "nyc_ho_ten": "Lê Thị Lan",
    "nyc_so_dinh_danh": "004198000001",
}
HOUSE = {
    "loai_cong_trinh": "nha_o",
    "cdt_ho_ten": "Triệu Văn Páo",
    "cdt_dia_chi": ADDRESS,
    "tk_don_vi": "Công ty Tư vấn Pác Bó",
    "qm_dien_tich_tang_1": "86.4",
    "qm_tang": [{"ten_tang": "1", "dien_tich": "86.4"}, {"ten_tang": "2", "dien_tich": "80"}],
    "qm_chieu_cao": "7.25",
    "qm_so_tang": 2,
    "dd_so_thua": "118",
    "dd_to_ban_do": "24",
    "dd_dien_tich_dat": "1240.5",
    "dd_dia_chi": ADDRESS,
    "dd_so_giay_chung_nhan": "DA 123456",
}


def text_of(paper: Paper) -> str:
    pages = pypdf.PdfReader(io.BytesIO(paper.pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_birth_certificate_says_all_of_it() -> None:
    paper = papers.render_with_boxes("procedures/birth_certificate.typ", HEAD | {"answers": BIRTH})

    said = text_of(paper)
    for part in (
        "GIẤY KHAI SINH",
        "NÔNG MINH AN",
        "05/11/2026",
        "ngày năm, tháng mười một, năm hai nghìn không trăm hai mươi sáu",
        "Giới tính: Nữ",
        "Bệnh viện đa khoa tỉnh, Xóm 5, Xã Đông Khê, Tỉnh Cao Bằng",
        "Năm sinh: 1998",
        "Thị trấn Đông Khê, huyện Thạch An",
        "Thẻ căn cước số 004198000001",
        "không có giá trị pháp lý",
    ):
        assert part in said
    assert set(paper.boxes) == {"number", "date", "signer"}


def test_a_birth_certificate_of_an_abandoned_child_leaves_the_parents_open() -> None:
    answers = {key: value for key, value in BIRTH.items() if not key.startswith("me_")}

    paper = papers.render_with_boxes(
        "procedures/birth_certificate.typ", HEAD | {"answers": answers}
    )

    assert "Họ, chữ đệm, tên người mẹ: ." in text_of(paper)


def test_a_building_permit_says_what_may_be_built() -> None:
    paper = papers.render_with_boxes("procedures/building_permit.typ", HEAD | {"answers": HOUSE})

    said = text_of(paper)
    for part in (
        "GIẤY PHÉP XÂY DỰNG",
        "Sử dụng cho nhà ở riêng lẻ",
        "Triệu Văn Páo",
        "86,4 m²",
        "166,4 m²",
        "7,25 m",
        "118, tờ bản đồ số 24, diện tích 1.240,5 m²",
        "Giấy chứng nhận số DA 123456",
        "12 tháng",
    ):
        assert part in said
    assert set(paper.boxes) == {"number", "date", "signer"}


@pytest.mark.parametrize("template", ["birth_certificate", "building_permit"])
def test_what_is_typed_is_shown_as_typed(template: str) -> None:
    key = "tre_ho_ten" if template == "birth_certificate" else "cdt_ho_ten"
    typed = "#panic() *A* $x$ \\ <b>"

    paper = papers.render_with_boxes(f"procedures/{template}.typ", HEAD | {"answers": {key: typed}})

    assert typed.upper() in text_of(paper).upper()
