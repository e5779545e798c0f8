"""Papers are set from data, the same bytes for the same data, with their boxes found again."""

import io
from collections.abc import Mapping

import pikepdf
import pypdfium2 as pdfium
import pytest

from tinhso.kernel import papers
from tinhso.kernel.papers import TemplateMissing

SAMPLE: Mapping[str, object] = {
    "parent": "Ủy ban nhân dân tỉnh Cao Bằng",
    "agency": "Ủy ban nhân dân xã Đông Khê",
    "place": "Đông Khê",
    "kind": "Giấy phép xây dựng",
    "summary": "Nhà ở riêng lẻ",
    "paragraphs": ["Cấp cho ông Triệu Văn Páo. #strong[x] *y* $z$ \\ <a>"],
    "columns": ["TT", "Tên giấy tờ", "Số lượng"],
    "rows": [["1", "Đơn đề nghị", "1"]],
    "note": "",
    "recipients": ["Như trên"],
    "qr": papers.qr_svg("https://caobang.example/kiem-tra-chu-ky/?ma=X1"),
    "title": "Chủ tịch",
    "signer": "Nông Thị Hạnh",
}


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    return " ".join(text.split())


def test_the_name_of_an_agency_is_not_broken_within_its_words() -> None:
    agency = "Trung tâm Phục vụ hành chính công xã Đông Khê"
    pdf = papers.render("kernel.papers/sample.typ", {**SAMPLE, "agency": agency}, paper="a5")

    document = pdfium.PdfDocument(pdf)
    said = document[0].get_textpage().get_text_bounded().replace("\u00a0", " ")
    document.close()
    assert all(words in said for words in ("HÀNH CHÍNH CÔNG", "PHỤC VỤ", "XÃ ĐÔNG KHÊ"))


def test_what_a_person_typed_is_printed_as_he_typed_it() -> None:
    pdf = papers.render("kernel.papers/sample.typ", SAMPLE)

    text = text_of(pdf)
    assert "Cấp cho ông Triệu Văn Páo. #strong[x] *y* $z$ \\ <a>" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text


def test_the_same_data_give_the_same_bytes() -> None:
    first = papers.render("kernel.papers/sample.typ", SAMPLE)
    papers.render("kernel.papers/sample.typ", {**SAMPLE, "signer": "Lê Thu"})

    assert papers.render("kernel.papers/sample.typ", SAMPLE) == first


def test_a_paper_says_that_it_is_pdf_a() -> None:
    pdf = papers.render("kernel.papers/sample.typ", SAMPLE)

    with pikepdf.Pdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "2B"


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("a5", 420)])
def test_a_paper_comes_in_the_size_asked_for(paper: str, width: int) -> None:
    pdf = papers.render("kernel.papers/sample.typ", SAMPLE, paper=paper)

    with pikepdf.Pdf.open(io.BytesIO(pdf)) as opened:
        assert round(float(opened.pages[0].mediabox[2])) == width


def test_boxes_are_found_where_the_text_put_them() -> None:
    short = papers.render_with_boxes("kernel.papers/sample.typ", SAMPLE).boxes
    longer = {**SAMPLE, "paragraphs": ["Một điều."] * 10}

    long = papers.render_with_boxes("kernel.papers/sample.typ", longer).boxes

    assert set(short) == {"number", "date", "signer"}
    assert long["number"] == short["number"]
    assert long["signer"].bottom < short["signer"].bottom - 100
    assert long["signer"].page == 0
    many = {**SAMPLE, "paragraphs": ["Một điều dài."] * 30}
    assert papers.render_with_boxes("kernel.papers/sample.typ", many).boxes["signer"].page == 1


@pytest.mark.parametrize("name", ["kernel.papers/none.typ", "../secrets/x.typ", "kernel.papers/a"])
def test_a_paper_nobody_keeps_is_a_bug(name: str) -> None:
    with pytest.raises(TemplateMissing):
        papers.render(name, {})
