"""Files that other people's tools signed, checked by this house: valid, altered, too weak.

Their signer has a certificate of an authority that is added to the trusted roots, with its
revocation list in the folder of roots, as an operator keeps them.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from lxml import etree
from pytest_django import Settings
from signxml.algorithms import SignatureMethod
from signxml.signer import XMLSigner
from signxml.xades.xades import XAdESSigner

from tests.contracts import outside
from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import pki, services
from tinhso.signing.algorithms import KeyKind, new_key
from tinhso.signing.checking.report import Kind, Reason, Trouble, Verdict
from tinhso.signing.testing import SETUP

pytestmark = pytest.mark.django_db

CONTENT = "Kính gửi".encode()
XML = "<don><ten>Triệu Văn Páo</ten></don>".encode()
DS = "http://www.w3.org/2000/09/xmldsig#"
LIBREOFFICE = Path(__file__).parent / "samples" / "libreoffice"
kept_key = lru_cache(new_key)


@dataclass(frozen=True)
class Stranger:
    """A signer of another authority, his key and certificates lying as files."""

    folder: Path
    key: Path
    certificate: Path
    chain: Path
    issuing: pki.Identity

    def run(self, *command: str | Path) -> bytes:
        said = outside.run(*command, folder=self.folder)
        assert said.returncode == 0, said.stderr
        return (self.folder / "out").read_bytes()


@pytest.fixture
def stranger(tmp_path: Path, settings: Settings) -> Callable[[KeyKind], Stranger]:
    def make(kind: KeyKind) -> Stranger:
        now = timezone.now()
        root = pki.make_root(at=now)
        issuing = pki.make_issuing(root, at=now)
        key = kept_key(kind)
        certificate = pki.issue(
            issuing,
            pki.Subject(common_name="Công ty Ví Dụ", organization="Ví Dụ"),
            key.public_key(),
            at=now,
            until=now + timedelta(days=300),
        )
        services.add_trust_anchor(certificate=der(root.certificate), actor=SETUP)
        roots = tmp_path / "roots"
        roots.mkdir()
        for name, one in (("vi-du", issuing), ("goc", root)):
            listed = pki.revocation_list(one, [], at=now, number=1)
            roots.joinpath(f"{name}.crl").write_bytes(listed)
        settings.TINHSO_TRUST_ROOTS = str(roots)
        paths = [tmp_path / name for name in ("key.pem", "own.pem", "chain.pem")]
        paths[0].write_text(pki.key_text(key))
        paths[1].write_text(pki.pem(certificate))
        paths[2].write_text(pki.pem(issuing.certificate))
        (tmp_path / "content.txt").write_bytes(CONTENT)
        return Stranger(tmp_path, paths[0], paths[1], paths[2], issuing)

    return make


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def by_openssl(one: Stranger, *more: str) -> bytes:
    return one.run(
        "openssl", "cms", "-sign", "-binary", "-in", "content.txt", "-signer", one.certificate,
        "-inkey", one.key, "-certfile", one.chain, "-outform", "DER", "-out", "out",
        "-md", "sha256", *more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (KeyKind.P256, ["-cades"]),
        (KeyKind.P384, []),
        (KeyKind.RSA2048, ["-cades"]),
        (KeyKind.RSA2048, ["-keyopt", "rsa_padding_mode:pss"]),
    ],
)
def test_messages_of_openssl(
    stranger: Callable[[KeyKind], Stranger], kind: KeyKind, more: list[str]
) -> None:
    one = stranger(kind)

    apart = by_openssl(one, *more)
    together = by_openssl(one, "-nodetach", *more)

    good = services.verify(apart, outside={"content.txt": CONTENT})
    assert (good.verdict, good.signatures[0].signer) == (Verdict.VALID, "Công ty Ví Dụ")
    assert services.verify(together).verdict == Verdict.VALID
    other = services.verify(apart, outside={"content.txt": CONTENT + b"."})
    assert other.signatures[0].reasons == (Reason.CONTENT_CHANGED,)
    altered = together.replace(CONTENT, CONTENT[::-1])
    assert services.verify(altered).signatures[0].reasons == (Reason.CONTENT_CHANGED,)


def test_messages_that_openssl_writes_as_text_and_as_mail(
    stranger: Callable[[KeyKind], Stranger],
) -> None:
    one = stranger(KeyKind.P256)
    beside = {"content.txt": CONTENT}

    for text, outside_of in (
        (by_openssl(one, "-outform", "PEM"), beside),
        (by_openssl(one, "-nodetach", "-outform", "PEM"), None),
        (by_openssl(one, "-nodetach", "-outform", "SMIME"), None),
        (by_openssl(one, "-nodetach", "-outform", "SMIME", "-crlfeol"), None),
        (base64.encodebytes(by_openssl(one)), beside),
    ):
        good = services.verify(text, outside=outside_of)
        assert (good.kind, good.verdict) == (Kind.CMS, Verdict.VALID), text[:80]

    for letter in (
        by_openssl(one, "-outform", "SMIME"),
        by_openssl(one, "-nodetach", "-outform", "SMIME", "-subject", "Tra tien"),
    ):
        refused = services.verify(letter)
        assert (refused.verdict, refused.trouble) == (Verdict.UNREADABLE, Trouble.SIGNED_MAIL)


def test_messages_with_old_digests_and_several_signers(
    stranger: Callable[[KeyKind], Stranger],
) -> None:
    one = stranger(KeyKind.RSA2048)
    old = by_openssl(one, "-md", "sha1")
    colleague = new_key()
    now = timezone.now()
    second = pki.issue(
        one.issuing,
        pki.Subject(common_name="Đồng nghiệp"),
        colleague.public_key(),
        at=now,
        until=now + timedelta(days=9),
    )
    (one.folder / "second.pem").write_text(pki.pem(second) + pki.key_text(colleague))
    twice = by_openssl(one, "-signer", "second.pem")

    weak = services.verify(old, outside={"": CONTENT})
    both = services.verify(twice, outside={"": CONTENT})

    assert weak.signatures[0].reasons == (Reason.WEAK_ALGORITHM,)
    assert [found.verdict for found in both.signatures] == [Verdict.VALID] * 2


def test_a_revoked_strangers_signature_is_refused_and_one_of_no_trusted_root_is_unknown(
    stranger: Callable[[KeyKind], Stranger], settings: Settings
) -> None:
    one = stranger(KeyKind.P256)
    signed = by_openssl(one)
    serial = x509.load_pem_x509_certificate(one.certificate.read_bytes()).serial_number
    before = timezone.now() - timedelta(hours=1)
    listed = pki.revocation_list(one.issuing, [(serial, before)], at=timezone.now(), number=2)

    (one.folder / "roots" / "vi-du.crl").write_bytes(listed)
    revoked = services.verify(signed, outside={"": CONTENT})
    settings.TINHSO_TRUST_ROOTS = ""
    unheard = services.verify(signed, outside={"": CONTENT})

    assert revoked.signatures[0].reasons == (Reason.CERTIFICATE_REVOKED,)
    assert (unheard.verdict, unheard.signatures[0].reasons) == (
        Verdict.UNKNOWN,
        (Reason.REVOCATION_UNKNOWN,),
    )


@pytest.mark.parametrize("method", ["http://www.w3.org/2001/10/xml-exc-c14n#",
                                    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"])  # fmt: skip
def test_documents_of_xmlsec(stranger: Callable[[KeyKind], Stranger], method: str) -> None:
    one = stranger(KeyKind.RSA2048)
    template = XML.decode().replace(
        "</don>",
        f'<Signature xmlns="{DS}"><SignedInfo>'
        f'<CanonicalizationMethod Algorithm="{method}"/>'
        '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f'<Reference URI=""><Transforms><Transform Algorithm="{DS}enveloped-signature"/>'
        '</Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        "<DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo>"
        "</Signature></don>",
    )
    (one.folder / "template.xml").write_text(template)
    signed = one.run(
        "xmlsec1", "--sign", "--privkey-pem", f"{one.key},{one.certificate},{one.chain}",
        "--output", "out", "template.xml",
    )  # fmt: skip

    good = services.verify(signed)
    altered = services.verify(signed.replace(b"<ten>Tri", b"<ten>Tra"))

    assert (good.verdict, good.kind) == (Verdict.VALID, Kind.XML), good.signatures
    assert good.signatures[0].signer == "Công ty Ví Dụ"
    assert altered.signatures[0].reasons == (Reason.CONTENT_CHANGED,)


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        (KeyKind.P256, SignatureMethod.ECDSA_SHA256),
        (KeyKind.P384, SignatureMethod.ECDSA_SHA384),
        (KeyKind.RSA2048, SignatureMethod.RSA_SHA256),
        (KeyKind.RSA2048, SignatureMethod.SHA256_RSA_MGF1),
    ],
)
@pytest.mark.parametrize("signer", [XMLSigner, XAdESSigner])
def test_documents_of_signxml(
    stranger: Callable[[KeyKind], Stranger],
    kind: KeyKind,
    method: SignatureMethod,
    signer: type[XMLSigner],
) -> None:
    one = stranger(kind)
    chain = [
        x509.load_pem_x509_certificate(path.read_bytes()) for path in (one.certificate, one.chain)
    ]
    made = signer(signature_algorithm=method).sign(
        etree.fromstring(XML), key=one.key.read_bytes(), cert=chain
    )

    good = services.verify(etree.tostring(made))
    made.find("ten").text = "khác"

    assert good.verdict == Verdict.VALID, good.signatures
    altered = services.verify(etree.tostring(made)).signatures[0]
    assert altered.reasons == (Reason.CONTENT_CHANGED,)


def test_documents_of_the_pyhanko_command(stranger: Callable[[KeyKind], Stranger]) -> None:
    one = stranger(KeyKind.RSA2048)
    (one.folder / "in.pdf").write_bytes(a_pdf("hợp đồng"))

    signed = one.run(
        outside.PYHANKO, "sign", "addsig", "--field", "Sig1", "--use-pades", "pemder",
        "--key", one.key, "--cert", one.certificate, "--chain", one.chain, "--no-pass",
        "in.pdf", "out",
    )  # fmt: skip

    report = services.verify(signed)
    assert (report.verdict, report.signatures[0].signer) == (Verdict.VALID, "Công ty Ví Dụ")


def test_a_document_of_libreoffice(settings: Settings) -> None:
    settings.TINHSO_TRUST_ROOTS = str(LIBREOFFICE / "roots")
    signed = (LIBREOFFICE / "writer-7.4.pdf").read_bytes()
    end = signed.index(b"endstream")
    altered = signed[: end - 9] + bytes((signed[end - 9] ^ 1,)) + signed[end - 8 :]

    (found,) = services.verify(signed).signatures
    (broken,) = services.verify(altered).signatures

    # The root's own list does not lie beside it: of who issued the certificate nothing is known.
    too_little = (Reason.ISSUER_REVOCATION_UNKNOWN,)
    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, too_little)
    assert found.signer == "Cong ty Vi Du"
    assert found.signed_at == datetime(2026, 11, 29, 14, 46, 12, tzinfo=UTC)
    assert found.whole_file
    assert broken.reasons == (Reason.CONTENT_CHANGED, *too_little)
