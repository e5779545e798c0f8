"""Number and seal, proved by other people's tools.

A paper is set, its fields laid, signed by a person, numbered and dated in those fields, and
sealed by the agency. Both signatures must be valid to pdfsig (poppler), to pyHanko, to OpenSSL on
the extracted CMS, and to our own check; and when a page is changed between the two, pyHanko and
our own check must say so (pdfsig looks at each range alone and cannot).
"""

import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pikepdf
import pypdfium2 as pdfium
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tinhso.signing import services
from tinhso.signing.checking.report import Reason, Verdict
from tinhso.signing.models import Certificate
from tinhso.signing.pdf import sealing
from tinhso.signing.pdf.fields import DATE_FIELD, NUMBER_FIELD, fill_fields
from tinhso.signing.pdf.updates import Odd
from tinhso.signing.pki import pem
from tinhso.signing.testing import a_paper, certificate_for
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db

PYHANKO = shutil.which("pyhanko") or str(Path(__file__).parents[2] / ".venv/bin/pyhanko")
NUMBER, DAY = "15/GPXD-UBND", "ngày 05 tháng 11 năm 2026"


@dataclass(frozen=True)
class Seal:
    """Who signs and who seals."""

    person: Certificate
    agency: Certificate


@pytest.fixture
def seal() -> Seal:
    return Seal(certificate_for(account_uid=uuid4()), certificate_for(agency_id=71))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=HANGING)


def signed_numbered_sealed(seal: Seal) -> bytes:
    laid = services.prepare_for_signing(a_paper())
    signed = services.sign_pdf(laid, certificate=seal.person)
    filled = fill_fields(signed, {NUMBER_FIELD: NUMBER, DATE_FIELD: DAY})
    sealed = services.seal_pdf(filled, certificate=seal.agency)
    assert signed.startswith(laid)
    assert filled.startswith(signed)
    assert sealed.startswith(filled)
    return sealed


def with_a_page_changed(pdf: bytes) -> bytes:
    """Draw over the page in an incremental update, as a forger would."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    drawn = generic.StreamObject(stream_data=b"1 0 0 rg 100 400 200 20 re f")
    contents = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([contents, writer.add_object(drawn)])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def sealed(seal: Seal, tmp_path: Path) -> Path:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(signed_numbered_sealed(seal))
    return path


@pytest.fixture
def forged(seal: Seal, tmp_path: Path) -> Path:
    laid = services.prepare_for_signing(a_paper())
    signed = services.sign_pdf(laid, certificate=seal.person)
    filled = fill_fields(with_a_page_changed(signed), {NUMBER_FIELD: NUMBER, DATE_FIELD: DAY})
    path = tmp_path / "forged.pdf"
    path.write_bytes(services.seal_pdf(filled, certificate=seal.agency))
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "root.pem"
    path.write_text(pem(services.ensure_authority().root.certificate))
    return path


def test_poppler_finds_both_signatures_valid(sealed: Path) -> None:
    said = run("pdfsig", "-nocert", str(sealed)).stdout

    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert said.count("Signature Type: ETSI.CAdES.detached") == 2
    assert said.count("Signing Hash Algorithm: SHA-256") == 2
    assert said.index("Field Name: NguoiKy") < said.index("Field Name: CoQuan")
    assert said.rindex("Total document signed") > said.index("Field Name: CoQuan")


def test_pyhanko_finds_both_signatures_valid_and_trusted(sealed: Path, root: Path) -> None:
    listed = run(PYHANKO, "sign", "list", str(sealed))
    assert listed.stdout.split() == ["NguoiKy:FILLED", "CoQuan:FILLED"]

    said = run(
        PYHANKO, "sign", "validate", "--trust", str(root), "--trust-replace",
        "--no-revocation-check", str(sealed),
    )  # fmt: skip

    assert said.returncode == 0, said.stderr
    person, agency = said.stdout.split()
    assert person.endswith(":INTACT:TRUSTED,EXTENDED_WITH_FORM_FILLING,ACCEPTABLE_MODIFICATIONS")
    assert agency.endswith(":INTACT:TRUSTED,UNTOUCHED")


def refuse(*_given: object) -> bytes:
    raise Odd("for this test")


@pytest.mark.parametrize("quick_first", [True, False])
def test_a_seal_made_one_way_stands_over_a_signature_made_the_other(
    seal: Seal, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick_first: bool
) -> None:
    ways = ["_sign_at_length", "sign_quickly"]
    laid = services.prepare_for_signing(a_paper())
    with monkeypatch.context() as closed:
        closed.setattr(sealing, ways[not quick_first], refuse)
        signed = services.sign_pdf(laid, certificate=seal.person)
    filled = fill_fields(signed, {NUMBER_FIELD: NUMBER, DATE_FIELD: DAY})
    with monkeypatch.context() as closed:
        closed.setattr(sealing, ways[quick_first], refuse)
        sealed = services.seal_pdf(filled, certificate=seal.agency)
    path = tmp_path / "mixed.pdf"
    path.write_bytes(sealed)

    test_poppler_finds_both_signatures_valid(path)
    test_pyhanko_finds_both_signatures_valid_and_trusted(path, root)
    test_our_own_check_finds_both_valid(path)
    test_the_structure_is_sound(path)


def test_openssl_verifies_each_cms_over_its_ranges(
    sealed: Path, root: Path, tmp_path: Path
) -> None:
    content = sealed.read_bytes()
    ranges = [
        tuple(int(edge) for edge in found.groups())
        for found in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content)
    ]
    assert len(ranges) == 2

    for number, (start, length, second, rest) in enumerate(ranges):
        cms, covered = tmp_path / f"{number}.p7s", tmp_path / f"{number}.bin"
        cms.write_bytes(bytes.fromhex(content[start + length + 1 : second - 1].decode()))
        covered.write_bytes(content[start : start + length] + content[second : second + rest])
        said = run(
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(cms),
            "-content", str(covered), "-CAfile", str(root), "-purpose", "any", "-cades",
            "-out", "/dev/null",
        )  # fmt: skip
        assert said.returncode == 0, said.stderr
        assert "CAdES Verification successful" in said.stderr
        covered.write_bytes(covered.read_bytes()[:-1] + b"!")
        assert run(
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(cms),
            "-content", str(covered), "-CAfile", str(root), "-purpose", "any", "-out", "/dev/null",
        ).returncode == 4  # fmt: skip


def test_our_own_check_finds_both_valid(sealed: Path) -> None:
    report = services.verify_pdf(sealed.read_bytes())

    assert report.verdict == Verdict.VALID
    person, agency = report.signatures
    assert (person.field_name, person.verdict, person.reasons) == ("NguoiKy", Verdict.VALID, ())
    assert (person.signer, person.title) == ("Nông Thị Hạnh", "Chủ tịch")
    assert (person.whole_file, person.filled_after) == (False, True)
    assert (agency.field_name, agency.verdict, agency.whole_file) == (
        "CoQuan",
        Verdict.VALID,
        True,
    )
    assert agency.signer == "Ủy ban nhân dân xã Đông Khê"


def test_number_and_date_are_read_on_the_page_and_in_the_fields(sealed: Path) -> None:
    with pikepdf.Pdf.open(sealed) as pdf:
        values = {str(f.T): str(f.V) for f in pdf.Root.AcroForm.Fields if f.FT == "/Tx"}
    assert values == {NUMBER_FIELD: NUMBER, DATE_FIELD: DAY}

    document = pdfium.PdfDocument(sealed)
    document.init_forms()
    page = document[0]
    pdfium.raw.FPDFPage_Flatten(page.raw, 0)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert NUMBER in text
    assert DAY in text


def test_the_structure_is_sound(sealed: Path) -> None:
    if shutil.which("qpdf") is None:
        with pikepdf.Pdf.open(sealed) as pdf:
            assert pdf.check_pdf_syntax() == []
    else:
        assert run("qpdf", "--check", str(sealed)).returncode == 0


def test_a_page_changed_between_the_two_is_found_out(forged: Path, root: Path) -> None:
    report = services.verify_pdf(forged.read_bytes())
    said = run(
        PYHANKO, "sign", "validate", "--trust", str(root), "--trust-replace",
        "--no-revocation-check", str(forged),
    )  # fmt: skip

    assert report.verdict == Verdict.INVALID
    person, agency = report.signatures
    assert person.reasons == (Reason.CHANGED_AFTER,)
    assert agency.verdict == Verdict.VALID
    assert said.returncode == 1
    assert "NguoiKy" in said.stdout
    assert "EXTENDED_WITH_OTHER,ILLEGAL_MODIFICATIONS" in said.stdout
    # The reason our own check exists: each range is intact, and poppler looks no further.
    poppler = run("pdfsig", "-nocert", str(forged)).stdout
    assert poppler.count("Signature is Valid.") == 2


def test_a_single_changed_byte_is_found_by_everybody(sealed: Path, root: Path) -> None:
    content = bytearray(sealed.read_bytes())
    spot = content.index(b"/Title") if b"/Title" in content else 2000
    content[spot + 1] ^= 1
    sealed.write_bytes(content)

    assert services.verify_pdf(bytes(content)).verdict in {Verdict.INVALID, Verdict.UNREADABLE}
    assert "Signature is Valid." not in run("pdfsig", "-nocert", str(sealed)).stdout
    assert run(
        PYHANKO, "sign", "validate", "--trust", str(root), "--trust-replace",
        "--no-revocation-check", str(sealed),
    ).returncode != 0  # fmt: skip
