"""Time-stamps of a service outside: slow, refused, garbage, of nobody trusted, lying about time."""

import io
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
import time_machine
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from pytest_django import Settings

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import pki, services
from tinhso.signing.algorithms import Algorithm, sign_with
from tinhso.signing.checking.report import TimeSource, Verdict
from tinhso.signing.formats.der import SEQUENCE, piece
from tinhso.signing.formats.signer import SealingKey
from tinhso.signing.formats.stamping import LocalTimeStamper
from tinhso.signing.models import Certificate, KeyUse
from tinhso.signing.readiness import lines
from tinhso.signing.rules import Format, UseOutcome
from tinhso.signing.services import Given
from tinhso.signing.services.asked_stamps import (
    LONGEST_ANSWER,
    SAID,
    StampRefused,
    StampTrouble,
)
from tinhso.signing.services.resting import SILENT_BEFORE, note_silence, silence_of
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.tests.test_certificates import signed_in
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db

Answer = Callable[[bytes], tuple[int, bytes]]


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def status(said: str) -> bytes:
    """Return an answer without a token."""
    return piece(SEQUENCE, tsp.PKIStatusInfo({"status": said}).dump())


class Service:
    """A time-stamp service of another authority, on a real socket, that answers as it is told."""

    def __init__(self, root: pki.Identity) -> None:
        now = timezone.now() - timedelta(days=1)
        self.issuing = pki.make_issuing(root, at=now)
        self.clock = pki.make_time_stamper(self.issuing, at=now)
        self.answer: Answer = self.stamp
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                status, said = service.answer(asked)
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_said: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/tsa"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stamper(
        self, by: pki.Identity | None = None, now: Callable[[], datetime] = timezone.now
    ) -> LocalTimeStamper:
        by = by or self.clock
        sign = sign_with(by.key, Algorithm.ECDSA_SHA256)
        chain = (der(self.issuing.certificate),)
        return LocalTimeStamper(SealingKey(der(by.certificate), chain, sign), now)

    def granted(self, token: bytes) -> tuple[int, bytes]:
        said = {
            "status": {"status": "granted"},
            "time_stamp_token": cms.ContentInfo.load(token),
        }
        return 200, tsp.TimeStampResp(said).dump()

    def stamp(self, asked: bytes) -> tuple[int, bytes]:
        return self.granted(self.stamper().asked(tsp.TimeStampReq.load(asked)))

    def late(self, asked: bytes) -> tuple[int, bytes]:
        clock = self.stamper(now=lambda: timezone.now() - timedelta(hours=1))
        return self.granted(clock.asked(tsp.TimeStampReq.load(asked)))

    def other_imprint(self, asked: bytes) -> tuple[int, bytes]:
        nonce = tsp.TimeStampReq.load(asked)["nonce"].native
        return self.granted(self.stamper().token(b"\1" * 32, "sha256", nonce=nonce))

    def other_nonce(self, asked: bytes) -> tuple[int, bytes]:
        digest = tsp.TimeStampReq.load(asked)["message_imprint"]["hashed_message"].native
        return self.granted(self.stamper().token(digest, "sha256", nonce=7))

    def no_clock(self, asked: bytes) -> tuple[int, bytes]:
        return self.granted(self.stamper(self.issuing).asked(tsp.TimeStampReq.load(asked)))

    def altered(self, asked: bytes) -> tuple[int, bytes]:
        _status, said = self.stamp(asked)
        return 200, said[:-4] + bytes((said[-4] ^ 1,)) + said[-3:]


@pytest.fixture
def root() -> pki.Identity:
    return pki.make_root(at=timezone.now() - timedelta(days=1))


@pytest.fixture
def service(root: pki.Identity, settings: Settings) -> Iterator[Service]:
    made = Service(root)
    settings.TINHSO_TSA_URL = made.url
    settings.TINHSO_TSA_SECONDS = HANGING
    services.add_trust_anchor(certificate=der(root.certificate), actor=SETUP)
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


def signed(person: Certificate, form: Format = Format.PADES, level: str = "B-T") -> bytes:
    given = Given(name="a.pdf", content=a_pdf("tờ"))
    return services.sign_file(file=given, certificate=person, form=form, level=level).content


def refused(person: Certificate, trouble: StampTrouble) -> None:
    with pytest.raises(StampRefused) as refusal:
        signed(person)
    assert refusal.value.trouble is trouble
    assert str(refusal.value).startswith(str(SAID[trouble]))
    assert not KeyUse.objects.filter(outcome=UseOutcome.SIGNED).exists()


@pytest.mark.parametrize("form", [Format.PADES, Format.XADES_ENVELOPING])
def test_a_service_outside_stamps_what_is_signed_here(
    service: Service, person: Certificate, form: Format
) -> None:
    (found,) = services.verify(signed(person, form)).signatures

    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    assert found.stamped_by.endswith("Dấu thời gian")


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (lambda _s, _a: (500, b""), StampTrouble.GARBAGE),
        (lambda _s, _a: (302, b""), StampTrouble.GARBAGE),
        (lambda _s, _a: (403, b""), StampTrouble.REFUSED),
        (lambda _s, _a: (200, b""), StampTrouble.GARBAGE),
        (lambda _s, _a: (200, b"<html>"), StampTrouble.GARBAGE),
        (lambda _s, _a: (200, b"\x30\x03\x02\x01\x00"), StampTrouble.GARBAGE),
        (lambda _s, _a: (200, b"\x30" * (LONGEST_ANSWER + 9)), StampTrouble.GARBAGE),
        (lambda _s, _a: (200, status("rejection")), StampTrouble.REFUSED),
        (lambda _s, _a: (200, status("waiting")), StampTrouble.REFUSED),
        (lambda _s, _a: (200, status("granted")), StampTrouble.GARBAGE),
        (Service.other_imprint, StampTrouble.GARBAGE),
        (Service.other_nonce, StampTrouble.GARBAGE),
        (Service.altered, StampTrouble.GARBAGE),
        (Service.no_clock, StampTrouble.NOT_TRUSTED),
        (Service.late, StampTrouble.WRONG_TIME),
    ],
)
def test_whatever_a_service_answers_nothing_is_half_signed(
    service: Service,
    person: Certificate,
    answer: Callable[[Service, bytes], tuple[int, bytes]],
    trouble: StampTrouble,
) -> None:
    service.answer = lambda asked: answer(service, asked)

    refused(person, trouble)


def test_evidence_of_a_service_outside_is_its_own_list(
    service: Service, person: Certificate, settings: Settings, tmp_path: Path
) -> None:
    listed = pki.revocation_list(service.issuing, [], at=timezone.now(), number=1)
    (tmp_path / "dau.crl").write_bytes(listed)
    settings.TINHSO_TRUST_ROOTS = str(tmp_path)

    made = signed(person, level="B-LT")

    (found,) = services.verify(made).signatures
    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    with pikepdf.Pdf.open(io.BytesIO(made)) as pdf:
        assert listed in [one.read_bytes() for one in pdf.Root.DSS.CRLs]


def test_a_file_that_nothing_would_prove_is_not_made(service: Service, person: Certificate) -> None:
    with pytest.raises(StampRefused) as refusal:
        signed(person, level="B-LT")

    assert refusal.value.trouble is StampTrouble.NO_EVIDENCE
    assert not KeyUse.objects.exists()
    assert services.verify(signed(person, level="B-T")).verdict is Verdict.VALID


def test_at_a_level_that_proves_itself_a_service_of_no_trusted_root_signs_nothing(
    service: Service, root: pki.Identity, person: Certificate
) -> None:
    fingerprint = root.certificate.fingerprint(hashes.SHA256()).hex()
    services.remove_trust_anchor(fingerprint=fingerprint, actor=SETUP)

    with pytest.raises(StampRefused) as refusal:
        signed(person, level="B-LT")

    assert refusal.value.trouble is StampTrouble.NOT_TRUSTED
    assert not KeyUse.objects.exists()


def test_a_service_of_no_trusted_root_is_not_believed(
    service: Service, root: pki.Identity, person: Certificate
) -> None:
    fingerprint = root.certificate.fingerprint(hashes.SHA256()).hex()
    services.remove_trust_anchor(fingerprint=fingerprint, actor=SETUP)

    refused(person, StampTrouble.NOT_TRUSTED)


def test_a_service_that_is_slow_or_away_is_not_waited_for(
    service: Service, person: Certificate, settings: Settings
) -> None:
    released = threading.Event()

    def slow(asked: bytes) -> tuple[int, bytes]:
        released.wait(HANGING)
        return service.stamp(asked)

    service.answer = slow
    settings.TINHSO_TSA_SECONDS = 0.05
    refused(person, StampTrouble.SILENT)
    released.set()
    settings.TINHSO_TSA_URL = "http://127.0.0.1:9/tsa"
    refused(person, StampTrouble.SILENT)


def test_a_silent_service_is_left_in_peace_and_asked_again_later(
    service: Service, person: Certificate, settings: Settings
) -> None:
    asked = list[bytes]()
    released = threading.Event()

    def slow(question: bytes) -> tuple[int, bytes]:
        asked.append(question)
        released.wait(HANGING)
        return service.stamp(question)

    service.answer = slow
    settings.TINHSO_TSA_SECONDS = 0.05
    troubles = [_trouble(person) for _paper in range(5)]
    released.set()
    settings.TINHSO_TSA_SECONDS = HANGING
    waits = silence_of(service.url)
    assert waits is not None
    with time_machine.travel(waits.until + timedelta(seconds=1)):
        again = services.verify(signed(person)).verdict

    assert troubles == [StampTrouble.SILENT] * SILENT_BEFORE + [StampTrouble.RESTING] * 3
    assert len(asked) == SILENT_BEFORE + 1
    assert again is Verdict.VALID
    assert silence_of(service.url) is None


def _trouble(person: Certificate) -> StampTrouble:
    with pytest.raises(StampRefused) as refusal:
        signed(person)
    return refusal.value.trouble


def test_operators_page_and_way_to_production_name_who_is_silent(
    settings: Settings,
) -> None:
    settings.TINHSO_TSA_URL = "http://127.0.0.1:9/im-lang"
    settings.TINHSO_REVOCATION_URLS = ["http://ca.gov.vn"]
    operator, page = signed_in("signing.manage_certificates"), "/quan-tri/chung-thu-so/dich-vu/"
    before = operator.get(page).content.decode()

    for _time in range(SILENT_BEFORE):
        note_silence(settings.TINHSO_TSA_URL)

    after = operator.get(page).content.decode()
    (line,) = [one for one in lines() if one.order == 186]
    assert "Dịch vụ dấu thời gian không trả lời" not in before
    assert "Dịch vụ dấu thời gian không trả lời" in after
    assert "http://ca.gov.vn" in after
    assert line.values == {"times": SILENT_BEFORE}
