"""What lies beside a signature or hides within one: another content, a file more, a second text."""

import hashlib
import io
import zipfile
from base64 import b64encode
from collections.abc import Callable
from uuid import uuid4

import pytest
from asn1crypto import cms
from lxml import etree

from tinhso.kernel import files
from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.checking import xml as xml_checks
from tinhso.signing.checking.report import Kind, Reason, SignatureFinding, Trouble, Verdict
from tinhso.signing.formats.canonical import without
from tinhso.signing.models import Certificate, KeptFile
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
XML = '<hoSo xmlns="urn:thu"><ten>Giấy phép</ten><so>12</so></hoSo>'.encode()
LETTER, FORGED = b"Kinh gui", b"Kinh bien"
LIST = "META-INF/ASiCManifest001.xml"
MESSAGE = "META-INF/signature001.p7s"


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


def made(person: Certificate, form: Format, content: bytes = LETTER) -> bytes:
    given = Given(name="tep.xml" if content is XML else "tep.txt", content=content)
    return services.sign_file(file=given, certificate=person, form=form).content


def carrying(message: bytes, content: bytes) -> bytes:
    """Return a detached message with the content that it signs put into it, as anybody may."""
    info = cms.ContentInfo.load(message)
    info["content"]["encap_content_info"] = {"content_type": "data", "content": content}
    whole: bytes = info.dump(force=True)
    return whole


def packed(entries: dict[str, bytes], *, method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as container:
        for name, one in entries.items():
            container.writestr(name, one)
    return out.getvalue()


def inside(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {name: container.read(name) for name in container.namelist()}


def first_of(content: bytes, outside: dict[str, bytes] | None = None) -> SignatureFinding:
    return services.verify(content, outside=outside).signatures[0]


def test_a_message_that_carries_its_content_says_nothing_of_another_beside_it(
    person: Certificate,
) -> None:
    whole = carrying(made(person, Format.CADES), LETTER)

    beside = first_of(whole, {"don.txt": FORGED})
    alone = first_of(packed({"don.txt": FORGED, "META-INF/signature.p7s": whole}))

    assert first_of(whole).verdict == first_of(whole, {"don.txt": LETTER}).verdict == Verdict.VALID
    assert beside.reasons == alone.reasons == (Reason.CONTENT_CHANGED,)
    assert not beside.whole_file
    assert not alone.whole_file


def test_a_message_that_carries_the_list_it_signs_says_nothing_of_another_list(
    person: Certificate,
) -> None:
    parts = inside(made(person, Format.ASIC_E))
    was, now = (b64encode(hashlib.sha256(one).digest()) for one in (LETTER, FORGED))
    forged = parts[LIST].replace(was, now)
    assert forged != parts[LIST]
    message = carrying(parts[MESSAGE], parts[LIST])

    found = first_of(packed({**parts, "tep.txt": FORGED, LIST: forged, MESSAGE: message}))

    assert first_of(packed({**parts, MESSAGE: message})).verdict == Verdict.VALID
    assert (found.verdict, found.reasons) == (Verdict.INVALID, (Reason.CONTENT_CHANGED,))


def test_of_several_files_beside_a_signature_the_signed_one_is_told_from_the_others(
    person: Certificate,
) -> None:
    message, document = made(person, Format.CADES), made(person, Format.XADES_DETACHED)
    both = {"la.txt": FORGED, "tep.txt": LETTER}

    for signature in (message, document):
        found = first_of(signature, both)
        assert (found.covers, found.not_covered) == (("tep.txt",), ("la.txt",))
        assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.PARTLY_COVERED,))
        assert first_of(signature, {"tep.txt": LETTER}).verdict == Verdict.VALID


def test_an_element_that_bears_a_files_name_is_not_that_file(person: Certificate) -> None:
    signed = made(person, Format.XADES_ENVELOPED, XML)

    found = first_of(packed({"hoSo": FORGED, "META-INF/signatures.xml": signed}))

    assert (found.verdict, found.not_covered) == (Verdict.UNKNOWN, ("hoSo",))


def test_a_file_among_the_containers_own_parts_is_named_as_signed_by_nobody(
    person: Certificate,
) -> None:
    parts = inside(made(person, Format.ASIC_E))

    found = first_of(packed({**parts, "META-INF/hop-dong.pdf": FORGED}))

    assert (found.verdict, found.not_covered) == (Verdict.UNKNOWN, ("META-INF/hop-dong.pdf",))


@pytest.mark.parametrize(
    "name",
    ["META-INF/signatures.xml", "META-INF/documentsignatures9.xml", "META-INF/ASignature.xml"],
)
def test_a_part_for_signatures_that_holds_none_is_refused(person: Certificate, name: str) -> None:
    entries = inside(made(person, Format.ASIC_E))
    hidden = "<a>Đồng ý bán nhà</a>".encode()

    report = services.verify(packed({**entries, name: hidden}))

    assert services.verify(packed(entries)).verdict is Verdict.VALID
    assert report.verdict is Verdict.INVALID
    found = {one.field_name: one.reasons for one in report.signatures}
    assert Reason.MALFORMED in found[name]


@pytest.mark.parametrize("name", ["la.pdf", "chung-cu/la.pdf"])
def test_a_file_put_beside_what_is_kept_is_named_as_signed_by_nobody(
    person: Certificate, name: str
) -> None:
    signed = made(person, Format.CADES)
    row = services.keep_received(
        content=signed, name="don.p7s", outside={"don.txt": LETTER}, actor=SETUP
    )
    kept = inside(files.open_file(KeptFile.objects.get(source=row.file).copy))

    found = first_of(packed({**kept, name: a_pdf("la")}))

    assert services.verify(packed(kept)).verdict == Verdict.VALID
    assert (found.verdict, found.not_covered) == (Verdict.UNKNOWN, (name,))


def _before(content: bytes) -> bytes:
    hidden = packed({"la.txt": FORGED})
    return hidden[: hidden.index(b"PK\x01\x02")] + content


def _two_ends(content: bytes) -> bytes:
    other = packed({"la.txt": FORGED})
    end = other[other.index(b"PK\x05\x06") :]
    return content[:-2] + len(end).to_bytes(2, "little") + end


@pytest.mark.parametrize("change", [_before, _two_ends])
def test_a_container_in_which_readers_may_find_other_files_is_not_read(
    person: Certificate, change: Callable[[bytes], bytes]
) -> None:
    whole = packed(inside(made(person, Format.ASIC_E)))

    report = services.verify(change(whole))

    assert services.verify(whole).verdict == Verdict.VALID
    assert (report.verdict, report.trouble) == (Verdict.UNREADABLE, Trouble.BROKEN)


def test_a_container_that_holds_a_pdf_as_it_is_is_still_a_container(person: Certificate) -> None:
    parts = inside(made(person, Format.ASIC_E, a_pdf("trong")))

    report = services.verify(packed(parts))

    assert (report.kind, report.verdict) == (Kind.ASIC, Verdict.VALID)


def _in_object(root: "etree._Element") -> "etree._Element":
    thing = etree.SubElement(root[0], f"{DS}Object")
    etree.SubElement(thing, f"{XADES}QualifyingProperties")
    return thing


def _in_unsigned(root: "etree._Element") -> "etree._Element":
    (about,) = root.iter(f"{XADES}QualifyingProperties")
    return etree.SubElement(about, f"{XADES}UnsignedProperties")


def _in_key(root: "etree._Element") -> "etree._Element":
    (key,) = root.iter(f"{DS}KeyInfo")
    return key


@pytest.mark.parametrize("place", [_in_object, _in_unsigned, _in_key])
def test_a_second_text_within_the_signature_itself_is_named_as_signed_by_nobody(
    person: Certificate, place: Callable[["etree._Element"], "etree._Element"]
) -> None:
    root = etree.fromstring(made(person, Format.XADES_ENVELOPED, XML))
    root.insert(0, root[-1])
    moved = etree.tostring(root)
    etree.SubElement(place(root), "{urn:thu}so").text = "999"

    found = first_of(etree.tostring(root))

    assert first_of(moved).verdict == Verdict.VALID
    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.PARTLY_COVERED,))
    assert found.not_covered == ("so",)


def test_a_crowd_of_references_copies_no_document_again_and_again(
    person: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = made(person, Format.XADES_ENVELOPED, XML)
    root = etree.fromstring(signed)
    (info,) = root.iter(f"{DS}SignedInfo")
    (first, *_rest) = info.iterchildren(f"{DS}Reference")
    for _number in range(20):
        info.append(etree.fromstring(etree.tostring(first)))
    crowd = etree.tostring(root)
    copied: list[int] = []

    def counted(node: "etree._Element", of: "etree._Element") -> "etree._Element":
        copied.append(1)
        return without(node, of)

    monkeypatch.setattr(xml_checks, "without", counted)
    monkeypatch.setattr(xml_checks, "MOST_BYTES", 4 * len(crowd))

    found = first_of(crowd)

    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.UNSUPPORTED,))
    assert len(copied) == 4


def test_many_signatures_over_many_elements_are_not_gone_through(
    person: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = made(person, Format.XADES_ENVELOPED, XML)
    monkeypatch.setattr(xml_checks, "MOST_STEPS", 10)

    assert services.verify(signed).trouble == Trouble.TOO_MANY_SIGNATURES
