"""Spreadsheets are read row by row, whoever wrote them."""

import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from openpyxl import Workbook as Other

from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.workbook import Merged, Workbook, as_words

WHEN = datetime(2026, 3, 15, 8, 30)  # noqa: DTZ001  a sheet knows no zone


def written_by(writer: str) -> bytes:
    """Return two rows as one of two libraries writes them."""
    out = io.BytesIO()
    if writer == "openpyxl":
        book = Other()
        sheet = book.active
        assert sheet is not None
        sheet.append(["mã", None, 12, 1.5, WHEN, True])
        sheet["B3"] = "Triệu <Văn> & Páo"
        sheet.merge_cells("A5:B6")
        book.save(out)
    else:
        lean = xlsxwriter.Workbook(
            out, {"constant_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}
        )
        lines = lean.add_worksheet()
        for place, value in enumerate(["mã", None, 12, 1.5, WHEN, True]):
            if value is not None:
                lines.write(0, place, value)
        lines.write(2, 1, "Triệu <Văn> & Páo")
        lines.merge_range("A5:B6", "")
        lean.close()
    return out.getvalue()


@pytest.mark.parametrize("writer", ["openpyxl", "xlsxwriter"])
def test_rows_cells_and_merged_cells_are_read(writer: str) -> None:
    book = Workbook(written_by(writer))

    assert list(book.rows()) == [
        (1, ["mã", None, 12, 1.5, WHEN, True]),
        (3, [None, "Triệu <Văn> & Páo"]),
    ]
    assert book.merged() == [Merged(5, 6, 1, 2)]


def test_days_and_numbers_read_as_people_write_them() -> None:
    assert as_words(WHEN) == "15/03/2026 08:30"
    assert as_words(WHEN.replace(hour=0, minute=0)) == "15/03/2026"
    assert as_words(12) == "12"


def test_a_declared_entity_and_what_is_no_sheet_are_refused() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written_by("openpyxl"))) as sound,
        zipfile.ZipFile(out, "w") as evil,
    ):
        for part in sound.namelist():
            content = sound.read(part)
            if part.endswith("sheet1.xml"):
                content = b'<!DOCTYPE a [<!ENTITY b "c">]>' + content.split(b"?>", 1)[-1]
            evil.writestr(part, content)

    with pytest.raises(Invalid):
        list(Workbook(out.getvalue()).rows())
    with pytest.raises(Invalid):
        Workbook(b"PK no sheet")
