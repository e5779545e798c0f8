"""A scan with the officer's signature and the agency's seal, proved by another's tool.

Both must be valid to pdfsig (poppler), the mark of the copy stands in the corner that readers show
as the upper right one, however the scanner turned the page.
"""

import io
import subprocess
from pathlib import Path
from uuid import uuid4

import pikepdf
import pypdfium2 as pdfium
import pytest

from tinhso.signing import services as signing
from tinhso.signing.testing import SETUP, certificate_for
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db


def a_page(turn: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.pages[0].Rotate = turn
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_both_signatures_hold_and_the_mark_stands_upper_right(turn: int, tmp_path: Path) -> None:
    officer, agency = uuid4(), 71
    person = certificate_for(account_uid=officer)
    certificate_for(agency_id=agency)
    signed = signing.sign_pdf(a_page(turn), certificate=person, field="CanBoSoHoa", visible=False)

    sealed = signing.seal_copy(signed, agency_id=agency, signer=officer, actor=SETUP)

    path = tmp_path / "ban-so-hoa.pdf"
    path.write_bytes(sealed)
    command = ["pdfsig", "-nocert", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=HANGING)
    assert said.stdout.count("Signature is Valid.") == 2
    document = pdfium.PdfDocument(sealed)
    document.init_forms()
    shown = document[0].render(scale=1).to_pil().convert("L")
    ink = shown.point(lambda tone: 255 if tone < 128 else 0).getbbox()
    assert ink is not None
    assert ink[0] > shown.width / 2
    assert ink[3] < shown.height / 4
