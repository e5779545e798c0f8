"""Other people's PDFs: another authority's, unsigned, altered, expired, revoked, broken."""

import io
import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import pki, services
from tinhso.signing.checking.report import Reason, Revocation, TimeSource, Verdict
from tinhso.signing.formats.signer import SealingKey
from tinhso.signing.models import Certificate
from tinhso.signing.pdf.sealing import add_signature
from tinhso.signing.registry import LinkedPaper, paper_links
from tinhso.signing.rules import Format
from tinhso.signing.testing import SETUP, a_paper, certificate_for
from tinhso.signing.tests.outside_authority import der, keep_root_list
from tinhso.signing.wording import worded

pytestmark = pytest.mark.django_db


def another_authority() -> tuple[pki.Identity, pki.Identity, SealingKey]:
    """Return a root unknown here, who issues under it, and a key it certified."""
    now = timezone.now()
    root = pki.make_root(at=now)
    issuing = pki.make_issuing(root, at=now)
    key = pki.new_key()
    certificate = pki.issue(
        issuing,
        pki.Subject(common_name="Công ty Cổ phần Ví Dụ", organization="Ví Dụ"),
        key.public_key(),
        at=now,
        until=now + timedelta(days=365),
    )
    return (
        root,
        issuing,
        SealingKey(
            certificate.public_bytes(Encoding.DER),
            (issuing.certificate.public_bytes(Encoding.DER),),
            lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())),
        ),
    )


def signed() -> tuple[bytes, Certificate]:
    certificate = certificate_for(account_uid=uuid4())
    laid = services.prepare_for_signing(a_paper())
    return services.sign_pdf(laid, certificate=certificate), certificate


def test_our_own_signature_is_valid_and_its_claimed_time_is_said_to_be_claimed() -> None:
    pdf, _certificate = signed()

    (found,) = services.verify_pdf(pdf).signatures

    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.CLAIMED)
    assert found.revocation == Revocation.GOOD


def test_another_authoritys_signature_is_intact_but_unknown_until_it_is_trusted(
    settings: Settings, tmp_path: Path
) -> None:
    root, issuing, key = another_authority()
    pdf = add_signature(a_pdf("hợp đồng"), key, field_name="Signature1")

    unknown = services.verify_pdf(pdf)
    services.add_trust_anchor(certificate=der(root.certificate), actor=SETUP)
    trusted = services.verify_pdf(pdf)
    keep_root_list(root, settings, tmp_path)
    tmp_path.joinpath("vi-du.crl").write_bytes(
        pki.revocation_list(issuing, [], at=timezone.now(), number=1)
    )
    known = services.verify_pdf(pdf)

    assert unknown.verdict == Verdict.UNKNOWN
    assert unknown.signatures[0].reasons == (Reason.ISSUER_UNKNOWN,)
    assert unknown.signatures[0].signer == "Công ty Cổ phần Ví Dụ"
    assert trusted.verdict == Verdict.UNKNOWN
    assert trusted.signatures[0].reasons == (Reason.REVOCATION_UNKNOWN,)
    assert known.verdict == Verdict.VALID


def test_another_installations_demonstration_is_not_taken_for_our_own() -> None:
    _root, _issuing, key = another_authority()
    strange = services.verify_pdf(add_signature(a_pdf("a"), key, field_name="Signature1"))
    own = services.verify_pdf(signed()[0])

    said = [" ".join(worded(one).signatures[0].notes) for one in (strange, own)]

    assert "không phải của bản cài đặt này" in said[0]
    assert "của chính bản cài đặt này" in said[1]


def test_only_an_authoritys_certificate_is_taken_for_a_root() -> None:
    root, _issuing, key = another_authority()
    whole = der(root.certificate)
    of_no_version = whole.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020105"), 1)

    for given, said in (
        (key.certificate, "của người ký"),
        (of_no_version, "không phải một chứng thư"),
        (b"-----BEGIN CERTIFICATE-----\nAA", "không phải một chứng thư"),
    ):
        with pytest.raises(Invalid) as refused:
            services.add_trust_anchor(certificate=given, actor=SETUP)
        assert said in str(refused.value.fields["certificate"])


def test_a_pdf_without_signatures_is_said_to_be_unsigned() -> None:
    assert services.verify_pdf(a_pdf()).verdict == Verdict.UNSIGNED
    assert services.verify_pdf(services.prepare_for_signing(a_paper())).verdict == Verdict.UNSIGNED


@pytest.mark.parametrize("content", [b"", b"khong phai pdf", b"%PDF-1.7\n%%EOF", b"%PDF-1.7" * 99])
def test_what_is_no_pdf_is_unreadable_and_never_a_fault(content: bytes) -> None:
    assert services.verify_pdf(content).verdict == Verdict.UNREADABLE


def test_altered_bytes_are_found() -> None:
    pdf, _certificate = signed()
    altered = bytearray(pdf)
    altered[pdf.index(b"endobj") - 3] ^= 1

    report = services.verify_pdf(bytes(altered))

    assert report.verdict in {Verdict.INVALID, Verdict.UNREADABLE}


def gap_of(pdf: bytes) -> tuple[int, int]:
    """Return where the signature itself lies, which no signature covers."""
    found = re.search(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)", pdf)
    assert found is not None
    return int(found[1]), int(found[2])


def test_every_single_flipped_byte_that_was_signed_is_found() -> None:
    pdf, _certificate = signed()
    begin, end = gap_of(pdf)

    for spot in range(200, len(pdf), len(pdf) // 23):
        if begin <= spot < end:
            continue
        altered = bytearray(pdf)
        altered[spot] ^= 4
        assert services.verify_pdf(bytes(altered)).verdict != Verdict.VALID, spot


def test_nothing_hides_in_the_room_behind_a_signature() -> None:
    pdf, _certificate = signed()
    _begin, end = gap_of(pdf)
    hidden = pdf[: end - 21] + b"DEADBEEF" + pdf[end - 13 :]
    assert len(hidden) == len(pdf)

    assert services.verify_pdf(hidden).verdict == Verdict.INVALID


def test_a_signature_made_after_revocation_is_invalid() -> None:
    pdf, certificate = signed()
    with time_machine.travel(timezone.now() - timedelta(minutes=3)):
        services.revoke_certificate(
            certificate_uid=certificate.uid, reason="key_compromise", actor=SETUP
        )

    (found,) = services.verify_pdf(pdf).signatures

    assert found.verdict == Verdict.INVALID
    assert found.reasons == (Reason.CERTIFICATE_REVOKED,)


def test_a_signature_of_a_key_revoked_later_is_doubtful_unless_time_stamped(
    settings: Settings,
) -> None:
    claimed, certificate = signed()
    settings.TINHSO_SIGNING_LEVEL = "B-T"
    laid = services.prepare_for_signing(a_paper())
    stamped = services.sign_pdf(laid, certificate=certificate)
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        services.revoke_certificate(
            certificate_uid=certificate.uid, reason="key_compromise", actor=SETUP
        )
        (doubtful,) = services.verify_pdf(claimed).signatures
        (certain,) = services.verify_pdf(stamped).signatures

    assert (doubtful.verdict, doubtful.reasons) == (Verdict.UNKNOWN, (Reason.REVOKED_SINCE,))
    assert (certain.verdict, certain.reasons) == (Verdict.VALID, ())


def test_a_signature_made_with_an_expired_certificate_is_invalid() -> None:
    with time_machine.travel(timezone.now() - timedelta(days=365 * 4)):
        certificate = certificate_for(account_uid=uuid4())
    later = certificate.not_after + timedelta(days=30)
    assert later < timezone.now()
    with pytest.raises(services.CertificateUnusable):
        services.sign_pdf(services.prepare_for_signing(a_paper()), certificate=certificate)
    Certificate.objects.filter(pk=certificate.pk).update(not_after=later + timedelta(days=9999))
    certificate.refresh_from_db()

    pdf = services.sign_pdf(services.prepare_for_signing(a_paper()), certificate=certificate)

    (found,) = services.verify_pdf(pdf).signatures
    assert found.verdict == Verdict.INVALID
    assert found.reasons == (Reason.CERTIFICATE_EXPIRED,)


@pytest.mark.parametrize("level", ["B-T", "B-LT"])
def test_higher_levels_carry_a_time_stamp(settings: Settings, level: str) -> None:
    settings.TINHSO_SIGNING_LEVEL = level

    pdf, _certificate = signed()

    (found,) = services.verify_pdf(pdf).signatures
    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    assert (b"/DSS" in pdf) == (level == "B-LT")


def test_anybody_verifies_a_file_on_the_page(client: Client) -> None:
    pdf, _certificate = signed()
    given = io.BytesIO(pdf)
    given.name = "giay-phep.pdf"

    asked = client.get("/kiem-tra-chu-ky/")
    answered = client.post("/kiem-tra-chu-ky/", {"file": given})

    assert asked.status_code == 200
    page = answered.content.decode()
    assert "Chữ ký hợp lệ" in page
    assert "Nông Thị Hạnh" in page
    assert "không cho biết nội dung có đúng" in page
    assert not StoredFile.objects.exists()


def test_the_page_says_what_is_wrong_with_a_file_that_is_no_signed_one(client: Client) -> None:
    given = io.BytesIO(b"anh")
    given.name = "anh.jpg"

    empty = client.post("/kiem-tra-chu-ky/", {})
    wrong = client.post("/kiem-tra-chu-ky/", {"file": given})

    assert (empty.status_code, wrong.status_code) == (422, 200)
    assert "Tệp này không phải PDF, XML, .p7s hay gói ASiC" in wrong.content.decode()


def test_the_page_checks_a_detached_signature_with_its_content(client: Client) -> None:
    certificate = certificate_for(account_uid=uuid4())
    given = services.Given(name="don.txt", content=b"Kinh gui")
    made = services.sign_file(file=given, certificate=certificate, form=Format.CADES)
    signature, content = io.BytesIO(made.content), io.BytesIO(given.content)
    signature.name, content.name = made.name, given.name

    alone = client.post("/kiem-tra-chu-ky/", {"file": signature}).content.decode()
    signature.seek(0)
    both = client.post("/kiem-tra-chu-ky/", {"file": signature, "content": content})

    assert "hãy gửi kèm tệp nội dung đã ký" in alone
    page = both.content.decode()
    assert "Chữ ký hợp lệ" in page
    assert "Đường dẫn đến gốc tin cậy" in page
    assert "Chứng thư do CA thử nghiệm của chính bản cài đặt này cấp" in page
    assert not StoredFile.objects.exists()


def by_test_code(code: str, actor: Actor) -> LinkedPaper | None:
    """Find the papers of this test."""
    stored = StoredFile.objects.filter(uid=code[5:]).first() if code.startswith("thử-x") else None
    if stored is None:
        return None
    return LinkedPaper(
        file=stored, title="Giấy phép", number="01/GP", agency="Xã Đông Khê", issued_at=None
    )


def test_a_paper_is_found_by_its_printed_code(client: Client) -> None:
    pdf, _certificate = signed()
    stored = files.store(content=pdf, name="a.pdf", use="signing.signed", actor=SETUP)
    if "tests" not in paper_links:
        paper_links.register("tests", by_test_code)

    found = client.get("/kiem-tra-chu-ky/", {"ma": f"thử-x{stored.uid}"[:64]})
    missing = client.get("/kiem-tra-chu-ky/", {"ma": "KHONG-CO"})

    assert "Chữ ký hợp lệ" in found.content.decode()
    assert "Không có văn bản mang mã này" in missing.content.decode()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (rb"/ID \[", b">ID ["),
        (rb"/Size \d+", b"/Size -."),
        (rb"/Prev \d+", b"/Prev ..1"),
        (rb"/ByteRange ?\[ ?0", b"/ByteRange [ .-"),
    ],
)
def test_a_signed_pdf_whose_parts_are_odd_is_never_a_fault(was: bytes, becomes: bytes) -> None:
    pdf, certificate = signed()
    kept = services.extend(content=pdf, level="B-LTA", actor=SETUP)

    for whole in (pdf, kept):
        odd = re.sub(was, becomes, whole)
        assert odd != whole
        assert services.verify_pdf(odd).verdict in {Verdict.UNREADABLE, Verdict.INVALID}
        with suppress(DomainError):
            services.sign_pdf(odd, certificate=certificate)
