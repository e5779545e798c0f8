"""The minute of a large import prints every group, however many the page shows."""

import pypdfium2 as pdfium
import pytest
from django.utils import timezone

from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.web.importing.minutes import minute
from tinhso.kernel.web.importing.views import MOST_SHOWN

pytestmark = pytest.mark.django_db
MANY = MOST_SHOWN + 150


def test_a_minute_prints_all_groups_and_what_differs() -> None:
    key, _kind = next(iter(import_kinds))
    counted = [[f"XA{n:04d}", "TTHC", "2025", 3] for n in range(MANY)]
    run = ImportRun(
        kind=key,
        source="Một cửa cũ",
        file_name="cu.xlsx",
        samples="[]",
        sheet_totals=counted,
        house_totals=[*counted[:-1], [*counted[-1][:3], 1]],
        counted_at=timezone.now(),
    )

    document = pdfium.PdfDocument(minute(run))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()

    printed = "".join("".join(pages).split())
    assert [n for n in range(MANY) if f"XA{n:04d}" not in printed] == []
    assert len(pages) > 5
    assert "-2" in printed or "−2" in printed
