"""Revocation answers inside a file decide, when they prove themselves, and nobody is asked."""

import io
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from asn1crypto import cms, core
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.utils import timezone
from lxml import etree
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pytest_django import Settings

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import pki, services
from tinhso.signing.algorithms import Algorithm, new_key, sign_with
from tinhso.signing.checking.evidence import VALUES
from tinhso.signing.checking.report import (
    CheckName,
    Outcome,
    Reason,
    Revocation,
    SignatureFinding,
    Verdict,
)
from tinhso.signing.checking.revocation import standing_of
from tinhso.signing.formats.cades import sign_detached
from tinhso.signing.formats.der import INSIDE, SEQUENCE, piece
from tinhso.signing.formats.names import XADES
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.xades import sign_enveloped
from tinhso.signing.pdf.sealing import Look, add_signature
from tinhso.signing.services.signatures import local_time_stamper
from tinhso.signing.testing import SETUP
from tinhso.signing.tests.outside_authority import keep_root_list

pytestmark = pytest.mark.django_db

CONTENT = b"Kinh gui"
GOOD, REVOKED = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Other:
    """An authority whose root is trusted here, of whose revocations nothing is known here."""

    issuing: pki.Identity
    signer: pki.Identity
    root: pki.Identity

    @property
    def key(self) -> SealingKey:
        sign = sign_with(self.signer.key, Algorithm.ECDSA_SHA256)
        chain = (der(self.issuing.certificate),)
        return SealingKey(der(self.signer.certificate), chain, sign, Algorithm.ECDSA_SHA256)

    def answer(
        self,
        status: ocsp.OCSPCertStatus = GOOD,
        *,
        by: pki.Identity | None = None,
        at: datetime | None = None,
        carries: pki.Identity | None = None,
    ) -> bytes:
        now, by = at or timezone.now(), by or self.issuing
        is_revoked = status is REVOKED
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=self.signer.certificate,
                issuer=self.issuing.certificate,
                algorithm=hashes.SHA256(),
                cert_status=status,
                this_update=now,
                next_update=now + timedelta(hours=1),
                revocation_time=now - timedelta(hours=1) if is_revoked else None,
                revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
            .certificates([(carries or by).certificate])
        )
        return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture
def other(settings: Settings, tmp_path: Path) -> Other:
    now = timezone.now() - timedelta(minutes=10)
    root = pki.make_root(at=now)
    keep_root_list(root, settings, tmp_path)
    issuing = pki.make_issuing(root, at=now)
    signer = _issued(issuing, "Nguyễn Ngoài", now)
    services.add_trust_anchor(certificate=der(root.certificate), actor=SETUP)
    return Other(issuing, signer, root)


def _issued(issuing: pki.Identity, name: str, now: datetime) -> pki.Identity:
    key = new_key()
    until = now + timedelta(days=300)
    subject = pki.Subject(common_name=name)
    return pki.Identity(key, pki.issue(issuing, subject, key.public_key(), at=now, until=until))


Signed = tuple[bytes, dict[str, bytes]]
"""A signed file, and what lies outside it."""


def checked(signed: Signed) -> SignatureFinding:
    content, outside = signed
    return services.verify(content, outside=outside).signatures[0]


def beside(other: Other, answer: bytes | None, evidence: Evidence) -> Signed:
    """Sign a message; the answer lies beside its certificates (RFC 5940)."""
    made = cms.ContentInfo.load(sign_detached(CONTENT, other.key, evidence, at=timezone.now()))
    if answer is not None:
        kept = cms.OtherRevocationInfoFormat(
            {
                "other_rev_info_format": "ocsp_response",
                "other_rev_info": asn1_ocsp.OCSPResponse.load(answer),
            }
        )
        choice = cms.RevocationInfoChoice(name="other", value=kept)
        made["content"]["crls"] = cms.RevocationInfoChoices([choice])
    return made.dump(), {"": CONTENT}


def in_values(other: Other, answer: bytes | None, evidence: Evidence) -> Signed:
    """Sign a message; the answer's inner part lies in the attribute revocation-values."""
    made = cms.ContentInfo.load(sign_detached(CONTENT, other.key, evidence, at=timezone.now()))
    if answer is not None:
        (signer,) = made["content"]["signer_infos"]
        basic = asn1_ocsp.OCSPResponse.load(answer)["response_bytes"]["response"].parsed.dump()
        values = piece(SEQUENCE, piece(INSIDE + 1, piece(SEQUENCE, basic)))
        attribute = cms.CMSAttribute({"type": VALUES, "values": [core.Any.load(values)]})
        before = signer["unsigned_attrs"]
        kept = [] if before is core.VOID or not before else list(before)
        signer["unsigned_attrs"] = cms.CMSAttributes([*kept, attribute])
    return made.dump(), {"": CONTENT}


def in_store(other: Other, answer: bytes | None, evidence: Evidence) -> Signed:
    """Sign a PDF; the answer lies in the file's security store."""
    signed = add_signature(
        a_pdf("a"), other.key, field_name="Ky", look=Look(), evidence=evidence, holder="Ngoài"
    )
    if answer is not None:
        out = io.BytesIO(signed)
        writer = IncrementalPdfFileWriter(out)
        held = asn1_ocsp.OCSPResponse.load(answer)
        DocumentSecurityStore.supply_dss_in_writer(writer, None, ocsps=[held])
        writer.write_in_place()
        signed = out.getvalue()
    return signed, {}


def in_document(other: Other, answer: bytes | None, evidence: Evidence) -> Signed:
    """Sign XML; the answer lies in the signature's unsigned properties."""
    signed = sign_enveloped(b"<don><ten>A</ten></don>", other.key, evidence, at=timezone.now())
    if answer is not None:
        root = etree.fromstring(signed)
        (place,) = root.iter(f"{{{XADES}}}QualifyingProperties")
        unsigned = etree.SubElement(place, f"{{{XADES}}}UnsignedProperties")
        inner = etree.SubElement(unsigned, f"{{{XADES}}}UnsignedSignatureProperties")
        values = etree.SubElement(inner, f"{{{XADES}}}RevocationValues")
        told = etree.SubElement(values, f"{{{XADES}}}OCSPValues")
        node = etree.SubElement(told, f"{{{XADES}}}EncapsulatedOCSPValue")
        node.text = b64encode(answer).decode()
        signed = etree.tostring(root)
    return signed, {}


Placed = Callable[[Other, bytes | None, Evidence], Signed]
PLACES = [beside, in_values, in_store, in_document]


@pytest.mark.parametrize("placed", PLACES)
def test_a_good_answer_in_the_file_makes_known_what_was_not(other: Other, placed: Placed) -> None:
    without = checked(placed(other, None, Evidence()))
    found = checked(placed(other, other.answer(), Evidence()))

    assert (without.verdict, without.reasons) == (Verdict.UNKNOWN, (Reason.REVOCATION_UNKNOWN,))
    assert (found.verdict, found.reasons) == (Verdict.VALID, ())


@pytest.mark.parametrize("placed", PLACES)
def test_a_revoking_answer_in_the_file_refuses(other: Other, placed: Placed) -> None:
    found = checked(placed(other, other.answer(REVOKED), Evidence()))

    assert (found.verdict, found.reasons) == (Verdict.INVALID, (Reason.CERTIFICATE_REVOKED,))


def test_an_answer_that_does_not_prove_itself_says_nothing(other: Other) -> None:
    now = timezone.now()
    stranger = pki.make_issuing(pki.make_root(at=now), at=now)
    neighbour = _issued(other.issuing, "Người Khác", now)
    stale = other.answer(at=now - timedelta(days=2))
    broken = bytearray(other.answer())
    signed = ocsp.load_der_ocsp_response(bytes(broken)).tbs_response_bytes
    broken[broken.index(signed) + len(signed) - 1] ^= 1
    unsure = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)

    for answer in (
        other.answer(by=stranger),
        other.answer(by=neighbour),
        stale,
        bytes(broken),
        unsure.public_bytes(Encoding.DER),
        Other(other.issuing, neighbour, other.root).answer(),
    ):
        found = checked(in_document(other, answer, Evidence()))
        assert found.reasons == (Reason.REVOCATION_UNKNOWN,)


def responder_of(other: Other, begun: datetime, ends: datetime) -> pki.Identity:
    """Return whom the issuer named to answer for it, from a moment to another."""
    key = new_key()
    certificate = pki._certificate(
        pki.Subject(common_name="OCSP").name(),
        other.issuing.certificate.subject,
        key.public_key(),
        other.issuing.key,
        begun,
        ends,
        issuer=other.issuing.certificate,
        usage=ExtendedKeyUsageOID.OCSP_SIGNING,
    )
    return pki.Identity(key, certificate)


def test_whom_the_issuer_named_for_answers_answers_for_it(other: Other) -> None:
    now = timezone.now()
    responder = responder_of(other, now - timedelta(minutes=5), now + timedelta(days=9))

    answer = other.answer(by=responder)

    assert checked(beside(other, answer, Evidence())).verdict is Verdict.VALID


@pytest.mark.parametrize(("begins", "ends"), [(-9, -1), (1, 9)])
def test_a_responder_answers_only_while_its_own_certificate_runs(
    other: Other, begins: int, ends: int
) -> None:
    now = timezone.now()
    hours = timedelta(hours=1)
    responder = responder_of(other, now + begins * hours, now + ends * hours)

    for status in (GOOD, REVOKED):
        found = checked(beside(other, other.answer(status, by=responder), Evidence()))

        assert (found.verdict, found.reasons) == (
            Verdict.UNKNOWN,
            (Reason.REVOCATION_UNKNOWN,),
        )


def test_a_responder_that_was_revoked_answers_for_nobody(other: Other, tmp_path: Path) -> None:
    now = timezone.now()
    responder = responder_of(other, now - timedelta(minutes=5), now + timedelta(days=9))
    answer = other.answer(by=responder)
    listed = [(responder.certificate.serial_number, now + timedelta(seconds=1))]
    told = pki.revocation_list(other.issuing, listed, at=now - timedelta(days=30), number=1)
    tmp_path.joinpath("issuing.crl").write_bytes(told)

    found = checked(beside(other, answer, Evidence()))

    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.REVOCATION_UNKNOWN,))


def test_a_neighbours_certificate_beside_an_answer_takes_nothing_from_it(other: Other) -> None:
    now = timezone.now()
    ended = responder_of(other, now - timedelta(days=9), now - timedelta(days=1))

    answer = other.answer(carries=ended)

    assert checked(beside(other, answer, Evidence())).verdict is Verdict.VALID


@pytest.mark.parametrize("placed", PLACES)
def test_an_issuer_of_whose_revocation_nothing_is_known_leaves_too_little(
    other: Other, placed: Placed, settings: Settings
) -> None:
    signed = placed(other, other.answer(), Evidence())
    settings.TINHSO_TRUST_ROOTS = ""

    found = checked(signed)

    assert (found.verdict, found.reasons) == (
        Verdict.UNKNOWN,
        (Reason.ISSUER_REVOCATION_UNKNOWN,),
    )
    assert found.revocation is Revocation.GOOD
    outcomes = {one.name: one.outcome for one in found.checks}
    assert outcomes[CheckName.REVOCATION] is Outcome.UNKNOWN


def test_a_revoked_issuer_refuses_whatever_it_says_of_its_own(other: Other, tmp_path: Path) -> None:
    serial, then = other.issuing.certificate.serial_number, timezone.now() - timedelta(minutes=5)
    told = pki.revocation_list(other.root, [(serial, then)], at=timezone.now(), number=2)
    tmp_path.joinpath("root.crl").write_bytes(told)

    found = checked(beside(other, other.answer(), Evidence()))

    assert (found.verdict, found.reasons) == (Verdict.INVALID, (Reason.CERTIFICATE_REVOKED,))


@pytest.mark.parametrize("placed", PLACES)
def test_stamp_and_answer_outlive_certificate_and_authority(other: Other, placed: Placed) -> None:
    evidence = Evidence(time_stamper=local_time_stamper())
    kept, bare = (placed(other, told, evidence) for told in (other.answer(), None))

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        after, without = checked(kept), checked(bare)

    assert after.verdict is Verdict.VALID
    assert without.reasons == (Reason.REVOCATION_UNKNOWN,)


def test_hundreds_of_lists_and_answers_keep_nobody_waiting(other: Other) -> None:
    now = timezone.now()
    responder = responder_of(other, now - timedelta(minutes=5), now + timedelta(days=9))
    forger = pki.Identity(new_key(), other.issuing.certificate)
    lists = [pki.revocation_list(forger, [], at=now, number=number) for number in range(200)]
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=other.signer.certificate,
            issuer=other.issuing.certificate,
            algorithm=hashes.SHA256(),
            cert_status=GOOD,
            this_update=now,
            next_update=None,
            revocation_time=None,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
        .certificates([responder.certificate] * 60)
    )
    broken = bytearray(builder.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER))
    signed = ocsp.load_der_ocsp_response(bytes(broken)).tbs_response_bytes
    broken[broken.index(signed) + len(signed) - 1] ^= 1
    answers = [bytes(broken)] * 200
    began = time.process_time()

    told = standing_of(other.signer.certificate, other.issuing.certificate, lists, answers, now)

    assert told.revocation is Revocation.UNKNOWN
    assert time.process_time() - began < 3
