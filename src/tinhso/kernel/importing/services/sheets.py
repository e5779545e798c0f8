"""Spreadsheets that go out: the one to fill in, and the rows that are wrong, marked."""

import tempfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.queries import (
    faults_of,
    missing_files_of,
    sentence_of,
    strays_of,
)
from tinhso.kernel.importing.registry import ImportKind, import_kinds
from tinhso.kernel.importing.rules import KIND_WORDS, MARKED
from tinhso.kernel.importing.services.reading import open_sheet

_WIDTH = 22


def template_file(kind: ImportKind) -> BinaryIO:
    """Return the sheet to fill in, with an example row and a second sheet that explains it."""
    import xlsxwriter

    out = tempfile.TemporaryFile()  # noqa: SIM115  handed to the caller, who sends and closes it
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    as_text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("du_lieu")
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(kind.columns):
        sheet.set_column(place, place, _WIDTH, as_text)
        sheet.write_string(0, place, column.key, bold)
        sheet.write_string(1, place, column.example)
    about = book.add_worksheet("giai_thich")
    heads = (_("Cột"), _("Tên"), _("Bắt buộc"), _("Ghi gì"), _("Giải thích"), _("Ví dụ"))
    about.write_row(0, 0, heads, bold)
    about.set_column(0, 5, 28, wrap)
    for line, column in enumerate(kind.columns, start=1):
        choices = "; ".join(f"{key}: {words}" for key, words in column.choices.items())
        about.write_row(
            line,
            0,
            (
                column.key,
                str(column.label),
                _("có") if column.required else "",
                choices or str(KIND_WORDS[column.kind]),
                str(column.about),
                column.example,
            ),
        )
    book.close()
    out.seek(0)
    return out


def file_differences(run: ImportRun) -> BinaryIO:
    """Return where an archive and its index differ: files no row names, rows without their file."""
    import xlsxwriter

    out = tempfile.TemporaryFile()  # noqa: SIM115  handed to the caller, who sends and closes it
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True})
    strays = book.add_worksheet("tep_thua")
    strays.set_column(0, 0, 80)
    strays.write_string(0, 0, _("Tệp trong tệp nén mà mục lục không ghi"), bold)
    for line, path in enumerate(strays_of(run), start=1):
        strays.write_string(line, 0, path)
    missing = book.add_worksheet("thieu_tep")
    missing.set_column(1, 1, 80)
    missing.write_row(0, 0, (_("Dòng"), _("Tệp mục lục ghi mà tệp nén không có")), bold)
    for line, fault in enumerate(missing_files_of(run), start=1):
        missing.write_number(line, 0, fault.line)
        missing.write_string(line, 1, fault.typed)
    book.close()
    out.seek(0)
    return out


def wrong_rows(run: ImportRun) -> BinaryIO:
    """Return the rows that must be mended, wrong cells in red, to be mended and sent again.

    The last column says what is wrong; it is passed over when the sheet comes back.
    """
    import xlsxwriter

    kind = import_kinds.get(run.kind)
    said: dict[int, dict[str, list[str]]] = {}
    for fault in faults_of(run).filter(is_error=True).iterator(chunk_size=2000):
        said.setdefault(fault.line, {}).setdefault(fault.column, []).append(
            sentence_of(fault, kind)
        )
    out = tempfile.TemporaryFile()  # noqa: SIM115  handed to the caller, who sends and closes it
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    bold, red = book.add_format({"bold": True}), book.add_format({"bg_color": "#f4b6b6"})
    sheet = book.add_worksheet("dong_sai")
    heads = [*(column.key for column in kind.columns), MARKED]
    sheet.write_row(0, 0, heads, bold)
    sheet.set_column(0, len(heads) - 2, _WIDTH)
    sheet.set_column(len(heads) - 1, len(heads) - 1, 80)
    line = 0
    for read in open_sheet(run)[0].rows():
        wrong = said.get(read.row.line)
        if wrong is None:
            continue
        line += 1
        for place, column in enumerate(kind.columns):
            style = red if column.key in wrong else None
            sheet.write_string(line, place, read.row.typed.get(column.key, ""), style)
        words = [sentence for sentences in wrong.values() for sentence in sentences]
        sheet.write_string(line, len(heads) - 1, " ".join(words))
    book.close()
    out.seek(0)
    return out
