"""A paper as Word: the words of its template, set as Decree 30/2020 sets an official paper."""

import io
from collections.abc import Mapping

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from tinhso.kernel.papers.outline import Grid, Line, outline
from tinhso.kernel.papers.tests.test_setting import SAMPLE
from tinhso.kernel.papers.word import as_word

TEMPLATE = "kernel.papers/sample.typ"
NOTE = "Dự thảo, chưa ký."


def _word(data: Mapping[str, object] = SAMPLE) -> Word:
    return Document(io.BytesIO(as_word(TEMPLATE, data, note=NOTE)))


def _set(paragraph: Paragraph) -> tuple[str, float | None, bool, bool]:
    """Return the words of a paragraph, their size, and whether they are bold and italic."""
    run = paragraph.runs[0]
    size = run.font.size
    return (paragraph.text, size.pt if size else None, bool(run.bold), bool(run.italic))


def test_the_words_and_their_parts_are_the_templates_own() -> None:
    said = outline(TEMPLATE, SAMPLE)

    lines = [one for one in said if isinstance(one, Line)]
    (grid,) = [one for one in said if isinstance(one, Grid)]
    parts = list(dict.fromkeys(one.part for one in said))
    assert parts == ["head", "title", "body", "recipients", "signature"]
    assert "Cấp cho ông Triệu Văn Páo. #strong[x] *y* $z$ \\ <a>" in [one.text for one in lines]
    assert grid.has_head
    assert grid.rows == (("TT", "Tên giấy tờ", "Số lượng"), ("1", "Đơn đề nghị", "1"))


def test_the_sheet_is_a4_with_the_margins_and_type_of_the_decree() -> None:
    word = _word()
    section = word.sections[0]

    sides = (section.page_width, section.page_height)
    assert [round((side or Mm(0)).mm) for side in sides] == [210, 297]
    margins = (
        (section.left_margin, 30, 35),
        (section.right_margin, 15, 20),
        (section.top_margin, 20, 25),
        (section.bottom_margin, 20, 25),
    )
    for margin, least, most in margins:
        assert margin is not None
        assert least <= round(margin.mm) <= most
    assert (word.styles["Normal"].font.name, word.styles["Normal"].font.size) == (
        "Times New Roman",
        Pt(13),
    )
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert section.first_page_footer.paragraphs[0].text == NOTE
    assert section.footer.paragraphs[0].text == NOTE


def test_agencies_and_the_states_name_stand_side_by_side() -> None:
    head = _word().tables[0]
    left, right = head.cell(0, 0).paragraphs, head.cell(0, 1).paragraphs

    assert [_set(one) for one in left[:2]] == [
        ("ỦY BAN NHÂN DÂN TỈNH CAO BẰNG", 12, False, False),
        ("ỦY BAN NHÂN DÂN XÃ ĐÔNG KHÊ", 12, True, False),
    ]
    assert [_set(one) for one in right[:2]] == [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, False),
    ]
    for side in (left, right):
        assert "w:pBdr" in side[-1]._p.xml
    assert head.cell(1, 0).text.startswith("Số:")
    text, size, bold, italic = _set(head.cell(1, 1).paragraphs[0])
    assert text.startswith("Đông Khê, ngày")
    assert (size, bold, italic) == (13, False, True)


def test_title_body_table_and_signer_are_set_as_the_decree_says() -> None:
    word = _word()
    by_text = {one.text: one for one in word.paragraphs}

    assert _set(by_text["GIẤY PHÉP XÂY DỰNG"]) == ("GIẤY PHÉP XÂY DỰNG", 14, True, False)
    assert _set(by_text["Nhà ở riêng lẻ"]) == ("Nhà ở riêng lẻ", 13, True, False)
    body = next(one for text, one in by_text.items() if text.startswith("Cấp cho ông"))
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert (body.paragraph_format.space_after or 0) >= Pt(6)
    indent = body.paragraph_format.first_line_indent
    assert indent is not None
    assert round(indent.cm, 2) == 1
    grid, foot = word.tables[1], word.tables[2]
    assert [cell.text for cell in grid.rows[1].cells] == ["1", "Đơn đề nghị", "1"]
    assert "w:tblHeader" in grid.rows[0]._tr.xml
    theirs = foot.cell(0, 0).paragraphs
    assert _set(theirs[0]) == ("Nơi nhận:", 12, True, True)
    assert _set(theirs[1])[:2] == ("- Như trên", 11)
    signer = [one for one in foot.cell(0, 1).paragraphs if one.text]
    assert [_set(one)[0::2] for one in signer] == [("CHỦ TỊCH", True), ("Nông Thị Hạnh", True)]
    assert len(foot.cell(0, 1).paragraphs) > len(signer) + 2


def test_an_agency_without_a_parent_stands_alone() -> None:
    head = _word({**SAMPLE, "parent": None}).tables[0]

    assert head.cell(0, 0).paragraphs[0].text == "ỦY BAN NHÂN DÂN XÃ ĐÔNG KHÊ"
