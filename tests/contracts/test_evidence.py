"""Evidence put behind signatures by either way stands with that of the other, for every reader."""

import io
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from pytest_django import Settings

from tests.contracts import outside
from tinhso.signing import services
from tinhso.signing.checking.report import TimeSource, Verdict
from tinhso.signing.pdf import sealing
from tinhso.signing.pdf.fields import DATE_FIELD, NUMBER_FIELD, fill_fields
from tinhso.signing.pdf.updates import Odd
from tinhso.signing.pki import pem
from tinhso.signing.testing import a_paper, certificate_for

pytestmark = pytest.mark.django_db

CLOSED = {"quickly": ("_sign_at_length", "extend_pdf"), "at length": ("sign_quickly",)}


def refuse(*_given: object) -> bytes:
    raise Odd("for this test")


@pytest.mark.parametrize(
    ("first", "second"),
    [("quickly", "quickly"), ("quickly", "at length"), ("at length", "quickly")],
)
def test_a_seal_with_its_evidence_stands_over_a_signature_with_its_own(
    first: str, second: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person, agency = certificate_for(account_uid=uuid4()), certificate_for(agency_id=71)
    root = tmp_path / "root.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))
    laid = services.prepare_for_signing(a_paper())
    settings.TINHSO_SIGNING_LEVEL = "B-LT"
    with monkeypatch.context() as closed:
        for name in CLOSED[first]:
            closed.setattr(sealing, name, refuse)
        signed = services.sign_pdf(laid, certificate=person)
    filled = fill_fields(signed, {NUMBER_FIELD: "15/GPXD", DATE_FIELD: "ngày 05 tháng 11"})
    settings.TINHSO_SIGNING_LEVEL = "B-LTA"
    with monkeypatch.context() as closed:
        for name in CLOSED[second]:
            closed.setattr(sealing, name, refuse)
        sealed = services.seal_pdf(filled, certificate=agency)
    path = tmp_path / "a.pdf"
    path.write_bytes(sealed)

    assert filled.startswith(signed)
    assert sealed.startswith(filled)
    poppler = outside.run("pdfsig", "-nocert", path).stdout
    assert poppler.count("Signature Validation: Signature is Valid.") == 2
    sound = outside.run("qpdf", "--check", path).stdout
    assert "No syntax or stream encoding errors found" in sound
    valid = outside.pyhanko_validate(path, root).stdout.split()
    assert [":INTACT:TRUSTED" in line for line in valid] == [True, True], valid
    assert "ACCEPTABLE_MODIFICATIONS" in valid[0]
    ades = outside.pyhanko_ades(path, root)
    assert [line.endswith("VALID") for line in ades.stdout.split()] == [True, True]
    assert "INVALID" not in ades.stdout, ades.stdout + ades.stderr
    report = services.verify(sealed)
    assert [one.verdict for one in report.signatures] == [Verdict.VALID] * 2
    assert {one.time_source for one in report.signatures} == {TimeSource.TIME_STAMP}
    with pikepdf.Pdf.open(io.BytesIO(sealed)) as read:
        held = [one.read_bytes() for one in read.Root.DSS.Certs]
        assert len(held) == len(set(held)) == 5
        assert len(read.Root.DSS.VRI) >= 2
