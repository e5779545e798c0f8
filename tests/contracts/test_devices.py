"""Every mechanism of a PKCS#11 device (SoftHSM2), verified by tools that know nothing of us."""

from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from tests.contracts import outside
from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.algorithms import Algorithm, KeyKind
from tinhso.signing.pki import pem
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import PIN, Devices, on_device
from tinhso.signing.tokens.store import opened
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db
KINDS = {
    Algorithm.ECDSA_SHA256: KeyKind.P256,
    Algorithm.ECDSA_SHA384: KeyKind.P384,
    Algorithm.RSA_PSS_SHA256: KeyKind.RSA2048,
    Algorithm.RSA_SHA256: KeyKind.RSA3072,
}


XML = Given(name="don.xml", content="<don so='1'>Giấy phép</don>".encode())
IN_XML = (Format.XADES_ENVELOPED, Format.XADES_ENVELOPING, Format.XADES_DETACHED)


@pytest.fixture
def serial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> str:
    """Plug a device in; return its number."""
    devices = Devices.make(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    settings.TINHSO_PKCS11_MODULE = devices.library
    settings.TINHSO_PKCS11_SECONDS = HANGING
    return devices.plug("The")


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_what_a_device_signed_is_verified_by_pdfsig_and_openssl(
    algorithm: Algorithm, tmp_path: Path, serial: str
) -> None:
    certificate = on_device(serial, kind=KINDS[algorithm], account_uid=uuid4())
    letter = Given(name="don.txt", content=b"Kinh gui")
    paper = Given(name="a.pdf", content=a_pdf("hợp đồng"))

    with opened(serial, PIN):
        (pdf,) = services.sign_files(
            files=[paper], certificate=certificate, form=Format.PADES, algorithm=algorithm
        )
        (cms,) = services.sign_files(
            files=[letter], certificate=certificate, form=Format.CADES, algorithm=algorithm
        )

    root, signed, signature, content = (tmp_path / n for n in ("ca.pem", "a.pdf", "a.p7s", "a.txt"))
    root.write_text(pem(services.ensure_authority().root.certificate))
    signed.write_bytes(pdf.content)
    signature.write_bytes(cms.content)
    content.write_bytes(letter.content)
    poppler = outside.run("pdfsig", "-nocert", signed).stdout
    said = outside.openssl_cms(signature, content, root)
    content.write_bytes(letter.content + b" ")
    changed = outside.openssl_cms(signature, content, root)
    assert poppler.count("Signature Validation: Signature is Valid.") == 1
    assert "CAdES Verification successful" in said.stderr
    assert "verification failure" in changed.stderr


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_xml_and_containers_of_a_device_are_verified_by_xmlsec_signxml_and_openssl(
    algorithm: Algorithm, tmp_path: Path, serial: str
) -> None:
    certificate = on_device(serial, kind=KINDS[algorithm], account_uid=uuid4())

    def signed(form: Format) -> bytes:
        (made,) = services.sign_files(
            files=[XML], certificate=certificate, form=form, algorithm=algorithm
        )
        return made.content

    with opened(serial, PIN):
        made = {form: signed(form) for form in (*IN_XML, Format.ASIC_E)}

    root = tmp_path / "ca.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))
    for form in IN_XML:
        outside.judged_in_xml(
            made[form],
            root,
            tmp_path / "signature.xml",
            beside={XML.name: XML.content} if form is Format.XADES_DETACHED else {},
            is_pss=algorithm.is_pss,
        )
    said = outside.openssl_cms_of_container(made[Format.ASIC_E], root, tmp_path)
    assert "CAdES Verification successful" in said.stderr
