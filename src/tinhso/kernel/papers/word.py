"""A paper as a Word file in the layout of Decree 30/2020, Appendix I: the same words as its PDF.

The words come from the paper's own template (`outline`); agencies, place and date stand where the
decree puts them, number and date left open, because a draft has neither.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone
from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from tinhso.kernel.papers.outline import Grid, Line, Run, outline

FONT: Final = "Times New Roman"
MOTTO: Final = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
HEAD_WIDTHS: Final = (Cm(6.5), Cm(10))
WIDTH: Final = 16.5
"""Centimetres between the margins."""
SIGNING_ROOM: Final = 4
"""Empty lines between the signer's title and his name."""
CENTER = WD_ALIGN_PARAGRAPH.CENTER


@dataclass
class _Parts:
    """The lines of a paper by where they stand."""

    title: list[Line] = field(default_factory=list)
    body: list[Line | Grid] = field(default_factory=list)
    recipients: list[Line] = field(default_factory=list)
    signatures: list[list[Line]] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    has_head: bool = False


def as_word(template: str, data: Mapping[str, object], *, note: str) -> bytes:
    """Return a paper set with this data as .docx; `note` stands at the foot of each page."""
    parts = _sorted(outline(template, data))
    paper = _sheet(note)
    if parts.has_head:
        _head(paper, data)
    _title(paper, parts.title)
    for one in parts.body:
        if isinstance(one, Grid):
            _grid(paper, one)
        else:
            _body_line(paper, one)
    _foot(paper, parts)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _sorted(said: Iterable[Line | Grid]) -> _Parts:
    parts = _Parts()
    before = ""
    for one in said:
        match one.part:
            case "head":
                parts.has_head = True
            case "title" if isinstance(one, Line):
                parts.title.append(one)
            case "recipients" if isinstance(one, Line):
                is_theirs = one.text.startswith(("-", "Nơi nhận"))
                (parts.recipients if is_theirs else parts.notes).append(one)
            case "signature" if isinstance(one, Line):
                if before != "signature" or _ends_a_signer(parts.signatures[-1]):
                    parts.signatures.append([])
                parts.signatures[-1].append(one)
            case _:
                parts.body.append(one)
        before = one.part
    return parts


def _ends_a_signer(lines: Sequence[Line]) -> bool:
    """Tell whether a signer's name was said: a line with words behind the place for signing."""
    places = [number for number, line in enumerate(lines) if not line.text]
    return bool(places) and len(lines) > places[-1] + 1


def _sheet(note: str) -> Word:
    """Return an empty A4 sheet: margins, type, page number in the middle of the top margin."""
    paper = Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    _page_number(number)
    for footer in (section.first_page_footer, section.footer):
        _write(footer.paragraphs[0], note, size=10, italic=True)
    return paper


def _head(paper: Word, data: Mapping[str, object]) -> None:
    """Write agencies and Quốc hiệu, then number and symbol beside place and date."""
    agency, parent = str(data.get("agency", "")), str(data.get("parent") or "")
    place = str(data.get("place") or "")
    table = _plain_table(paper, rows=2, widths=HEAD_WIDTHS)
    left, right = table.cell(0, 0), table.cell(0, 1)
    if parent:
        _write(left.paragraphs[0], parent.upper(), size=12)
        _write(left.add_paragraph(), agency.upper(), size=12, bold=True)
    else:
        _write(left.paragraphs[0], agency.upper(), size=12, bold=True)
    _rule(left.add_paragraph(), inset=Cm(2.1))
    _write(right.paragraphs[0], MOTTO[0], size=12, bold=True)
    _write(right.add_paragraph(), MOTTO[1], size=13, bold=True)
    _rule(right.add_paragraph(), inset=Cm(2.1))
    _write(table.cell(1, 0).paragraphs[0], "Số:          /", size=13)
    day = f"ngày       tháng       năm {timezone.localdate():%Y}"
    said = f"{place}, {day}" if place else day
    _write(table.cell(1, 1).paragraphs[0], said, size=13, italic=True)


def _title(paper: Word, lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        paragraph = paper.add_paragraph()
        if number == 0:
            paragraph.paragraph_format.space_before = Pt(14)
        _write(paragraph, line.text, size=14 if number == 0 else 13, bold=True)
    if len(lines) > 1:
        _rule(paper.add_paragraph(), inset=Cm(6.5))


def _body_line(paper: Word, line: Line) -> None:
    if not line.text:
        return
    paragraph = paper.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_after = Pt(6)
    is_heading = line.text.isupper() and len(line.text) > 1
    if line.text.startswith("Kính gửi") or is_heading:
        paragraph.alignment = CENTER
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        layout.first_line_indent = Cm(1)
    runs = (Run("- "), *line.runs) if line.is_item else line.runs
    for run in runs:
        written = paragraph.add_run(run.text)
        written.bold, written.italic = run.bold or is_heading or None, run.italic or None


def _grid(paper: Word, grid: Grid) -> None:
    """Write a table as a table: ruled, its head bold and said again on each page."""
    if not grid.rows:
        return
    table = paper.add_table(rows=0, cols=max(len(row) for row in grid.rows))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for number, row in enumerate(grid.rows):
        cells = table.add_row().cells
        is_head = grid.has_head and number == 0
        for cell, text in zip(cells, row, strict=False):
            paragraph = cell.paragraphs[0]
            _write(paragraph, text, size=12, bold=is_head, centre=is_head)
        if is_head:
            mark = OxmlElement("w:tblHeader")
            table.rows[0]._tr.get_or_add_trPr().append(mark)
    paper.add_paragraph().paragraph_format.space_after = Pt(0)


def _foot(paper: Word, parts: _Parts) -> None:
    """Write to whom the paper goes at the left, who signs at the right."""
    columns = [parts.recipients, *parts.signatures]
    if any(columns):
        paper.add_paragraph()
        widths = [Cm(WIDTH / len(columns))] * len(columns)
        table = _plain_table(paper, rows=1, widths=widths)
        _recipients(table.cell(0, 0), parts.recipients)
        for place, lines in enumerate(parts.signatures, start=1):
            _signature(table.cell(0, place), lines)
    for line in parts.notes:
        _write(paper.add_paragraph(), line.text, size=9, italic=True)


def _recipients(cell: _Cell, lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        is_head = number == 0
        _write(
            paragraph,
            line.text,
            size=12 if is_head else 11,
            bold=is_head,
            italic=is_head,
            centre=False,
        )


def _signature(cell: _Cell, lines: Sequence[Line]) -> None:
    """Write authority and title in bold capitals, room to sign, and the name in bold."""
    paragraph: Paragraph | None = cell.paragraphs[0]
    signed = False
    for line in lines:
        if not line.text:
            signed = True
            for _line in range(SIGNING_ROOM):
                cell.add_paragraph()
            continue
        here = paragraph or cell.add_paragraph()
        paragraph = None
        strong = signed or line.text.isupper()
        _write(here, line.text, size=13, bold=strong, italic=not strong)


def _plain_table(paper: Word, *, rows: int, widths: Sequence[Cm]) -> Table:
    """Return a table without rules that keeps its widths."""
    table: Table = paper.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    return table


def _write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    centre: bool = True,
) -> None:
    if centre:
        paragraph.alignment = CENTER
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None


def _rule(paragraph: Paragraph, *, inset: Cm) -> None:
    """Draw a line under what stands above, shorter than the column by twice the inset."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = inset
    layout.line_spacing = Pt(4)
    layout.space_after = Pt(6)
    edges = OxmlElement("w:pBdr")
    edge = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    edges.append(edge)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(edges, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _page_number(paragraph: Paragraph) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
