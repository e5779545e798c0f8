"""The printed minute of an import: a Vietnamese paper in whatever language it is asked for."""

from datetime import datetime

from django.utils import translation

from tinhso.kernel.importing import queries
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.papers.setting import render
from tinhso.kernel.web import words
from tinhso.kernel.web.brand import current_brand


def minute(run: ImportRun) -> bytes:
    """Return the minute: counts by group, drawn rows side by side, who let it in, who vouches."""
    with translation.override("vi"):
        kind = import_kinds.get(run.kind)
        data = {
            "province": current_brand().province,
            "title": str(kind.title),
            "source": run.source,
            "file": run.file_name,
            "sha256": run.file_sha256,
            "checked": _when(run.checked_at),
            "started": _when(run.started_at),
            "written": _when(run.written_at),
            "counted": _when(run.counted_at),
            "by": run.started_by_name or run.created_by_name,
            "rows": words.number(run.row_count),
            "good": words.number(run.good_count),
            "wrong": words.number(run.wrong_count),
            "known": words.number(run.known_count),
            "strays": words.number(run.stray_count) if kind.in_archive else "",
            "missing": words.number(
                queries.missing_files_of(run).count() if kind.in_archive else 0
            ),
            "new": words.number(run.written_count),
            "labels": [str(label) for label in kind.group_labels],
            "totals": [
                [
                    *line.group,
                    words.number(line.in_sheet),
                    words.number(line.in_house),
                    words.number(line.in_house - line.in_sheet),
                ]
                for line in queries.totals_of(run)
            ],
            "samples": [
                [str(sample.line), sample.key, cell.label, cell.in_sheet, cell.in_house]
                for sample in queries.samples_of(run)
                for cell in sample.cells
            ],
            "note": run.sign_note,
            "signer": run.signed_by_name,
            "signed": _when(run.signed_at),
        }
        return render("kernel.importing/minute.typ", data)


def _when(at: datetime | None) -> str:
    return words.when(at) if at is not None else ""
