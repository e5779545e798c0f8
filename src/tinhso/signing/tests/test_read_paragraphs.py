"""A phone reads a paper by the structure its PDF carries, not by guessing from the layout."""

import io

import pytest
from PIL import Image, ImageChops

from tinhso.kernel import files, papers
from tinhso.kernel.files.previews import draw_page
from tinhso.kernel.files.tagged import tagged_paragraphs
from tinhso.kernel.files.testing import a_pdf
from tinhso.signing.testing import a_leader, a_signed_item

LONG = "Chủ đầu tư phải thực hiện đúng giấy phép, pháp luật về đất đai và xây dựng, " * 9


def permit(*paragraphs: str) -> bytes:
    """Return the permit of the gallery, as the house sets every paper."""
    data = {
        "parent": "Ủy ban nhân dân tỉnh Cao Bằng",
        "agency": "Ủy ban nhân dân xã Đông Khê",
        "place": "Đông Khê",
        "kind": "Giấy phép xây dựng",
        "summary": "Nhà ở riêng lẻ tại thửa đất số 118",
        "paragraphs": paragraphs,
        "columns": ["TT", "Hạng mục", "Diện tích"],
        "rows": [["1", "Nhà chính", "84,6 m²"]],
        "note": "Có giá trị 12 tháng",
        "recipients": ["Như trên"],
        "qr": papers.qr_svg("X1"),
        "title": "Chủ tịch",
        "signer": "Nông Thị Hạnh",
    }
    return papers.render("kernel.papers/sample.typ", data)


def test_paragraphs_and_rows_stand_whole_in_reading_order() -> None:
    found = tagged_paragraphs(permit("1. Cấp cho: ông Triệu Văn Páo.", LONG.strip()))

    assert found is not None
    assert found[:4] == [
        "ỦY BAN NHÂN DÂN TỈNH CAO BẰNG",
        "ỦY BAN NHÂN DÂN XÃ ĐÔNG KHÊ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    body = found[found.index("GIẤY PHÉP XÂY DỰNG") :]
    assert body[:6] == [
        "GIẤY PHÉP XÂY DỰNG",
        "Nhà ở riêng lẻ tại thửa đất số 118",
        "1. Cấp cho: ông Triệu Văn Páo.",
        LONG.strip(),
        "TT · Hạng mục · Diện tích",
        "1 · Nhà chính · 84,6 m²",
    ]
    assert "Ghi chú: Có giá trị 12 tháng" in body


def test_a_paragraph_goes_on_over_the_foot_of_a_page() -> None:
    found = tagged_paragraphs(permit(*[f"{n}. {LONG}{LONG}" for n in range(1, 5)]))

    assert found is not None
    assert [text for text in found if text.startswith("2. ")] == [f"2. {LONG}{LONG}".strip()]


@pytest.mark.django_db
def test_a_signature_is_seen_in_the_picture_of_a_page() -> None:
    item = a_signed_item(a_leader())
    assert item.signed_file is not None

    unsigned = draw_page(files.open_file(item.file), "application/pdf", 1)
    signed = draw_page(files.open_file(item.signed_file), "application/pdf", 1)

    differing = ImageChops.difference(_picture(unsigned), _picture(signed)).getbbox()
    assert differing is not None


def _picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_a_file_without_tags_says_so() -> None:
    assert tagged_paragraphs(a_pdf("Không có thẻ")) is None
