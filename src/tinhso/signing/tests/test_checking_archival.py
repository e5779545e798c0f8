"""Answers that PDF readers put within a signature (RevocationInfoArchival), as pyHanko makes it."""

import io

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import keys, pem
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import pki, services
from tinhso.signing.checking.report import CheckName, Outcome, Reason, Revocation, Verdict
from tinhso.signing.tests.test_checking_ocsp import Other, der, other

__all__ = ["other"]
pytestmark = pytest.mark.django_db


def loaded(identity: pki.Identity) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(der(identity.certificate))


def signed_by_pyhanko(by: Other, *, with_answers: bool) -> bytes:
    """Have pyHanko sign a PDF as readers do, with the revocation answers within or without."""
    _kind, _heads, key = pem.unarmor(pki.key_text(by.signer.key).encode())
    above = [loaded(by.issuing), loaded(by.root)]
    registry = SimpleCertificateStore()
    registry.register_multiple(above)
    signer = SimpleSigner(
        signing_cert=loaded(by.signer),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=registry,
    )
    empty = pki.revocation_list(by.root, [], at=timezone.now(), number=1)
    known = ValidationContext(
        trust_roots=[above[1]],
        other_certs=[above[0]],
        ocsps=[asn1_ocsp.OCSPResponse.load(by.answer())],
        crls=[asn1_crl.CertificateList.load(empty)],
        allow_fetching=False,
        revocation_mode="hard-fail",
    )
    meta = PdfSignatureMetadata(
        field_name="Ky",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=with_answers,
        validation_context=known if with_answers else None,
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(a_pdf("Kính gửi")))
    PdfSigner(meta, signer).sign_pdf(writer, output=out)
    return out.getvalue()


def test_answers_within_the_signature_decide(other: Other) -> None:
    content = signed_by_pyhanko(other, with_answers=True)

    (found,) = services.verify(content).signatures

    assert b"/adbe.pkcs7.detached" in content
    assert (found.verdict, found.reasons) == (Verdict.VALID, ())
    assert found.revocation is Revocation.GOOD
    checks = {check.name: check.outcome for check in found.checks}
    assert checks[CheckName.REVOCATION] is Outcome.PASSED


def test_without_them_nothing_is_known_of_revocation(other: Other) -> None:
    (found,) = services.verify(signed_by_pyhanko(other, with_answers=False)).signatures

    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.REVOCATION_UNKNOWN,))
