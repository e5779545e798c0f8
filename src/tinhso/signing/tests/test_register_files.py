"""Certificates from files wait with whom they seem to be of; somebody takes them or leaves them."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.errors import Conflict, Invalid, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.organization.queries import agency
from tinhso.organization.testing import UnitFactory
from tinhso.signing import pki, reading_files, services
from tinhso.signing.algorithms import new_key
from tinhso.signing.models import Certificate, FoundCertificate
from tinhso.signing.testing import SETUP
from tinhso.signing.tests.test_certificates import signed_in

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/chung-thu-so/tu-tep/"


@pytest.fixture(scope="module")
def issuing() -> pki.Identity:
    now = timezone.now()
    return pki.make_issuing(pki.make_root(at=now), at=now)


@pytest.fixture
def place() -> int:
    """An agency with one official."""
    unit = UnitFactory.create()
    account = OfficialFactory.create(login="nong.tu", name="Nông Văn Tú")
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    return int(unit.agency_id)


def issued(issuing: pki.Identity, name: str, organization: str = "") -> x509.Certificate:
    key, now = new_key(), timezone.now()
    subject = pki.Subject(common_name=name, organization=organization, title="Chủ tịch")
    until = now + timedelta(days=99)
    return pki.issue(issuing, subject, key.public_key(), at=now, until=until)


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(content: bytes, name: str = "a.pem") -> list[FoundCertificate]:
    services.read_certificates(content=content, name=name, actor=SETUP)
    return list(FoundCertificate.objects.order_by("name"))


@pytest.mark.parametrize("form", ["pem", "der", "p7b", "p7b-pem", "zip"])
def test_every_form_is_read_and_authorities_are_passed_over(
    issuing: pki.Identity, form: str
) -> None:
    own = issued(issuing, "Ai Đó")
    forms = {
        "pem": lambda: pem(own, issuing.certificate),
        "der": lambda: own.public_bytes(Encoding.DER),
        "p7b": lambda: pkcs7.serialize_certificates([own, issuing.certificate], Encoding.DER),
        "p7b-pem": lambda: pkcs7.serialize_certificates([own], Encoding.PEM),
        "zip": lambda: zipped(**{"a/1.cer": own.public_bytes(Encoding.DER)}),
    }

    (row,) = read(forms[form]())

    assert (row.name, row.serial) == ("Ai Đó", f"{own.serial_number:x}")
    assert (row.title, row.is_matched) == ("Chủ tịch", False)


def test_holders_are_recognised_and_nothing_is_registered(
    issuing: pki.Identity, place: int
) -> None:
    name = agency(place).name
    person, body = issued(issuing, "NÔNG VĂN TÚ", name), issued(issuing, name, name)

    rows = {row.role: row for row in read(pem(person, body, issued(issuing, "Lạ", "Đâu Đó")))}

    assert rows["agency"].agency_id == place
    assert rows["agency"].is_matched
    matched = FoundCertificate.objects.get(name="NÔNG VĂN TÚ")
    assert (matched.agency_id, matched.known_by) == (place, "name")
    assert matched.is_matched
    assert not FoundCertificate.objects.get(name="Lạ").is_matched
    assert not Certificate.objects.exists()


def test_what_was_read_before_is_not_read_again(issuing: pki.Identity) -> None:
    content = pem(issued(issuing, "A"), issued(issuing, "B"))
    services.read_certificates(content=content, name="a.pem", actor=SETUP)

    again = services.read_certificates(content=content, name="b.pem", actor=SETUP)

    assert (again.waiting, again.known) == (0, 2)


def test_a_file_with_nothing_to_read_is_refused_and_bombs_stay_packed(
    issuing: pki.Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"", b"abc", zipped(**{"a.txt": b"abc"}), pem(issuing.certificate)):
        with pytest.raises(Invalid):
            read(content)
    swollen = zipped(**{"bom.cer": bytes(reading_files.MOST_EACH + 9), "1.cer": pem(issued(issuing, "A"))})  # fmt: skip  # noqa: E501  one archive

    told = services.read_certificates(content=swollen, name="a.zip", actor=SETUP)

    assert told.unread == ["bom.cer"]
    assert told.waiting == 1
    monkeypatch.setattr(reading_files, "MOST_ENTRIES", 1)
    many = zipped(**{f"{n}.cer": pem(issued(issuing, f"N{n}")) for n in range(3)})
    told = services.read_certificates(content=many, name="a.zip", actor=SETUP)
    assert (told.waiting, len(told.unread)) == (1, 2)


def test_taken_it_is_a_row_of_the_register_that_signs_nothing(
    issuing: pki.Identity, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinhso.signing.services.registering.AUTHORITY_NAME", "một tên khác")
    (row,) = read(pem(issued(issuing, "Nông Văn Tú", agency(place).name)))

    made = services.take_found(uid=row.uid, actor=SETUP)

    row.refresh_from_db()
    assert (made.account_uid, made.agency_id, made.is_usable) == (row.account_uid, place, False)
    assert x509.load_pem_x509_certificate(made.certificate.encode())
    assert row.outcome == "taken"
    with pytest.raises(Conflict):
        services.take_found(uid=row.uid, actor=SETUP)


def test_a_certificate_that_bears_this_houses_name_does_not_come_in(
    issuing: pki.Identity, place: int
) -> None:
    (row,) = read(pem(issued(issuing, "Nông Văn Tú", agency(place).name)))

    with pytest.raises(Invalid):
        services.take_found(uid=row.uid, actor=SETUP)

    row.refresh_from_db()
    assert row.outcome == ""
    assert not Certificate.objects.exists()


def test_an_operator_sends_matches_and_decides_on_pages(
    issuing: pki.Identity, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinhso.signing.services.registering.AUTHORITY_NAME", "một tên khác")
    operator = signed_in("signing.manage_certificates")
    content = pem(issued(issuing, "Lạ"), issued(issuing, "Thừa"))
    upload = SimpleUploadedFile("hai.pem", content)

    sent = operator.post(f"{LIST}gui/", {"file": upload})
    shown = operator.get(LIST, {"cho": "co", "khop": "khong"}).content.decode()
    row = FoundCertificate.objects.get(name="Lạ")
    page = f"{LIST}{row.uid}/"
    wrong = operator.post(page, {"role": "person", "agency_code": "H99.99", "login": "nong.tu"})
    code = agency(place).code
    done = operator.post(page, {"role": "person", "agency_code": code, "login": "nong.tu"})
    made = services.take_found(uid=row.uid, actor=SETUP)
    services.leave_found(uid=FoundCertificate.objects.get(name="Thừa").uid, actor=SETUP)

    assert (sent.status_code, wrong.status_code, done.status_code) == (302, 422, 302)
    assert "H99.99" in wrong.content.decode()
    assert "Lạ" in shown
    assert "Thừa" in shown
    assert made.agency_id == place
    assert "Lạ" not in operator.get(LIST, {"cho": "co"}).content.decode()
    assert Certificate.objects.get() == made


def test_others_send_and_decide_nothing(issuing: pki.Identity) -> None:
    (row,) = read(pem(issued(issuing, "A")))
    clerk = make_actor("signing.seal_document")

    with pytest.raises(NotPermitted):
        services.read_certificates(content=b"", name="a", actor=clerk)
    for service in (services.take_found, services.leave_found):
        with pytest.raises(NotPermitted):
            service(uid=row.uid, actor=clerk)
    with pytest.raises(NotPermitted):
        services.match_found(uid=row.uid, role="agency", agency_code="", login="", actor=clerk)
    browser = signed_in("signing.seal_document")
    pages = [LIST, f"{LIST}gui/", f"{LIST}{row.uid}/"]
    assert {browser.get(one).status_code for one in pages} == {403}
    assert {Client().get(one).status_code for one in pages} == {302}
    assert signed_in("signing.manage_certificates").get(f"{LIST}{uuid4()}/").status_code == 404


def test_the_list_takes_as_many_queries_however_long(
    issuing: pki.Identity, place: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    operator, name = signed_in("signing.manage_certificates"), agency(place).name
    read(pem(issued(issuing, "Nông Văn Tú", name)))
    with django_assert_max_num_queries(40) as first:
        operator.get(LIST)
    read(pem(*(issued(issuing, "Nông Văn Tú", name) for _n in range(4))))

    with django_assert_max_num_queries(len(first)):
        operator.get(LIST)
