"""Files that were altered where no format's own check looks first: the check always answers."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from uuid import uuid4
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from lxml import etree

from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.archives import Archive
from tinhso.signing import services
from tinhso.signing.checking.files import check_file
from tinhso.signing.checking.report import Verdict
from tinhso.signing.checking.trust import Trust
from tinhso.signing.formats.asic import SIGNATURE
from tinhso.signing.reading_files import read_file
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import certificate_for

pytestmark = pytest.mark.django_db

CONTENT = "<don><ten>Triệu Văn Páo</ten></don>".encode()
MARKS = (
    bytes.fromhex("2a8648ce3d0201"),  # the kind of a key on a curve
    bytes.fromhex("2a8648ce3d030107"),  # the curve
    bytes.fromhex("a003020102"),  # the version of a certificate
)
ANSWERS = {Verdict.INVALID, Verdict.UNKNOWN, Verdict.UNREADABLE}


def signed(form: Format) -> tuple[bytes, bytes]:
    """Return a signed file, and the certificate of who signed it."""
    person = certificate_for(account_uid=uuid4())
    given = Given(name="a.xml", content=CONTENT)
    made = services.sign_file(file=given, certificate=person, form=form)
    own = load_pem_x509_certificate(person.certificate.encode())
    return made.content, own.public_bytes(Encoding.DER)


def flipped(content: bytes, at: int, bit: int) -> bytes:
    return content[:at] + bytes((content[at] ^ 1 << bit,)) + content[at + 1 :]


def altered(certificate: bytes) -> Iterator[bytes]:
    """Yield a certificate with one bit turned in what says how to read it."""
    for mark in MARKS:
        begin = certificate.index(mark)
        for at in range(begin, begin + len(mark)):
            yield from (flipped(certificate, at, bit) for bit in range(8))


def test_whatever_says_how_to_read_a_certificate_of_a_message_is_altered() -> None:
    message, own = signed(Format.CADES)

    made = (message.replace(own, one) for one in altered(own))
    told = {services.verify(one, outside={"": CONTENT}).verdict for one in made}

    assert services.verify(message, outside={"": CONTENT}).verdict is Verdict.VALID
    assert told <= ANSWERS


@pytest.mark.parametrize("form", [Format.CADES, Format.ASIC_E])
def test_any_byte_of_a_message_is_altered(form: Format) -> None:
    made, _own = signed(form)
    message = made if form is Format.CADES else part_of(made)

    for at in range(0, len(message), 8):
        other = flipped(message, at, at // 8 % 8)
        told = other if form is Format.CADES else with_part(made, other)
        assert services.verify(told, outside={"": CONTENT}).sha256 == sha256(told).hexdigest()


def part_of(container: bytes) -> bytes:
    with ZipFile(BytesIO(container)) as opened:
        return opened.read(SIGNATURE)


def with_part(container: bytes, message: bytes) -> bytes:
    """Return a container with another message in its signature's place."""
    made = BytesIO()
    with ZipFile(BytesIO(container)) as opened, ZipFile(made, "w") as written:
        for one in opened.infolist():
            is_message = one.filename == SIGNATURE
            written.writestr(one, message if is_message else opened.read(one))
    return made.getvalue()


def test_whatever_says_how_to_read_a_certificate_in_xml_is_altered() -> None:
    made, own = signed(Format.XADES_ENVELOPED)
    root = etree.fromstring(made)
    texts = root.xpath("//*[local-name()='X509Certificate']")
    (held,) = (one for one in texts if b64decode(one.text) == own)

    for one in altered(own):
        held.text = b64encode(one).decode()
        assert services.verify(etree.tostring(root)).verdict in ANSWERS


def packed() -> bytes:
    """Return an archive with a part in each way of packing, under names beyond ASCII."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, how in (("thử.txt", ZIP_DEFLATED), ("b.txt", ZIP_LZMA), ("c.txt", ZIP_BZIP2)):
            archive.writestr(name, CONTENT * 9, compress_type=how)
    return out.getvalue()


def test_an_archive_altered_anywhere_is_read_or_refused() -> None:
    whole = packed()
    told = set()

    for at in range(len(whole)):
        for byte in (0, 255, whole[at] ^ 8):
            other = whole[:at] + bytes((byte,)) + whole[at + 1 :]
            told.add(check_file(other, Trust(roots=[])).verdict)
            assert read_file("tep.zip", other).found == []
            with suppress(Invalid):
                opened = Archive(other, "tep.zip")
                for path in opened.paths():
                    with suppress(Invalid):
                        opened.read(path)

    assert told <= {Verdict.UNREADABLE, Verdict.UNSIGNED}
