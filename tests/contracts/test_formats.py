"""Every format, with every kind of key, verified by tools that know nothing of this house.

Each test asserts on what the tool printed: several of them exit without a fault on files that are
not signed at all, or altered.
"""

import io
import zipfile
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import pytest
from lxml import etree

from tests.contracts import outside
from tinhso.kernel import files
from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.signing import keys, services
from tinhso.signing.algorithms import Algorithm, KeyKind, PrivateKey, new_key
from tinhso.signing.models import Certificate
from tinhso.signing.pdf import sealing
from tinhso.signing.pdf.updates import Odd
from tinhso.signing.pki import pem
from tinhso.signing.rules import BatchAct, CertificateRole, Format
from tinhso.signing.services import Given, SignedContent
from tinhso.signing.testing import SETUP, a_leader

# what tools of others say of a file does not hang on our engine
pytestmark = [pytest.mark.django_db, pytest.mark.own_processes]

KINDS = {
    Algorithm.ECDSA_SHA256: KeyKind.P256,
    Algorithm.ECDSA_SHA384: KeyKind.P384,
    Algorithm.RSA_PSS_SHA256: KeyKind.RSA2048,
    Algorithm.RSA_SHA256: KeyKind.RSA2048,
}
EVERY = pytest.mark.parametrize("algorithm", list(Algorithm))
XML = '<?xml version="1.0"?>\n<hoSo xmlns="urn:thu" so="12"><ten>Giấy phép</ten> xây dựng</hoSo>'
LETTER = Given(name="don.txt", content="Kính gửi Ủy ban nhân dân xã".encode())
NOTE = Given(name="ho-so.xml", content=XML.encode())
kept_key = lru_cache(new_key)
"""A key of each kind, made once: an RSA key takes longer to make than all else here."""


@dataclass(frozen=True)
class Signer:
    """Who signs, how, and where his root lies for the tools."""

    certificate: Certificate
    algorithm: Algorithm
    root: Path
    folder: Path

    def sign(self, form: Format, *given: Given, level: str = "B-B") -> SignedContent:
        (made,) = services.sign_files(
            files=given,
            certificate=self.certificate,
            form=form,
            level=level,
            algorithm=self.algorithm,
        )
        return made

    def laid(self, made: SignedContent | Given) -> Path:
        path = self.folder / made.name
        path.write_bytes(made.content)
        return path


@pytest.fixture
def signer(algorithm: Algorithm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Signer:
    def kept(kind: KeyKind) -> PrivateKey:
        return kept_key(kind)

    monkeypatch.setattr(keys, "new_key", kept)
    certificate = services.issue_certificate(
        role=CertificateRole.PERSON,
        name="Nông Thị Hạnh",
        account_uid=uuid4(),
        agency_name="Ủy ban nhân dân xã Đông Khê",
        key_kind=KINDS[algorithm],
        actor=SETUP,
    )
    root = tmp_path / "root.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))
    return Signer(certificate, algorithm, root, tmp_path)


@EVERY
@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT"])
def test_openssl_verifies_a_detached_signature(signer: Signer, level: str) -> None:
    made = signer.sign(Format.CADES, LETTER, level=level)
    signature, content = signer.laid(made), signer.laid(LETTER)

    said = outside.openssl_cms(signature, content, signer.root)
    shown = outside.run(
        "openssl", "cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", signature
    ).stdout
    content.write_bytes(LETTER.content + b" ")
    changed = outside.openssl_cms(signature, content, signer.root)

    assert "CAdES Verification successful" in said.stderr
    assert (said.returncode, changed.returncode) == (0, 4)
    assert "verification failure" in changed.stderr
    assert "id-smime-aa-signingCertificateV2" in shown
    assert "sha1" not in shown.lower()
    assert ("id-smime-aa-timeStampToken" in shown) == (level != "B-B")
    assert ("crls:\n      <ABSENT>" in shown) == (level != "B-LT")
    assert ("rsassaPss" in shown) == (signer.algorithm is Algorithm.RSA_PSS_SHA256)


@pytest.mark.parametrize("algorithm", [Algorithm.ECDSA_SHA256])
def test_openssl_checks_revocation_by_our_lists(signer: Signer) -> None:
    before = signer.sign(Format.CADES, LETTER)
    services.revoke_certificate(
        certificate_uid=signer.certificate.uid, reason="key_compromise", actor=SETUP
    )
    signature, content = signer.laid(before), signer.laid(LETTER)
    fresh = outside.openssl_cms(signature, content, signer.root)
    with_lists, der = signer.folder / "root-and-lists.pem", signer.folder / "crl.der"
    known = signer.root.read_text()
    for one in services.revocation_lists():
        der.write_bytes(one)
        known += outside.run("openssl", "crl", "-inform", "DER", "-in", der).stdout
    with_lists.write_text(known)
    revoked = outside.openssl_cms(signature, content, with_lists, "-crl_check_all")

    assert "CAdES Verification successful" in fresh.stderr
    assert revoked.returncode == 4
    assert "certificate revoked" in revoked.stderr


@EVERY
@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT"])
@pytest.mark.parametrize(
    "form", [Format.XADES_ENVELOPED, Format.XADES_ENVELOPING, Format.XADES_DETACHED]
)
def test_xml_signatures_are_verified_by_signxml_and_xmlsec(
    signer: Signer, form: Format, level: str
) -> None:
    given = [NOTE] if form is not Format.XADES_DETACHED else [NOTE, LETTER]
    made = signer.sign(form, *given, level=level)
    if form is Format.XADES_DETACHED:
        for one in given:
            signer.laid(one)
    path = signer.laid(made)

    said = outside.xmlsec(path, signer.root)

    names = {etree.QName(node).localname for node in etree.fromstring(made.content).iter()}
    assert ("SignatureTimeStamp" in names) == (level != "B-B")
    assert ("RevocationValues" in names) == (level == "B-LT")
    outside.signxml_accepts(made.content, signer.root, {one.name: one.content for one in given})
    if signer.algorithm is Algorithm.RSA_PSS_SHA256:
        # xmlsec1 of Debian 12 knows no PSS; signxml above does.
        assert said.returncode == 1
        return
    assert said.returncode == 0, said.stderr
    expected = len(given) + 1
    assert f"SignedInfo References (ok/all): {expected}/{expected}" in said.stderr
    changed = made.content.replace("Giấy phép".encode(), "Giấy phạt".encode())
    if form is Format.XADES_DETACHED:
        (signer.folder / LETTER.name).write_bytes(b"khac")
    path.write_bytes(changed)
    assert outside.xmlsec(path, signer.root).returncode == 1


@pytest.mark.parametrize("algorithm", [Algorithm.ECDSA_SHA256])
def test_a_file_that_is_no_xml_is_enveloped_whole(signer: Signer) -> None:
    made = signer.sign(Format.XADES_ENVELOPING, Given(name="anh.bin", content=bytes(range(256))))
    path = signer.laid(made)

    assert "References (ok/all): 2/2" in outside.xmlsec(path, signer.root).stderr


@EVERY
def test_a_container_holds_files_and_a_signature_that_openssl_verifies(signer: Signer) -> None:
    made = signer.sign(Format.ASIC_E, LETTER, NOTE, level="B-LT")

    with zipfile.ZipFile(io.BytesIO(made.content)) as container:
        first = container.infolist()[0]
        container.extractall(signer.folder)
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert (signer.folder / "mimetype").read_text() == "application/vnd.etsi.asic-e+zip"
    listed = signer.folder / "META-INF" / "ASiCManifest001.xml"
    said = outside.openssl_cms(signer.folder / "META-INF" / "signature001.p7s", listed, signer.root)
    assert "CAdES Verification successful" in said.stderr
    names = [
        node.get("URI")
        for node in etree.parse(listed).getroot()
        if etree.QName(node).localname == "DataObjectReference"
    ]
    assert names == ["don.txt", "ho-so.xml"]


def test_a_batch_in_one_container_is_verified_by_openssl(tmp_path: Path) -> None:
    leader = a_leader()
    given = [
        services.give_file(content=one.content, name=one.name, actor=leader).uid
        for one in (LETTER, NOTE)
    ]
    wanted = services.WantedBatch(act=BatchAct.SIGN, form=Format.ASIC_E, is_together=True)
    batch = services.open_batch(wanted=wanted, given=given, actor=leader)
    asked = services.start_batch_confirmation(batch_uid=batch.uid, actor=leader)
    services.confirm_batch(
        batch_uid=batch.uid, confirmation_uid=asked.uid, code=asked.secret, actor=leader
    )
    run_waiting_jobs("signing.batch")
    made = batch.files.select_related("result__blob").get(position=1).result
    assert made is not None
    root = tmp_path / "root.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))

    with zipfile.ZipFile(io.BytesIO(files.open_file(made))) as container:
        container.extractall(tmp_path)
    listed = tmp_path / "META-INF" / "ASiCManifest001.xml"
    signature = tmp_path / "META-INF" / "signature001.p7s"

    said = outside.openssl_cms(signature, listed, root)
    assert "CAdES Verification successful" in said.stderr
    listed.write_bytes(listed.read_bytes().replace(b"don.txt", b"don.txx"))
    assert outside.openssl_cms(signature, listed, root).returncode != 0


def refuse(*_given: object) -> bytes:
    raise Odd("for this test")


@pytest.fixture(params=["quickly", "at length"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Sign PDFs in one of the two ways, never in the other."""
    way: str = request.param
    closed = "_sign_at_length" if way == "quickly" else "sign_quickly"
    monkeypatch.setattr(sealing, closed, refuse)
    if way == "quickly":
        monkeypatch.setattr(sealing, "extend_pdf", refuse)
    return way


@EVERY
@pytest.mark.parametrize("level", ["B-B", "B-T"])
@pytest.mark.usefixtures("way")
def test_a_pdf_signed_in_either_way_is_verified_by_poppler_pyhanko_openssl_and_qpdf(
    signer: Signer, level: str
) -> None:
    verified_by_all(signer, level)


@EVERY
@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
@pytest.mark.usefixtures("way")
def test_a_pdf_with_its_evidence_is_verified_by_poppler_pyhanko_openssl_and_qpdf(
    signer: Signer, level: str
) -> None:
    verified_by_all(signer, level)


def verified_by_all(signer: Signer, level: str) -> None:
    given = Given(name="a.pdf", content=a_pdf("hợp đồng"))
    made = signer.sign(Format.PADES, given, level=level)
    path = signer.laid(made)

    poppler = outside.run("pdfsig", "-nocert", path).stdout
    assert poppler.count("Signature Validation: Signature is Valid.") == 1
    assert "Signature Type: ETSI.CAdES.detached" in poppler
    # Poppler names the document's own time-stamp, and cannot check one.
    assert ("Signature has not yet been verified." in poppler) == (level == "B-LTA")
    wanted = "SHA-384" if signer.algorithm is Algorithm.ECDSA_SHA384 else "SHA-256"
    assert f"Signing Hash Algorithm: {wanted}" in poppler

    signature, covered = signer.folder / "a.p7s", signer.folder / "a.bin"
    cms, content = outside.cms_of(made.content)[0]
    signature.write_bytes(cms)
    covered.write_bytes(content)
    said = outside.openssl_cms(signature, covered, signer.root)
    assert "CAdES Verification successful" in said.stderr
    assert (
        "No syntax or stream encoding errors found" in outside.run("qpdf", "--check", path).stdout
    )
    assert ":INTACT:TRUSTED" in outside.pyhanko_validate(path, signer.root).stdout


@EVERY
@pytest.mark.usefixtures("way")
def test_pyhanko_verifies_a_pdf_signature_with_its_evidence_by_the_rules_of_ades(
    signer: Signer,
) -> None:
    given = Given(name="a.pdf", content=a_pdf("hợp đồng"))
    path = signer.laid(signer.sign(Format.PADES, given, level="B-LTA"))

    listed = outside.run(outside.PYHANKO, "sign", "list", path).stdout
    valid = outside.pyhanko_validate(path, signer.root)
    ades = outside.pyhanko_ades(path, signer.root)

    assert listed.split()[0] == "ChuKy:FILLED"
    assert ":INTACT:TRUSTED" in valid.stdout, valid.stderr
    assert ades.stdout.split()[-1].endswith("VALID"), ades.stdout + ades.stderr
    assert "INVALID" not in ades.stdout
    assert (valid.returncode, ades.returncode) == (0, 0)


@pytest.mark.parametrize("algorithm", [Algorithm.ECDSA_SHA256])
def test_openssl_verifies_the_time_stamp(signer: Signer) -> None:
    made = signer.sign(Format.XADES_ENVELOPED, NOTE, level="B-T")
    root = etree.fromstring(made.content)
    names = {"x": "http://uri.etsi.org/01903/v1.3.2#", "d": "http://www.w3.org/2000/09/xmldsig#"}
    (token,) = root.xpath("//x:EncapsulatedTimeStamp/text()", namespaces=names)
    (value,) = root.xpath("//d:SignatureValue", namespaces=names)
    stamped, stamp = signer.folder / "stamped.bin", signer.folder / "stamp.der"
    stamp.write_bytes(b64decode(token))
    stamped.write_bytes(etree.tostring(value, method="c14n", exclusive=True))

    said = outside.run(
        "openssl", "ts", "-verify", "-data", stamped, "-in", stamp, "-token_in",
        "-CAfile", signer.root,
    )  # fmt: skip

    assert "Verification: OK" in said.stdout + said.stderr
