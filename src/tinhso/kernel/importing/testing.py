"""Sheets to be brought in, for tests."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from tinhso.kernel.actors import Actor
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.importing.rules import INDEX
from tinhso.kernel.importing.services import check_sheet, start

SOURCE = "Một cửa cũ"


def sheet_of(kind: str, rows: Sequence[Mapping[str, Any]], *, merge: Sequence[str] = ()) -> bytes:
    """Return a spreadsheet of a kind; dates are written as dates, `merge` names ranges."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy hh:mm"})
    sheet = book.add_worksheet()
    heads = [column.key for column in import_kinds.get(kind).columns]
    sheet.write_row(0, 0, heads)
    for line, row in enumerate(rows, start=1):
        for place, head in enumerate(heads):
            if head in row:
                sheet.write(line, place, row[head])
    for range_ in merge:
        sheet.merge_range(range_, "x")
    book.close()
    return out.getvalue()


def archive_of(kind: str, rows: Sequence[Mapping[str, Any]], files: Mapping[str, bytes]) -> bytes:
    """Return an archive with its index and these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(INDEX[0], sheet_of(kind, rows))
        for path, content in files.items():
            archive.writestr(path, content)
    return out.getvalue()


def looked_through(kind: str, content: bytes, *, actor: Actor, source: str = SOURCE) -> ImportRun:
    """Hand a sheet, or an archive, in and look through it."""
    name = "cu.zip" if import_kinds.get(kind).in_archive else "cu.xlsx"
    run = start(kind=kind, source=source, content=content, name=name, actor=actor)
    return check_sheet(uid=run.uid)
