"""The house's trust services, asked by openssl: stamps, revocation answers, lists."""

import base64
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.contracts import outside
from tinhso.signing import services
from tinhso.signing.models import Certificate
from tinhso.signing.services.authority import ensure_authority, renew_time_stamper
from tinhso.signing.services.trust_services import MOST_ASKED
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db

PLACE = "/dich-vu-tin-cay"
OCSP = "openssl ocsp -issuer cap.pem -CAfile goc.pem -VAfile cap.pem"


@pytest.fixture
def folder(tmp_path: Path, client: Client) -> Path:
    for name in ("goc", "cap"):
        (tmp_path / f"{name}.der").write_bytes(client.get(f"{PLACE}/{name}.cer").content)
        ran(tmp_path, f"openssl x509 -inform DER -in {name}.der -out {name}.pem")
    (tmp_path / "content").write_bytes(b"a" * 1000)
    return tmp_path


def ran(folder: Path, command: str) -> str:
    said = outside.run(*command.split(), folder=folder)
    assert said.returncode == 0, said.stderr
    return said.stdout + said.stderr


def asked(folder: Path, client: Client, certificate: Certificate) -> str:
    (folder / "one.pem").write_text(certificate.certificate)
    ran(folder, f"{OCSP} -cert one.pem -reqout asked")
    answer = client.post(
        f"{PLACE}/ocsp", (folder / "asked").read_bytes(), content_type="application/ocsp-request"
    )
    assert answer["Content-Type"] == "application/ocsp-response"
    (folder / "told").write_bytes(answer.content)
    same_nonce = ran(folder, f"{OCSP} -reqin asked -respin told")
    return same_nonce + ran(folder, f"{OCSP} -no_nonce -cert one.pem -respin told")


@pytest.mark.parametrize("digest", ["-sha256", "-sha384", "-sha512"])
@pytest.mark.parametrize("certificates", ["-cert", ""])
def test_openssl_takes_a_time_stamp(
    folder: Path, client: Client, digest: str, certificates: str
) -> None:
    ran(folder, f"openssl ts -query -data content -out asked {digest} {certificates}")

    answer = client.post(
        f"{PLACE}/tsa", (folder / "asked").read_bytes(), content_type="application/timestamp-query"
    )

    (folder / "told").write_bytes(answer.content)
    (folder / "tsa.der").write_bytes(client.get(f"{PLACE}/dau-thoi-gian.cer").content)
    ran(folder, "openssl x509 -inform DER -in tsa.der -out tsa.pem")
    (folder / "between.pem").write_text(
        (folder / "cap.pem").read_text() + (folder / "tsa.pem").read_text()
    )
    verify = "openssl ts -verify -queryfile asked -in told -CAfile goc.pem -untrusted between.pem"
    assert "Verification: OK" in ran(folder, verify)
    assert answer["Content-Type"] == "application/timestamp-reply"


def test_openssl_is_told_of_revocation(folder: Path, client: Client) -> None:
    certificate = certificate_for(account_uid=uuid4())

    before = asked(folder, client, certificate)
    services.revoke_certificate(
        certificate_uid=certificate.uid, reason="key_compromise", actor=SETUP
    )
    after = asked(folder, client, certificate)

    assert "Response verify OK" in before
    assert "one.pem: good" in before
    assert "one.pem: revoked" in after
    assert "Reason: keyCompromise" in after


def test_a_question_in_the_address_gets_the_same_answer(folder: Path, client: Client) -> None:
    certificate = certificate_for(account_uid=uuid4())
    (folder / "one.pem").write_text(certificate.certificate)
    ran(folder, f"{OCSP} -no_nonce -cert one.pem -reqout asked")
    text = base64.b64encode((folder / "asked").read_bytes()).decode()

    for address in (quote(text, safe=""), text):
        answer = client.get(f"{PLACE}/ocsp/{address}")
        assert answer["Content-Type"] == "application/ocsp-response"
        (folder / "told").write_bytes(answer.content)
        said = ran(folder, f"{OCSP} -no_nonce -cert one.pem -respin told")
        assert "Response verify OK" in said
        assert "one.pem: good" in said

    (folder / "told").write_bytes(client.get(f"{PLACE}/ocsp/khong-phai").content)
    garbled = outside.run("openssl", "ocsp", "-respin", "told", "-noverify", folder=folder)
    assert "malformedrequest" in garbled.stdout + garbled.stderr


def test_openssl_finds_the_revoked_on_the_list(folder: Path, client: Client) -> None:
    certificate = certificate_for(account_uid=uuid4())
    services.revoke_certificate(certificate_uid=certificate.uid, reason="left", actor=SETUP)

    (folder / "list.der").write_bytes(client.get(f"{PLACE}/cap.crl").content)
    said = ran(folder, "openssl crl -inform DER -in list.der -noout -text -CAfile cap.pem")

    assert "verify OK" in said
    assert "Affiliation Changed" in said
    assert certificate.serial.upper() in said.replace(":", "")


def test_a_certificate_names_where_to_ask(folder: Path, settings: LazySettings) -> None:
    settings.TINHSO_TRUST_ADDRESS = "https://caobang.example/dich-vu-tin-cay"
    (folder / "one.pem").write_text(certificate_for(account_uid=uuid4()).certificate)

    said = ran(folder, "openssl x509 -in one.pem -noout -text")

    assert "OCSP - URI:https://caobang.example/dich-vu-tin-cay/ocsp" in said
    assert "CA Issuers - URI:https://caobang.example/dich-vu-tin-cay/cap.cer" in said
    assert "URI:https://caobang.example/dich-vu-tin-cay/cap.crl" in said


@pytest.mark.parametrize("question", [b"", b"0" * 9_000, b"\x30" * (MOST_ASKED + 5)])
def test_rubbish_gets_no_stamp(folder: Path, client: Client, question: bytes) -> None:
    answer = client.post(f"{PLACE}/tsa", question, content_type="application/timestamp-query")

    (folder / "told").write_bytes(answer.content)
    said = ran(folder, "openssl ts -reply -in told -text")
    assert "Status: Rejected" in said
    assert "the data submitted has the wrong format" in said


def test_a_weak_digest_gets_no_stamp(folder: Path, client: Client) -> None:
    ran(folder, "openssl ts -query -data content -sha1 -out asked")

    answer = client.post(
        f"{PLACE}/tsa", (folder / "asked").read_bytes(), content_type="application/timestamp-query"
    )

    (folder / "told").write_bytes(answer.content)
    said = ran(folder, "openssl ts -reply -in told -text")
    assert "Status: Rejected" in said
    assert "unrecognized or unsupported algorithm identifier" in said


def test_rubbish_and_strangers_get_no_revocation_answer(folder: Path, client: Client) -> None:
    garbled = client.post(f"{PLACE}/ocsp", b"what", content_type="application/ocsp-request")

    (folder / "told").write_bytes(garbled.content)
    said = outside.run("openssl", "ocsp", "-respin", "told", "-noverify", folder=folder)
    assert "malformedrequest" in said.stdout + said.stderr


def test_openssl_is_told_of_time_stamps_of_an_earlier_key(folder: Path, client: Client) -> None:
    (folder / "old.der").write_bytes(client.get(f"{PLACE}/dau-thoi-gian.cer").content)
    ran(folder, "openssl x509 -inform DER -in old.der -out one.pem")
    ends = ensure_authority().time_stamp.certificate.not_valid_after_utc

    assert renew_time_stamper(ends - timedelta(days=30))

    ran(folder, f"{OCSP} -cert one.pem -reqout asked")
    answer = client.post(
        f"{PLACE}/ocsp", (folder / "asked").read_bytes(), content_type="application/ocsp-request"
    )
    (folder / "told").write_bytes(answer.content)
    assert (folder / "old.der").read_bytes() != client.get(f"{PLACE}/dau-thoi-gian.cer").content
    assert "one.pem: good" in ran(folder, f"{OCSP} -no_nonce -cert one.pem -respin told")
