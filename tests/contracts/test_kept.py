"""What is kept for long and was renewed, before the eyes of other people's tools."""

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from lxml import etree

from tests.contracts import outside
from tinhso.kernel import files
from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import jobs, services
from tinhso.signing.models import KeptFile
from tinhso.signing.pki import pem
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db

XML = b"<a>1</a>"


def renewed(content: bytes, name: str) -> tuple[bytes, datetime]:
    """Keep a file as it is received, let the job renew its evidence; tell when it did."""
    row = services.keep_received(content=content, name=name, actor=SETUP)
    kept = KeptFile.objects.get(source=row.file)
    at = kept.renew_at + timedelta(hours=1)
    with time_machine.travel(at):
        jobs.renew_kept_files()
    kept.refresh_from_db()
    assert kept.renewed == 1
    return files.open_file(kept.copy), at


def test_both_time_stamps_of_a_renewed_container_are_verified_by_openssl(tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))
    signed = services.sign_file(
        file=Given(name="a.xml", content=XML),
        certificate=certificate_for(account_uid=uuid4()),
        form=Format.XADES_ENVELOPED,
    )

    content, at = renewed(signed.content, "a.xml")
    with zipfile.ZipFile(io.BytesIO(content)) as kept:
        kept.extractall(tmp_path)

    for manifest, token in (("ASiCManifest001", "001"), ("ASiCArchiveManifest002", "002")):
        covered = tmp_path / "META-INF" / f"{manifest}.xml"
        stamp = tmp_path / "META-INF" / f"timestamp{token}.tst"
        said = outside.run(
            "openssl", "ts", "-verify", "-data", covered, "-in", stamp, "-token_in",
            "-CAfile", root, "-attime", f"{at.timestamp():.0f}",
        )  # fmt: skip
        assert "Verification: OK" in said.stdout + said.stderr
        named = etree.parse(covered).getroot().xpath("//*[local-name()='DataObjectReference']/@URI")
        assert "a.xml" in named


def test_a_renewed_pdf_is_verified_by_pyhanko_poppler_and_qpdf(tmp_path: Path) -> None:
    root, path = tmp_path / "root.pem", tmp_path / "a.pdf"
    root.write_text(pem(services.ensure_authority().root.certificate))
    signed = services.sign_pdf(a_pdf("a"), certificate=certificate_for(account_uid=uuid4()))

    path.write_bytes(renewed(signed, "a.pdf")[0])

    assert path.read_bytes().startswith(signed)
    poppler = outside.run("pdfsig", "-nocert", path).stdout
    assert "Signature Validation: Signature is Valid." in poppler
    sound = outside.run("qpdf", "--check", path).stdout
    assert "No syntax or stream encoding errors found" in sound
    valid = outside.pyhanko_validate(path, root).stdout
    assert ":INTACT:TRUSTED" in valid, valid
