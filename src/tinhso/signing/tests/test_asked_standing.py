"""Authorities elsewhere are asked whether they revoked: within bounds, and believed when proved."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.signing import pki, services
from tinhso.signing.checking.report import CheckName, Reason, SignatureFinding, Verdict
from tinhso.signing.formats.cades import sign_detached
from tinhso.signing.formats.signer import Evidence
from tinhso.signing.services.asked_standing import (
    LONGEST_ANSWER,
    StandingTrouble,
    asker,
    is_allowed,
)
from tinhso.signing.testing import SETUP
from tinhso.signing.tests.outside_authority import (
    REVOKED,
    OutsideAuthority,
    Told,
    der,
    keep_root_list,
)

pytestmark = pytest.mark.django_db

CONTENT = b"Kinh gui"


@pytest.fixture
def outside(settings: Settings, tmp_path: Path) -> Iterator[OutsideAuthority]:
    made = OutsideAuthority()
    keep_root_list(made.root, settings, tmp_path)
    settings.TINHSO_REVOCATION_URLS = [f"{made.url}/pki"]
    settings.TINHSO_REVOCATION_SECONDS = 60.0
    services.add_trust_anchor(certificate=der(made.root.certificate), actor=SETUP)
    yield made
    made.close()


def checked(outside: OutsideAuthority, *, asks: bool = True) -> SignatureFinding:
    message = sign_detached(CONTENT, outside.key, Evidence(), at=timezone.now())
    (found,) = services.verify(message, outside={"": CONTENT}, asks=asks).signatures
    return found


def said(found: SignatureFinding) -> str:
    return next(one.evidence for one in found.checks if one.name is CheckName.REVOCATION)


def stranger(at_days: int = -1) -> pki.Identity:
    return pki.make_issuing(
        pki.make_root(at=timezone.now() + timedelta(days=at_days)), at=timezone.now()
    )


def test_an_answer_is_asked_once_and_remembered(outside: OutsideAuthority) -> None:
    first, second = checked(outside), checked(outside)

    assert (first.verdict, second.verdict) == (Verdict.VALID, Verdict.VALID)
    assert said(first).startswith("OCSP")
    assert outside.asked == ["ocsp"]


def test_nobody_is_asked_unless_the_caller_wants_it_and_configuration_allows(
    outside: OutsideAuthority, settings: Settings
) -> None:
    quiet = checked(outside, asks=False)
    settings.TINHSO_REVOCATION_URLS = ["http://127.0.0.1:1/pki"]
    elsewhere = checked(outside)
    settings.TINHSO_REVOCATION_URLS = []

    assert asker() is None
    assert checked(outside).reasons == (Reason.REVOCATION_UNKNOWN,)
    assert quiet.reasons == elsewhere.reasons == (Reason.REVOCATION_UNKNOWN,)
    assert StandingTrouble.NOT_ALLOWED in said(elsewhere)
    assert outside.asked == []


def test_who_was_revoked_is_found(outside: OutsideAuthority) -> None:
    outside.ocsp = lambda one: (200, one.answer(REVOKED))

    assert checked(outside).reasons == (Reason.CERTIFICATE_REVOKED,)


def test_the_list_tells_where_no_answer_does(outside: OutsideAuthority) -> None:
    outside.ocsp = lambda _one: (500, b"")
    good = checked(outside)
    outside.crl = lambda one: (200, one.list(one.signer))

    assert good.verdict is Verdict.VALID
    assert said(good).startswith("CRL")
    assert outside.asked == ["ocsp", "crl"]


@pytest.mark.parametrize(
    ("told", "trouble"),
    [
        (lambda _o: (500, b""), StandingTrouble.GARBAGE),
        (lambda _o: (302, b""), StandingTrouble.GARBAGE),
        (lambda _o: (403, b""), StandingTrouble.REFUSED),
        (lambda _o: (503, b""), StandingTrouble.REFUSED),
        (lambda _o: (200, b""), StandingTrouble.GARBAGE),
        (lambda _o: (200, b"<html>"), StandingTrouble.GARBAGE),
        (lambda _o: (200, b"\x30" * (LONGEST_ANSWER + 9)), StandingTrouble.GARBAGE),
        (
            lambda _o: (
                200,
                ocsp.OCSPResponseBuilder.build_unsuccessful(
                    ocsp.OCSPResponseStatus.TRY_LATER
                ).public_bytes(Encoding.DER),
            ),
            StandingTrouble.REFUSED,
        ),
        (lambda o: (200, o.answer(by=stranger())), StandingTrouble.NOT_PROVED),
        (
            lambda o: (200, o.answer(of=o.issued("Người khác", timezone.now()))),
            StandingTrouble.NOT_PROVED,
        ),
        (
            lambda o: (200, o.answer(ocsp.OCSPCertStatus.UNKNOWN)),
            StandingTrouble.NOT_PROVED,
        ),
        (
            lambda o: (200, o.answer(at=timezone.now() - timedelta(hours=3))),
            StandingTrouble.WRONG_TIME,
        ),
        (
            lambda o: (200, o.answer(at=timezone.now() + timedelta(hours=3))),
            StandingTrouble.WRONG_TIME,
        ),
    ],
)
def test_whatever_is_answered_proves_itself_or_says_nothing(
    outside: OutsideAuthority, told: Told, trouble: StandingTrouble
) -> None:
    outside.ocsp, outside.crl = told, lambda _one: (404, b"")

    found = checked(outside)

    assert found.reasons == (Reason.REVOCATION_UNKNOWN,)
    assert f"{outside.url}/pki/ocsp {trouble}" in said(found)


@pytest.mark.parametrize(
    ("told", "trouble"),
    [
        (lambda o: (200, o.list()[:-9]), StandingTrouble.GARBAGE),
        (lambda o: (200, o.list(by=stranger())), StandingTrouble.NOT_PROVED),
        (
            lambda o: (200, o.list(at=timezone.now() - timedelta(days=9))),
            StandingTrouble.WRONG_TIME,
        ),
        (
            lambda o: (200, o.list(at=timezone.now() + timedelta(days=9))),
            StandingTrouble.WRONG_TIME,
        ),
    ],
)
def test_a_list_proves_itself_or_says_nothing(
    outside: OutsideAuthority, told: Told, trouble: StandingTrouble
) -> None:
    outside.ocsp, outside.crl = lambda _one: (404, b""), told

    found = checked(outside)

    assert found.reasons == (Reason.REVOCATION_UNKNOWN,)
    assert f"{outside.url}/pki/cap.crl {trouble}" in said(found)


def test_who_is_silent_is_waited_for_once_and_then_left_in_peace(
    outside: OutsideAuthority, settings: Settings
) -> None:
    released = threading.Event()

    def slow(_one: OutsideAuthority) -> tuple[int, bytes]:
        released.wait(60)
        return 200, b""

    outside.ocsp = outside.crl = slow
    settings.TINHSO_REVOCATION_SECONDS = 0.2
    first = checked(outside)
    second = checked(outside)
    released.set()
    outside.close()

    assert StandingTrouble.SILENT in said(first)
    assert (first.reasons, second.reasons) == ((Reason.REVOCATION_UNKNOWN,),) * 2
    assert outside.asked.count("ocsp") <= 1


def test_the_public_check_asks_and_says_by_what(outside: OutsideAuthority) -> None:
    message = sign_detached(CONTENT, outside.key, Evidence(), at=timezone.now())
    files = {"file": _upload("a.p7s", message), "content": _upload("a.txt", CONTENT)}

    told = Client().post("/api/v1/signing/verify", files).json()

    assert told["verdict"] == "valid"
    assert set(outside.asked) == {"ocsp"}


def _upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("url", "is_below"),
    [
        ("http://ca.gov.vn/crl/a.crl", True),
        ("http://CA.gov.vn/crl/a.crl", True),
        ("http://ca.gov.vn/crl", True),
        ("http://ca.gov.vn/crl2/a.crl", False),
        ("http://ca.gov.vn/crl/../admin", False),
        ("http://ca.gov.vn/crl/%2e%2e/admin", False),
        ("https://ca.gov.vn/crl/a.crl", False),
        ("http://ca.gov.vn:81/crl/a.crl", False),
        ("http://ca.gov.vn@10.0.0.1/crl/a.crl", False),
        ("http://10.0.0.1/crl/a.crl", False),
        ("http://ca.gov.vn.evil.vn/crl/a.crl", False),
        ("http://ocsp.gov.vn/anything", True),
    ],
)
def test_only_named_addresses_are_asked(settings: Settings, url: str, is_below: bool) -> None:
    settings.TINHSO_REVOCATION_URLS = ["http://ca.gov.vn/crl", "http://ocsp.gov.vn"]

    assert is_allowed(url) is is_below
