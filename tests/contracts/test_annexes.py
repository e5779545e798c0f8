"""An annex in a file of its own carries the agency's signature that others' tools find valid.

Top right on its first page stand number, symbol and time in letters of 10 points, and no picture.
"""

import re
import subprocess
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tests.contracts.outside import PYHANKO
from tinhso.kernel import files
from tinhso.kernel.papers.fonts import face_file
from tinhso.signing import services
from tinhso.signing.pki import pem
from tinhso.signing.testing import a_clerk, a_leader, a_signed_item, two_annexes
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db
NUMBER = "01/GPXD-UBND"
FORM = "%(n)02d/GPXD-UBND"
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<')


def run(*command: str) -> str:
    return subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=HANGING
    ).stdout


def test_each_annex_is_valid_to_poppler_pyhanko_and_qpdf_and_says_number_and_time(
    tmp_path: Path,
) -> None:
    clerk = a_clerk()
    item = a_signed_item(a_leader(), attachments=two_annexes())
    act = services.number_and_seal(
        item_uid=item.uid, register="signing.tests", format=FORM, actor=clerk
    )
    root = tmp_path / "root.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))

    for row in act.annexes.select_related("file"):
        path = tmp_path / row.file.name
        path.write_bytes(files.open_file(row.file))

        said = run("pdfsig", "-nocert", str(path))
        assert said.count("Signature Validation: Signature is Valid.") == 1
        assert "Field Name: CoQuanPhuLuc" in said
        assert "Total document signed" in said
        trusting = ("--trust", str(root), "--trust-replace", "--no-revocation-check")
        judged = run(PYHANKO, "sign", "validate", *trusting, str(path))
        assert judged.strip().endswith(":INTACT:TRUSTED,UNTOUCHED")
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))
        _is_in_the_corner(run("pdftotext", "-bbox", "-l", "1", str(path), "-"))


def _is_in_the_corner(boxes: str) -> None:
    """Find the mark's first word at the right edge, near the top, as wide as ten points make it."""
    words = {word: tuple(map(float, edges)) for *edges, word in WORD.findall(boxes)}
    left, top, right, _bottom = words[NUMBER]
    assert 595 - 12 <= right <= 595 - 8
    assert 8 <= top <= 14
    with TTFont(face_file("400-normal")) as font:
        glyphs, widths = font.getBestCmap(), font["hmtx"]
        natural = sum(widths[glyphs[ord(letter)]][0] for letter in NUMBER)
        ten_points = natural / font["head"].unitsPerEm * 10
    assert right - left == pytest.approx(ten_points, abs=0.1)
