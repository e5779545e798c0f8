"""What people send for a spreadsheet: read where it can be, named with its way out where not."""

import io
import zipfile

import pytest
from openpyxl import Workbook as Book

from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.checks import check
from tinhso.kernel.files.registry import FileUse
from tinhso.kernel.files.rules import CSV, DOCUMENTS, TABLES
from tinhso.kernel.files.sheets import blank_sheet, read_sheet
from tinhso.kernel.files.tables import open_table
from tinhso.kernel.files.workbook import Formula

COLUMNS = ("ma", "ten")
ROWS = [(1, ["ma", "ten"]), (3, ["01", 'Xã “Đông"; Tây'])]
TEXT = 'ma{0}ten\r\n\r\n01{0}"Xã “Đông""; Tây"\r\n'
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def open_document() -> bytes:
    """Return the beginning of a spreadsheet of LibreOffice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    return out.getvalue()


def saved(book: Book) -> bytes:
    """Return a workbook as its file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TEXT.format(";").encode("utf-8-sig"),
        TEXT.format(",").encode(),
        TEXT.format("\t").encode("utf-16"),
    ],
    ids=["mark and semicolons", "commas", "Unicode text of Excel"],
)
def test_csv_is_read_whatever_separates_it(content: bytes) -> None:
    assert list(open_table(content).rows()) == ROWS
    assert check(content, "cu.txt", FileUse(types=TABLES)).name == "cu.csv"


def test_a_first_line_that_names_the_separator_is_no_row() -> None:
    content = ("sep=|\n" + TEXT.format("|")).encode()

    assert list(open_table(content).rows()) == [(line + 1, cells) for line, cells in ROWS]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT.format(";").encode("cp1258", "ignore").replace(b"X", b"\xd0"), "CSV UTF-8"),
        (b'ma;ten\n01;"open\n' + b"a;b\n" * 40_000, "dấu nháy kép"),
        (OLD_OFFICE, "(.xls)"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (open_document(), "(.ods)"),
        (b"\xef\xbb\xbf<html><table><tr><td>ma</td></tr></table></html>", "HTML"),
        (b"PK\x03\x04 broken", "Không đọc được"),
        (b"\0\1\2\3" * 100, "Không đọc được"),
        (b" \n", "chưa có dòng nào"),
    ],
    ids=["encoding", "quote", "xls", "password", "ods", "html", "broken", "bytes", "empty"],
)
def test_what_cannot_be_read_says_what_it_is_and_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        list(open_table(content).rows())

    assert said in str(refused.value.fields["file"])


@pytest.mark.parametrize(
    ("content", "said"),
    [(OLD_OFFICE, "(.xls)"), (open_document(), "(.ods)"), (b"a;\xd0\xf0\n", "CSV UTF-8")],
    ids=["xls", "ods", "encoding"],
)
def test_the_same_is_said_when_it_is_uploaded(content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(content, "bang.xlsx", FileUse(types=TABLES))

    assert said in str(refused.value)


def test_text_is_taken_only_where_tables_are() -> None:
    content = TEXT.format(";").encode()

    with pytest.raises(Invalid):
        check(content, "cu.csv", FileUse(types=DOCUMENTS))
    assert CSV.content_type not in DOCUMENTS


def test_the_first_sheet_that_people_see_is_read() -> None:
    book = Book()
    hidden = book.worksheets[0]
    hidden.append(["ẩn"])
    hidden.sheet_state = "hidden"
    book.create_sheet("du_lieu").append(["thấy"])
    book.create_sheet("rất ẩn").sheet_state = "veryHidden"
    book.active = 1

    table = open_table(saved(book))

    assert list(table.rows()) == [(1, ["thấy"])]
    assert (table.sheet_name, table.hidden) == ("du_lieu", 2)


def test_a_formula_without_its_value_is_not_taken_for_an_empty_cell() -> None:
    book = Book()
    book.worksheets[0].append(["ma", "=A1&1"])

    ((_line, cells),) = open_table(saved(book)).rows()

    assert cells == ["ma", "=A1&1"]
    assert isinstance(cells[1], Formula)


def test_small_sheets_are_read_by_the_same_reader() -> None:
    assert read_sheet(blank_sheet("a", COLUMNS, ("1", "b")), COLUMNS) == [(2, ["1", "b"])]
    assert read_sheet(b"\xef\xbb\xbfma;ten\n1;b\n\n2\n", COLUMNS) == [
        (2, ["1", "b"]),
        (4, ["2", ""]),
    ]


def test_small_sheets_name_the_row_of_a_merged_cell_or_a_formula() -> None:
    merged, formula = Book(), Book()
    for book in (merged, formula):
        for row in (COLUMNS, ("1", "b"), ("2", "=A2")):
            book.worksheets[0].append(row)
    merged.worksheets[0].merge_cells("A2:A3")

    for book, said in ((merged, "Dòng 2 có ô bị gộp"), (formula, "Dòng 3 có công thức")):
        with pytest.raises(Invalid) as refused:
            read_sheet(saved(book), COLUMNS)
        assert said in str(refused.value.fields["file"])


def test_a_small_sheet_stops_at_its_most_rows() -> None:
    content = b"ma;ten\n" + b"1;b\n" * 2001

    with pytest.raises(Invalid) as refused:
        read_sheet(content, COLUMNS)

    assert "2000" in str(refused.value.fields["file"])
