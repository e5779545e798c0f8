"""What anybody's XML, `.p7s` and containers are found to be: whole, altered, wrapped, bombs."""

import io
import zipfile
from base64 import b64decode, b64encode, encodebytes
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from lxml import etree

from tinhso.kernel.errors import Invalid
from tinhso.kernel.testing import make_actor
from tinhso.signing import services
from tinhso.signing.checking.report import CheckName, Kind, Outcome, Reason, Trouble, Verdict
from tinhso.signing.checking.report import TimeSource as Source
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.wording import worded

pytestmark = pytest.mark.django_db

DS = "http://www.w3.org/2000/09/xmldsig#"
XML = '<hoSo xmlns="urn:thu"><ten>Giấy phép</ten><so>12</so></hoSo>'.encode()
LETTER = b"Kinh gui"
MAIL_HEAD = (
    b"MIME-Version: 1.0\nContent-Disposition: attachment; filename=smime.p7m\n"
    b"Content-Type: application/pkcs7-mime; smime-type=signed-data\n"
    b"Content-Transfer-Encoding: base64\n\n"
)
NAMES = {"ds": DS, "x": "http://uri.etsi.org/01903/v1.3.2#"}


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


def made(person: Certificate, form: Format, content: bytes, level: str = "B-B") -> bytes:
    given = Given(name="tep.xml" if content is XML else "tep.txt", content=content)
    return services.sign_file(file=given, certificate=person, form=form, level=level).content


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (Format.XADES_ENVELOPED, Kind.XML),
        (Format.XADES_ENVELOPING, Kind.XML),
        (Format.ASIC_E, Kind.ASIC),
    ],
)
@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_what_we_sign_is_valid_and_says_by_whom_and_when(
    person: Certificate, form: Format, kind: Kind, level: str
) -> None:
    report = services.verify(made(person, form, XML, level))

    assert (report.verdict, report.kind) == (Verdict.VALID, kind)
    (found,) = report.signatures
    assert (found.signer, found.organization) == ("Nông Thị Hạnh", "Ủy ban nhân dân xã Đông Khê")
    assert found.time_source == (Source.CLAIMED if level == "B-B" else Source.TIME_STAMP)
    assert ("Dấu thời gian" in found.stamped_by) == (level == "B-LT")
    assert found.whole_file
    checks = {check.name: check for check in found.checks}
    assert {check.outcome for check in found.checks} == {Outcome.PASSED}
    assert "CRL" in checks[CheckName.REVOCATION].evidence
    assert checks[CheckName.CHAIN].evidence.count(" < ") == 2


def test_a_detached_signature_wants_its_content(person: Certificate) -> None:
    signature = made(person, Format.CADES, LETTER)

    missing = services.verify(signature)
    whole = services.verify(signature, outside={"don.txt": LETTER})
    other = services.verify(signature, outside={"don.txt": b"khac"})

    assert (missing.verdict, missing.signatures[0].reasons) == (
        Verdict.UNKNOWN,
        (Reason.CONTENT_MISSING,),
    )
    assert whole.verdict == Verdict.VALID
    assert other.signatures[0].reasons == (Reason.CONTENT_CHANGED,)


def test_a_detached_xml_signature_finds_its_files_by_name(person: Certificate) -> None:
    files = [Given(name="đơn 1.txt", content=LETTER), Given(name="b.txt", content=b"b")]
    (signed,) = services.sign_files(files=files, certificate=person, form=Format.XADES_DETACHED)
    both = {one.name: one.content for one in files}

    assert signed.name == "đơn 1.txt.chu-ky.xml"
    assert services.verify(signed.content, outside=both).verdict == Verdict.VALID
    missing = services.verify(signed.content, outside={"b.txt": b"b"})
    assert missing.signatures[0].reasons == (Reason.CONTENT_MISSING,)
    altered = services.verify(signed.content, outside={**both, "b.txt": b"c"})
    assert altered.signatures[0].reasons == (Reason.CONTENT_CHANGED,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"-----BEGIN CMS-----\n", b"\n-----END CMS-----\n"),
        (b"\xef\xbb\xbf-----BEGIN PKCS7-----\r\n", b"\r\n-----END PKCS7-----\r\n"),
        (b"", b""),
        (b"\xef\xbb\xbf\r\n", b"\r\n"),
        (MAIL_HEAD, b"\n"),
        (MAIL_HEAD.replace(b"\n", b"\r\n"), b"\r\n"),
    ],
)
def test_a_message_written_as_text_is_read_too(
    person: Certificate, before: bytes, after: bytes
) -> None:
    der = made(person, Format.CADES, LETTER)
    text = before + encodebytes(der).strip() + after

    assert services.verify(text, outside={"": LETTER}).verdict == Verdict.VALID
    altered = services.verify(text, outside={"": b"khac"})
    assert altered.signatures[0].reasons == (Reason.CONTENT_CHANGED,)
    clerk = make_actor(SigningPermission.SEAL_DOCUMENT, agency_id=71)
    extended = services.extend(content=text, level="B-T", outside={"": LETTER}, actor=clerk)
    assert services.verify(extended, outside={"": LETTER}).verdict == Verdict.VALID


@pytest.mark.parametrize(
    "letter",
    [
        b"From: a@example.vn\nSubject: Tra tien\n" + MAIL_HEAD + b"%s\n",
        b'MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary="x"\r\n\r\n--x\r\n%s',
    ],
)
def test_a_whole_letter_is_refused_with_what_to_bring(person: Certificate, letter: bytes) -> None:
    """Its subject and sender are signed by nobody, and would pass for signed."""
    der = made(person, Format.CADES, LETTER)

    report = services.verify(letter % encodebytes(der), outside={"": LETTER})

    assert (report.verdict, report.trouble) == (Verdict.UNREADABLE, Trouble.SIGNED_MAIL)
    assert report.signatures == ()
    assert "lưu tệp đã ký kèm trong thư" in worded(report).meaning


@pytest.mark.parametrize("text", [b"MIkhong phai", b"MI" * 3000, MAIL_HEAD, MAIL_HEAD + b"%%%"])
def test_what_only_looks_like_a_message_is_told_so(text: bytes) -> None:
    report = services.verify(text)

    assert report.verdict == Verdict.UNREADABLE
    assert report.trouble in {Trouble.UNKNOWN_KIND, Trouble.SIGNED_MAIL}


@pytest.mark.parametrize("cut", [10, 200, -1, -40])
def test_truncated_files_are_never_valid(person: Certificate, cut: int) -> None:
    for form in (Format.CADES, Format.XADES_ENVELOPED, Format.ASIC_E):
        report = services.verify(made(person, form, XML)[:cut], outside={"": XML})
        assert report.verdict in {Verdict.UNREADABLE, Verdict.INVALID, Verdict.UNSIGNED}


def test_altered_xml_is_found_wherever_it_was_altered(person: Certificate) -> None:
    signed = made(person, Format.XADES_ENVELOPED, XML)
    content = signed.replace("Giấy phép".encode(), "Giấy phạt".encode())
    moment = signed.replace(b"<xades:SigningTime>2", b"<xades:SigningTime>1")
    value = signed.replace(b"<ds:SignatureValue ", b"<ds:SignatureValue x='' ", 1)
    root = etree.fromstring(signed)
    (number,) = root.xpath("//ds:SignatureValue", namespaces=NAMES)
    number.text = b64encode(b64decode(number.text)[::-1]).decode()

    assert services.verify(content).signatures[0].reasons == (Reason.CONTENT_CHANGED,)
    assert services.verify(moment).signatures[0].reasons[0] == Reason.CONTENT_CHANGED
    assert services.verify(value).verdict == Verdict.VALID
    broken = services.verify(etree.tostring(root)).signatures[0]
    assert broken.reasons == (Reason.SIGNATURE_BROKEN,)


def signed_part(person: Certificate) -> bytes:
    """Return a document of which one part, named by its Id, is signed."""
    enveloping = etree.fromstring(made(person, Format.XADES_ENVELOPING, XML))
    root = etree.Element("goi")
    (thing,) = enveloping.xpath("ds:Object[@Id]", namespaces=NAMES)
    root.append(enveloping)
    assert thing.getparent() is enveloping
    whole: bytes = etree.tostring(root)
    return whole


def test_a_wrapped_element_is_refused(person: Certificate) -> None:
    whole = signed_part(person)
    assert services.verify(whole).verdict == Verdict.VALID
    root = etree.fromstring(whole)
    (thing,) = root.xpath("//ds:Object[@Id]", namespaces=NAMES)
    forged = etree.fromstring(XML.replace(b"12", b"99"))
    root.insert(0, forged)
    beside = services.verify(etree.tostring(root)).signatures[0]
    root[0].set("Id", thing.get("Id"))
    doubled = services.verify(etree.tostring(root)).signatures[0]

    assert beside.verdict == Verdict.UNKNOWN
    assert beside.reasons == (Reason.PARTLY_COVERED,)
    assert beside.not_covered == ("ten", "so")
    assert doubled.verdict == Verdict.INVALID
    assert Reason.WRAPPED in doubled.reasons


def test_an_unsigned_twin_of_a_signed_element_is_refused(person: Certificate) -> None:
    invoice = b'<hd><dl Id="d1"><tien>5</tien></dl><ky/></hd>'
    root = etree.fromstring(invoice)
    signed = etree.fromstring(
        made(person, Format.XADES_ENVELOPING, etree.tostring(root.find("dl")))
    )
    (reference,) = signed.xpath("ds:SignedInfo/ds:Reference[1]", namespaces=NAMES)
    assert reference.get("Type") == f"{DS}Object"
    root.find("ky").append(signed)
    twin = services.verify(etree.tostring(root)).signatures[0]

    assert twin.verdict != Verdict.VALID
    assert Reason.PARTLY_COVERED in twin.reasons


def test_text_added_beside_an_enveloped_signature_is_found(person: Certificate) -> None:
    signed = made(person, Format.XADES_ENVELOPED, XML)

    after = services.verify(signed.replace(b"</ds:Signature>", b"</ds:Signature>them"))
    inside = services.verify(
        signed.replace(b"</ds:Signature>", b"<ds:Object><them>1</them></ds:Object></ds:Signature>")
    )

    assert after.signatures[0].reasons == (Reason.CONTENT_CHANGED,)
    # The whole document is signed; what stands inside the signature itself is not of it.
    assert inside.signatures[0].reasons == (Reason.PARTLY_COVERED,)


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
    ],
)
def test_xml_with_a_document_type_is_not_read(person: Certificate, document: bytes) -> None:
    report = services.verify(document)

    assert (report.verdict, report.trouble) == (Verdict.UNREADABLE, Trouble.DOCUMENT_TYPE)
    with pytest.raises(Invalid):
        made(person, Format.XADES_ENVELOPED, document)


def test_a_reference_with_a_program_in_it_is_not_run(person: Certificate) -> None:
    signed = made(person, Format.XADES_ENVELOPED, XML)
    transformed = signed.replace(
        b"http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        b"http://www.w3.org/TR/1999/REC-xslt-19991116",
    )

    assert services.verify(transformed).signatures[0].reasons == (Reason.UNSUPPORTED,)


def test_a_reference_by_a_pointer_is_not_understood_and_accuses_nobody(
    person: Certificate,
) -> None:
    signed = made(person, Format.XADES_ENVELOPED, XML)

    pointed = services.verify(signed.replace(b' URI=""', b' URI="#xpointer(/)"'))

    assert pointed.signatures[0].reasons == (Reason.UNSUPPORTED,)


def repacked(container: bytes, **changes: bytes | None) -> bytes:
    """Return a container with files put in, changed or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            key = entry.filename.rsplit("/", 1)[-1].split(".")[0]
            content = changes.pop(key, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content)
        for name, content in changes.items():
            new.writestr(f"{name}.txt", content or b"")
    return out.getvalue()


def test_a_container_shows_what_was_changed_added_or_taken_away(person: Certificate) -> None:
    whole = made(person, Format.ASIC_E, LETTER)

    changed = services.verify(repacked(whole, tep=b"khac")).signatures[0]
    added = services.verify(repacked(whole, them=b"moi")).signatures[0]
    gone = services.verify(repacked(whole, tep=None)).signatures[0]
    listed = services.verify(repacked(whole, ASiCManifest001=b"<a/>")).signatures[0]

    assert services.verify(whole).signatures[0].covers == ("tep.txt",)
    assert changed.reasons == (Reason.CONTENT_CHANGED,)
    assert (added.verdict, added.not_covered) == (Verdict.UNKNOWN, ("them.txt",))
    assert gone.reasons == (Reason.CONTENT_MISSING,)
    assert listed.verdict == Verdict.INVALID


def test_a_bomb_in_a_container_is_not_unpacked(
    person: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinhso.signing.checking.unpacking.MOST_INSIDE", 100_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("a.txt", bytes(200_000))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as crowd:
        for number in range(1001):
            crowd.writestr(f"{number}", b"")

    for content in (out.getvalue(), many.getvalue()):
        report = services.verify(content)
        assert (report.verdict, report.trouble) == (
            Verdict.UNREADABLE,
            Trouble.TOO_LARGE_INSIDE,
        )


def test_two_files_of_one_name_in_a_container_are_refused(person: Certificate) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("a.txt", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            container.writestr("a.txt", b"2")

    assert services.verify(out.getvalue()).trouble == Trouble.BROKEN


@pytest.mark.parametrize("form", [Format.CADES, Format.XADES_ENVELOPED, Format.ASIC_E])
def test_revoked_and_expired_certificates_are_refused_in_every_format(
    person: Certificate, form: Format
) -> None:
    signed = made(person, form, XML)
    outside = {"": XML}
    with time_machine.travel(timezone.now() + timedelta(days=366 * 6)):
        late = Certificate.objects.get(pk=person.pk)
        late.not_after = timezone.now() + timedelta(days=1)
        expired = services.verify(made(late, form, XML), outside=outside).signatures[0]
    with time_machine.travel(timezone.now() - timedelta(minutes=3)):
        services.revoke_certificate(
            certificate_uid=person.uid, reason="key_compromise", actor=SETUP
        )
    revoked = services.verify(signed, outside=outside).signatures[0]

    assert (expired.verdict, expired.reasons[0]) == (Verdict.INVALID, Reason.CERTIFICATE_EXPIRED)
    assert (revoked.verdict, revoked.reasons) == (Verdict.INVALID, (Reason.CERTIFICATE_REVOKED,))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"abc",
        b"\x30\x03abc",
        b"PK\x03\x04",
        b"<a",
        b"\xff\xfe",
        b"<?xml version='1.0' encoding='x-la'?><a/>",
    ],
)
def test_anything_else_is_told_apart_and_never_a_fault(content: bytes) -> None:
    assert services.verify(content).verdict == Verdict.UNREADABLE
    assert services.verify(b"<a/>").verdict == Verdict.UNSIGNED


def test_xml_that_has_no_canonical_form_is_refused_in_words(person: Certificate) -> None:
    whole = made(person, Format.XADES_ENVELOPED, XML)
    loose = whole.replace(b"urn:thu", b"thu")

    report = services.verify(loose)
    with pytest.raises(Invalid, match="không phải XML ký được"):
        services.sign_file(
            file=Given(name="a.xml", content=XML.replace(b"urn:thu", b"thu")),
            certificate=person,
            form=Format.XADES_ENVELOPED,
        )

    assert loose != whole
    assert [one.reasons for one in report.signatures] == [(Reason.MALFORMED,)]
